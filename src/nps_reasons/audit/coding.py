"""What two people coded: the sample that was drawn, the labels of each, what follows from both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.labelled import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CODERS: Final = ("Coder A", "Coder B")
"""Names of the coders, and of their sheets; the first one's labels count where two disagree."""

SETTLED: Final = "Settled"
"""Sheet with the labels on which the coders agreed afterwards."""

Labels = frozenset[Label]
"""Labels of one response; an empty set says: coded, and no theme of the codeframe."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Responses with a reason that were drawn from apart.

    Attributes
    ----------
    period
        Name of the period; `all` for the whole survey.
    group
        promoter, passive or detractor; `all` where groups were not told apart.
    with_reason, drawn
        How many responses have a reason, and how many of them are in the sample.
    """

    period: str
    group: str
    with_reason: int
    drawn: int

    @property
    def probability(self) -> float:
        """Chance of a response with a reason to be in the sample."""
        return self.drawn / self.with_reason


@dataclass(frozen=True)
class Coding:
    """A coded sample, checked: every id was drawn, every theme and sign is known.

    Attributes
    ----------
    drawn
        A row per response that was drawn, in the (random) order of the sheets: `response_id`,
        `period`, `group`, `probability` (to be drawn), `reason_sha256`, `both` (both coders were
        asked), `coder` (who was asked; the first coder where both were).
    strata
        What was drawn from, in the order of periods and groups.
    coders
        Coder to response to its labels. Only responses that this coder has coded are there.
    settled
        Response to the labels on which the coders agreed afterwards.
    remarks
        `coder`, `response_id`, `note`: what coders wrote beside their labels.
    notes
        Sentences on what was found in the workbook and needs nobody to do anything.
    cautions
        Sentences on what was found that makes the sample worth less; `warnings` has them too.
    seed
        Of the draw.
    codeframe
        Name and version of the codeframe that was coded with.
    """

    drawn: pd.DataFrame
    strata: tuple[Stratum, ...]
    coders: Mapping[str, Mapping[str, Labels]]
    settled: Mapping[str, Labels] = field(default_factory=dict)
    remarks: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["coder", "response_id", "note"])
    )
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    seed: int = 0
    codeframe: str = ""

    def asked(self, coder: str) -> tuple[str, ...]:
        """Ids of the responses that this coder was asked to code, in the order of the sheet."""
        theirs = self.drawn["both"] | (self.drawn["coder"] == coder)
        return tuple(self.drawn.loc[theirs, "response_id"])

    @cached_property
    def coded(self) -> tuple[str, ...]:
        """Ids of the responses that anybody coded, in the order of the sheets."""
        said = self._by_anybody
        return tuple(i for i in self.drawn["response_id"] if i in said)

    @cached_property
    def coded_by_both(self) -> tuple[str, ...]:
        """Ids of the responses that both coders coded, in the order of the sheets."""
        everybody = [self.coders.get(coder, {}) for coder in CODERS]
        return tuple(i for i in self.coded if all(i in said for said in everybody))

    @cached_property
    def disagreed(self) -> tuple[str, ...]:
        """Ids of the responses to which the coders gave different labels, settled or not."""
        first, second = (self.coders.get(coder, {}) for coder in CODERS)
        return tuple(i for i in self.coded_by_both if first[i] != second[i])

    @property
    def unsettled(self) -> tuple[str, ...]:
        """Ids of those on which nobody has settled: the first coder's labels count."""
        return tuple(i for i in self.disagreed if i not in self.settled)

    def final_labels(self) -> dict[str, Labels]:
        """Response to the labels that count, in the order of the sheets.

        What was settled counts; else what the first coder says; else what the second one says.
        """
        said = self._by_anybody
        return {i: said[i] for i in self.coded}

    def final(self) -> pd.DataFrame:
        """Return the sample as `gold` takes it.

        Returns
        -------
        pd.DataFrame
            A row per coded response, in the order of the sheets: `response_id`, `labels` (a list
            of objects with `theme` and `sign`) and `probability`: the coded share of the
            responses with a reason that it was drawn from. Holds where nothing was left out by
            choice (`left_out`).

        Examples
        --------
        >>> drawn = pd.DataFrame({"response_id": ["r1", "r2"], "period": "2025Q4", "group": "all",
        ...     "probability": 0.5, "reason_sha256": "", "both": False, "coder": "Coder A"})
        >>> said = {"Coder A": {"r1": frozenset({Label("price", "negative")})}}
        >>> coding = Coding(drawn, (Stratum("2025Q4", "all", with_reason=4, drawn=2),), said)
        >>> coding.final().to_dict("records")
        [{'response_id': 'r1', 'labels': [{'theme': 'price', 'sign': 'negative'}], \
'probability': 0.25}]
        """
        labels = self.final_labels()
        rows = self.drawn[self.drawn["response_id"].isin(labels)]
        shares = self._coded_shares()
        strata = zip(rows["period"], rows["group"], strict=True)
        return pd.DataFrame(
            {
                "response_id": rows["response_id"].to_numpy(),
                "labels": pd.Series([as_objects(said) for said in labels.values()], dtype=object),
                "probability": pd.Series([shares[key] for key in strata], dtype=float),
            }
        )

    def disagreements(self) -> pd.DataFrame:
        """Return where the two coders differ, theme by theme.

        Returns
        -------
        pd.DataFrame
            `response_id`, `theme`, `coder_a`, `coder_b` (the sign, signs joined by a comma, or
            missing where the coder does not name the theme) and `settled`.
        """
        first, second = (self.coders.get(coder, {}) for coder in CODERS)
        rows = [
            (i, theme, _signs(first[i], theme), _signs(second[i], theme), i in self.settled)
            for i in self.disagreed
            for theme in sorted({label.theme for label in first[i] ^ second[i]})
        ]
        columns = ["response_id", "theme", "coder_a", "coder_b", "settled"]
        kinds = dict.fromkeys(columns[:4], "string") | {"settled": "bool"}
        return pd.DataFrame(rows, columns=columns).astype(kinds)

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """Ids of the responses that nobody coded, before the last coded one of a coder's list.

        Each list is in random order, so that the first ones of it are a random sample too, and
        the first ones of both lists together.
        """
        said = set(self.coded)
        left = set()
        for coder in CODERS:
            asked = self.asked(coder)
            last = max((place for place, i in enumerate(asked) if i in said), default=-1)
            left |= set(asked[: last + 1]) - said
        return tuple(i for i in self.drawn["response_id"] if i in left)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences on what makes the sample worth less than it could be."""
        return (*self.cautions, *self._unsettled_said(), *self._chosen_said())

    @cached_property
    def _by_anybody(self) -> dict[str, Labels]:
        said: dict[str, Labels] = {}
        for coder in reversed(CODERS):
            said |= self.coders.get(coder, {})
        return said | dict(self.settled)

    def _coded_shares(self) -> dict[tuple[str, str], float]:
        labels = set(self.coded)
        rows = self.drawn[self.drawn["response_id"].isin(labels)]
        counts = Counter(zip(rows["period"], rows["group"], strict=True))
        return {
            (stratum.period, stratum.group): counts[stratum.period, stratum.group]
            / stratum.with_reason
            for stratum in self.strata
        }

    def _unsettled_said(self) -> Iterable[str]:
        if self.unsettled:
            yield (
                f"The coders disagree on {len(self.unsettled):,} of {len(self.coded_by_both):,} "
                f"responses, and nobody has settled them: {CODERS[0]}'s labels count; give the "
                f'right ones on the sheet "{SETTLED}"'
            )

    def _chosen_said(self) -> Iterable[str]:
        if self.left_out:
            yield (
                f"{len(self.left_out):,} responses were left out ({_listed(self.left_out)}) and "
                "later ones coded: a sample from which responses were left out by choice is no "
                "random one; code them, with (none) where no theme fits"
            )


def as_objects(labels: Labels) -> list[dict[str, str]]:
    """Return labels as `gold` takes them, in one order.

    Examples
    --------
    >>> as_objects(frozenset({Label("price", "negative")}))
    [{'theme': 'price', 'sign': 'negative'}]
    """
    pairs = sorted((label.theme, str(label.sign)) for label in labels)
    return [{"theme": theme, "sign": sign} for theme, sign in pairs]


def _signs(labels: Labels, theme: str) -> str | None:
    found = sorted(str(label.sign) for label in labels if label.theme == theme)
    return ", ".join(found) or None


_NAMED: Final = 5
"""Ids that a sentence lists."""


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids[:_NAMED]) + (", ..." if len(ids) > _NAMED else "")
