"""Writing a file whole or not at all, and values as TOML spells them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from nps_reasons.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def refuse_to_replace(path: Path) -> None:
    """Refuse a file that exists.

    Raises
    ------
    OutputError
        There is such a file.
    """
    if path.exists():
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
