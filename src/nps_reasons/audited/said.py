"""Who says what of the coded responses: people and machine as flags of one shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nps_reasons.evaluation.by_sample import Sample
from nps_reasons.net_promoter import respondent_codes
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.audit.coding import Coding, Labels

    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class CodedResponses:
    """The responses that anybody coded, in the order of the sheets, and what people say of them.

    Attributes
    ----------
    rows
        Their rows of `responses`.
    themes
        Ids of the codeframe's active themes.
    people : (n, n_themes, 3)
        Whether the labels that count have the theme with that sign of `schema.SIGNS`.
    coders
        Coder to what they say, of the same shape.
    done
        Coder to whether they coded the response, of shape (n,).
    sample
        Their lifts and respondents.
    """

    rows: pd.DataFrame
    themes: tuple[str, ...]
    people: Flags
    coders: Mapping[str, Flags]
    done: Mapping[str, Flags]
    sample: Sample

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the responses."""
        return tuple(self.rows["response_id"].astype(str))


def coded_responses(
    coding: Coding, responses: pd.DataFrame, themes: Sequence[str]
) -> CodedResponses:
    """Put what people coded beside the responses, of which one at least is coded.

    Parameters
    ----------
    responses
        Those that the sample was drawn from.
    themes
        Ids of the themes that may be coded.
    """
    final = coding.final()
    rows = responses.set_index(responses["response_id"].astype(str), drop=False)
    rows = rows.loc[[str(i) for i in final["response_id"]]].reset_index(drop=True)
    ids = tuple(rows["response_id"].astype(str))
    coders = {name: said for name, said in coding.coders.items() if said}
    return CodedResponses(
        rows=rows,
        themes=tuple(themes),
        people=said_by_people(coding.final_labels(), ids, themes),
        coders={name: said_by_people(said, ids, themes) for name, said in coders.items()},
        done={name: np.array([i in said for i in ids]) for name, said in coders.items()},
        sample=Sample(1 / final["probability"].to_numpy(dtype=float), _respondents(rows)),
    )


def _respondents(rows: pd.DataFrame) -> NDArray[np.int64]:
    """Number of each response's respondent; one who is not known answered once."""
    if "respondent_id" not in rows:
        return np.arange(len(rows), dtype=np.int64)
    return np.asarray(respondent_codes(rows["respondent_id"]), dtype=np.int64)


def said_by_people(
    labels: Mapping[str, Labels], ids: Sequence[str], themes: Sequence[str]
) -> Flags:
    """Labels of responses as flags of shape (n, n_themes, 3).

    Examples
    --------
    >>> from nps_reasons.labelled import Label
    >>> said = {"r1": frozenset({Label("price", "negative")})}
    >>> said_by_people(said, ["r1", "r2"], ["price"])[:, 0].tolist()
    [[True, False, False], [False, False, False]]
    """
    places = [
        (row, label.theme, label.sign) for row, i in enumerate(ids) for label in labels.get(i, ())
    ]
    return _flags(places, len(ids), themes)


def said_by_machine(mentions: pd.DataFrame, ids: Sequence[str], themes: Sequence[str]) -> Flags:
    """Mentions as flags of shape (n, n_themes, 3); those of other responses are left aside."""
    rows = pd.Index(ids).get_indexer(pd.Index(mentions["response_id"].astype(str)))
    here = rows >= 0
    told = mentions.loc[here, ["theme", "sign"]].astype(str)
    places = zip(rows[here].tolist(), told["theme"], told["sign"], strict=True)
    return _flags(places, len(ids), themes)


def _flags(places: Iterable[tuple[int, str, str | None]], n: int, themes: Sequence[str]) -> Flags:
    column = {theme: k for k, theme in enumerate(themes)}
    flags = np.zeros((n, len(themes), len(SIGNS)), dtype=bool)
    for row, theme, sign in places:
        # A theme that was retired since is no class to be right or wrong about.
        if theme in column and sign in SIGNS:
            flags[row, column[theme], SIGNS.index(sign)] = True
    return flags
