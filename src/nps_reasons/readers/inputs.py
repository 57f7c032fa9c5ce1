"""The files that the settings name, read, recognised and made ready to be joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nps_reasons.errors import InputError, UsageError
from nps_reasons.readers.formats.database import read_query
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.names import fold, unique_beside
from nps_reasons.readers.platforms import GENERIC_PROFILE, READERS, profile_of, profile_of_all
from nps_reasons.readers.rawtable import stacked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.settings import InputSettings, SourceSettings


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
    hashes
        Source to the SHA-256 of its rows, of a query; files have a hash of their own.
    """

    profile: str
    scores: tuple[RawTable, ...]
    reasons: RawTable | None
    attributes: tuple[tuple[str, RawTable], ...]
    hashes: Mapping[str, str]

    @property
    def answers(self) -> RawTable:
        """The files with the scores, stacked."""
        return stacked(self.scores)


def read_inputs(given: InputSettings, source: SourceSettings) -> Inputs:
    """Read all files, or a query in place of the survey files; prepare each by its platform.

    Raises
    ------
    UsageError
        Neither a file nor a query is given, or both are, or the profile is not known.
    InputError
        One cannot be read, or the files with the scores are of different platforms.
    """
    _require_files_or_query(given, source)
    queried = (read_query(source),) if source.named else ()
    hashes = {table.name: digest for table, digest in queried}
    paths = given.all_files
    # Two files may have the same name in different folders.
    sources = unique_beside(hashes, (path.name for path in paths))
    read = [read_table(path, source=name) for path, name in zip(paths, sources, strict=True)]
    tables = [*(table for table, _ in queried), *read]
    n, m = len(given.files) + len(queried), len(tables) - len(given.attributes)
    profile = profile_of_all(tables[:n], given.profile)
    prepare = READERS[profile].prepare
    return Inputs(
        profile=profile,
        scores=tuple(prepare(table) for table in tables[:n]),
        reasons=_prepared(tables[n])[1] if m > n else None,
        attributes=tuple(_prepared(table) for table in tables[m:]),
        hashes=hashes,
    )


def _require_files_or_query(given: InputSettings, source: SourceSettings) -> None:
    if given.files and source.named:
        raise UsageError(
            f"both survey files ({given.files[0]}) and a [source] query are given; leave one out"
        )
    if not given.files and not source.named:
        raise UsageError(
            "no survey file is given; name one, or [input] files or a [source] query in the "
            "settings"
        )


def _prepared(table: RawTable) -> tuple[str, RawTable]:
    """Return the profile of a file beside the scores, and the file made ready.

    Of a table of unknown origin all rows are customers or reasons, whatever they say of themselves.
    """
    profile = profile_of(table)
    if profile == GENERIC_PROFILE:
        return profile, table
    platform = READERS[profile]
    return profile, platform.prepare(table).noting(f"{table.name} was read as: {platform.title}.")


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
                f"it has {table.told_columns}; give the files the same column names"
            )
