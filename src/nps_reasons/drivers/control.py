"""Negative control: effects less that of a theme that is known to be irrelevant.

The unhappy complain of more, whatever it cost them. A theme that cannot matter shows how much of
an effect that alone makes; what another theme has beyond it is its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.adjusted import Effects
    from nps_reasons.drivers.commenters import Commenters

    Codes = NDArray[np.intp]

NO_CONTROL = -1
"""Stands where a theme has no control: its effect is tested against 0."""


def against_control(found: Effects, control: int | Codes) -> Effects:
    """Take the effect of a control theme off the effect of every theme, with its influence.

    p-values of the result test that an effect is that of the control, and not that it is 0.
    Reaches stay what they are. The control's own effect is 0 with no uncertainty: show no verdict
    of it.

    Parameters
    ----------
    found
        Effects of k themes.
    control : int or ndarray of shape (k,)
        Which of the themes is the control, of all or of each; -1 where it has none.

    References
    ----------
    Lipsitch, Tchetgen Tchetgen and Cohen (2010), Epidemiology 21:383.

    Examples
    --------
    >>> from nps_reasons.drivers.adjusted import Effects
    >>> influence = np.array([[1.0, 2.0], [-1.0, -2.0]])
    >>> found = Effects(np.array([-30.0, -8.0]), influence, np.array([0.2, 0.1]), influence)
    >>> against_control(found, 1).effects
    array([-22.,   0.])
    """
    chosen = np.broadcast_to(np.asarray(control, dtype=np.intp), found.effects.shape)
    has_control = chosen != NO_CONTROL
    return replace(
        found,
        effects=found.effects - np.where(has_control, found.effects[chosen], 0.0),
        influence=found.influence - np.where(has_control, found.influence[:, chosen], 0.0),
    )


def controls_of(people: Commenters, theme: str) -> Codes:
    """Say which of the themes that are shown is the control of each: the one of the same sign.

    Parameters
    ----------
    theme
        Id of the theme that is known to be irrelevant.

    Returns
    -------
    ndarray of shape (k,)
        Place of the control among the themes that are shown; -1 for a sign with which the control
        is said too rarely, or not at all.

    Raises
    ------
    UsageError
        Nobody speaks of the theme, or too few do, with either sign.

    Examples
    --------
    >>> import pandas as pd
    >>> from nps_reasons.drivers.commenters import commenters
    >>> ids = [f"{i:02}" for i in range(40)]
    >>> responses = pd.DataFrame({"response_id": ids, "contribution": [-100.0, 100.0] * 20})
    >>> said = [("price", ids[:9]), ("weather", ids[6:15])]
    >>> mentions = pd.concat(
    ...     pd.DataFrame({"response_id": which, "theme": theme, "sign": "negative"})
    ...     for theme, which in said)
    >>> controls_of(commenters(responses, mentions), "weather")
    array([1, 1])
    """
    _check_known(people, theme)
    shown = [pair for pair, kept in zip(people.themes, people.shown, strict=True) if kept]
    places = {sign: place for place, (name, sign) in enumerate(shown) if name == theme}
    if not places:
        raise UsageError(
            f'negative_control: too few respondents speak of "{theme}" to compare with; '
            "name a theme that is said more often"
        )
    return np.array([places.get(sign, NO_CONTROL) for _, sign in shown], dtype=np.intp)


def _check_known(people: Commenters, theme: str) -> None:
    known = list(dict.fromkeys(name for name, _ in people.themes))
    if theme not in known:
        hint = did_you_mean(theme, known)
        raise UsageError(f'negative_control: nobody speaks of a theme "{theme}"; {hint}')
