"""The reasons of the dated periods as arrays: who wrote them, when, and what was found in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.drivers.design import id_order
from nps_reasons.drivers.mentioned import ids_and_rows
from nps_reasons.errors import InputError
from nps_reasons.net_promoter import respondent_codes
from nps_reasons.periods import dated
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

_NEEDED: Final = {
    "responses": ("response_id", "period", "reason"),
    "mentions": ("response_id", "theme", "sign", "confidence"),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """Responses with a reason, of all dated periods, sorted by `response_id`.

    Attributes
    ----------
    names
        The dated periods in order.
    periods : (n,)
        Position of each response's period in `names`.
    ids : (n,)
    people : (n,)
        Number of the respondent.
    reasons : (n,)
    confidence : (n,)
        Mean confidence of the response's mentions, 0 to 1; nan where it has none.
    """

    names: tuple[str, ...]
    periods: Codes
    ids: NDArray[np.object_]
    people: Codes
    reasons: NDArray[np.object_]
    confidence: Array

    @property
    def covered(self) -> Flags:
        """Whether a theme was found in the reason, shape (n,)."""
        covered: Flags = ~np.isnan(self.confidence)
        return covered


def heard_of(responses: pd.DataFrame, mentions: pd.DataFrame) -> Heard:
    """Make the arrays.

    Parameters
    ----------
    responses
        Needs `response_id`, `period` and `reason`; `respondent_id` is used where it is there.
    mentions
        Needs `response_id`, `theme`, `sign` and `confidence`; those of other responses are left
        aside.

    Raises
    ------
    InputError
        A column or an id is missing, or an id repeats.

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": ["b", "a", "c"], "period": ["2", "1", "2"],
    ...                           "reason": ["too dear", "fine", None]})
    >>> mentions = pd.DataFrame({"response_id": ["b", "b"], "theme": ["price", "value"],
    ...                          "sign": "negative", "confidence": [0.5, 0.75]})
    >>> heard = heard_of(responses, mentions)
    >>> heard.ids.tolist(), heard.covered.tolist(), heard.confidence[1]
    (['a', 'b'], [False, True], np.float64(0.625))
    """
    _check_columns(responses, mentions)
    ids, said_in = ids_and_rows(responses["response_id"], mentions["response_id"])
    names = tuple(name for name in dated(responses["period"]) if name != ALL)
    order = id_order(ids)
    place = pd.Index(names).get_indexer(pd.Index(responses["period"].astype("string")))[order]
    wrote = responses["reason"].notna().to_numpy(dtype=bool)[order]
    kept = wrote & (place >= 0)
    return Heard(
        names=names,
        periods=place[kept],
        ids=ids.to_numpy(dtype=object)[order][kept],
        people=_people(responses, order)[kept],
        reasons=responses["reason"].to_numpy(dtype=object)[order][kept],
        confidence=_confidence(mentions, said_in, len(ids))[order][kept],
    )


def _check_columns(responses: pd.DataFrame, mentions: pd.DataFrame) -> None:
    for name, table in (("responses", responses), ("mentions", mentions)):
        missing = [column for column in _NEEDED[name] if column not in table]
        if missing:
            raise InputError(
                f'{name}: column "{missing[0]}" is missing; drift needs {", ".join(_NEEDED[name])}'
            )


def _people(responses: pd.DataFrame, order: Codes) -> Codes:
    if "respondent_id" not in responses:
        return np.arange(len(order))
    return respondent_codes(responses["respondent_id"].iloc[order])


def _confidence(mentions: pd.DataFrame, said_in: Codes, n: int) -> Array:
    """Mean confidence of each response's mentions, in the order of the responses given."""
    known = said_in >= 0
    rows = said_in[known]
    sure = mentions["confidence"].to_numpy(dtype=np.float64, na_value=np.nan)[known]
    if not ((sure >= 0) & (sure <= 1)).all():
        raise InputError("mentions: confidence must be a number from 0 to 1 in every row")
    # A sum of numbers in another order may have other last bits.
    sorted_by = np.lexsort((sure, rows))
    counts = np.bincount(rows, minlength=n)
    sums = np.bincount(rows[sorted_by], weights=sure[sorted_by], minlength=n)
    mean: Array = np.divide(sums, counts, out=np.full(n, np.nan), where=counts > 0)
    return mean
