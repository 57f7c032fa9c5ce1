"""Reach of complaints with its interval, of the same estimator as the drivers table."""

from __future__ import annotations

from math import isclose, sqrt
from typing import TYPE_CHECKING, Final

from nps_reasons.drivers.coded.reach import reach_of
from nps_reasons.drivers.coded.sample import coded_of, gold_sample
from nps_reasons.drivers.commenters import commenters
from nps_reasons.inference.intervals import Z_95, wilson
from nps_reasons.inference.weighting import effective_n
from nps_reasons.report.feed.record import Reach
from nps_reasons.report.lookups import mentions_of, responses_of, shown, with_reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record

_SAME: Final = 1e-9


def reaches(analysis: Analysis, drivers: Sequence[Record]) -> dict[str, Reach]:
    """Reach of the complaints of each driver, by theme; nothing for those that are suppressed.

    The share is that of the drivers table. Its interval is that of the same estimator, corrected
    by the coded sample where the share is; where the table's share is neither (it was made
    elsewhere), Wilson's at Kish's effective number of the responses with a reason.

    Parameters
    ----------
    drivers
        Rows of the drivers table, of complaints in the analysis' period.
    """
    known = shown(list(drivers))
    if not known:
        return {}
    told = with_reason(responses_of(analysis, analysis.period))
    base = effective_n(told["weight"].to_numpy(dtype="float64")) if len(told) else 1.0
    limits = _limits(analysis, known)
    found = {}
    for driver in known:
        share = min(max(float(driver["reach"]), 0.0), 1.0)
        low, high = limits.get(driver["theme"]) or wilson(share, max(base, 1.0))
        found[driver["theme"]] = Reach(share, low, high, int(driver["n"]), len(told))
    return found


def _limits(analysis: Analysis, drivers: Sequence[Record]) -> dict[str, tuple[float, float]]:
    """Limits by theme, where an estimator gives the share of the drivers table."""
    responses = responses_of(analysis, analysis.period)
    people = commenters(
        responses, mentions_of(analysis, responses), segments=list(analysis.adjusted)
    )
    places = {theme: i for i, (theme, sign) in enumerate(people.themes) if sign == "negative"}
    estimates = [reach_of(people, None)]
    coded = analysis.coded[analysis.coded["response_id"].isin(responses["response_id"])]
    if len(coded):
        known = [*analysis.codeframe, *(theme for theme, _ in people.themes)]
        sample = gold_sample(coded, responses, list(dict.fromkeys(known)))
        estimates.append(reach_of(people, coded_of(people, sample)))
    return {
        theme: (float(found.low[place]), float(found.high[place]))
        for found in estimates
        for driver in drivers
        if (place := places.get(theme := driver["theme"])) is not None
        and isclose(float(found.value[place]), driver["reach"], abs_tol=_SAME)
    }


def effective_base(reach: Reach) -> float:
    """Number of equally weighted responses whose Wilson interval is as wide as this one.

    Examples
    --------
    >>> low, high = wilson(0.09, 800)
    >>> round(effective_base(Reach(0.09, low, high, 72, 900)))
    800
    """
    # Wilson's half-width h: h^2 (1 + z^2/n)^2 = z^2 (p q / n + z^2 / 4 n^2), quadratic in 1/n.
    half, spread, z2 = (reach.high - reach.low) / 2, reach.value * (1 - reach.value), Z_95**2
    if half <= 0:
        return float(reach.base)
    a = z2 * z2 * (half * half - 0.25)
    b = z2 * (2 * half * half - spread)
    c = half * half
    inverse = (-b - sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)
    return 1 / inverse if inverse > 0 else float(reach.base)
