"""Verdicts on an action: what an interval allows to say, and what it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from nps_reasons.drivers.follow_up.comparison import Change

Verdict = Literal["worked", "cannot tell", "no"]

SURE: Final = 0.05
"""Level of the test whether the arms had moved apart before the action."""


@dataclass(frozen=True, slots=True)
class History:
    """What the periods before an action say of the change.

    Attributes
    ----------
    p_value
        Of the test that the arms moved apart before the action; None where it has no test.
    lasts
        Whether at least half of the change is there against the last period before alone: else
        it came before the action, though the test is too weak to say so.
    """

    p_value: float | None = None
    lasts: bool = True

    @property
    def apart(self) -> bool:
        """Whether the arms had moved apart before."""
        return self.p_value is not None and self.p_value <= SURE


UNKNOWN: Final = History()


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on one measure.

    Attributes
    ----------
    against
        The interval lies on the bad side of zero.
    """

    verdict: Verdict
    against: bool = False


def judged(
    change: Change, *, good: int, half: float | None, compared: bool, history: History = UNKNOWN
) -> Judged:
    """Judge the change of one measure.

    Parameters
    ----------
    good
        The side of zero that is the good one: 1 or -1.
    half
        Half of the level before, above or at 0: the move that an action is at least hoped to
        make. None where no such move is known.
    compared
        Whether a comparison group was left unexposed. Without one nothing tells the action from
        all else that happened, and the verdict is `cannot tell` whatever the level did.
    history
        Where the arms had moved apart before, the verdict is `cannot tell`; where the change does
        not last against the period just before the action, it is not `worked`.

    Examples
    --------
    >>> from nps_reasons.drivers.follow_up.comparison import Change
    >>> fell = Change(-0.1, -0.15, -0.05, 0.001)
    >>> judged(fell, good=-1, half=0.1, compared=True).verdict
    'worked'
    >>> judged(fell, good=-1, half=0.1, compared=False).verdict
    'cannot tell'
    """
    low, high = (change.low, change.high) if good > 0 else (-change.high, -change.low)
    if not compared or history.apart or (low > 0 and not history.lasts):
        return Judged("cannot tell")
    if low > 0:
        return Judged("worked")
    if high < 0 or (half is not None and high < half):
        return Judged("no", against=high < 0)
    return Judged("cannot tell")


def verdict_on_action(reach: Judged, points: Judged) -> Verdict:
    """Verdict on the action itself: one of reach and points moved, and the other not against it.

    Examples
    --------
    >>> verdict_on_action(Judged("worked"), Judged("cannot tell"))
    'worked'
    >>> verdict_on_action(Judged("worked"), Judged("no", against=True))
    'cannot tell'
    """
    verdicts = {reach.verdict, points.verdict}
    if "worked" in verdicts:
        return "cannot tell" if reach.against or points.against else "worked"
    return "no" if "no" in verdicts else "cannot tell"
