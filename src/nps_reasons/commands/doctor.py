"""What an installation has: versions, models with their hashes, optional parts."""

from __future__ import annotations

from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from nps_reasons.store import models_folder, read_model
from nps_reasons.text.clauses import ClauseSplitter

if TYPE_CHECKING:
    from collections.abc import Iterator

OPTIONAL_PARTS: Final = {
    "topics": "bertopic",
    "spark": "pyspark",
    "db": "sqlalchemy",
}
_LIBRARIES: Final = ("nps-reasons", "pandas", "numpy", "pyarrow", "scipy", "spacy", "altair")


def findings() -> Iterator[str]:
    """Tell what is installed, a line each.

    Raises
    ------
    NPSReasonsError
        A shipped model is missing or its hash does not match.
    """
    for name in _LIBRARIES:
        yield f"{name} {metadata.version(name)}"
    for folder in sorted(path for path in models_folder().iterdir() if path.is_dir()):
        read_model(folder.name)
        yield f"model {folder.name}: found, hashes match"
    yield f"clauses by {ClauseSplitter().name}"
    for extra, module in OPTIONAL_PARTS.items():
        found = "installed" if find_spec(module) else f'pip install "nps-reasons[{extra}]"'
        yield f"optional {extra}: {found}"
