"""How strong a cause that nobody measured would have to be to explain a driver away."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.adjusted import Fit

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

LARGEST_RATIO: Final = 1000.0
"""A risk ratio beyond it, or below its inverse, is read off a group that hardly ever occurs: the
model's extrapolation, not what a survey can tell."""


def robustness_value(t: float, freedom: float, *, alpha: float | None = None) -> float:
    """Least share of what is left of score and mention that a hidden cause has to explain.

    What the other themes and the segments leave unexplained is 1. A cause that explains less than
    this share of the score's rest or of the mention's rest cannot bring the effect to 0 (or, with
    `alpha`, to where a test at that level would no longer call it different from 0).

    Parameters
    ----------
    t
        Effect over its least-squares standard error (not a robust one: it stands for a share of
        variance).
    freedom
        Degrees of freedom of the residuals.
    alpha
        Level of the two-sided test; None asks for the effect itself to be 0.

    Returns
    -------
    float
        0 to 1; 0 where a test at `alpha` sees nothing already.

    References
    ----------
    Cinelli and Hazlett (2020), Making sense of sensitivity, J. R. Stat. Soc. B 82:39-67.

    Examples
    --------
    >>> round(robustness_value(2, 10), 6)
    0.463325
    """
    f = abs(t) / sqrt(freedom)
    if alpha is None:
        return _value_of(f)
    from scipy.stats import t as student  # noqa: PLC0415 - scipy is slow to import

    critical = float(student.isf(alpha / 2, freedom - 1)) / sqrt(freedom - 1)
    if f <= critical:
        return 0.0
    if f * critical > 1:
        # The cause that widens the interval most no longer explains the score as well.
        return (f**2 - critical**2) / (1 + f**2)
    return _value_of(f - critical)


def _value_of(f: float) -> float:
    return (sqrt(f**4 + 4 * f**2) - f**2) / 2


def robustness_values(fit: Fit, columns: Codes) -> Array:
    """Robustness values of some coefficients of a least-squares fit.

    |t| over the root of the degrees of freedom is |effect| / sqrt(bread x residual sum of squares):
    no standard error is needed. A theme's points are 0 where its effect is, so that the value is
    that of the points, too.

    Parameters
    ----------
    columns : ndarray of shape (k,)
        Which regressors.

    Returns
    -------
    ndarray of shape (k,)
        0 to 1; 1 where nothing is left unexplained.
    """
    left = float((fit.weights * fit.times) @ fit.residuals**2)
    spread = np.sqrt(np.maximum(np.diag(fit.bread)[columns] * left, 1e-300))
    f = np.minimum(np.abs(fit.coefficients[columns]) / spread, 1e6)
    return np.array([_value_of(value) for value in f])


def e_value(risk_ratio: float) -> float:
    """Least strength of a hidden cause, as a risk ratio, that explains a risk ratio away.

    The cause must be that many times more common among those who say the theme, and make the
    outcome that many times more likely, both; a weaker one cannot do it.

    Returns
    -------
    float
        1 and above; nan for a ratio that is not finite, above 1,000 or below 1/1,000, as where a
        theme separates the groups wholly: no survey tells such a ratio.

    References
    ----------
    VanderWeele and Ding (2017), Sensitivity analysis in observational research: introducing the
    E-value, Ann. Intern. Med. 167:268-274.

    Examples
    --------
    >>> round(e_value(3.9), 6), round(e_value(0.8), 6)
    (7.263034, 1.809017)
    """
    if not 1 / LARGEST_RATIO <= risk_ratio <= LARGEST_RATIO:
        return np.nan
    ratio = max(risk_ratio, 1 / risk_ratio)
    return ratio + sqrt(ratio * (ratio - 1))
