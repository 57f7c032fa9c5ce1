"""The steps that edits of a codeframe are made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nps_reasons.errors import UsageError
from nps_reasons.themes.codeframe import mergers_of
from nps_reasons.themes.history import Change, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.theme import Theme


def ancestors(frame: Codeframe, theme_id: str) -> tuple[str, ...]:
    """Ids of the themes above one, the nearest first."""
    found: list[str] = []
    above = frame.theme(theme_id).parent
    while above is not None and above not in found:
        found.append(above)
        above = frame.theme(above).parent
    return tuple(found)


def with_mergers_recorded(frame: Codeframe, theme_id: str) -> Codeframe:
    """Note in the history what the file alone says was merged into a theme that retires.

    Once it is retired, nothing else would tell this from a merger into a retired theme.
    """
    known = mergers_of(frame.history)
    left = tuple(s for s in frame.theme(theme_id).merged_from if (s, theme_id) not in known)
    if not left:
        return frame
    before = Change(max(1, frame.version - 1), "merged", left, (theme_id,))
    return replace(frame, history=(*frame.history, before))


def active(frame: Codeframe, theme_id: str) -> Theme:
    """Theme with this id.

    Raises
    ------
    UsageError
        There is none, or it is retired.
    """
    theme = frame.theme(theme_id)
    if theme.retired is not None:
        into = [other.id for other in frame.themes if theme_id in other.merged_from]
        instead = f", or name {listed(into)}, which it was merged into" if into else ""
        raise UsageError(
            f'codeframe "{frame.name}": theme "{theme_id}" is retired ({theme.retired}); restore '
            f"it first{instead}"
        )
    return theme


def active_above(frame: Codeframe, theme_id: str) -> str | None:
    """Nearest theme above that is in use."""
    above = (frame.theme(one) for one in ancestors(frame, theme_id))
    return next((theme.id for theme in above if theme.retired is None), None)


def with_theme(frame: Codeframe, theme: Theme) -> Codeframe:
    """Put a theme in the place of the one with its id."""
    themes = tuple(theme if other.id == theme.id else other for other in frame.themes)
    return replace(frame, themes=themes)


def changed(frame: Codeframe, theme: Theme, *changes: Change) -> Codeframe:
    """Put a theme in the place of the one with its id, and remember it."""
    return replace(with_theme(frame, theme), history=(*frame.history, *changes))


def moved(frame: Codeframe, theme: Theme, parent: str | None) -> Codeframe:
    """Put a theme under another, or at the top."""
    if parent == theme.parent:
        return frame
    made = Change(frame.version, "moved", (theme.id,), before=theme.parent, after=parent)
    return changed(frame, replace(theme, parent=parent), made)


def released(frame: Codeframe, theme: Theme, parent: str | None) -> Codeframe:
    """Move the children of a theme that goes out of use."""
    for child in frame.themes:
        if child.parent == theme.id and child.retired is None:
            frame = moved(frame, child, parent)
    return frame


def out_of_use(frame: Codeframe, theme_id: str, *changes: Change) -> Codeframe:
    """Retire a theme with this version."""
    frame = with_mergers_recorded(frame, theme_id)
    retired = replace(frame.theme(theme_id), retired=str(frame.version))
    return changed(frame, retired, *changes)


def among(text: str, texts: Iterable[str]) -> bool:
    """Whether a text is one of others but for case and white space."""
    return _plain(text) in {_plain(other) for other in texts}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def joined(had: Sequence[str], more: Iterable[str]) -> tuple[str, ...]:
    """Texts that were there, then those of the others that are new but for case and white space."""
    known = {_plain(text) for text in had}
    new: dict[str, str] = {}
    for text in more:
        if _plain(text) not in known:
            new.setdefault(_plain(text), text)
    return (*had, *new.values())
