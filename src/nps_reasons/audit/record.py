"""What a workbook remembers of the draw, on a hidden sheet: one line of JSON a cell.

A cell of JSON comes back as it went in from every program; a cell with a number or a date may not.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from nps_reasons.audit.cells import hash_of, hash_shown, shown
from nps_reasons.audit.coding import Stratum
from nps_reasons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.audit.draw import Drawn
    from nps_reasons.themes.codeframe import Codeframe

SHEET: Final = "_audit"
FORMAT: Final = 1
COLUMNS: Final = (
    "response_id",
    "period",
    "group",
    "reason_sha256",
    "shown_sha256",
    "both",
    "coder",
)


@dataclass(frozen=True)
class Record:
    """What was drawn, and with which codeframe it is to be coded.

    Attributes
    ----------
    codeframe
        Name and version.
    inputs_sha256
        Of the hashes of the survey's files.
    rows
        A row per drawn response, in the order of the sheets, with `COLUMNS`.
    """

    codeframe: str
    codeframe_sha256: str
    inputs_sha256: str
    seed: int
    strata: tuple[Stratum, ...]
    rows: pd.DataFrame


def record_of(drawn: Drawn, frame: Codeframe, inputs: Mapping[str, str]) -> Record:
    """Return what the workbook of a draw has to remember.

    Parameters
    ----------
    inputs
        Name of each file of the survey, and its SHA-256.
    """
    reasons = [str(reason) for reason in drawn.rows["reason"]]
    rows = drawn.rows.assign(
        reason_sha256=[hash_of(reason) for reason in reasons],
        shown_sha256=[hash_shown(shown(reason)) for reason in reasons],
    )
    files = json.dumps(sorted(inputs.items()))
    return Record(
        codeframe=f"{frame.name} {frame.version}",
        codeframe_sha256=frame.hash,
        inputs_sha256=hash_of(files),
        seed=drawn.seed,
        strata=drawn.strata,
        rows=rows[list(COLUMNS)],
    )


def lines_of(record: Record) -> list[str]:
    """Return the cells of the hidden sheet: what holds for all, then a line per response."""
    rows = [json.dumps(list(row)) for row in record.rows.itertuples(index=False, name=None)]
    top = {
        "format": FORMAT,
        "codeframe": record.codeframe,
        "codeframe_sha256": record.codeframe_sha256,
        "inputs_sha256": record.inputs_sha256,
        "seed": record.seed,
        "strata": [asdict(stratum) for stratum in record.strata],
    }
    return [json.dumps(top | {"sha256": _seal(top, rows)}), *rows]


def _seal(top: Mapping[str, Any], rows: Sequence[str]) -> str:
    content = "\n".join([json.dumps(top, sort_keys=True), *rows])
    return hashlib.sha256(content.encode()).hexdigest()


def record_from(lines: Sequence[str], path: object) -> Record:
    """Read the cells of the hidden sheet.

    Raises
    ------
    InputError
        They are not as they were written, or a newer version wrote them.
    """
    try:
        top, *rows = (json.loads(line) for line in lines)
        sealed = top.pop("sha256") == _seal(top, [json.dumps(row) for row in rows])
        record = _record(top, rows) if top["format"] == FORMAT else None
    except KeyError as error:
        raise _changed(path, f"{error} is missing") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise _changed(path, str(error)) from error
    if record is None:
        raise InputError(
            f"{path}: another version of nps-reasons wrote this workbook; use that version"
        )
    if not sealed:
        raise _changed(path, "its hash differs")
    return record


def _changed(path: object, why: str) -> InputError:
    return InputError(
        f'{path}: the hidden sheet "{SHEET}", which says what was drawn, was changed ({why}); '
        f"{REPAIR}"
    )


REPAIR: Final = (
    "draw the sample again with the same options, which gives the same workbook, and paste the "
    "columns theme, sign and note into it"
)


def _record(top: Mapping[str, Any], rows: Sequence[Sequence[object]]) -> Record:
    return Record(
        codeframe=top["codeframe"],
        codeframe_sha256=top["codeframe_sha256"],
        inputs_sha256=top["inputs_sha256"],
        seed=top["seed"],
        strata=tuple(Stratum(**stratum) for stratum in top["strata"]),
        rows=pd.DataFrame(rows, columns=list(COLUMNS)).astype({"both": bool}),
    )
