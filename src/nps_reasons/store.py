"""Model folders: config.json, data files with their SHA-256, and a card; nothing is pickled."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.errors import InputError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """How well a model does on public data that it did not learn from, with a 95 % interval.

    Attributes
    ----------
    task
        What was measured on what, such as "FABSA reviews, theme and sign".
    measure
        Such as "micro-F1"; from 0 to 1.
    """

    task: str
    measure: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model on disk whose files are those that its config names.

    Attributes
    ----------
    config
        Content of config.json: name, version, files (name to SHA-256) and what the model needs.
    """

    path: Path
    config: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name and version, as a manifest prints them."""
        return f"{self.config['name']} {self.config['version']}"

    @property
    def hash(self) -> str:
        """SHA-256 over the hashes of all files: equal hash, equal model."""
        return hashlib.sha256(json.dumps(self.config["files"], sort_keys=True).encode()).hexdigest()

    @property
    def measured(self) -> tuple[Measured, ...]:
        """Figures of its card that config.json holds as numbers; empty where it holds none."""
        return tuple(Measured(**figure) for figure in self.config.get("measured", ()))

    def file(self, name: str) -> Path:
        """Path of one of the files that the config lists.

        Raises
        ------
        UsageError
            The config lists no such file, so nobody checked it.
        """
        if name not in self.config["files"]:
            raise UsageError(
                f"{self.path / CONFIG}: lists no file {name}; "
                f"{did_you_mean(name, self.config['files'])}"
            )
        return self.path / name

    def arrays(self, name: str, *needed: str) -> Mapping[str, NDArray[Any]]:
        """Arrays of one of the files, by name.

        Raises
        ------
        UsageError
            The config lists no such file.
        InputError
            It cannot be read, or an array that is needed is missing.
        """
        from safetensors import SafetensorError  # noqa: PLC0415 - needed where models are loaded
        from safetensors.numpy import load_file  # noqa: PLC0415 - as above

        path = self.file(name)
        try:
            found = load_file(path)
        except (OSError, SafetensorError) as error:
            raise InputError(f"{path}: cannot be read ({error}); {_AGAIN}") from error
        missing = [array for array in needed if array not in found]
        if missing:
            raise InputError(f"{path}: no array {', '.join(missing)}; {_AGAIN}")
        return found


_AGAIN: Final = "install nps-reasons again"


def models_folder() -> Path:
    """Folder of the shipped models: in the installed package, else in the repository.

    Raises
    ------
    InputError
        Neither is there.

    Examples
    --------
    >>> models_folder().name
    'models'
    """
    package = Path(__file__).resolve().parent
    candidates = (package / "models", package.parents[1] / "models")
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise InputError(f"{candidates[0]}: the shipped models are missing; {_AGAIN}")


def read_model(name: str, *, folder: Path | None = None) -> ModelFolder:
    """Open a model folder after checking each of its files.

    Parameters
    ----------
    folder
        Where model folders lie; by default the shipped ones.

    Raises
    ------
    UsageError
        There is no model of that name.
    InputError
        Its config cannot be read, or a file is missing or not the one that was sealed.

    Examples
    --------
    >>> read_model("general-codeframe").config["name"]
    'general-codeframe'
    """
    root = models_folder() if folder is None else folder
    path = root / name
    if not (path / CONFIG).is_file():
        known = [found.parent.name for found in root.glob(f"*/{CONFIG}")]
        raise UsageError(f"{root}: has no model {name}; {did_you_mean(name, known)}")
    model = ModelFolder(path, _read_config(path / CONFIG))
    for file, sealed in model.config["files"].items():
        _check_file(path / file, sealed)
    return model


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_config(path: Path) -> Mapping[str, Any]:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as JSON; {error}") from error
    missing = [key for key in ("name", "version", "files") if key not in config]
    if missing:
        raise InputError(f"{path}: {', '.join(missing)} missing; run training/seal_models.py")
    return dict(config)


def _check_file(path: Path, sealed: str) -> None:
    if not path.is_file():
        raise InputError(f"{path}: is missing, though its config.json lists it; install again")
    found = sha256_of(path)
    if found != sealed:
        raise InputError(
            f"{path}: has SHA-256 {found[:12]}..., config.json expects {sealed[:12]}...; "
            "if you edited it on purpose, run training/seal_models.py, else install again"
        )
