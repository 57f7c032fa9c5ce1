"""What customers did: outcomes by respondent category and by theme, and the value at risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from nps_reasons.drivers.follow_up.comparable import Cells, comparable_weights
from nps_reasons.drivers.follow_up.dated import dated_survey
from nps_reasons.drivers.labels import label_of
from nps_reasons.inference.multiplicity import q_values, verdict_of
from nps_reasons.inference.shares import newcombe, p_value_of, part_of
from nps_reasons.schema import ALL, GROUPS, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.drivers.follow_up.dated import DatedSurvey
    from nps_reasons.inference.shares import Part

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

EVENTS: Final = ("churned", "renewed")
VALUE: Final = "value"
FEWEST_KNOWN: Final = 10
"""Respondents whose outcome is known; from fewer nothing is shown."""

_COUNTS: Final = ("kind", "name", "label", "sign", "n", "n_known")

POINTS_OF: Final = {"promoter": 100.0, "passive": 0.0, "detractor": -100.0}


def outcomes_table(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
    *,
    segments: Sequence[str] = (),
) -> pd.DataFrame:
    """Tabulate what customers did, by respondent category and by what they said.

    Each respondent counts once a period: with the latest answer, or, for the themes, with the
    latest answer that has a reason. A missing outcome is missing: `n_known` counts the others.
    Rates are weighted by the survey weights; values are sums and means over the customers who
    answered, unweighted.

    The value at risk of a theme is the value of those who complain of it, times how much larger
    the share who left is among them than among the others, brought to the same segment mix. It is
    what went with the complaint beyond what other customers of these segments lost; it is no
    forecast. Its interval is that of the two rates (Newcombe's, at Kish's effective numbers); the
    value itself is a sum, not an estimate.

    Parameters
    ----------
    responses
        Needs `response_id` and `contribution` (or `score`); `churned`, `renewed` (true or false)
        and `value` (a number) where they are known. Who left is who `churned`, or, where that
        column is missing, who has not `renewed`.
    mentions
        Needs `response_id`, `theme`, `sign`.
    labels
        Theme id to its label; the id in words where it is missing.
    segments
        Columns whose mix the others are brought to.

    Returns
    -------
    pd.DataFrame
        As `schema.OUTCOMES`, for each period and for `all`; no row where no outcome column is
        there. q-values are Benjamini-Hochberg's over the themes of one period and outcome. Rows
        with fewer than ten known outcomes have no numbers; nor has a theme whose
        verdict is `too few`, because those who do not say it are as few or because hardly anybody
        of either left.

    Raises
    ------
    InputError
        The tables do not have what is needed.
    UsageError
        A segment is not a column.

    References
    ----------
    docs/methods.md, "Outcomes"; Wilson (1927), Newcombe (1998), Campbell (2007), Kish (1965).

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": [f"{i:03}" for i in range(100)], "score": 6,
    ...     "churned": [True] * 20 + [False] * 80, "value": 1000.0})
    >>> mentions = pd.DataFrame({"response_id": [f"{i:03}" for i in range(5, 35)],
    ...                          "theme": "billing", "sign": "negative"})
    >>> table = outcomes_table(responses, mentions)
    >>> theme = table[table["kind"] == "theme"].round(3)
    >>> theme[["outcome", "n", "rate", "rate_others", "value_at_risk"]].values.tolist()
    [['churned', 30, 0.5, 0.071, nan], ['value', 30, 0.5, 0.071, 12857.143]]
    """
    survey = dated_survey(responses, mentions, segments=segments)
    known = _outcomes(survey.rows)
    rows = [
        row for period in _periods(survey) for row in _rows(survey, known, period, labels or {})
    ]
    return OUTCOMES.check(pd.DataFrame(rows, columns=OUTCOMES.column_names))


@dataclass(frozen=True, slots=True)
class _Outcomes:
    """Outcomes of all responses, nan where they are not known.

    Attributes
    ----------
    events : name to (n,)
        1 where it happened, else 0.
    value, left : (n,)
        What the customer is worth; whether it left.
    """

    events: Mapping[str, Array]
    value: Array
    left: Array

    @property
    def shown(self) -> list[str]:
        """Outcomes that are known of anybody."""
        known = [name for name, events in self.events.items() if np.isfinite(events).any()]
        return known + [VALUE] * bool(np.isfinite(self.value).any())

    def of(self, outcome: str) -> Array:
        """Events of an outcome; who left, where it is the value."""
        return self.left if outcome == VALUE else self.events[outcome]


def _outcomes(rows: pd.DataFrame) -> _Outcomes:
    events = {name: _numbers(rows, name, "boolean") for name in EVENTS}
    churned, renewed = events["churned"], events["renewed"]
    return _Outcomes(
        events=events,
        value=_numbers(rows, VALUE, "float64"),
        left=churned if np.isfinite(churned).any() else 1 - renewed,
    )


def _numbers(rows: pd.DataFrame, name: str, dtype: str) -> Array:
    if name not in rows:
        return np.full(len(rows), np.nan)
    numbers: Array = rows[name].astype(dtype).to_numpy(dtype=np.float64, na_value=np.nan)  # type: ignore[call-overload]
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _periods(survey: DatedSurvey) -> tuple[str, ...]:
    return (*survey.known_periods, ALL) if len(survey.known_periods) > 1 else (ALL,)


@dataclass(frozen=True, slots=True)
class _People:
    """Some respondents, and one outcome of each.

    Attributes
    ----------
    outcome
        Its name; of the value, the events are who left.
    events, value, weights, points : (n,)
        Events and value are nan where they are not known.
    mentions : (n_themes, n)
        Whether each says each theme.
    cells
        Of the segments whose mix the others are brought to.
    """

    outcome: str
    events: Array
    value: Array
    weights: Array
    points: Array
    mentions: Flags
    cells: Cells

    def described(self, rows: Flags) -> dict[str, Any]:
        """Counts, and the rate or the value, of some of them."""
        known = np.isfinite(self.value if self.outcome == VALUE else self.events) & rows
        counts = {"n": int(rows.sum()), "n_known": int(known.sum())}
        if counts["n_known"] < FEWEST_KNOWN:
            return counts
        if self.outcome == VALUE:
            worth = self.value[known]
            return {**counts, "value": float(worth.sum()), "value_mean": float(worth.mean())}
        return {**counts, **_rate(part_of(self.events[known], self.weights[known]))}

    def against_others(self, said: Flags) -> dict[str, float]:
        """Rate of those who say a theme, against that of the others; empty where either are few."""
        known = np.isfinite(self.events)
        own, others = known & said, known & ~said
        if min(own.sum(), others.sum()) < FEWEST_KNOWN:
            return {}
        weights = self.weights * known
        if self.outcome == VALUE:
            weights = comparable_weights(self.cells, weights, said)
        first = part_of(self.events[own], self.weights[own])
        second = part_of(self.events[others], weights[others])
        # The test is of all who do not say it: it belongs to the row of the event itself.
        tested = {} if self.outcome == VALUE else {"p_value": p_value_of(first, second)}
        return {**_rate(first), **_gap(first, second), **tested}


def _people(
    survey: DatedSurvey, known: _Outcomes, outcome: str, rows: Flags, cells: pd.DataFrame
) -> _People:
    arrays = survey.survey
    return _People(
        outcome=outcome,
        events=known.of(outcome)[rows],
        value=known.value[rows],
        weights=arrays.weights[rows],
        points=arrays.points[rows],
        mentions=np.ascontiguousarray(arrays.mentions[rows].T),
        cells=Cells.make(cells[rows]),
    )


def _rows(
    survey: DatedSurvey, known: _Outcomes, period: str, labels: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Rows of one period."""
    within, segments = survey.within(period), survey.survey.segments
    answers = survey.latest(within & survey.counted)
    reasons = survey.latest(within & survey.heard)
    for outcome in known.shown:
        named = {"period": period, "outcome": outcome}
        for row in _groups(_people(survey, known, outcome, answers, segments)):
            yield named | row
        said = _people(survey, known, outcome, reasons, segments)
        for row in _themes(said, survey.survey.themes, labels):
            yield named | row


def _groups(people: _People) -> Iterator[dict[str, Any]]:
    yield _named("group", ALL, "All") | people.described(np.ones(len(people.points), dtype=bool))
    for name in GROUPS:
        rows = people.points == POINTS_OF[name]
        yield _named("group", name, name.capitalize()) | people.described(rows)


def _themes(
    people: _People, themes: Sequence[tuple[str, str]], labels: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each theme and sign that somebody says, with what is known of those who say it."""
    rows = [
        _named("theme", theme, label_of(theme, labels))
        | {"sign": sign}
        | _theme(people, said, sign)
        for (theme, sign), said in zip(themes, people.mentions, strict=True)
        if said.any()
    ]
    if people.outcome == VALUE:
        return rows
    q = q_values(np.array([row.get("p_value", np.nan) for row in rows]))
    return [_tested(row, value) for row, value in zip(rows, q.tolist(), strict=True)]


def _tested(row: dict[str, Any], q_value: float) -> dict[str, Any]:
    """Return a row with its verdict; one with too few on either side keeps its counts alone."""
    verdict = verdict_of(q_value)
    if verdict == "too few":
        row = {name: row[name] for name in _COUNTS}
    return row | {"q_value": q_value, "verdict": verdict}


def _theme(people: _People, said: Flags, sign: str) -> dict[str, Any]:
    row = people.described(said) | people.against_others(said)
    complained = people.outcome == VALUE and sign == "negative"
    if not complained or "value" not in row or "difference" not in row:
        return row
    ends = [row["value"] * row[f"difference{end}"] for end in ("", "_low", "_high")]
    names = ("value_at_risk", "value_at_risk_low", "value_at_risk_high")
    return row | dict(zip(names, (ends[0], min(ends[1:]), max(ends[1:])), strict=True))


def _named(kind: str, name: str, label: str) -> dict[str, Any]:
    return {"kind": kind, "name": name, "label": label}


def _rate(part: Part) -> dict[str, float]:
    low, high = part.limits
    return {"rate": part.value, "rate_low": low, "rate_high": high}


def _gap(first: Part, second: Part) -> dict[str, float]:
    low, high = newcombe(first, second)
    return {
        "rate_others": second.value,
        "difference": first.value - second.value,
        "difference_low": low,
        "difference_high": high,
    }
