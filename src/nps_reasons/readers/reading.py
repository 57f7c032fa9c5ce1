"""What reading gives: responses, quarantine, how the file was understood, and the accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from nps_reasons.net_promoter import ScoreScale
    from nps_reasons.readers.joins.coverage import Coverage
    from nps_reasons.readers.joins.keys import KeyKind


@dataclass(frozen=True, slots=True)
class Profile:
    """How the input was understood.

    Attributes
    ----------
    name
        Of the entry of `READERS` that recognised the file.
    title
        Of its platform, for people.
    columns
        Role (score, reason, date, id, respondent, weight, language, group) to column name; only
        the roles that were found. Several reason columns are joined by " + ".
    reasons
        Columns of the reasons, in the order in which they are joined.
    segments
        Names of the segment columns of `responses`.
    segment_columns
        The columns of the files that they come from, in the same order.
    """

    name: str
    title: str
    columns: Mapping[str, str]
    reasons: tuple[str, ...]
    segments: tuple[str, ...]
    segment_columns: tuple[str, ...]
    scale: ScoreScale
    cut_offs: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileCount:
    """The rows of one file: each was kept, or was not needed, or is in quarantine.

    Attributes
    ----------
    source
        Name of the file, without its folder.
    read
        Rows below the header; blank lines are no rows.
    kept
        Rows that became a response, or that were joined to a row of the scores.
    unused
        Rows of an attributes file that no response belongs to.
    quarantined
        Rows that were set aside, with a reason.
    """

    source: str
    read: int
    kept: int
    unused: int
    quarantined: int

    @property
    def adds_up(self) -> bool:
        """Whether no row of the file is missing, and none counts twice."""
        return self.read == self.kept + self.unused + self.quarantined


@dataclass(frozen=True, slots=True)
class RawReading:
    """A survey as it was read.

    Attributes
    ----------
    responses
        The table of schema/ without `period`, sorted by `response_id`.
    quarantine
        The table of schema/.
    profile
        How the input was understood.
    rows_read
        Rows of the score files.
    counts
        The accounts of each file, the score files first.
    hashes
        Source to the SHA-256 of its rows, where a query took the place of the files.
    coverage
        What each file about customers knows of the responses, in the order of the joins.
    places
        `response_id`, `source` and `row` of each response, and how it was joined to each file; in
        the order of `responses`.
    join_keys
        Columns that join a file about customers to the kind of their values.
    """

    responses: pd.DataFrame
    quarantine: pd.DataFrame
    profile: Profile
    rows_read: int
    counts: tuple[FileCount, ...]
    hashes: Mapping[str, str]
    coverage: tuple[Coverage, ...]
    places: pd.DataFrame
    join_keys: Mapping[str, KeyKind]

    @property
    def adds_up(self) -> bool:
        """Whether every row read, of every file, is accounted for once."""
        return all(count.adds_up for count in self.counts)
