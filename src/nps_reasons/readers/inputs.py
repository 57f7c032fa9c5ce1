"""The files that the settings name, read, recognised and made ready to be joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nps_reasons.errors import InputError, UsageError
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.names import fold, made_unique
from nps_reasons.readers.platforms import READERS, profile_of, profile_of_all
from nps_reasons.readers.rawtable import stacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.settings import InputSettings


@dataclass(frozen=True, slots=True)
class Inputs:
    """The tables of a survey, each prepared by the platform that it comes from.

    Attributes
    ----------
    profile
        Name of the profile of the scores.
    scores
        The files with the scores, not stacked yet.
    reasons
        The file with the reasons, where it is apart.
    attributes
        Profile and table of each file about customers.
    """

    profile: str
    scores: tuple[RawTable, ...]
    reasons: RawTable | None
    attributes: tuple[tuple[str, RawTable], ...]

    @property
    def answers(self) -> RawTable:
        """The files with the scores, stacked."""
        return stacked(self.scores)


def read_inputs(given: InputSettings) -> Inputs:
    """Read all files, and prepare each by its platform.

    Raises
    ------
    UsageError
        No file is given, or the profile is not known.
    InputError
        A file cannot be read, or the files with the scores are of different platforms.
    """
    if not given.files:
        raise UsageError("no survey file is given; name one, or [input] files in the settings")
    paths = given.all_files
    # Two files may have the same name in different folders.
    sources = made_unique(path.name for path in paths)
    tables = [read_table(path, source=name) for path, name in zip(paths, sources, strict=True)]
    n, m = len(given.files), len(paths) - len(given.attributes)
    profile = profile_of_all(tables[:n], given.profile)
    prepare = READERS[profile].prepare
    return Inputs(
        profile=profile,
        scores=tuple(prepare(table) for table in tables[:n]),
        reasons=_prepared(tables[n])[1] if m > n else None,
        attributes=tuple(_prepared(table) for table in tables[m:]),
    )


def _prepared(table: RawTable) -> tuple[str, RawTable]:
    profile = profile_of(table)
    return profile, READERS[profile].prepare(table)


def require_score_in_each_file(tables: Sequence[RawTable], score: str) -> None:
    """Refuse files to be stacked of which one lacks the column of the score.

    Raises
    ------
    InputError
        A file lacks it.
    """
    for table in tables:
        if fold(score) not in {fold(name) for name in table.columns}:
            raise InputError(
                f'{table.name}: has no column "{score}", which holds the score in the other files; '
                f"it has {', '.join(table.columns)}; give the files the same column names"
            )
