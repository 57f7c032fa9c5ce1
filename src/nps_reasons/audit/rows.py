"""The rows of a coder's sheet become labels of responses; all that is wrong is said at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nps_reasons.audit.cells import hash_shown, shown
from nps_reasons.audit.choices import NO_THEME, Unknown, sign_of, told
from nps_reasons.errors import did_you_mean
from nps_reasons.labelled import Label, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from nps_reasons.audit.choices import Named
    from nps_reasons.audit.coder_sheets import CodedRow, CoderSheet
    from nps_reasons.audit.coding import Labels


@dataclass(frozen=True)
class Drawing:
    """What a row is held against: the responses that were drawn, and the themes.

    Attributes
    ----------
    ids
        What a cell may say, to the id of a response.
    reasons
        Id to the hash of the reason as a cell shows it.
    """

    ids: Mapping[str, str]
    reasons: Mapping[str, str]
    named: Named


@dataclass
class Said:
    """What a sheet says.

    Attributes
    ----------
    labels
        Response to labels; only responses that are coded.
    remarks
        Coder, response and note.
    present
        Responses that have a row.
    faults, notes
        What must be put right, and what need not.
    """

    labels: dict[str, Labels] = field(default_factory=dict)
    remarks: list[tuple[str, str, str]] = field(default_factory=list)
    present: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def drawing_of(rows: pd.DataFrame, named: Named) -> Drawing:
    """Return what rows are held against, from the rows of the record."""
    ids = list(rows["response_id"])
    exact = {shown(i).strip(): i for i in ids}
    loose: dict[str, list[str]] = {}
    for i in ids:
        loose.setdefault(_loose(shown(i)), []).append(i)
    alike = {key: several[0] for key, several in loose.items() if len(several) == 1}
    return Drawing(alike | exact, dict(zip(ids, rows["shown_sha256"], strict=True)), named)


def _loose(cell: str) -> str:
    """Return what is left of an id where a program took it for a number or a truth value."""
    try:
        return repr(float(cell))
    except ValueError:
        return folded(cell)


def said_on(sheet: CoderSheet, drawing: Drawing) -> Said:
    """Read the labels of a sheet."""
    said = Said()
    rows: dict[str, list[tuple[CodedRow, Label | None]]] = {}
    for row in sheet.rows:
        response_id = _response_of(row, drawing, said)
        if response_id is None:
            continue
        said.present.add(response_id)
        if row.note:
            said.remarks.append((sheet.coder, response_id, row.note))
        if row.says:
            label = _label_of(row, drawing.named)
            if isinstance(label, Unknown):
                said.faults.append(f"{row.place}: {label.message}")
            else:
                rows.setdefault(response_id, []).append((row, label))
    for response_id, coded in rows.items():
        said.labels[response_id] = frozenset(label for _, label in coded if label)
        said.faults += _contradictions(coded)
    said.notes += _repeated(sheet.name, rows)
    return said


def _response_of(row: CodedRow, drawing: Drawing, said: Said) -> str | None:
    """Return the id of the response that a row is about; None where there is none."""
    if not row.response_id:
        if row.says or row.note:
            said.faults.append(
                f"{row.place}: has no response_id; copy that of the response it belongs to"
            )
        return None
    found = drawing.ids.get(row.response_id) or drawing.ids.get(_loose(row.response_id))
    if found is None:
        said.faults.append(
            f'{row.place}: response "{row.response_id[:60]}" was not drawn; '
            f"{_near(row.response_id, drawing.ids)}"
        )
        return None
    if row.reason and hash_shown(row.reason) != drawing.reasons[found]:
        said.faults.append(
            f'{row.place}: the reason of "{found}" was altered; restore it from another row or a '
            "copy of the workbook, or leave the cell blank"
        )
    return found


def _near(cell: str, ids: Iterable[str]) -> str:
    hint = did_you_mean(cell, ids)
    return f"{hint} Restore the id, or remove the row" if hint.startswith("did") else "remove it"


def _label_of(row: CodedRow, named: Named) -> Label | Unknown | None:
    """Return the label that a row gives; None where it says that no theme fits."""
    theme = named.theme(row.theme) if row.theme else Unknown("has a sign and no theme; choose one")
    if isinstance(theme, Unknown):
        return theme
    if theme is None:
        return Unknown(f"{NO_THEME} takes no sign; clear one of the two") if row.sign else None
    if not row.sign:
        return Unknown(f'theme "{theme}" needs its sign: negative, neutral or positive')
    sign = sign_of(row.sign)
    return sign if isinstance(sign, Unknown) else Label(theme, sign)


def _contradictions(coded: Sequence[tuple[CodedRow, Label | None]]) -> Iterable[str]:
    named = [(row, label) for row, label in coded if label is not None]
    for row, label in coded:
        if label is None and named:
            other, theirs = named[0]
            yield (
                f'{row.place}: says {NO_THEME}, and {other.place} says "{theirs.theme}" of the '
                "same response; clear one of the two"
            )


def _repeated(
    sheet: str, rows: Mapping[str, Sequence[tuple[CodedRow, Label | None]]]
) -> Iterable[str]:
    twice = [i for i, coded in rows.items() if len({label for _, label in coded}) < len(coded)]
    if twice:
        yield (
            f"{sheet}: {len(twice):,} responses have the same theme and sign twice "
            f"({told(twice)}): counted once"
        )
