"""read_survey: files to responses and quarantine, by way of stacking, joins and roles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.net_promoter import SCALE_OF
from nps_reasons.readers.cells.scores import chosen_scale, doubts
from nps_reasons.readers.formats.files import read_table
from nps_reasons.readers.joins.join import Joined, join_attributes, join_reasons
from nps_reasons.readers.names import fold, made_unique
from nps_reasons.readers.rawtable import RawTable, stacked
from nps_reasons.readers.reading import FileCount, Profile, RawReading
from nps_reasons.readers.responses import build_responses, segment_names
from nps_reasons.readers.roles import Hints, Roles, find_roles
from nps_reasons.schema import QUARANTINE, RESPONSES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nps_reasons.settings import InputSettings, Settings

GENERIC: Final = "generic"
READERS: Final[dict[str, Callable[[RawTable, Settings, Hints], Roles]]] = {GENERIC: find_roles}
"""Profile to what finds the roles of the columns."""


def read_survey(settings: Settings) -> RawReading:
    r"""Read the files that the settings name as `responses`, and set aside what cannot be used.

    Returns
    -------
    RawReading
        `responses` (without `period`), `quarantine`, how the input was understood, the accounts.

    Raises
    ------
    UsageError
        No file is given, or the settings name a profile, column or key that does not exist.
    InputError
        A file cannot be read, or no row has a valid score.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from nps_reasons.settings import Settings
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "survey.csv"
    ...     _ = path.write_text("id,score,comment\n1,9,Quick\n2,eleven,Slow\n3,10,\n")
    ...     reading = read_survey(Settings.from_dict({"input": {"files": [str(path)]}}))
    >>> reading.responses["score"].tolist(), reading.quarantine["reason"].tolist()
    ([9, 10], ['score is not a number'])
    """
    find = _reader(settings.input.profile)
    files = _read_files(settings.input)
    table, joins = _join_files(files, settings)
    roles = find(table, settings, _hints(files, table, joins))
    _require_score_in_each_file(files.scores, roles.score)
    where = f'{table.name}: column "{roles.score}"'
    scale = chosen_scale(table.cells[roles.score], settings.score.scale, where=where)
    hashed = [name for name in stacked(files.scores).columns if name in table.columns]
    responses, rest = build_responses(
        table, roles, scale=scale, zone=settings.periods.timezone, hashed=hashed
    )
    set_aside = [*rest.set_aside, *(aside for j in joins for aside in j.right.set_aside)]
    quarantine = QUARANTINE.check(pd.concat(set_aside)) if set_aside else QUARANTINE.empty()
    unsure = doubts(responses["score"], scale)
    read = (unsure, rest.notes, *(join.right.notes for join in joins), roles.notes)
    return RawReading(
        responses=RESPONSES.check(responses).drop(columns="period"),
        quarantine=quarantine,
        profile=Profile(
            name=settings.input.profile or GENERIC,
            columns=MappingProxyType(roles.columns),
            segments=tuple(segment_names(roles.segments).values()),
            scale=scale,
            cut_offs=SCALE_OF[scale].cut_offs,
            notes=tuple(dict.fromkeys(chain(*read))),
        ),
        rows_read=sum(rest.read.values()),
        counts=_counts(rest, joins, quarantine),
    )


def _reader(profile: str | None) -> Callable[[RawTable, Settings, Hints], Roles]:
    name = profile or GENERIC
    if name not in READERS:
        raise UsageError(f'profile "{name}" is not known; {did_you_mean(name, READERS)}')
    return READERS[name]


@dataclass(frozen=True, slots=True)
class _Files:
    scores: tuple[RawTable, ...]
    reasons: RawTable | None
    attributes: tuple[RawTable, ...]


def _read_files(given: InputSettings) -> _Files:
    if not given.files:
        raise UsageError("no survey file is given; name one, or [input] files in the settings")
    paths = given.all_files
    # Two files may have the same name in different folders.
    sources = made_unique(path.name for path in paths)
    tables = [read_table(path, source=name) for path, name in zip(paths, sources, strict=True)]
    n, m = len(given.files), len(paths) - len(given.attributes)
    return _Files(tuple(tables[:n]), tables[n] if m > n else None, tuple(tables[m:]))


def _join_files(files: _Files, settings: Settings) -> tuple[RawTable, list[Joined]]:
    """Return the rows of the scores with the columns of all other files, and the joins."""
    table, joins = stacked(files.scores), []
    zone, key = settings.periods.timezone, settings.input.key
    if files.reasons is not None:
        columns = settings.input.reason_columns
        joins.append(join_reasons(table, files.reasons, key=key, columns=columns, zone=zone))
        table = joins[-1].table
    for attributes in files.attributes:
        # One --key cannot be that of the reasons and of the customers: it may be either's.
        names = {fold(name) for name in attributes.columns}
        wanted = key if key is None or not joins or fold(key) in names else None
        joins.append(join_attributes(table, attributes, key=wanted, zone=zone))
        table = joins[-1].table
    return table, joins


def _hints(files: _Files, table: RawTable, joins: Sequence[Joined]) -> Hints:
    answers = [*files.scores, *([files.reasons] if files.reasons is not None else [])]
    own = {fold(name) for answer in answers for name in answer.columns}
    of_reasons = next(iter(joins), None) if files.reasons is not None else None
    return Hints(
        own=tuple(name for name in table.columns if fold(name) in own),
        reasons=of_reasons.columns if of_reasons else (),
        response_key=of_reasons.key if of_reasons else None,
    )


def _require_score_in_each_file(tables: Sequence[RawTable], score: str) -> None:
    for table in tables:
        if fold(score) not in {fold(name) for name in table.columns}:
            raise InputError(
                f'{table.name}: has no column "{score}", which holds the score in the other files; '
                f"it has {', '.join(table.columns)}; give the files the same column names"
            )


def _counts(
    rest: RawTable, joins: Sequence[Joined], quarantine: pd.DataFrame
) -> tuple[FileCount, ...]:
    """Count the rows of each file: kept, unused and set aside are counted apart."""
    aside = quarantine["source"].value_counts().to_dict()
    responses = rest.places["source"].value_counts().to_dict()
    counts = [
        FileCount(source, read, responses.get(source, 0), 0, aside.get(source, 0))
        for source, read in rest.read.items()
    ]
    for join in joins:
        ((source, read),) = join.right.read.items()
        unused = 0 if join.columns else len(join.right.cells) - join.kept
        counts.append(FileCount(source, read, join.kept, unused, aside.get(source, 0)))
    return tuple(counts)
