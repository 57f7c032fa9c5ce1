"""Platforms: one small file each; READERS has them in the order in which they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.readers.platforms.generic import GENERIC
from nps_reasons.readers.platforms.platform import Platform, is_machinery
from nps_reasons.readers.platforms.qualtrics import QUALTRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.readers.rawtable import RawTable

__all__ = ["GENERIC", "READERS", "Platform", "is_machinery", "profile_of", "profile_of_all"]

READERS: Final[dict[str, Platform]] = {
    "qualtrics": QUALTRICS,
    "generic": GENERIC,
}
"""Name of a profile to the platform; the first that recognises a file is its profile."""


def profile_of(table: RawTable, wanted: str | None = None) -> str:
    """Return the name of the profile of a file: the one wanted, else the one recognised.

    Raises
    ------
    UsageError
        There is no such profile.
    """
    if wanted is not None and wanted not in READERS:
        raise UsageError(f'profile "{wanted}" is not known; {did_you_mean(wanted, READERS)}')
    return wanted or next(name for name, platform in READERS.items() if platform.recognises(table))


def profile_of_all(tables: Sequence[RawTable], wanted: str | None) -> str:
    """Return the name of the profile of files that are to be stacked.

    Raises
    ------
    InputError
        They are exports of different platforms.
    """
    names = [profile_of(table, wanted) for table in tables]
    if len(set(names)) > 1:
        each = ", ".join(
            f"{table.name} as {name}" for table, name in zip(tables, names, strict=True)
        )
        raise InputError(
            f"the files are exports of different platforms ({each}): give those of one platform, "
            "or read them all by their columns with --profile generic"
        )
    return names[0]
