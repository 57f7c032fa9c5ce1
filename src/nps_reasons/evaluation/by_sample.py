"""Precision, recall and F1 of a machine, from a sample that people coded.

A coded response stands for 1 / its probability of having been drawn. All three are ratios of
totals that the sample estimates; respondents, not labels, are independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.inference.intervals import Z_95, wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sample:
    """The responses that people coded.

    Attributes
    ----------
    lift : (n,)
        How many responses each stands for: 1 / probability.
    clusters : (n,)
        Number of its respondent, from 0.
    """

    lift: Array
    clusters: Codes


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """How many labels of each class a response has right, by the machine and by people.

    Attributes
    ----------
    right, found, coded : (n, k)
        Those that both give, those of the machine, those of people; a class is a theme, a theme
        with a sign, or all of them together.
    """

    right: Array
    found: Array
    coded: Array

    @classmethod
    def of(cls, machine: Flags, person: Flags) -> LabelCounts:
        """Labels that are there or not, each of shape (n, k)."""
        return cls(*(np.asarray(part, dtype=float) for part in (machine & person, machine, person)))

    @property
    def pooled(self) -> LabelCounts:
        """All classes as one: what a micro average is made of; of shape (n, 1)."""
        return LabelCounts(
            *(part.sum(axis=1, keepdims=True) for part in (self.right, self.found, self.coded))
        )


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares from 0 to 1 with their 95 % intervals, each of shape (k,); nan where undefined."""

    value: Array
    low: Array
    high: Array


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How right a machine's labels are, for each of k classes.

    Attributes
    ----------
    precision
        Of what the machine finds, the share that people find too.
    recall
        Of what people find, the share that the machine finds too.
    f1
        Their harmonic mean.
    n_right, n_found, n_coded : (k,)
        Labels in the sample, each counted once.
    """

    precision: Shares
    recall: Shares
    f1: Shares
    n_right: Array
    n_found: Array
    n_coded: Array


def accuracy_by_sample(labels: LabelCounts, sample: Sample) -> Accuracy:
    """Precision, recall and F1 in all responses that the sample was drawn from.

    Parameters
    ----------
    labels
        Of the machine and of people, in the coded responses.
    sample
        The same responses.

    Examples
    --------
    >>> machine, person = np.array([[1], [1], [0], [0]]) > 0, np.array([[1], [0], [1], [0]]) > 0
    >>> sample = Sample(np.array([3.0, 1.0, 1.0, 1.0]), np.arange(4))
    >>> found = accuracy_by_sample(LabelCounts.of(machine, person), sample)
    >>> found.precision.value, found.recall.value, found.f1.value
    (array([0.75]), array([0.75]), array([0.75]))
    """
    either = labels.found + labels.coded - labels.right
    return Accuracy(
        precision=share_of_totals(labels.right, labels.found, sample),
        recall=share_of_totals(labels.right, labels.coded, sample),
        f1=_f1_of(share_of_totals(labels.right, either, sample)),
        n_right=labels.right.sum(axis=0),
        n_found=labels.found.sum(axis=0),
        n_coded=labels.coded.sum(axis=0),
    )


def _f1_of(jaccard: Shares) -> Shares:
    """F1 is 2 J / (1 + J) of what both find as a share of what either finds; so are its limits."""
    return Shares(*(2 * j / (1 + j) for j in (jaccard.value, jaccard.low, jaccard.high)))


def share_of_totals(hits: Array, bases: Array, sample: Sample) -> Shares:
    """Estimated total of hits over that of bases, with Wilson's interval at its effective base.

    Parameters
    ----------
    hits, bases : ndarray of shape (n, k)
        Counts of each response; hits are at most the bases.

    Returns
    -------
    Shares
        nan where there is no base.

    Notes
    -----
    The ratio is linearised: ``u = lift (hits - share bases) / total``, summed by respondent, and
    ``variance = G / (G - 1) sum u^2`` of the G respondents. The effective base is that of which a
    plain share has this variance, and at most the number of labels. Where the share is 0 or 1
    nothing varies, and it is Kish's effective number of respondents. What a census of the
    survey's own responses would save is not subtracted: the interval is that of the machine's
    accuracy on responses of this kind.

    References
    ----------
    Sarndal, Swensson and Wretman (1992), "Model Assisted Survey Sampling", section 5.6; Korn and
    Graubard (1998), Survey Methodology 24:193; Kish (1965), Survey Sampling.

    Examples
    --------
    >>> three = np.ones((3, 1))
    >>> found = share_of_totals(three, three, Sample(np.ones(3), np.arange(3)))
    >>> f"{found.value[0]:.0%}, {found.low[0]:.0%} to {found.high[0]:.0%}"
    '100%, 44% to 100%'
    """
    lift = sample.lift[:, None]
    total = (lift * bases).sum(axis=0)
    value = _ratio((lift * hits).sum(axis=0), total)
    known = np.nan_to_num(value)
    spread = _by_respondent(lift * (hits - known * bases), sample.clusters)
    weights = _by_respondent(lift * bases, sample.clusters)
    n_clusters = len(spread)
    variance = _ratio((spread**2).sum(axis=0), total**2) * n_clusters / max(n_clusters - 1, 1)
    kish = _ratio(total**2, (weights**2).sum(axis=0))
    within = known * (1 - known)
    varies = (within > 0) & (np.nan_to_num(variance) > 0)
    base = np.where(varies, _ratio(within, variance), kish)
    limits = [
        _limits(*pair)
        for pair in zip(value.tolist(), np.fmin(base, bases.sum(axis=0)).tolist(), strict=True)
    ]
    low, high = np.array(limits, dtype=np.float64).reshape(-1, 2).T
    return Shares(value, low, high)


def _limits(value: float, base: float) -> tuple[float, float]:
    return (value, value) if np.isnan(value) else wilson(value, base)


@dataclass(frozen=True, slots=True)
class Gain:
    """F1 of one machine minus that of another, with its 95 % interval."""

    value: float
    low: float
    high: float


def f1_gain(before: LabelCounts, after: LabelCounts, sample: Sample) -> Gain | None:
    """How much more F1 one machine has than another on the same coded responses.

    Parameters
    ----------
    before, after
        LabelCounts of the two machines, of one class.

    Returns
    -------
    Gain or None
        None where one of them is undefined, or one respondent gave all responses: nothing then
        tells what another one would have changed.

    Examples
    --------
    >>> person = np.array([[1], [1], [0], [0]]) > 0
    >>> poor, good = LabelCounts.of(person & False, person), LabelCounts.of(person, person)
    >>> f1_gain(poor, good, Sample(np.ones(4), np.arange(4))).value
    1.0
    """
    values, influences = [], []
    for labels in (before, after):
        both = sample.lift * (labels.found + labels.coded)[:, 0]
        if not both.sum():
            return None
        right = 2 * sample.lift * labels.right[:, 0]
        value = float(right.sum() / both.sum())
        values.append(value)
        influences.append((right - value * both) / both.sum())
    gain = values[1] - values[0]
    joint = _by_respondent((influences[1] - influences[0])[:, None], sample.clusters)
    n = len(joint)
    if n < _FEWEST:
        return None
    half = Z_95 * float(np.sqrt((joint**2).sum() * n / (n - 1)))
    return Gain(gain, max(gain - half, -1.0), min(gain + half, 1.0))


_FEWEST: Final = 2
"""Respondents from which on an error can be told."""


def _by_respondent(values: Array, clusters: Codes) -> Array:
    """Sums of each respondent's responses."""
    numbers, places = np.unique(clusters, return_inverse=True)
    sums = np.zeros((len(numbers), values.shape[1]))
    np.add.at(sums, places.reshape(-1), values)
    return sums


def _ratio(above: Array, below: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: Array = np.where(below > 0, np.divide(above, below), np.nan)
    return ratio
