"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from nps_reasons.errors import OutputError


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
