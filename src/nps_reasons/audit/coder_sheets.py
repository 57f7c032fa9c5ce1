"""Which sheets of a workbook hold whose coding, however they are named and ordered by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons.audit.coding import CODERS, SETTLED
from nps_reasons.audit.workbook import HEADER, note_header
from nps_reasons.labelled import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nps_reasons.audit.pages import Page

_NEEDED: Final = ("response_id", "theme", "sign")


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A row of a coder's sheet, as text; `place` names the sheet and the row."""

    place: str
    response_id: str
    reason: str
    theme: str
    sign: str
    note: str

    @property
    def says(self) -> bool:
        """Whether a theme or a sign stands there."""
        return bool(self.theme or self.sign)


@dataclass(frozen=True, slots=True)
class CoderSheet:
    """A sheet on which somebody codes; `coder` is a coder, or `Settled`."""

    coder: str
    name: str
    rows: tuple[CodedRow, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is coded on it."""
        return not any(row.says or row.note for row in self.rows)


@dataclass(frozen=True)
class Found:
    """What was found in a workbook: a sheet per coder, and what is wrong with the sheets."""

    sheets: Mapping[str, CoderSheet]
    faults: tuple[str, ...]


def coder_sheets(pages: Sequence[Page], expected: Iterable[str]) -> Found:
    """Find the sheets of the coders, and of what was settled.

    The header of the notes says whose sheet it is; without it the sheet's name does. Of several
    sheets of one coder the only one on which something is coded counts.

    Parameters
    ----------
    expected
        Coders that were asked.
    """
    read = [_read(page) for page in pages]
    faults = [item for item in read if isinstance(item, str)]
    by_coder: dict[str, list[CoderSheet]] = {}
    for item in read:
        if isinstance(item, CoderSheet):
            by_coder.setdefault(item.coder, []).append(item)
    sheets = {}
    for coder, several in sorted(by_coder.items()):
        used = [sheet for sheet in several if not sheet.is_blank] or several[:1]
        sheets[coder] = used[0]
        if len(used) > 1:
            names = " and ".join(f'"{sheet.name}"' for sheet in used)
            faults.append(f"{coder}: sheets {names} are both {coder}'s; keep one of them")
    there = {*sheets, *(_named(page.name) for page in pages)}
    faults += [_missing(coder) for coder in expected if coder not in there]
    return Found(sheets, tuple(faults))


def _missing(coder: str) -> str:
    return (
        f"{coder}: there is no such sheet; move it here from a copy of the workbook, and leave it "
        "blank where nobody coded it"
    )


def _read(page: Page) -> CoderSheet | str | None:
    """Read a page, say what is wrong with it, or return None where it is no coder's."""
    for place, (_, cells) in enumerate(page.rows):
        names = [folded(cell) for cell in cells]
        if _NEEDED[0] in names:
            return _of_coder(page, place, names)
    whose = _named(page.name)
    return f"{page.name}: has no header; expected {_listed(_NEEDED)}" if whose in CODERS else None


def _of_coder(page: Page, header: int, names: Sequence[str]) -> CoderSheet | str | None:
    whose = _signed(names) or _named(page.name)
    missing = [name for name in _NEEDED if name not in names]
    if missing and whose is None:
        return None
    if missing:
        return f"{page.name}: has no column {_listed(missing)}; restore the header"
    twice = [name for name in (*_NEEDED, "reason") if names.count(name) > 1]
    if twice:
        return f"{page.name}: has the column {_listed(twice)} twice; remove or rename one of them"
    if whose is None:
        return (
            f'{page.name}: it cannot be told whose sheet this is; name it "{CODERS[0]}", '
            f'"{CODERS[1]}" or "{SETTLED}", or remove it'
        )
    columns = _columns(names, whose)
    rows = (_row(f"{page.name}, row {number}", cells, columns) for number, cells in page.rows)
    return CoderSheet(whose, page.name, tuple(rows)[header + 1 :])


def _signed(names: Sequence[str]) -> str | None:
    return next((who for who in _WHOSE if folded(note_header(who)) in names), None)


def _named(sheet: str) -> str | None:
    return next((who for who in _WHOSE if folded(who) == folded(sheet)), None)


_WHOSE: Final = (*CODERS, SETTLED)


def _columns(names: Sequence[str], coder: str) -> list[int | None]:
    """Place of each column of `HEADER`; None where it is not there."""
    note = folded(note_header(coder))
    spelled = [*HEADER[:-1], note if note in names else HEADER[-1]]
    return [names.index(name) if name in names else None for name in spelled]


def _row(place: str, cells: Sequence[str], columns: Sequence[int | None]) -> CodedRow:
    found = ["" if k is None or k >= len(cells) else cells[k] for k in columns]
    return CodedRow(place, *found)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
