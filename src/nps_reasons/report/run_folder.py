"""A run folder: the report, the tables and the manifest, all of them or none."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from nps_reasons.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def run_folder(path: str | Path) -> Iterator[Path]:
    """Give a draft folder to write into; its content moves to `path` only if all went well.

    Raises
    ------
    OutputError
        The folder cannot be made or written to; said before any work begins.

    Examples
    --------
    >>> home = Path(tempfile.mkdtemp())
    >>> with run_folder(home / "out") as draft:
    ...     _ = (draft / "report.html").write_text("done")
    >>> [file.name for file in (home / "out").iterdir()]
    ['report.html']
    """
    path = Path(path)
    made = [parent for parent in path.parents if not parent.exists()]
    draft = _draft_for(path)
    try:
        yield draft
        _move_into(path, draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        _remove_empty(made)


@contextmanager
def added_to(path: str | Path) -> Iterator[Path]:
    """As `run_folder`, for files beside those of a run that is there.

    Raises
    ------
    InputError
        There is no such folder.
    OutputError
        It cannot be written to.
    """
    if not Path(path).is_dir():
        raise InputError(f"{path}: is no folder; expected the folder that nps-reasons run wrote")
    with run_folder(path) as draft:
        yield draft


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders that were made for a run that came to nothing, the innermost first."""
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _draft_for(path: Path) -> Path:
    try:
        if path.exists() and not path.is_dir():
            raise FileExistsError(None, "a file of that name is there")
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            tempfile.TemporaryFile(dir=path).close()
        return Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    except OSError as error:
        raise _refused(path, error) from error


def _move_into(path: Path, draft: Path) -> None:
    """Move files one by one, each atomically; the manifest comes last and marks a whole run."""
    files = sorted(file for file in draft.rglob("*") if file.is_file())
    files.sort(key=lambda file: file.name == "manifest.json")
    _require_room(path, [file.relative_to(draft) for file in files])
    try:
        for file in files:
            target = path / file.relative_to(draft)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
    except OSError as error:
        raise _refused(path, error) from error


def _require_room(path: Path, files: list[Path]) -> None:
    """Refuse to move any file where another one could not follow."""
    folders = {path / folder for file in files for folder in file.parents}
    for target in (path / file for file in files):
        if target.is_dir():
            raise _in_the_way(target, "a folder")
    for folder in sorted(folders):
        if folder.exists() and not folder.is_dir():
            raise _in_the_way(folder, "a file")


def _in_the_way(target: Path, what: str) -> OutputError:
    return OutputError(f"{target}: cannot be written ({what} of that name is there); move it away")


def _refused(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"{path}: cannot be written to ({reason}); give another folder with --out")
