"""How estimates read: points, effects and shares with intervals, and the verdict on a driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nps_reasons import words

if TYPE_CHECKING:
    from nps_reasons.report.figures.shares import Share
    from nps_reasons.report.lookups import Record


def points_words(driver: Record) -> str:
    """NPS points of a driver, or of a part of a change, with their interval.

    Examples
    --------
    >>> row = {"points": -3.21, "points_low": -4.0, "points_high": -2.4}
    >>> words.plain(points_words(row))
    '-3.2 [-4.0, -2.4]'
    """
    return words.with_interval(
        driver["points"], driver["points_low"], driver["points_high"], words.points
    )


def effect_words(driver: Record) -> str:
    """NPS points per mention of a driver, with their interval."""
    return words.with_interval(
        driver["effect"], driver["effect_low"], driver["effect_high"], words.points
    )


def verdict_words(driver: Record | None) -> str:
    """Verdict on a driver; one without numbers that is not rare is always said with another.

    A theme and sign that have no driver are said too rarely for one.

    Examples
    --------
    >>> verdict_words({"points": None, "verdict": "clear"})
    'cannot be told apart from another theme or segment'
    >>> verdict_words(None)
    'too few mentions to say'
    """
    if driver is None:
        return words.VERDICT_WORDS["too few"]
    if is_inseparable(driver):
        return words.INSEPARABLE
    return words.VERDICT_WORDS[driver["verdict"]]


def missing_words(driver: Record) -> str:
    """What stands in the place of a driver's number where it has none."""
    return words.NOTHING if is_inseparable(driver) else words.TOO_FEW


def is_inseparable(driver: Record) -> bool:
    """Tell whether a driver has no numbers, though it is said often enough for some."""
    return driver["points"] is None and driver["verdict"] != "too few"


def share_words(share: Share | None) -> str:
    """Format a share with its interval; a dash where nothing is known."""
    if share is None:
        return words.NOTHING
    return words.with_interval(share.value, share.low, share.high, words.share)
