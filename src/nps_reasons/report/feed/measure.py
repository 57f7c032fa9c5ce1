"""The measure of success of a problem: half of today's reach, and the responses that show it."""

from __future__ import annotations

from math import ceil, floor, isfinite
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.inference.power import responses_for_shares, responses_to_see_share
from nps_reasons.report.feed.reach import effective_base
from nps_reasons.report.feed.record import Measure

if TYPE_CHECKING:
    from nps_reasons.report.feed.record import Reach

_WHOLE: Final = 0.02
"""Targets from here on are whole per cents, smaller ones tenths."""


def measure_of(label: str, reach: Reach) -> Measure | None:
    """Say what success is, and how many responses with a reason show it.

    Seen means: at the 5 % level, four times in five, against today's responses.

    Parameters
    ----------
    label
        Of the theme.

    Returns
    -------
    Measure or None
        None where nobody complains.

    Examples
    --------
    >>> from nps_reasons.report.feed.record import Reach
    >>> words.plain(measure_of("Billing", Reach(0.09, 0.078, 0.103, 180, 2000)).text)
    'Complaints about Billing from 9.0 % to 5.0 % or less; needs 407 responses with a reason to see'
    >>> found = measure_of("Billing", Reach(0.09, 0.042, 0.181, 6, 70))
    >>> found.needed, found.needed_twice
    (None, 638)
    """
    if reach.value <= 0:
        return None
    target = target_of(reach.value)
    needed = responses_to_see_share(reach.value, effective_base(reach), target)
    twice = ceil(responses_for_shares(reach.value, target))
    return Measure(
        text=_text(label, reach, target, needed, twice),
        reach=reach.value,
        target=target,
        needed=ceil(needed) if isfinite(needed) else None,
        needed_twice=twice,
    )


def target_of(reach: float) -> float:
    """About half of a reach, a whole per cent, or a tenth where that is below 2 %; less than it.

    Examples
    --------
    >>> target_of(0.09), target_of(0.033), target_of(0.001)
    (0.05, 0.017, 0.0)
    """
    half = reach / 2
    parts = 100 if half >= _WHOLE else 1000
    # Half up, whatever the binary fraction is.
    target = floor(half * parts + 0.5 + 1e-9) / parts
    return target if target < reach else floor(half * parts) / parts


def _text(label: str, reach: Reach, target: float, needed: float, twice: int) -> str:
    aim = f"Complaints about {label} from {words.share(reach.value)} to {words.share(target)}"
    aim += " or less" if target else ""
    if isfinite(needed):
        return f"{aim}; needs {words.count(ceil(needed))} responses with a reason to see"
    return (
        f"{aim}; no number of responses shows it against today's {words.count(reach.base)} with a "
        f"reason: two periods of {words.count(twice)} each would"
    )
