"""evaluate: a coding to all measures of it, each with its interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nps_reasons.errors import UsageError
from nps_reasons.evaluation import measures
from nps_reasons.evaluation.bootstrap import drawn_counts, interval
from nps_reasons.evaluation.counts import MILLION, N_BINS, Counts, counts_from, counts_per_text
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.evaluation.coding import Coding

N_DRAWS: Final = 1_000

Measure = Callable[[Counts], Any]
"""Counts to numbers, the draws on the first axis where there are any."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with the middle 95 % of its bootstrap draws; None where it is undefined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ThemeScores:
    """How well one theme is found.

    Attributes
    ----------
    support, found
        Texts that are coded with it, and in which it was found.
    """

    theme: str
    support: int
    found: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Overall:
    """How well all are found together; the macro average is over those that are coded at all."""

    support: int
    micro_precision: Estimate
    micro_recall: Estimate
    micro_f1: Estimate
    macro_f1: Estimate


@dataclass(frozen=True, slots=True)
class SentimentScores:
    """How often the sign towards a theme is the coded one.

    Attributes
    ----------
    support
        Texts and themes with a coded sign.
    majority
        Share of the most frequent coded sign: what always saying it would reach.
    confusion
        Coded sign to given sign to how often.
    """

    support: int
    majority: float | None
    accuracy: Estimate
    macro_f1: Estimate
    confusion: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the confidence, with the mean confidence in it and the share that is right."""

    low: float
    high: float
    found: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether a confidence of 0.8 is right in 80 %, of the themes that were found."""

    found: int
    expected_error: Estimate
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well texts are tagged, as far as those that a person coded can tell."""

    texts: int
    distinct_texts: int
    draws: int
    seed: int
    themes: tuple[ThemeScores, ...]
    by_theme: Overall
    by_theme_and_sign: Overall
    sentiment: SentimentScores
    calibration: Calibration


def evaluate(
    coding: Coding, themes: Sequence[str], *, seed: int = 0, n_draws: int = N_DRAWS
) -> Evaluation:
    """Measure how well what was found agrees with what was coded.

    Parameters
    ----------
    themes
        Ids of the themes, in the order of the arrays' second axis.
    seed
        Of the bootstrap draws.

    Raises
    ------
    UsageError
        There is no text.

    Examples
    --------
    >>> sign = np.array([[2], [0]], dtype=np.int8)
    >>> yes, sure = np.array([[True], [True]]), np.array([[0.9], [0.7]])
    >>> from nps_reasons.evaluation.coding import Coding
    >>> coding = Coding(yes, yes, sure, sign, sign, sign, np.array([0, 1]))
    >>> evaluate(coding, ["billing"]).by_theme_and_sign.micro_f1
    Estimate(value=1.0, low=1.0, high=1.0)
    """
    if not len(coding.groups):
        raise UsageError("evaluate: there is no text; give at least one that a person coded")
    per_text = counts_per_text(coding).flat
    distinct = int(coding.groups.max()) + 1
    # One text drawn again is the same text: an interval of no width would say too much.
    n_draws = n_draws if distinct > 1 else 0
    drawn = drawn_counts(per_text, coding.groups, seed=seed, n_draws=n_draws)
    estimates = _Estimates(
        counts_from(per_text.sum(axis=0), len(themes)), counts_from(drawn, len(themes))
    )
    return Evaluation(
        texts=len(coding.groups),
        distinct_texts=distinct,
        draws=n_draws,
        seed=seed,
        themes=_per_theme(estimates, themes),
        by_theme=_overall(estimates, lambda counts: counts.themes),
        by_theme_and_sign=_overall(estimates, lambda counts: counts.signed),
        sentiment=_sentiment(estimates),
        calibration=_calibration(estimates),
    )


@dataclass(frozen=True, slots=True)
class _Estimates:
    """Counts of all texts, and of the draws."""

    total: Counts
    drawn: Counts

    def of(self, measure: Measure) -> list[Estimate]:
        """Return the measure of each class, or of all as one, with its interval."""
        values = np.atleast_1d(measure(self.total))
        draws = np.asarray(measure(self.drawn)).reshape(-1, len(values))
        return [_estimate(value, draws[:, i]) for i, value in enumerate(values.tolist())]

    def one(self, measure: Measure) -> Estimate:
        """Return a measure that has one value."""
        (estimate,) = self.of(measure)
        return estimate


def _estimate(value: float, draws: Any) -> Estimate:  # noqa: ANN401 - a column of an array
    ends = None if np.isnan(value) else interval(draws)
    return Estimate(_known(value), *(ends or (None, None)))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _per_theme(estimates: _Estimates, themes: Sequence[str]) -> tuple[ThemeScores, ...]:
    _, found, coded = estimates.total.themes
    return tuple(
        ThemeScores(theme, int(coded[i]), int(found[i]), *scores)
        for i, (theme, *scores) in enumerate(
            zip(
                themes,
                estimates.of(lambda counts: measures.precision(counts.themes)),
                estimates.of(lambda counts: measures.recall(counts.themes)),
                estimates.of(lambda counts: measures.f1(counts.themes)),
                strict=True,
            )
        )
    )


def _overall(estimates: _Estimates, part: Measure) -> Overall:
    return Overall(
        support=int(part(estimates.total)[2].sum()),
        micro_precision=estimates.one(lambda c: measures.precision(measures.pooled(part(c)))),
        micro_recall=estimates.one(lambda c: measures.recall(measures.pooled(part(c)))),
        micro_f1=estimates.one(lambda c: measures.f1(measures.pooled(part(c)))),
        macro_f1=estimates.one(lambda c: measures.macro_f1(part(c))),
    )


def _sentiment(estimates: _Estimates) -> SentimentScores:
    table = estimates.total.signs.astype(int)
    support = int(table.sum())
    rows = [dict(zip(SIGNS, row, strict=True)) for row in table.tolist()]

    def accuracy(counts: Counts) -> Any:  # noqa: ANN401 - as `Measure`
        return measures.recall(measures.pooled(measures.per_sign(counts.signs)))

    return SentimentScores(
        support=support,
        majority=float(table.sum(axis=1).max() / support) if support else None,
        accuracy=estimates.one(accuracy),
        macro_f1=estimates.one(lambda c: measures.macro_f1(measures.per_sign(c.signs))),
        confusion=dict(zip(SIGNS, rows, strict=True)),
    )


def _calibration(estimates: _Estimates) -> Calibration:
    found, right, millionths = estimates.total.bins.tolist()
    bins = tuple(
        Bin(
            low=i / N_BINS,
            high=(i + 1) / N_BINS,
            found=int(n),
            confidence=millionths[i] / MILLION / n if n else None,
            right=right[i] / n if n else None,
        )
        for i, n in enumerate(found)
    )
    return Calibration(
        found=int(sum(found)),
        expected_error=estimates.one(lambda counts: measures.expected_error(counts.bins)),
        bins=bins,
    )
