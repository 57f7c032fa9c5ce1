"""What is done to a codeframe: each edit returns a new one that remembers it; nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from nps_reasons.errors import UsageError
from nps_reasons.themes.codeframe import mergers_of
from nps_reasons.themes.edit_steps import (
    active,
    active_above,
    among,
    ancestors,
    changed,
    joined,
    moved,
    out_of_use,
    released,
    with_theme,
)
from nps_reasons.themes.history import Change
from nps_reasons.themes.soundness import check_theme, check_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.theme import Theme

    Edit = Callable[[Codeframe], Codeframe]


def apply_edits(
    frame: Codeframe, edits: Sequence[Edit], *, on: date | None = None, note: str | None = None
) -> Codeframe:
    """Return the next version of a codeframe, with all edits in its history.

    The edits are functions of this module with all but the codeframe given. Called by themselves
    they keep the version: only here does it go up, once for all of them.

    Parameters
    ----------
    on, note
        Day and reason, kept with each change.

    Returns
    -------
    Codeframe
        The one that was given where the edits change nothing.

    Raises
    ------
    UsageError
        An edit cannot be done, or the themes would no longer go together.

    Examples
    --------
    >>> from functools import partial
    >>> from nps_reasons.themes.codeframe import Codeframe, Theme
    >>> frame = Codeframe("telecom", 1, (Theme("fees", "Fees", "What it costs."),))
    >>> edited = apply_edits(frame, [partial(rename, theme_id="fees", label="Price")])
    >>> edited.version, edited.theme("fees").label, edited.history[0].sentence
    (2, 'Price', 'label of "fees" was "Fees", is "Price".')
    """
    draft = replace(frame, version=frame.version + 1)
    edited = reduce(lambda made, edit: edit(made), edits, draft)
    known = len(frame.history)
    if len(edited.history) == known and edited.themes == frame.themes:
        return frame
    made = tuple(
        replace(change, on=on, note=note) if change.version == draft.version else change
        for change in edited.history[known:]
    )
    edited = replace(edited, history=(*frame.history, *made))
    require_sound(edited)
    return edited


def require_sound(frame: Codeframe) -> None:
    """Refuse a codeframe that could not be read from a file.

    Raises
    ------
    UsageError
        A theme is not as it must be, or themes do not go together.
    """

    def where(*_path: str | int) -> str:
        return f'codeframe "{frame.name}" as it would be'

    for theme in frame.themes:
        check_theme(theme, where)
    check_together(frame.themes, [where] * len(frame.themes), mergers_of(frame.history))


def add_theme(frame: Codeframe, theme: Theme) -> Codeframe:
    """Add a theme, in use since this version where it does not say.

    Raises
    ------
    UsageError
        There is one with its id.
    """
    for other in frame.themes:
        if other.id == theme.id:
            how = "restore it, or give" if other.retired else "give"
            raise UsageError(
                f'codeframe "{frame.name}": has a theme "{theme.id}" already'
                f"{' (retired)' if other.retired else ''}; {how} the new one another id"
            )
    new = replace(theme, since=theme.since or str(frame.version))
    made = Change(frame.version, "added", (theme.id,), after=theme.label)
    return replace(frame, themes=(*frame.themes, new), history=(*frame.history, made))


def rename(frame: Codeframe, theme_id: str, label: str) -> Codeframe:
    """Give a theme another label; its tags stay the same, as models know it by its first one.

    Raises
    ------
    UsageError
        There is no such theme, it is retired, or the label is empty.
    """
    theme, label = active(frame, theme_id), label.strip()
    if not label:
        raise UsageError(f'theme "{theme_id}": a label must not be empty')
    if label == theme.label:
        return frame
    return changed(
        frame,
        replace(theme, label=label, former_labels=(*theme.former_labels, theme.label)),
        Change(frame.version, "renamed", (theme_id,), before=theme.label, after=label),
    )


def redefine(frame: Codeframe, theme_id: str, definition: str) -> Codeframe:
    """Define a theme anew.

    Raises
    ------
    UsageError
        There is no such theme, it is retired, or the definition is empty.
    """
    theme, definition = active(frame, theme_id), definition.strip()
    if not definition:
        raise UsageError(f'theme "{theme_id}": a definition must not be empty')
    if definition == theme.definition:
        return frame
    made = Change(
        frame.version, "redefined", (theme_id,), before=theme.definition, after=definition
    )
    return changed(frame, replace(theme, definition=definition), made)


def move(frame: Codeframe, theme_id: str, parent: str | None) -> Codeframe:
    """Put a theme under a wider one, or at the top.

    Raises
    ------
    UsageError
        There is no such theme or parent, one is retired, or the parent lies under the theme.
    """
    theme = active(frame, theme_id)
    if parent is not None:
        active(frame, parent)
        if theme_id in (parent, *ancestors(frame, parent)):
            raise UsageError(
                f'theme "{theme_id}": cannot be moved under "{parent}", which is itself or lies '
                "under it; parents must not form a circle"
            )
    return moved(frame, theme, parent)


def retire(frame: Codeframe, theme_id: str) -> Codeframe:
    """Take a theme out of use; it stays in the file, and its children move to its parent.

    Raises
    ------
    UsageError
        There is no such theme, or it is retired.
    """
    theme = active(frame, theme_id)
    frame = released(frame, theme, active_above(frame, theme_id))
    return out_of_use(frame, theme_id, Change(frame.version, "retired", (theme_id,)))


def restore(frame: Codeframe, theme_id: str) -> Codeframe:
    """Use a retired theme again; a theme that it was merged into keeps what it took over.

    Raises
    ------
    UsageError
        There is no such theme, or it is not retired.
    """
    theme = frame.theme(theme_id)
    if theme.retired is None:
        raise UsageError(f'theme "{theme_id}": is in use; nothing to restore')
    holders = tuple(other for other in frame.themes if theme_id in other.merged_from)
    for holder in holders:
        left = tuple(source for source in holder.merged_from if source != theme_id)
        frame = with_theme(frame, replace(holder, merged_from=left))
    made = Change(frame.version, "restored", (theme_id,), tuple(one.id for one in holders))
    frame = changed(frame, replace(frame.theme(theme_id), retired=None), made)
    return moved(frame, frame.theme(theme_id), active_above(frame, theme_id))


def add_examples(frame: Codeframe, theme_id: str, texts: Iterable[str]) -> Codeframe:
    """Give a theme more examples; a text that was a counter-example is none any more.

    Raises
    ------
    UsageError
        There is no such theme, it is retired, or a text is empty.
    """
    frame = _without(frame, theme_id, "counter_examples", texts := _given(theme_id, texts))
    return _listed(frame, theme_id, "examples", texts)


def add_counter_examples(frame: Codeframe, theme_id: str, texts: Iterable[str]) -> Codeframe:
    """Give a theme more counter-examples; a text that was an example is none any more.

    Raises
    ------
    UsageError
        There is no such theme, it is retired, or a text is empty.
    """
    frame = _without(frame, theme_id, "examples", texts := _given(theme_id, texts))
    return _listed(frame, theme_id, "counter_examples", texts)


def add_keywords(frame: Codeframe, theme_id: str, keywords: Iterable[str]) -> Codeframe:
    """Give a theme more keywords, in the notation of tagger.py.

    Raises
    ------
    UsageError
        There is no such theme, it is retired, or a keyword is empty.
    """
    return _listed(frame, theme_id, "keywords", _given(theme_id, keywords))


def _given(theme_id: str, texts: Iterable[str]) -> tuple[str, ...]:
    stripped = tuple(text.strip() for text in texts)
    if not all(stripped):
        raise UsageError(f'theme "{theme_id}": an example or keyword must not be empty')
    return stripped


def _listed(frame: Codeframe, theme_id: str, key: str, texts: Sequence[str]) -> Codeframe:
    theme = active(frame, theme_id)
    had: tuple[str, ...] = getattr(theme, key)
    now = joined(had, texts)
    if now == had:
        return frame
    made = Change(frame.version, key, (theme_id,), gained=now[len(had) :])
    return changed(frame, _with_texts(theme, key, now), made)


def _without(frame: Codeframe, theme_id: str, key: str, texts: Sequence[str]) -> Codeframe:
    theme = active(frame, theme_id)
    had: tuple[str, ...] = getattr(theme, key)
    lost = tuple(text for text in had if among(text, texts))
    if not lost:
        return frame
    made = Change(frame.version, key, (theme_id,), lost=lost)
    left = tuple(text for text in had if text not in lost)
    return changed(frame, _with_texts(theme, key, left), made)


def _with_texts(theme: Theme, key: str, texts: tuple[str, ...]) -> Theme:
    values: dict[str, Any] = {key: texts}
    return replace(theme, **values)
