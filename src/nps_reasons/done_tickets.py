"""Done tickets of the planning feed as actions: later runs judge what came of them."""

from __future__ import annotations

import datetime as dt
import operator
import re
from typing import TYPE_CHECKING

from nps_reasons.settings import ActionSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import pandas as pd


def actions_of(
    planned: pd.DataFrame, labels: Mapping[str, str], known: Iterable[ActionSettings]
) -> tuple[ActionSettings, ...]:
    """Actions that done tickets are: on the day they were resolved, for everybody.

    A ticket that an action of the settings names already, or whose theme and day one has, is that
    action.

    Parameters
    ----------
    labels
        Theme id to its label.
    known
        Actions of the settings.

    Examples
    --------
    >>> import pandas as pd
    >>> from nps_reasons.schema import PLANNED
    >>> done = PLANNED.check(pd.DataFrame({"line": [2], "record": "nps-billing",
    ...     "theme": "billing", "ticket": "PAY-7", "status": "done", "created": None,
    ...     "resolved": "2025-03-31", "used": True, "problem": None}))
    >>> [(action.name, action.date.isoformat()) for action in
    ...  actions_of(done, {"billing": "Billing"}, [])]
    [('PAY-7 Billing', '2025-03-31')]
    """
    named = list(known)
    taken = {key for action in named for key in _keys(action)}
    found: list[ActionSettings] = []
    for row in _done(planned):
        action = _action(row["theme"], labels[row["theme"]], row["ticket"], row["resolved"])
        if taken.isdisjoint(_keys(action)) and not _is_named(action, row["ticket"], named):
            found.append(action)
            taken.update(_keys(action))
    return tuple(found)


def _done(planned: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of tickets that were done on a known day about a theme, in the order of the days."""
    plain = planned.astype(object).where(planned.notna(), None).to_dict("records")
    rows: list[dict[str, Any]] = [{str(name): row[name] for name in row} for row in plain]
    done = [row for row in rows if row["used"] and row["status"] == "done"]
    dated = [row for row in done if row["theme"] and row["resolved"]]
    order = operator.itemgetter("resolved", "theme", "line")
    return sorted(dated, key=order)


def _action(theme: str, label: str, ticket: str | None, resolved: str) -> ActionSettings:
    name = f"{ticket} {label}" if ticket else f"{label}, done"
    return ActionSettings(name=name, date=dt.date.fromisoformat(resolved), theme=theme)


def _keys(action: ActionSettings) -> tuple[str, tuple[str, str, dt.date]]:
    """What no two actions share: their name; what they were about, with its day."""
    return action.name, (action.theme, action.sign, action.date)


def _is_named(action: ActionSettings, ticket: str | None, known: Iterable[ActionSettings]) -> bool:
    """Whether an action of the settings about the theme names the ticket."""
    return ticket is not None and any(
        re.search(rf"(?<!\w){re.escape(ticket)}(?!\w)", other.name)
        for other in known
        if other.theme == action.theme
    )
