"""Themes that a person edited in a copy, taken over into the codeframe that they came from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.errors import UsageError, did_you_mean
from nps_reasons.themes.codeframe import Codeframe, mergers_of
from nps_reasons.themes.compared import changes_between
from nps_reasons.themes.edit_steps import active_above, with_mergers_recorded
from nps_reasons.themes.history import listed
from nps_reasons.themes.soundness import check_ids, check_together

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nps_reasons.themes.soundness import Where
    from nps_reasons.themes.theme import Theme


@dataclass(frozen=True, slots=True)
class Edited:
    """Themes as a person left them.

    Attributes
    ----------
    origin
        The file.
    version
        Of the codeframe that was edited; None where the file does not say.
    places
        Where each theme stands.
    is_sheet
        Whether it is a sheet: of those, people often keep only the rows that they edit.
    """

    origin: str
    version: int | None
    themes: tuple[Theme, ...]
    places: tuple[Where, ...]
    is_sheet: bool = False

    def is_copy_of(self, frame: Codeframe) -> bool:
        """Whether it holds at least half of a codeframe's themes; if not, they are proposals."""
        known = {theme.id for theme in frame.themes}
        return 2 * len(known & {theme.id for theme in self.themes}) >= len(known)


def revise(frame: Codeframe, edited: Edited) -> Codeframe:
    """Take over what was edited in a copy; what the copy lacks stays.

    Nothing a machine relies on is lost on the way: a new label keeps the former one, a new theme
    says since when it is used, children of a theme that was retired move to the next one above.

    Parameters
    ----------
    frame
        A draft: its version is the one that the changes lead to (`edits.apply_edits`).

    Raises
    ------
    UsageError
        The copy was made of another version, an id was changed, or the themes would not go
        together.
    """
    check_ids(edited.themes, edited.places)
    _check_version(frame, edited)
    _check_ids(frame, edited)
    old = {theme.id: theme for theme in frame.themes}
    places = {theme.id: where for theme, where in zip(edited.themes, edited.places, strict=True)}
    given = {theme.id: theme for theme in edited.themes}
    kept = [_continued(theme, given.get(theme.id, theme)) for theme in frame.themes]
    new = [_begun(theme, frame.version) for theme in edited.themes if theme.id not in old]
    for theme in (*kept, *new):
        _check_texts(old.get(theme.id, theme), theme, places.get(theme.id))
    retired = {
        theme.id for theme in kept if theme.retired is not None and old[theme.id].retired is None
    }
    for theme_id in sorted(retired):
        frame = with_mergers_recorded(frame, theme_id)
    after = replace(frame, themes=(*kept, *new))
    wheres = [places.get(theme.id) or _nowhere(frame) for theme in after.themes]
    check_together(after.themes, wheres, mergers_of(after.history))
    after = _with_children_moved(after, retired)
    return replace(after, history=(*after.history, *changes_between(frame, after)))


def missing_from(frame: Codeframe, edited: Edited) -> tuple[str, ...]:
    """Ids of themes that a copy no longer has."""
    given = {theme.id for theme in edited.themes}
    return tuple(theme.id for theme in frame.themes if theme.id not in given)


def accepted(frame: Codeframe, edited: Edited, ids: Sequence[str]) -> tuple[Theme, ...]:
    """Proposals that a person accepts: those that are named, or all.

    Raises
    ------
    UsageError
        There is no such proposal, or the codeframe has a theme of its id.
    """
    check_ids(edited.themes, edited.places)
    proposed = {theme.id: theme for theme in edited.themes}
    for theme_id in ids:
        if theme_id not in proposed:
            raise UsageError(
                f'{edited.origin}: proposes no theme "{theme_id}" (--accept); '
                f"{did_you_mean(theme_id, proposed)}"
            )
    known = {theme.id: theme for theme in frame.themes}
    for theme, where in zip(edited.themes, edited.places, strict=True):
        if theme.id in known and (not ids or theme.id in ids):
            raise UsageError(
                f'{where("id")}: codeframe "{frame.name}" has a theme "{theme.id}" already '
                f'("{known[theme.id].label}"); give the proposal another id, or name the others '
                "with --accept, or add its examples with --example"
            )
    return tuple(theme for theme in edited.themes if not ids or theme.id in ids)


def _check_version(frame: Codeframe, edited: Edited) -> None:
    before = frame.version - 1
    if edited.version not in (None, before, frame.version):
        raise UsageError(
            f"{edited.origin}: holds version {edited.version}, and the codeframe "
            f'"{frame.name}" is at version {before}; make the edits in a copy of that one, so '
            "that nothing done since is lost"
        )


def _check_ids(frame: Codeframe, edited: Edited) -> None:
    """Refuse an id that was changed: tags of earlier periods have the old one."""
    gone = [frame.theme(theme_id) for theme_id in missing_from(frame, edited)]
    known = {theme.id for theme in frame.themes}
    for theme, where in zip(edited.themes, edited.places, strict=True):
        for old in gone if theme.id not in known else ():
            if theme.label == old.label or theme.definition == old.definition:
                raise UsageError(
                    f'{where("id")}: the id "{old.id}" was changed to "{theme.id}"; an id never '
                    "changes. Put it back and change the label; or, for another theme, keep the "
                    f'row of "{old.id}", retired or merged (--merge {old.id}={theme.id}), and give '
                    "the new one its own label and definition"
                )


def _continued(old: Theme, new: Theme) -> Theme:
    """The theme as edited: lists in another order stay, a label that went is remembered."""
    texts: dict[str, Any] = {
        key: getattr(old, key)
        for key in _UNORDERED
        if Counter(getattr(old, key)) == Counter(getattr(new, key))
    }
    new = replace(new, **texts)
    if new.label == old.label or new.former_labels != old.former_labels:
        return new
    return replace(new, former_labels=(*old.former_labels, old.label))


_UNORDERED: Final = ("keywords", "examples", "counter_examples", "merged_from")


def _begun(theme: Theme, version: int) -> Theme:
    return replace(theme, since=theme.since or str(version))


def _with_children_moved(frame: Codeframe, retired: Collection[str]) -> Codeframe:
    """Move themes in use from under those that are retired now."""
    themes = tuple(
        replace(theme, parent=active_above(frame, theme.id))
        if theme.retired is None and theme.parent in retired
        else theme
        for theme in frame.themes
    )
    return replace(frame, themes=themes)


def _check_texts(old: Theme, new: Theme, where: Where | None) -> None:
    """Refuse texts that lost characters where the copy was saved: that is no edit."""
    if where is None:
        return
    for key in ("label", "definition", *_UNORDERED[:3]):
        was, now = getattr(old, key), getattr(new, key)
        before, after = ({was}, {now}) if isinstance(was, str) else (set(was), set(now))
        for text in sorted(before - after):
            damaged = text.encode("cp1252", errors="replace").decode("cp1252")
            if damaged != text and damaged in after:
                raise UsageError(
                    f"{where(key)}: characters were lost when the file was saved "
                    f"({listed([text])} is {listed([damaged])}); save it as CSV UTF-8"
                )


def _nowhere(frame: Codeframe) -> Where:
    def where(*_path: str | int) -> str:
        return f'codeframe "{frame.name}"'

    return where
