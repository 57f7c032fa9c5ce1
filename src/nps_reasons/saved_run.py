"""A run folder read again: its responses, its mentions and its manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from nps_reasons.analysis import Source
from nps_reasons.errors import InputError, UsageError
from nps_reasons.readers import Coverage, FileCount
from nps_reasons.scale.models import TIERS
from nps_reasons.schema import MENTIONS, RESPONSES
from nps_reasons.settings import Settings
from nps_reasons.store import sha256_of
from nps_reasons.themes.codeframe import chosen_codeframe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.schema import TableContract
    from nps_reasons.themes.codeframe import Codeframe

MANIFEST: Final = "manifest.json"
TABLES: Final = "tables"


@dataclass(frozen=True)
class SavedRun:
    """What an earlier `nps-reasons run` wrote.

    Attributes
    ----------
    responses, mentions
        Tables of schema/, of all periods.
    manifest
        As manifest.json holds it.
    """

    path: Path
    responses: pd.DataFrame
    mentions: pd.DataFrame
    manifest: Mapping[str, Any]

    @property
    def period(self) -> str:
        """The period that the run's report is about."""
        return str(self.manifest["period"])

    @property
    def reference(self) -> str | None:
        """The period it was compared with; None where there was none."""
        found = self.manifest["reference"]
        return None if found is None else str(found)

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of the segment columns."""
        return tuple(self.manifest["segments"])

    @property
    def codeframe(self) -> str:
        """Name and version of the codeframe that tagged it."""
        return str(self.manifest["codeframe"])

    @property
    def tier(self) -> str | None:
        """The tier that tagged it; None where its models are not known here."""
        reader = str(self.manifest["models"].get("encoder", "")).rpartition(" ")[0]
        return next((tier for tier, model in TIERS.items() if model == reader), None)

    @property
    def settings(self) -> Settings | None:
        """Settings that shaped the analysis; None where an older version wrote the run.

        Raises
        ------
        UsageError
            A key or value among them is not known here.
        """
        found = self.manifest.get("settings")
        if found is None:
            return None
        return Settings.from_dict(dict(found), origin=str(self.path / MANIFEST))

    @property
    def source(self) -> Source:
        """Where the responses came from, as the run's report told it.

        Raises
        ------
        InputError
            The manifest counts them in a way that is not known here.
        """
        told, counts = self.manifest, self.manifest.get("counts", {})
        try:
            files = tuple(FileCount(**count) for count in counts.get("files", ()))
            joins = tuple(Coverage(**join) for join in told.get("joins", ()))
        except TypeError as error:
            raise _unreadable(self.path / MANIFEST, str(error)) from error
        return Source(
            hashes=told.get("input_sha256", {}),
            columns=told.get("columns", {}),
            notes=tuple(told.get("notes", ())),
            counts=files,
            non_answers=counts.get("non_answers", 0),
            coverage=joins,
            invitations=told.get("invitations", {}),
            redacted=counts.get("redacted", {}),
        )

    @property
    def adjusted(self) -> tuple[str, ...]:
        """Those of the segments that the driver model holds fixed."""
        return tuple(self.manifest.get("adjusted_segments", self.segments))

    @property
    def manifest_hash(self) -> str:
        """SHA-256 of manifest.json: which run this is."""
        return sha256_of(self.path / MANIFEST)

    def table(self, contract: TableContract) -> pd.DataFrame:
        """Read another table of the run; without a row where an older version wrote none.

        Raises
        ------
        InputError
            The file is damaged.
        """
        path = self.path / TABLES / f"{contract.name}.parquet"
        return _table(path, contract) if path.exists() else contract.empty()

    def codeframe_of(self, path: str | Path | None) -> Codeframe:
        """Read the codeframe that tagged this run; the general one where no file is named.

        Raises
        ------
        UsageError
            Another codeframe tagged it.
        """
        frame = chosen_codeframe(path)
        if frame.hash != self.manifest["models"].get("codeframe_sha256"):
            raise UsageError(
                f'{path or "the general codeframe"}: is "{frame.name} {frame.version}", and not '
                f'as it was when it tagged {self.path} ("{self.codeframe}"); name the file of that '
                "version with --codeframe, or run the survey again with this one"
            )
        return frame


def read_run(path: str | Path) -> SavedRun:
    """Read the folder of an earlier run.

    Raises
    ------
    InputError
        It is no such folder, or a file in it is missing or damaged.
    """
    path = Path(path)
    run = SavedRun(
        path,
        responses=_table(path / TABLES / "responses.parquet", RESPONSES),
        mentions=_table(path / TABLES / "mentions.parquet", MENTIONS),
        manifest=_manifest(path / MANIFEST),
    )
    unknown = [name for name in (*run.segments, *run.adjusted) if name not in run.responses]
    if unknown:
        told = f"segment {unknown[0]} is not in the responses"
        raise _unreadable(path / MANIFEST, told)
    return run


def _manifest(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unreadable(path, error.strerror) from error
    except ValueError as error:
        raise _unreadable(path, str(error)) from error
    missing = [key for key in _KEYS if not isinstance(content, dict) or key not in content]
    if missing:
        raise _unreadable(path, f"{', '.join(missing)} missing")
    strange = [
        key
        for key, kind in _KINDS.items()
        if not isinstance(content.get(key), kind) and (key in _KEYS or content.get(key) is not None)
    ]
    if strange:
        raise _unreadable(path, f"{', '.join(strange)} not as they were written")
    found: Mapping[str, Any] = content
    return found


_KEYS: Final = ("period", "reference", "segments", "codeframe", "models", "seed", "score_scale")

_KINDS: Final[dict[str, type]] = {
    **dict.fromkeys(("period", "codeframe"), str),
    **dict.fromkeys(("segments", "adjusted_segments", "joins", "notes"), list),
    **dict.fromkeys(("models", "score_scale", "settings", "counts", "columns"), dict),
}
"""What stands under a key; one that is not needed may be missing, or null."""


def _table(path: Path, contract: TableContract) -> pd.DataFrame:
    try:
        found = pd.read_parquet(path)
    except FileNotFoundError as error:
        raise _unreadable(path, "there is no such file") from error
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise _unreadable(path, str(error)) from error
    return contract.check(found)


def _unreadable(path: Path, reason: str | None) -> InputError:
    return InputError(
        f"{path}: cannot be read ({reason}); expected the folder that nps-reasons run wrote, with "
        f"{MANIFEST} and {TABLES}/"
    )
