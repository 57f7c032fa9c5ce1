"""One file to a RawTable: what it is, is seen from its first bytes, then from its name."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.columnar import read_parquet
from nps_reasons.readers.formats.delimited import read_delimited
from nps_reasons.readers.formats.foreign import require_no_foreign
from nps_reasons.readers.formats.packed import unpacked
from nps_reasons.readers.formats.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nps_reasons.readers.rawtable import RawTable

SIGNATURES: Final[dict[bytes, Callable[..., RawTable]]] = {
    b"PK\x03\x04": read_workbook,
    b"\xd0\xcf\x11\xe0": read_workbook,
    b"PAR1": read_parquet,
}
SUFFIXES: Final[dict[str, Callable[..., RawTable]]] = {
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".xls": read_workbook,
    ".ods": read_workbook,
    ".parquet": read_parquet,
}
"""Any other name is delimited text."""

_SOMETHING: Final = re.compile(rb"[^\0\s]")


def read_table(path: Path, *, source: str) -> RawTable:
    """Read a file as text, whatever its kind.

    Parameters
    ----------
    source
        What the rows of the file are said to come from.

    Raises
    ------
    InputError
        The file is missing, a folder, empty, damaged, or no table.
    """
    data = _bytes_of(path)
    if not data or data.isspace():
        raise InputError(f"{path}: is empty; expected a header and one row a response")
    if _SOMETHING.search(data) is None:
        raise InputError(f"{path}: holds only NUL bytes: the file is damaged; fetch it again")
    data, name = unpacked(data, path.name, source=source)
    require_no_foreign(data, source=source)
    by_content = (read for mark, read in SIGNATURES.items() if data.startswith(mark))
    suffix = PurePath(name).suffix.casefold()
    read = next(by_content, None) or SUFFIXES.get(suffix, read_delimited)
    return read(data, source=source)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file; {_hint(path)}") from error
    except IsADirectoryError as error:
        raise InputError(f"{path}: is a folder; give the files in it") from error
    except (OSError, ValueError) as error:
        # Windows refuses to open a folder, like a file that may not be read.
        if isinstance(error, PermissionError) and path.is_dir():
            raise InputError(f"{path}: is a folder; give the files in it") from error
        raise InputError(f"{path}: cannot be read ({error}); check its permissions") from error


def _hint(path: Path) -> str:
    folder = path.parent
    beside = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    near = get_close_matches(path.name, beside, n=1)
    return f'did you mean "{near[0]}"?' if near else "check its name and folder"
