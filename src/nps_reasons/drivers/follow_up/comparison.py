"""Before and after, exposed and others: the difference of differences as one regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.drivers.adjusted import effect_influence, fit_effects
from nps_reasons.drivers.design import cell_codes, segment_dummies
from nps_reasons.drivers.patterns import Rows, covariance, same_rows
from nps_reasons.inference.student import student_limit, student_p
from nps_reasons.inference.weighting import effective_n

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.drivers.adjusted import Fit

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

CELLS: Final = ((True, False), (True, True), (False, False), (False, True))
"""Exposed before, exposed after, others before, others after; as (exposed, after)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Responses before and after an action.

    Attributes
    ----------
    outcome : (n,)
        What is measured: 0 or 1 for a share, -100, 0 or 100 for NPS.
    exposed, after : (n,)
    periods : (n,)
        Number of the period.
    weights : (n,)
        Survey weights, above 0.
    clusters : (n,)
        Number of the respondent.
    segments : DataFrame of n rows
        What is held fixed.
    """

    outcome: Array
    exposed: Flags
    after: Flags
    periods: Codes
    weights: Array
    clusters: Codes
    segments: pd.DataFrame

    def of(self, rows: Flags | Codes) -> Sample:
        """Some of the responses: those that are flagged, or at these places."""
        return Sample(
            self.outcome[rows],
            self.exposed[rows],
            self.after[rows],
            self.periods[rows],
            self.weights[rows],
            self.clusters[rows],
            self.segments.iloc[rows].reset_index(drop=True),
        )

    @property
    def cells(self) -> tuple[Flags, ...]:
        """Which responses are in each of `CELLS`."""
        return tuple((self.exposed == e) & (self.after == a) for e, a in CELLS)

    @property
    def counts(self) -> tuple[int, ...]:
        """Responses in each of `CELLS`."""
        return tuple(int(cell.sum()) for cell in self.cells)

    @property
    def levels(self) -> tuple[float, ...]:
        """Weighted mean outcome in each of `CELLS`; nan where nobody is."""
        return tuple(
            float(np.average(self.outcome[cell], weights=self.weights[cell]))
            if cell.any()
            else float("nan")
            for cell in self.cells
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is set apart, with its 95 % interval and two-sided p-value."""

    effect: float
    low: float
    high: float
    p_value: float

    @classmethod
    def of(cls, effect: float, variance: float, freedom: int) -> Self:
        """Make one of an estimate, by Student's distribution."""
        error = float(np.sqrt(variance))
        half = student_limit(freedom) * error
        p_value = float(student_p(abs(effect) / error, freedom))
        return cls(effect, effect - half, effect + half, p_value)


def difference_in_differences(sample: Sample, *, least: float) -> Change | None:
    """How much more the outcome of the exposed changed than that of the others.

    The coefficient of exposed x after in a weighted regression with a dummy per period, one for
    the exposed, and one per level of each segment; errors are summed within respondents and made
    of leave-one-out residuals. With one period on each side and no segments it is the difference
    of the differences of the four means. Where nobody is left unexposed: after minus before.

    Parameters
    ----------
    least
        A cell whose responses are all alike leaves no residual, and its mean would look exact; it
        is given the variance least / (n + 2)^2.

    Returns
    -------
    Change or None
        None where it cannot be told apart from the segments, or a cell has nobody.

    References
    ----------
    Card and Krueger (1994), American Economic Review 84:772; Bertrand, Duflo and Mullainathan
    (2004), Quarterly Journal of Economics 119:249; MacKinnon and White (1985) for the residuals.

    Examples
    --------
    >>> import pandas as pd
    >>> arm = np.repeat([0, 1, 2, 3], 100)
    >>> sample = Sample(
    ...     outcome=np.concatenate([np.arange(100) < n for n in (30, 15, 20, 20)]).astype(float),
    ...     exposed=arm < 2, after=arm % 2 == 1, periods=arm % 2, weights=np.ones(400),
    ...     clusters=np.arange(400), segments=pd.DataFrame(index=range(400)))
    >>> change = difference_in_differences(sample, least=1.0)
    >>> f"{change.effect:.2f}, {change.low:.2f} to {change.high:.2f}"
    '-0.15, -0.31 to 0.01'
    """
    alone = bool(sample.exposed.all())
    if 0 in (sample.counts[:2] if alone else sample.counts):
        return None
    codes, firsts = same_rows(
        [
            sample.outcome,
            sample.exposed,
            sample.periods,
            sample.after,
            sample.weights,
            cell_codes(sample.segments),
        ]
    )
    rows = Rows.of(codes, sample.clusters)
    one = sample.of(firsts)
    x = _regressors(one, rows.times, alone=alone)
    fit = fit_effects(one.outcome, x, one.weights, times=rows.times)
    return _change(fit, rows, _unanimous(sample, least))


def _regressors(sample: Sample, times: Array, *, alone: bool) -> Array:
    """Intercept, what is asked for, periods, the exposed, segments."""
    controls = segment_dummies(sample.segments, times)
    one = np.ones(len(sample.outcome))
    if alone:
        # A dummy per period would take the change itself.
        return np.column_stack([one, sample.after, controls])
    periods = np.eye(int(sample.periods.max()) + 1)[sample.periods][:, 1:]
    asked = sample.exposed & sample.after
    return np.column_stack([one, asked, periods, sample.exposed, controls])


def _change(fit: Fit, rows: Rows, unanimous: float) -> Change | None:
    asked = np.array([1])
    if not fit.estimable[1]:
        return None
    influence = effect_influence(fit, fit.leave_one_out_residuals, asked)
    variance = float(covariance(influence, rows)[0, 0]) + unanimous
    if not variance > 0:
        return None
    freedom = min(fit.degrees_of_freedom, rows.n_respondents - 1)
    return Change.of(float(fit.coefficients[1]), variance, freedom)


def _unanimous(sample: Sample, least: float) -> float:
    """Variance that cells without any spread are taken to add."""
    alike = [cell for cell in sample.cells if cell.any() and np.ptp(sample.outcome[cell]) == 0]
    return float(sum(least / (effective_n(sample.weights[cell]) + 2) ** 2 for cell in alike))
