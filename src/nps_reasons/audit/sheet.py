"""Reading a coded workbook back: checked against what was drawn, all faults said together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.audit.cells import hash_of
from nps_reasons.audit.choices import named_of, told
from nps_reasons.audit.coder_sheets import coder_sheets
from nps_reasons.audit.coding import CODERS, SETTLED, Coding
from nps_reasons.audit.pages import read_pages
from nps_reasons.audit.record import REPAIR, SHEET, record_from
from nps_reasons.audit.rows import drawing_of, said_on
from nps_reasons.errors import InputError, UsageError
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nps_reasons.audit.coder_sheets import CoderSheet
    from nps_reasons.audit.pages import Page
    from nps_reasons.audit.record import Record
    from nps_reasons.audit.rows import Said
    from nps_reasons.themes.codeframe import Codeframe

MOST_SHOWN: Final = 20
"""Faults that an error lists; the others it counts."""


def read_coding(
    path: str | Path, codeframe: Codeframe, *, responses: pd.DataFrame | None = None
) -> Coding:
    """Read a workbook of `workbook` that people have coded in.

    Sheets may be renamed, reordered, sorted and saved by another program; rows may be copied and
    removed, and columns added.

    Parameters
    ----------
    codeframe
        The one that it was drawn with.
    responses
        Those of the run that it was drawn from; None: whether they are is not asked.

    Raises
    ------
    UsageError
        Another codeframe was coded with.
    InputError
        It is no such workbook, it was drawn from other responses, nothing is coded yet, or rows
        of it are not as they must be: up to 20 of them are named, with sheet and row.
    """
    path = Path(path)
    pages = read_pages(path)
    record = record_from(_record_lines(pages, path), path)
    _check_codeframe(record, codeframe, path)
    if responses is not None:
        _check_drawn_from(record, responses, path)
    found = coder_sheets(pages, _asked(record))
    drawing = drawing_of(record.rows, named_of(codeframe))
    said = {coder: said_on(sheet, drawing) for coder, sheet in found.sheets.items()}
    _refuse(path, [*found.faults, *_faults(said, found.sheets)])
    grown = () if responses is None else tuple(_grown(record, responses))
    return _coding(record, said, grown, path)


def _record_lines(pages: Sequence[Page], path: Path) -> list[str]:
    for page in pages:
        if page.name == SHEET or _is_record(page):
            return [cells[0] for _, cells in page.rows]
    raise InputError(
        f'{path}: the hidden sheet "{SHEET}", which says what was drawn, is missing; code in a '
        f"copy of the workbook that nps-reasons audit sample wrote, or {REPAIR}"
    )


def _is_record(page: Page) -> bool:
    return bool(page.rows) and page.rows[0][1][0].startswith('{"format"')


def _check_codeframe(record: Record, frame: Codeframe, path: Path) -> None:
    if frame.hash != record.codeframe_sha256:
        raise UsageError(
            f'{path}: was drawn with the codeframe "{record.codeframe}", and this is '
            f'"{frame.name} {frame.version}", or its themes were edited since; name the file of '
            "that version with --codeframe"
        )


def _check_drawn_from(record: Record, responses: pd.DataFrame, path: Path) -> None:
    drawn = record.rows["response_id"].astype(str)
    known = responses[responses["response_id"].isin(drawn) & responses["reason"].notna()]
    hashes = {str(i): hash_of(str(reason)) for i, reason in _pairs(known)}
    pairs = list(zip(drawn, record.rows["reason_sha256"], strict=True))
    gone = [i for i, _ in pairs if i not in hashes]
    other = [i for i, hash_ in pairs if i in hashes and hashes[i] != hash_]
    for ids, what in ((gone, "are not in the run"), (other, "have another reason in the run")):
        if ids:
            raise InputError(
                f"{path}: {len(ids):,} of {len(drawn):,} drawn responses {what} "
                f"({told(ids)}); name the run that the sample was drawn from"
            )


def _pairs(responses: pd.DataFrame) -> Iterable[tuple[object, object]]:
    return zip(responses["response_id"], responses["reason"], strict=True)


def _asked(record: Record) -> tuple[str, ...]:
    return CODERS if record.rows["both"].any() else CODERS[:1]


def _faults(said: Mapping[str, Said], sheets: Mapping[str, CoderSheet]) -> Iterable[str]:
    for coder in said:
        yield from said[coder].faults
    coded = set().union(*(said[coder].labels for coder in said if coder != SETTLED))
    if SETTLED in said:
        for i in said[SETTLED].labels:
            if i not in coded:
                yield (
                    f'{sheets[SETTLED].name}: response "{i}" was coded by nobody; code it on a '
                    "coder's sheet, so that it is not chosen"
                )


def _refuse(path: Path, faults: Sequence[str]) -> None:
    if not faults:
        return
    more = len(faults) - MOST_SHOWN
    shown = [*faults[:MOST_SHOWN], *([f"and {more:,} more"] if more > 0 else [])]
    number = f"{len(faults):,} {'fault' if len(faults) == 1 else 'faults'}"
    raise InputError(f"{path}: {number}:\n" + ";\n".join(shown))


def _coding(record: Record, said: Mapping[str, Said], grown: tuple[str, ...], path: Path) -> Coding:
    coders = {coder: said[coder].labels for coder in CODERS if coder in said}
    if not any(coders.values()):
        raise InputError(
            f"{path}: nothing is coded yet; choose themes and signs on the sheets of the coders"
        )
    remarks = [remark for one in said.values() for remark in one.remarks]
    coding = Coding(
        drawn=_with_probability(record),
        strata=record.strata,
        coders=coders,
        settled=said[SETTLED].labels if SETTLED in said else {},
        remarks=pd.DataFrame(remarks, columns=["coder", "response_id", "note"], dtype="string"),
        notes=tuple(note for one in said.values() for note in one.notes),
        cautions=grown,
        seed=record.seed,
        codeframe=record.codeframe,
    )
    return replace(coding, notes=(*coding.notes, *_missing(coding, said)))


def _with_probability(record: Record) -> pd.DataFrame:
    chances = {(s.period, s.group): s.probability for s in record.strata}
    keys = zip(record.rows["period"], record.rows["group"], strict=True)
    rows = record.rows.assign(probability=[chances[key] for key in keys])
    columns = ["response_id", "period", "group", "probability", "reason_sha256", "both", "coder"]
    return rows[columns]


def _missing(coding: Coding, said: Mapping[str, Said]) -> Iterable[str]:
    """Say whose rows are gone, and who coded what another was asked."""
    for coder, labels in coding.coders.items():
        asked = coding.asked(coder)
        gone = [i for i in asked if i not in said[coder].present]
        if gone:
            yield (
                f"{coder}: {len(gone):,} of {len(asked):,} responses have no row left "
                f"({told(gone)}): counted as not coded"
            )
        others = sorted(set(labels) - set(asked))
        if others:
            yield f"{coder} coded {len(others):,} responses of another's list too ({told(others)})"


def _grown(record: Record, responses: pd.DataFrame) -> Iterable[str]:
    """Say where responses came after the draw, which had no chance to be in it."""
    with_reason = responses[responses["reason"].notna()]
    for stratum in record.strata:
        here = with_reason
        if stratum.period != ALL:
            here = here[here["period"] == stratum.period]
        if stratum.group != ALL:
            here = here[here["group"] == stratum.group]
        if len(here) != stratum.with_reason:
            yield (
                f"{stratum.period}: {stratum.with_reason:,} responses had a reason when the sample "
                f"was drawn, and {len(here):,} have one now: what came since had no chance to be "
                "drawn; draw again with the same seed, and code what is new"
            )
