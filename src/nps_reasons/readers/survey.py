"""read_survey: files to responses and quarantine, by way of stacking, joins and roles."""

from __future__ import annotations

from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from nps_reasons.net_promoter import SCALE_OF
from nps_reasons.readers.cells.dates import DateRules
from nps_reasons.readers.cells.scores import chosen_scale, doubts
from nps_reasons.readers.inputs import Inputs, read_inputs, require_score_in_each_file
from nps_reasons.readers.joins.join import Joined, join_attributes, join_reasons
from nps_reasons.readers.names import fold
from nps_reasons.readers.platforms import READERS
from nps_reasons.readers.policy import without_copies, without_unfinished
from nps_reasons.readers.reading import FileCount, Profile, RawReading
from nps_reasons.readers.responses import build_responses, segment_names
from nps_reasons.readers.roles import Hints, Roles, find_roles
from nps_reasons.schema import QUARANTINE, RESPONSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.readers.platforms import Platform
    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.settings import Settings


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
    inputs = read_inputs(settings.input)
    platform = READERS[inputs.profile]
    table, joins = _join_files(inputs, _counting_rows(inputs, settings, platform), settings)
    roles = find_roles(table, settings, _hints(inputs, table, joins), platform)
    require_score_in_each_file(inputs.scores, roles.score)
    where = f'{table.name}: column "{roles.score}"'
    scale = chosen_scale(table.cells[roles.score], settings.score.scale, where=where)
    hashed = [name for name in inputs.answers.columns if name in table.columns]
    rules = DateRules(settings.periods.timezone, settings.input.date_order, platform.month_first)
    responses, rest = build_responses(table, roles, scale=scale, rules=rules, hashed=hashed)
    set_aside = [*rest.set_aside, *(aside for j in joins for aside in j.right.set_aside)]
    quarantine = QUARANTINE.check(pd.concat(set_aside)) if set_aside else QUARANTINE.empty()
    unsure = doubts(responses["score"], scale)
    read = (unsure, rest.notes, *(join.right.notes for join in joins), roles.notes)
    return RawReading(
        responses=RESPONSES.check(responses).drop(columns="period"),
        quarantine=quarantine,
        profile=Profile(
            name=inputs.profile,
            title=platform.title,
            columns=MappingProxyType(roles.columns),
            segments=tuple(segment_names(roles.segments).values()),
            scale=scale,
            cut_offs=SCALE_OF[scale].cut_offs,
            notes=tuple(dict.fromkeys(chain(*read))),
        ),
        rows_read=sum(rest.read.values()),
        counts=_counts(rest, joins, quarantine),
    )


def _counting_rows(inputs: Inputs, settings: Settings, platform: Platform) -> RawTable:
    """Return the rows of the scores that count, as the policy says."""

    def roles_of(table: RawTable) -> Roles:
        return find_roles(table, settings, Hints(own=tuple(table.columns)), platform)

    table = without_copies(inputs.answers, roles_of)
    return table if settings.input.include_partial else without_unfinished(table)


def _join_files(
    inputs: Inputs, table: RawTable, settings: Settings
) -> tuple[RawTable, list[Joined]]:
    """Return the rows of the scores with the columns of all other files, and the joins."""
    joins: list[Joined] = []
    zone, key = settings.periods.timezone, settings.input.key
    if inputs.reasons is not None:
        columns = settings.input.reason_columns
        joins.append(join_reasons(table, inputs.reasons, key=key, columns=columns, zone=zone))
        table = joins[-1].table
    for _, attributes in inputs.attributes:
        # One --key cannot be that of the reasons and of the customers: it may be either's.
        names = {fold(name) for name in attributes.columns}
        wanted = key if key is None or not joins or fold(key) in names else None
        joins.append(join_attributes(table, attributes, key=wanted, zone=zone))
        table = joins[-1].table
    return table, joins


def _hints(inputs: Inputs, table: RawTable, joins: Sequence[Joined]) -> Hints:
    answers = [*inputs.scores, *([inputs.reasons] if inputs.reasons is not None else [])]
    own = {fold(name) for answer in answers for name in answer.columns}
    of_reasons = next(iter(joins), None) if inputs.reasons is not None else None
    return Hints(
        own=tuple(name for name in table.columns if fold(name) in own),
        reasons=of_reasons.columns if of_reasons else (),
        response_key=of_reasons.key if of_reasons else None,
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
