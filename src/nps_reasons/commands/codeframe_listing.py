"""A codeframe, and what two of them differ in: as lines to read and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.codeframe_sheet import sheet_csv, too_long
from nps_reasons.commands.codeframe_editing import is_general
from nps_reasons.errors import UsageError
from nps_reasons.files import LONGEST_CELL, refuse_to_replace, write_whole
from nps_reasons.themes.codeframe import chosen_codeframe, general_codeframe
from nps_reasons.themes.compared import changes_between
from nps_reasons.themes.history import listed
from nps_reasons.themes.parsing import text_of
from nps_reasons.themes.writing import change_values, codeframe_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from nps_reasons.commands.codeframe_editing import Applied
    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.history import Change
    from nps_reasons.themes.theme import Theme

BACKCAST: Final = (
    "Tags change. So that a trend does not mix two codeframes, tag earlier periods again: "
    "nps-reasons themes backcast"
)
NO_TAG_CHANGES: Final = "No tag changes."

HEADINGS: Final = {
    "added": "Added",
    "retired": "Retired",
    "restored": "Restored",
    "merged": "Merged",
    "split": "Split",
    "renamed": "Renamed",
    "read_as": "Known to models by another label",
    "redefined": "Redefined",
    "moved": "Moved",
    "keywords": "Keywords",
    "examples": "Examples",
    "counter_examples": "Counter-examples",
    "owner": "Owner",
    "since": "Since",
}
"""What was done, to the heading above it."""


def codeframe_at(path: Path | None) -> Codeframe:
    """Read a codeframe; the general one where "general" or no file is named."""
    return general_codeframe() if path is None or is_general(path) else chosen_codeframe(path)


def listing(frame: Codeframe, *, retired: bool, history: bool) -> Iterator[str]:
    """Say a codeframe in lines: themes below their parents, then its history."""
    n = len(frame.active)
    more = len(frame.themes) - n
    yield f"{frame.name} {frame.version}: {n} themes" + (f", {more} retired" if more else "")
    shown = frame.themes if retired else frame.active
    ids = {theme.id for theme in shown}
    for theme in shown:
        if theme.parent not in ids:
            yield from _with_children(theme, frame, shown, "")
    if history:
        yield ""
        yield from history_lines(frame.history)


def history_lines(changes: Sequence[Change]) -> Iterator[str]:
    """Say changes in lines, version by version."""
    if not changes:
        yield "No history: nothing was done to it by nps-reasons themes apply."
    for version, made in groupby(changes, key=lambda change: change.version):
        yield f"Version {version}"
        yield from (f"  {change.sentence}" for change in made)


def _with_children(
    theme: Theme, frame: Codeframe, shown: Sequence[Theme], indent: str
) -> Iterator[str]:
    into = [other.id for other in frame.themes if theme.id in other.merged_from]
    merged = f", merged into {listed(into)}" if into else ""
    retired = f" (retired: {theme.retired}{merged})" if theme.retired else ""
    # One line a theme: a definition may have been written over several.
    yield indent + " ".join(f"{theme.id}: {theme.label}. {theme.definition}{retired}".split())
    for child in shown:
        if child.parent == theme.id:
            yield from _with_children(child, frame, shown, f"{indent}  ")


def listing_account(frame: Codeframe, *, retired: bool, history: bool) -> dict[str, Any]:
    """Return a codeframe as plain data, ready for JSON."""
    shown = frame.themes if retired else frame.active
    account: dict[str, Any] = {**_named(frame), "themes": [asdict(theme) for theme in shown]}
    return account | ({"history": _plain(frame.history)} if history else {})


def export(path: Path | None, out: Path) -> list[str]:
    """Write a codeframe as a sheet (.csv) or as TOML; return what to say of it.

    Raises
    ------
    UsageError
        The file has another ending.
    OutputError
        It exists, or cannot be written.
    """
    frame = codeframe_at(path)
    if out.suffix.casefold() not in (".csv", ".toml"):
        raise UsageError(f"{out}: must end in .csv, for a sheet, or in .toml")
    refuse_to_replace(out)
    if out.suffix.casefold() == ".csv":
        write_whole(out, sheet_csv(frame))
        return [f"Sheet: {out}", *_cut(frame)]
    text = codeframe_toml(frame) if path is None or is_general(path) else text_of(path)
    write_whole(out, text.encode())
    return [f"Codeframe: {out}"]


def _cut(frame: Codeframe) -> Iterator[str]:
    """Warn of cells that a spreadsheet would cut without a word."""
    if ids := too_long(frame):
        yield (
            f"Excel cuts cells at {LONGEST_CELL:,} characters: do not edit {listed(ids)} there, "
            "but in the TOML file"
        )


def applied_lines(applied: Applied, out: Path, *, written: bool) -> Iterator[str]:
    """Say what edits came to."""
    yield from (f"Note: {note}" for note in applied.notes)
    frame = applied.before
    if not applied.changes:
        yield f"Nothing to change: {frame.name} {frame.version} stays as it is."
        return
    yield from (change.sentence for change in applied.changes)
    yield BACKCAST if applied.alters_tags else NO_TAG_CHANGES
    where = f"written to {out}" if written else "not written (--dry-run)"
    yield f"Version {applied.after.version}, {where}"


def applied_account(applied: Applied, out: Path, *, written: bool) -> dict[str, Any]:
    """Return what edits came to as plain data, ready for JSON."""
    return {
        **_named(applied.after),
        "was": applied.before.version,
        "changes": _plain(applied.changes),
        "alters_tags": applied.alters_tags,
        "notes": list(applied.notes),
        "out": str(out) if written else None,
    }


def differences(old: Codeframe, new: Codeframe) -> Iterator[str]:
    """Say in lines what changed from one codeframe to another, kind by kind."""
    changes = changes_between(old, new)
    yield f"{_told(old)} -> {_told(new)}: {len(changes)} changes"
    if changes and old.version == new.version:
        yield (
            f"Both say version {old.version}: edit with nps-reasons themes apply, which counts "
            "versions"
        )
    for kind, made in groupby(changes, key=lambda change: change.change):
        some = list(made)
        yield HEADINGS[kind] + ("" if some[0].alters_tags else " (no tag changes)")
        yield from (f"  {change.sentence}" for change in some)
    if changes:
        yield BACKCAST if any(change.alters_tags for change in changes) else NO_TAG_CHANGES


def differences_account(old: Codeframe, new: Codeframe) -> dict[str, Any]:
    """Return what changed from one codeframe to another as plain data, ready for JSON."""
    changes = changes_between(old, new)
    return {
        "old": _named(old),
        "new": _named(new),
        "changes": _plain(changes),
        "alters_tags": any(change.alters_tags for change in changes),
    }


def _told(frame: Codeframe) -> str:
    return f"{frame.name} {frame.version}"


def _named(frame: Codeframe) -> dict[str, Any]:
    return {"name": frame.name, "version": frame.version, "sha256": frame.hash}


def _plain(changes: Sequence[Change]) -> list[dict[str, Any]]:
    return [
        {key: str(value) if key == "on" else value for key, value in change_values(change).items()}
        | {"alters_tags": change.alters_tags, "sentence": change.sentence}
        for change in changes
    ]
