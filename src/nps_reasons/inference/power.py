"""Power: the smallest change that a survey shows, and how many responses one needs."""

from __future__ import annotations

from math import isfinite, sqrt
from numbers import Real
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import UsageError
from nps_reasons.inference.intervals import Z_95

if TYPE_CHECKING:
    from collections.abc import Mapping

FOUR_OF_FIVE: Final = 0.8
"""Usual power: how often a change of that size is told apart from none."""

LARGEST_SHARE: Final = 1 + 1e-9
"""No variance of shares is above 1; weighted ones may round to a little more."""

LARGEST_CHANGE: Final = 2.0
"""From all detractors to all promoters, as shares."""


def smallest_change(
    variance_0: float, n_0: float, variance_1: float, n_1: float, *, power: float = FOUR_OF_FIVE
) -> float:
    """Smallest change of NPS between two samples that is seen, at the 5 % level, this often.

    (z_0.975 + z_power) sqrt(variance_0 / n_0 + variance_1 / n_1)

    Parameters
    ----------
    variance_0, variance_1
        Variance of one contribution in each sample: at most 1 as shares, 10,000 in NPS points.
    n_0, n_1
        Effective numbers of responses.
    power
        Above 0.5 and below 1.

    Returns
    -------
    float
        In the unit of the square root of the variances.

    Raises
    ------
    UsageError
        A negative variance, no responses, a power that is not between 0.5 and 1, or an argument
        that is no finite number.

    References
    ----------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, chapter 2.

    Examples
    --------
    >>> f"{100 * smallest_change(0.61, 400, 0.61, 400):.1f}"
    '15.5'
    """
    _require_numbers(
        {"variance_0": variance_0, "n_0": n_0, "variance_1": variance_1, "n_1": n_1, "power": power}
    )
    found = f"{variance_0}, {variance_1}"
    _require(min(variance_0, variance_1) >= 0, f"variances of 0 and above; found {found}")
    _require(min(n_0, n_1) > 0, f"numbers of responses above 0; found {n_0} and {n_1}")
    return _reach(power) * sqrt(variance_0 / n_0 + variance_1 / n_1)


def responses_needed(
    change: float, variance: float, *, variance_1: float | None = None, power: float = FOUR_OF_FIVE
) -> float:
    """Responses in each of two samples that show a change this often; not rounded up.

    Parameters
    ----------
    change
        In the unit of the square root of the variance, not 0: a change in NPS points goes with a
        variance in NPS points.
    variance
        Of one contribution, in the first sample and, where `variance_1` is None, in both.

    Raises
    ------
    UsageError
        A change of 0, or one that no number of responses shows; a change and a variance of two
        units (a variance of 1 or less with a change beyond 2, a larger one with a change below 1);
        a negative variance, a power that is not between 0.5 and 1, or an argument that is no
        finite number.

    Examples
    --------
    >>> f"{responses_needed(0.05, 0.61):.1f}"
    '3830.3'
    """
    second = variance if variance_1 is None else variance_1
    _require_numbers({"change": change, "variance": variance, "variance_1": second, "power": power})
    found = f"{variance}, {second}"
    _require(min(variance, second) >= 0, f"variances of 0 and above; found {found}")
    _require(change != 0, f"a change that is not 0; found {change}")
    _require_one_unit(change, max(variance, second))
    in_errors = _reach(power) / change
    needed = in_errors * in_errors * (variance + second)
    _require(isfinite(needed), f"a change that a survey can show; found {change}")
    return needed


def responses_to_see_share(
    share: float, n: float, next_share: float, *, power: float = FOUR_OF_FIVE
) -> float:
    """Responses that a second sample needs, so that another share is told apart this often.

    The n_1 at which ``|p_1 - p_0| = z_0.975 sqrt(p q (1/n_0 + 1/n_1)) + z_power sqrt(p_0 q_0 / n_0
    + p_1 q_1 / n_1)``, with p the share of both samples together: the two-sided z-test with pooled
    variance, at the 5 % level. The first sample is there already and does not grow.

    Parameters
    ----------
    share, next_share
        Shares of the first and of the second sample, 0 to 1, not the same.
    n
        Effective number of responses in the first sample.
    power
        Above 0.5 and below 1.

    Returns
    -------
    float
        At least 1, not rounded up; infinite where no number suffices, because the first sample is
        too small.

    Raises
    ------
    UsageError
        A share outside 0 to 1, two shares that are the same, no responses, a power that is not
        between 0.5 and 1, or an argument that is no finite number.

    References
    ----------
    Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, sections 4.2
    and 4.3, without the correction for continuity.

    Examples
    --------
    >>> f"{responses_to_see_share(0.09, 2000, 0.05):.1f}"
    '407.2'
    >>> responses_to_see_share(0.09, 100, 0.05)
    inf
    """
    _require_shares(share, next_share)
    _require_numbers({"n": n, "power": power})
    _require(n > 0, f"a number of responses above 0; found {n}")
    z_power = _reach(power) - Z_95

    def missing(more: float) -> float:
        """Size of the change that would be seen, less the change; more responses make it less."""
        together = (n * share + more * next_share) / (n + more)
        null = sqrt(together * (1 - together) * (1 / n + 1 / more))
        spread = sqrt(share * (1 - share) / n + next_share * (1 - next_share) / more)
        return Z_95 * null + z_power * spread - abs(next_share - share)

    if missing(_EVERYBODY) > 0:
        return float("inf")
    if missing(1.0) <= 0:
        return 1.0
    from scipy.optimize import brentq  # noqa: PLC0415 - scipy takes longer to import than pandas

    return float(brentq(missing, 1.0, _EVERYBODY, xtol=1e-9, rtol=1e-12))


_EVERYBODY: Final = 1e12
"""More responses than any survey has."""


def responses_for_shares(share: float, next_share: float, *, power: float = FOUR_OF_FIVE) -> float:
    """Responses in each of two samples that tell two shares apart this often; not rounded up.

    ``(z_0.975 sqrt(2 p q) + z_power sqrt(p_0 q_0 + p_1 q_1))^2 / (p_1 - p_0)^2``, with p the mean
    of both shares: `responses_to_see_share` of two samples of one size.

    Raises
    ------
    UsageError
        As `responses_to_see_share` does.

    References
    ----------
    Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, section 4.2,
    without the correction for continuity.

    Examples
    --------
    >>> f"{responses_for_shares(0.09, 0.05):.1f}"
    '637.5'
    """
    _require_shares(share, next_share)
    mean = (share + next_share) / 2
    null = sqrt(2 * mean * (1 - mean))
    spread = sqrt(share * (1 - share) + next_share * (1 - next_share))
    needed = (Z_95 * null + (_reach(power) - Z_95) * spread) / (next_share - share)
    return needed * needed


def _require_shares(share: float, next_share: float) -> None:
    _require_numbers({"share": share, "next_share": next_share})
    found = f"{share} and {next_share}"
    _require(0 <= share <= 1 and 0 <= next_share <= 1, f"shares of 0 to 1; found {found}")
    _require(share != next_share, f"two shares that differ; found {found}")


def responses_for_interval(half_width: float, variance: float = 1.0) -> float:
    """Responses that make a Wald interval of 95 % this wide to each side; not rounded up.

    An adjusted-Wald interval needs three fewer. A variance of 1 is the worst case.

    Raises
    ------
    UsageError
        A half-width of 0 or less, or in NPS points where the variance is that of shares; a negative
        variance; or an argument that is no finite number.

    Examples
    --------
    >>> f"{responses_for_interval(0.05, 0.61):.1f} {responses_for_interval(0.05):.1f}"
    '937.3 1536.6'
    """
    _require_numbers({"half_width": half_width, "variance": variance})
    _require(variance >= 0, f"a variance of 0 and above; found {variance}")
    _require(half_width > 0, f"a half-width above 0; found {half_width}")
    _require_not_points("half-width", half_width, variance)
    in_errors = Z_95 / half_width
    needed = in_errors * in_errors * variance
    _require(isfinite(needed), f"a half-width that a survey can reach; found {half_width}")
    return needed


def _reach(power: float) -> float:
    from scipy.stats import norm  # noqa: PLC0415 - scipy takes longer to import than pandas

    _require(0.5 < power < 1, f"a power between 0.5 and 1; found {power}")
    return Z_95 + float(norm.ppf(power))


def _require_numbers(arguments: Mapping[str, object]) -> None:
    for name, value in arguments.items():
        _require(_is_finite(value), f"{name} to be a finite number; found {value!r}")


def _is_finite(value: object) -> bool:
    try:
        return isinstance(value, Real) and isfinite(value)
    except OverflowError:  # a whole number too large for a float
        return False


def _require_one_unit(change: float, variance: float) -> None:
    _require_not_points("change", change, variance)
    _require(
        variance <= LARGEST_SHARE or abs(change) >= 1,
        "a change and a variance of one unit: a change as a share needs the variance of shares, "
        f"at most 1; found a change of {change} and a variance of {variance}",
    )


def _require_not_points(name: str, value: float, variance: float) -> None:
    _require(
        variance > LARGEST_SHARE or abs(value) <= LARGEST_CHANGE,
        f"a {name} and a variance of one unit: a {name} in NPS points needs the variance in NPS "
        f"points, 10,000 times that of shares; found a {name} of {value} and a variance of "
        f"{variance}",
    )


def _require(met: bool, expected: str) -> None:  # noqa: FBT001 - a condition, not a switch
    if not met:
        raise UsageError(f"power: expected {expected}")
