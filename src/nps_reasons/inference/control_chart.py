"""Control chart of NPS: which period stands out from what those before the latest vary by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST_PERIODS: Final = 6
"""Before the latest; from fewer, how much periods vary is hardly known, and limits mislead."""

SIGMAS: Final = 3.0

MEAN_RANGE: Final = 1.128
"""Expected distance of two standard normal numbers, as charts of individual values use it."""


@dataclass(frozen=True, slots=True)
class ControlChart:
    """Limits of each period, as shares from -1 to 1.

    Attributes
    ----------
    centre
        Mean of the baseline, that is of all periods before the latest.
    variance
        Of one response's contribution in the baseline.
    sigma_z
        How many times more periods vary than sampling explains (Laney); not below 1 in the limits.
    lower, upper : (n_periods,)
        nan where a period has no responses.
    signals : (n_periods,)
        Whether the period's mean is outside its limits.
    """

    centre: float
    variance: float
    sigma_z: float
    lower: Array
    upper: Array
    signals: NDArray[np.bool_]


def control_chart(detractors: Array, passives: Array, promoters: Array) -> ControlChart | None:
    """Control chart of the mean of +1, 0 and -1 over periods, the latest one last.

    Limits are the centre and 3 sqrt(v / n) to each side (Shewhart), times sigma_z where the
    periods of the baseline vary more than their responses explain (Laney).

    Parameters
    ----------
    detractors, passives, promoters : ndarray of shape (n_periods,)
        Counts, at the effective number of responses where they are weighted; all zero where a
        period has none.

    Returns
    -------
    ControlChart or None
        None where fewer than six periods with responses stand before the latest, or all their
        responses are alike, so that how much periods vary is not known.

    References
    ----------
    Shewhart (1931), Economic Control of Quality; Laney (2002), Quality Engineering 14:531.

    Examples
    --------
    >>> d, p, r = (np.repeat(float(n), 7) for n in (60, 70, 80))
    >>> chart = control_chart(d, p, np.append(r[:6], 10.0))
    >>> f"{chart.centre:.3f} {chart.lower[0]:.3f} {chart.signals.tolist()[-1]}"
    '0.095 -0.073 True'
    """
    n = detractors + passives + promoters
    baseline = n > 0
    baseline[-1:] = False
    if baseline.sum() < FEWEST_PERIODS:
        return None
    centre = float((promoters - detractors)[baseline].sum() / n[baseline].sum())
    variance = float((promoters + detractors)[baseline].sum() / n[baseline].sum() - centre**2)
    if variance <= 0:
        return None
    n = np.where(n > 0, n, np.nan)
    z = ((promoters - detractors) / n - centre) / np.sqrt(variance / n)
    sigma_z = float(np.abs(np.diff(z[baseline])).mean() / MEAN_RANGE)
    half = SIGMAS * np.sqrt(variance / n) * max(sigma_z, 1.0)
    return ControlChart(
        centre=centre,
        variance=variance,
        sigma_z=sigma_z,
        lower=np.maximum(centre - half, -1.0),
        upper=np.minimum(centre + half, 1.0),
        signals=np.abs(z) > SIGMAS * max(sigma_z, 1.0),
    )
