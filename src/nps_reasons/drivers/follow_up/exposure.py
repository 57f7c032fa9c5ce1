"""Whom an action reached, and whether the data know its theme, segments and levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.errors import UsageError, did_you_mean
from nps_reasons.schema import BLANK, RESPONSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.settings import ActionSettings


def exposed_rows(action: ActionSettings, segments: pd.DataFrame) -> NDArray[np.bool_]:
    """Responses that the action reached: those with one of the levels of every segment named.

    Everybody where no segment is named.

    Examples
    --------
    >>> import pandas as pd
    >>> from nps_reasons.settings import ActionSettings
    >>> action = ActionSettings(name="a", date="2025-04-01", theme="t", exposed={"plan": "Pro"})
    >>> exposed_rows(action, pd.DataFrame({"plan": ["Pro", "Free"]})).tolist()
    [True, False]
    """
    reached = np.ones(len(segments), dtype=bool)
    for name, levels in action.exposed.items():
        reached &= segments[name].isin(levels).to_numpy(dtype=bool)
    return reached


def exposure_text(action: ActionSettings) -> str:
    """Whom an action reached, in words.

    Examples
    --------
    >>> from nps_reasons.settings import ActionSettings
    >>> exposure_text(ActionSettings(name="a", date="2025-04-01", theme="t",
    ...                              exposed={"plan": ["Pro", "Team"], "region": "North"}))
    'plan: Pro, Team; region: North'
    """
    parts = [f"{name}: {', '.join(levels)}" for name, levels in action.exposed.items()]
    return "; ".join(parts) or "everybody"


def check_actions(
    actions: Sequence[ActionSettings],
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    labels: Mapping[str, str] | None,
) -> None:
    """Refuse actions that name what is not there, or have one name.

    Raises
    ------
    UsageError
        A theme, segment or level is not there, or a name stands twice. Columns that every survey
        has, such as the respondent's group, are no segments: the outcome must not choose who
        counts as exposed.
    """
    names = [action.name for action in actions]
    themes = set(labels) if labels is not None else set(mentions["theme"].dropna().astype(str))
    for place, action in enumerate(actions):
        if action.name in names[:place]:
            raise UsageError(f'actions: two are called "{action.name}"; give each its own name')
        if action.theme not in themes:
            hint = did_you_mean(action.theme, themes)
            raise UsageError(f'action "{action.name}": theme "{action.theme}" is not there; {hint}')
        _check_exposed(action, responses)


def _check_exposed(action: ActionSettings, responses: pd.DataFrame) -> None:
    segments = [str(name) for name in responses.columns if name not in RESPONSES.column_names]
    for name, levels in action.exposed.items():
        if name not in segments:
            hint = did_you_mean(name, segments)
            raise UsageError(f'action "{action.name}": segment "{name}" is not there; {hint}')
        known = set(responses[name].astype("string").fillna(BLANK))
        for level in levels:
            if level not in known:
                hint = did_you_mean(level, known)
                raise UsageError(
                    f'action "{action.name}": segment "{name}" has no level "{level}"; {hint}'
                )
