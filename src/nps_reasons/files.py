"""Writing a file whole or not at all, and values as TOML and spreadsheets take them."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that starts with one of these as a formula."""

WIDE_STARTS: Final = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The same signs as East Asian keyboards write them: their spreadsheets take them for those."""

LONGEST_CELL: Final = 32_767
"""UTF-16 units that a cell of a spreadsheet holds: what is longer is cut without a word."""


def without_mark(cell: str) -> str:
    """Take off the `'` that was put before what a spreadsheet would run.

    Examples
    --------
    >>> without_mark("'-17"), without_mark("'tis")
    ('-17', "'tis")
    """
    marked = cell.startswith("'") and cell[1:].lstrip(" ").startswith(
        (*FORMULA_STARTS, *WIDE_STARTS)
    )
    return cell[1:] if marked else cell


def cell_length(text: str) -> int:
    r"""UTF-16 units of a text, as a spreadsheet counts them.

    Examples
    --------
    >>> cell_length("a\U0001f600")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def write_whole(path: str | Path, content: bytes) -> Path:
    """Write a file through a temporary name beside it, so that nobody sees half of it.

    Missing folders are created.

    Raises
    ------
    OutputError
        The path is a folder, a device or the like, or cannot be written.
    """
    path = Path(path)
    draft = path.parent / f".{path.name}.{os.getpid()}.tmp"
    try:
        _check_replaceable(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        if path.exists():
            _keep_mode(path, draft)
        draft.replace(path)
    except (OSError, ValueError) as error:
        _remove(draft)
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"{path}: cannot be written ({reason}); give the name of a file in a folder you may "
            "write to"
        ) from error
    return path


def require_writable(path: Path) -> None:
    """Refuse a file that cannot be written, before the work that would be lost.

    Raises
    ------
    OutputError
        It is a folder, a device or the like, or its folder can be neither made nor written to.
    """
    try:
        _check_replaceable(path)
        above = next(folder for folder in path.absolute().parents if folder.exists())
        if not above.is_dir() or not os.access(above, os.W_OK):
            raise PermissionError(None, f"nothing can be written in {above}")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"{path}: cannot be written ({reason}); give another file with --out"
        ) from error


def is_there(path: Path) -> bool:
    """Whether there is such a file or folder; no for a name that none can have."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def refuse_to_replace(path: Path) -> None:
    """Refuse a file that exists.

    Raises
    ------
    OutputError
        There is such a file.
    """
    if is_there(path):
        raise OutputError(
            f"{path}: exists, and may hold somebody's edits; give another name with --out, or "
            "remove it first"
        )


def _check_replaceable(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(None, "it is a folder")
    # A device or pipe would be replaced by a file: /dev/null, for everyone on the machine.
    if path.exists() and not path.is_file():
        raise FileExistsError(None, "it is no regular file")
    # Replacing takes leave to write in the folder alone: whoever protected the file meant it.
    if path.exists() and not path.stat().st_mode & _ANY_MAY_WRITE:
        raise PermissionError(None, "it is write-protected")


_ANY_MAY_WRITE: Final = 0o222


def _keep_mode(path: Path, draft: Path) -> None:
    """Let nobody read the new file who could not read the old one."""
    with suppress(PermissionError):  # of a file system that knows no modes
        shutil.copymode(path, draft)


def _remove(draft: Path) -> None:
    try:
        draft.unlink(missing_ok=True)
    except (OSError, ValueError):
        # The folder itself may be out of reach; the error that led here says so.
        return


def toml_value(value: str | Sequence[str]) -> str:
    r"""Spell a text, or a list of texts, as TOML does.

    Examples
    --------
    >>> print(toml_value(["NPS", 'the "why"']))
    ["NPS", "the \"why\""]
    """
    # JSON's spelling is TOML's, but for this one character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
