"""Edits of a codeframe file: from options, a sheet, an edited copy, or a file of proposals."""

from __future__ import annotations

import codecs
from dataclasses import astuple, dataclass
from datetime import date
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from nps_reasons.codeframe_sheet import read_sheet
from nps_reasons.errors import OutputError, UsageError
from nps_reasons.files import is_there, refuse_to_replace, require_writable, write_whole
from nps_reasons.themes import edits as to
from nps_reasons.themes.codeframe import checked, general_codeframe
from nps_reasons.themes.history import listed
from nps_reasons.themes.mergers import merge, split
from nps_reasons.themes.parsing import parsed, text_of
from nps_reasons.themes.revised import Edited, accepted, missing_from, revise
from nps_reasons.themes.soundness import check_characters
from nps_reasons.themes.theme import Theme
from nps_reasons.themes.writing import codeframe_toml, edited_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.edits import Edit
    from nps_reasons.themes.history import Change
    from nps_reasons.themes.parsing import Content

GENERAL: Final = "general"
"""Names the codeframe that is shipped, where a file is expected and none is called so."""

TOP: Final = ("", "-")
"""How an option says that a theme has no parent."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Edits as the options of `themes apply` spell them: ID=TEXT, A,B=INTO, ID=PART,PART, ID."""

    add: tuple[str, ...] = ()
    restore: tuple[str, ...] = ()
    rename: tuple[str, ...] = ()
    define: tuple[str, ...] = ()
    keyword: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
    counter_example: tuple[str, ...] = ()
    move: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    merge: tuple[str, ...] = ()
    retire: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A codeframe and the text it was read from; the general one has no text to edit."""

    frame: Codeframe
    text: str | None = None
    content: Content | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """A codeframe before and after edits.

    Attributes
    ----------
    text
        The codeframe as TOML; None where nothing changed.
    notes
        What else the person must know.
    """

    before: Codeframe
    after: Codeframe
    text: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was done; changes that the history lacked before are not among them."""
        made = self.after.history[len(self.before.history) :]
        return tuple(change for change in made if change.version == self.after.version)

    @property
    def alters_tags(self) -> bool:
        """Whether comments may be tagged otherwise than before."""
        return any(change.alters_tags for change in self.changes)


def opened(path: Path) -> Opened:
    """Read a codeframe to be edited: a file, or "general".

    Raises
    ------
    InputError
        The file cannot be read.
    UsageError
        It is no codeframe.
    """
    if is_general(path):
        return Opened(general_codeframe())
    text = text_of(path)
    content = parsed(text, origin=str(path))
    return Opened(checked(content, name=path.stem), text, content)


def is_general(path: Path) -> bool:
    """Whether the codeframe that is shipped is meant."""
    return str(path) == GENERAL and not path.exists()


def require_place(codeframe: Path, edited: Path | None, out: Path | None) -> Path:
    """Return the file that edits are written to.

    Raises
    ------
    UsageError
        None can be named, or it would be no TOML.
    OutputError
        It exists and is neither of the two that are edited, or cannot be written.
    """
    if out is None and is_general(codeframe):
        raise UsageError(
            "the general codeframe is shipped and stays as it is; name the file of your own with "
            "--out, such as --out themes.toml"
        )
    if edited is not None and _is_one(edited, codeframe):
        raise UsageError(
            f"{edited}: is the codeframe itself; make the edits in a copy and name that second"
        )
    if out is None:
        return codeframe.resolve()
    if out.suffix.casefold() != ".toml":
        raise UsageError(
            f"{out}: must end in .toml; a sheet is written by nps-reasons themes list --out"
        )
    if not any(p and _is_one(p, out) for p in (codeframe, edited)):
        refuse_to_replace(out)
    require_writable(out)
    return out.resolve()


def _is_one(path: Path, other: Path) -> bool:
    """Whether two names stand for one file."""
    return is_there(path) and is_there(other) and path.samefile(other)


def apply_asked(
    codeframe: Path,
    edited: Path | None,
    asked: Asked,
    *,
    accept: Sequence[str] = (),
    on: str | None = None,
    note: str | None = None,
) -> Applied:
    """Edit a codeframe; nothing is written.

    Parameters
    ----------
    edited
        A sheet, an edited copy, or proposals; what the options ask for is done after it.
    accept
        Ids of proposals that are accepted; empty for all.
    on, note
        Day (such as 2025-04-01) and reason, kept with each change.

    Raises
    ------
    InputError
        A file cannot be read.
    UsageError
        A file is no codeframe, or an edit cannot be done.
    """
    check_characters([*chain.from_iterable(astuple(asked)), note or ""])
    source = opened(codeframe)
    given = None if edited is None else _edited(edited, source.frame)
    if accept and given is None:
        raise UsageError("--accept: needs the file of proposals, behind the codeframe")
    copied, notes = _edits_of(given, source.frame, accept)
    after = to.apply_edits(
        source.frame,
        [*copied, *_edits_asked(asked)],
        on=_day(on),
        note=note.strip() or None if note else None,
    )
    if after is source.frame:
        return Applied(source.frame, after, notes=notes)
    notes = (*notes, *_long_keywords(source.frame, after))
    return Applied(source.frame, after, _text(source, edited, after), notes)


def write_applied(applied: Applied, out: Path) -> None:
    """Write an edited codeframe, with a byte order mark where the file had one.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    if applied.text is None:
        return
    content = applied.text.encode()
    marked = out.is_file() and out.read_bytes().startswith(codecs.BOM_UTF8)
    write_whole(out, codecs.BOM_UTF8 + content if marked else content)


def _edited(path: Path, frame: Codeframe) -> Edited:
    """Read what a person edited, of whatever kind."""
    if path.suffix.casefold() != ".toml":
        return read_sheet(path, beside=frame)
    content = parsed(text_of(path), origin=str(path))
    return Edited(str(path), content.version, content.themes, content.places)


def _edits_of(
    given: Edited | None, frame: Codeframe, accept: Sequence[str]
) -> tuple[list[Edit], tuple[str, ...]]:
    if given is None:
        return [], ()
    if accept or not (given.is_sheet or given.is_copy_of(frame)):
        themes = accepted(frame, given, accept)
        return [partial(to.add_theme, theme=theme) for theme in themes], ()
    missing = missing_from(frame, given)
    return [partial(revise, edited=given)], (_still_there(given, missing),) if missing else ()


def _long_keywords(before: Codeframe, after: Codeframe) -> Iterator[str]:
    """Say where several new keywords seem to stand in the place of one."""
    known = {theme.id: theme.keywords for theme in before.themes}
    for theme in after.themes:
        for keyword in theme.keywords:
            if keyword not in known.get(theme.id, ()) and {",", ";"} & set(keyword):
                yield (
                    f'"{keyword}" is one keyword of "{theme.id}", a phrase; were several meant, '
                    "give each its own line of the cell, or its own --keyword"
                )


def _still_there(given: Edited, missing: Sequence[str]) -> str:
    stay = "stays as it is" if len(missing) == 1 else "stay as they are"
    return (
        f"{given.origin} has no {listed(missing)}, which {stay}; to take a theme out of use: "
        f"--retire {missing[0]}"
    )


def _text(source: Opened, edited: Path | None, after: Codeframe) -> str:
    """Write the codeframe into the copy that a person edited, else into its own text."""
    if source.text is None or source.content is None:
        return codeframe_toml(after)
    if edited is not None and edited.suffix.casefold() == ".toml":
        text = text_of(edited)
        content = parsed(text, origin=str(edited))
        if len(content.themes) >= len(source.content.themes):
            try:
                return edited_toml(text, content, after)
            except OutputError:
                pass  # its themes are in another order: the comments are those of the original
    return edited_toml(source.text, source.content, after)


def _edits_asked(asked: Asked) -> Iterator[Edit]:
    """Edits in the order in which they can build on each other."""
    added = [_pair("--add", "ID=LABEL", given) for given in asked.add]
    defined = [_pair("--define", "ID=TEXT", given) for given in asked.define]
    new = {theme_id for theme_id, _ in added}
    meanings = dict(defined)
    for theme_id, label in added:
        yield partial(to.add_theme, theme=Theme(theme_id, label, _meaning(theme_id, meanings)))
    yield from (partial(to.restore, theme_id=theme_id.strip()) for theme_id in asked.restore)
    for theme_id, label in (_pair("--rename", "ID=LABEL", given) for given in asked.rename):
        yield partial(to.rename, theme_id=theme_id, label=label)
    for theme_id, text in defined:
        if theme_id not in new:
            yield partial(to.redefine, theme_id=theme_id, definition=text)
    for theme_id, word in (_pair("--keyword", "ID=WORD", given) for given in asked.keyword):
        yield partial(to.add_keywords, theme_id=theme_id, keywords=[word])
    for theme_id, text in (_pair("--example", "ID=TEXT", given) for given in asked.example):
        yield partial(to.add_examples, theme_id=theme_id, texts=[text])
    counters = (_pair("--counter-example", "ID=TEXT", given) for given in asked.counter_example)
    for theme_id, text in counters:
        yield partial(to.add_counter_examples, theme_id=theme_id, texts=[text])
    yield from _edits_of_place(asked)


def _edits_of_place(asked: Asked) -> Iterator[Edit]:
    """Edits of where themes stand, and whether they are used."""
    for theme_id, parent in (_pair("--move", "ID=PARENT", given) for given in asked.move):
        yield partial(to.move, theme_id=theme_id, parent=None if parent in TOP else parent)
    for theme_id, parts in (_pair("--split", "ID=PART,PART", given) for given in asked.split):
        yield partial(split, theme_id=theme_id, parts=_ids(parts))
    for sources, into in (_pair("--merge", "A,B=INTO", given) for given in asked.merge):
        yield partial(merge, sources=_ids(sources), into=into)
    yield from (partial(to.retire, theme_id=theme_id.strip()) for theme_id in asked.retire)


def _pair(option: str, form: str, given: str) -> tuple[str, str]:
    before, equals, after = given.partition("=")
    if not equals or not before.strip():
        raise UsageError(f'{option} "{given}": expected {form}, with an equals sign')
    return before.strip(), after.strip()


def _ids(given: str) -> list[str]:
    return [part.strip() for part in given.split(",") if part.strip()]


def _meaning(theme_id: str, meanings: dict[str, str]) -> str:
    if not meanings.get(theme_id):
        raise UsageError(
            f"--add {theme_id}: a theme needs a definition that two people would read alike; add "
            f'--define "{theme_id}=..."'
        )
    return meanings[theme_id]


def _day(on: str | None) -> date | None:
    try:
        return None if on is None else date.fromisoformat(on)
    except ValueError as error:
        raise UsageError(f'--on "{on}": expected a day such as 2025-04-01') from error
