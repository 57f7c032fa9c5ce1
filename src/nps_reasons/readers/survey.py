"""read_survey: files to responses and quarantine, by way of stacking, joins and roles."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from nps_reasons.net_promoter import SCALE_OF
from nps_reasons.readers.cells.dates import DateRules
from nps_reasons.readers.cells.scores import chosen_scale, doubts
from nps_reasons.readers.inputs import Inputs, read_inputs, require_score_in_each_file
from nps_reasons.readers.joins.coverage import coverage_of
from nps_reasons.readers.joins.files import FileJoiner
from nps_reasons.readers.names import fold
from nps_reasons.readers.platforms import READERS
from nps_reasons.readers.policy import without_copies, without_unfinished
from nps_reasons.readers.reading import FileCount, Profile, RawReading
from nps_reasons.readers.responses import build_responses, segment_names, times_of
from nps_reasons.readers.roles import Hints, Roles, find_roles
from nps_reasons.schema import QUARANTINE, RESPONSES
from nps_reasons.settings import OutcomeSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.net_promoter import ScoreScale
    from nps_reasons.readers.joins.join import Joined
    from nps_reasons.readers.joins.keys import KeyKind
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
    table, survey = _open(settings)
    responses, rest = build_responses(
        table, survey.roles, scale=survey.scale, rules=survey.rules, hashed=survey.hashed
    )
    # Of millions of rows one copy is enough.
    del table
    rest = rest.dropping(rest.columns)
    joins = survey.joins
    places = rest.places.assign(response_id=responses["response_id"])
    set_aside = [*rest.set_aside, *(aside for j in joins for aside in j.right.set_aside)]
    quarantine = QUARANTINE.check(pd.concat(set_aside)) if set_aside else QUARANTINE.empty()
    return RawReading(
        responses=RESPONSES.check(responses).drop(columns="period"),
        quarantine=quarantine,
        profile=_profile(survey, (*doubts(responses["score"], survey.scale), *rest.notes)),
        rows_read=sum(rest.read.values()),
        counts=_counts(rest, joins, quarantine),
        hashes=survey.hashes,
        coverage=tuple(
            coverage_of(join.right.name, join.key, responses, rest.places)
            for join in _of_customers(joins)
        ),
        places=places.sort_values("response_id", kind="stable", ignore_index=True),
        join_keys=_join_keys(joins),
    )


@dataclass(frozen=True, slots=True)
class _Survey:
    """How the columns and cells of a survey are to be read, and how its files were joined.

    Attributes
    ----------
    hashed
        Columns that make up the id of a row without one.
    """

    profile: str
    roles: Roles
    scale: ScoreScale
    rules: DateRules
    hashed: tuple[str, ...]
    joins: tuple[Joined, ...]
    hashes: Mapping[str, str]


def _open(settings: Settings) -> tuple[RawTable, _Survey]:
    """Return all files as one table of the columns that are read, and how to read them."""
    inputs = read_inputs(settings.input, settings.source)
    platform = READERS[inputs.profile]
    counting = _counting_rows(inputs, settings, platform)
    rules = _date_rules(settings, platform, counting)
    table, joins = _join_files(inputs, counting, settings, rules)
    roles = find_roles(table, settings, _hints(inputs, table, joins), platform)
    require_score_in_each_file(inputs.scores, roles.score)
    where = f'{table.name}: column "{roles.score}"'
    store = platform.title if platform.kind == "reviews" else None
    joined = set(table.columns)
    hashed = tuple(name for name in inputs.answers.columns if name in joined)
    needed = {*roles.read, *(hashed if _lacks_ids(table, roles.id) else ())}
    cells = table.cells[roles.score]
    survey = _Survey(
        profile=inputs.profile,
        roles=roles,
        scale=chosen_scale(
            cells,
            settings.score.scale,
            where=where,
            store=store,
            question=f"{roles.score} {table.labels.get(roles.score, '')}",
        ),
        rules=rules,
        hashed=hashed,
        joins=tuple(joins),
        hashes=inputs.hashes,
    )
    return table.dropping([name for name in table.columns if name not in needed]), survey


def _date_rules(settings: Settings, platform: Platform, table: RawTable) -> DateRules:
    month_first = platform.month_first or table.month_first
    return DateRules(
        settings.periods.timezone, order=settings.input.date_order, month_first=month_first
    )


def _lacks_ids(table: RawTable, column: str | None) -> bool:
    return column is None or bool((table.cells[column].str.strip() == "").any())


def _profile(survey: _Survey, notes: Sequence[str]) -> Profile:
    roles, names = survey.roles, segment_names(survey.roles.segments)
    told = (*notes, *(note for join in survey.joins for note in join.right.notes), *roles.notes)
    return Profile(
        name=survey.profile,
        title=READERS[survey.profile].title,
        columns=MappingProxyType(roles.columns),
        reasons=roles.reasons,
        segments=tuple(names.values()),
        segment_columns=roles.segments,
        scale=survey.scale,
        cut_offs=SCALE_OF[survey.scale].cut_offs,
        notes=tuple(dict.fromkeys(told)),
    )


def _counting_rows(inputs: Inputs, settings: Settings, platform: Platform) -> RawTable:
    """Return the rows of the scores that count, as the policy says."""

    def roles_of(table: RawTable) -> Roles:
        return find_roles(table, _of_scores(settings), Hints(own=tuple(table.columns)), platform)

    table = without_copies(inputs.answers, roles_of)
    return table if settings.input.include_partial else without_unfinished(table)


def _of_scores(settings: Settings) -> Settings:
    """Return the settings without columns that other files may bring."""
    given = settings.input.model_copy(update={"segment_columns": ()})
    drivers = settings.drivers.model_copy(update={"segments": None, "weight": None})
    return settings.model_copy(
        update={"input": given, "drivers": drivers, "outcomes": OutcomeSettings()}
    )


def _join_files(
    inputs: Inputs, table: RawTable, settings: Settings, rules: DateRules
) -> tuple[RawTable, list[Joined]]:
    """Return the rows of the scores with the columns of all other files, and the joins."""
    platform = READERS[inputs.profile]

    def times(joined: RawTable) -> pd.Series | None:
        date = find_roles(joined, _of_scores(settings), _hints(inputs, joined, ()), platform).date
        return None if date is None else times_of(joined, date, rules)

    return FileJoiner(settings, times_of=times, rules=DateRules(rules.zone)).join(inputs, table)


def _of_customers(joins: Sequence[Joined]) -> list[Joined]:
    return [join for join in joins if not join.columns]


def _join_keys(joins: Sequence[Joined]) -> Mapping[str, KeyKind]:
    """Return the keys of customers, as they are called on either side, and their kind."""
    customers = _of_customers(joins)
    theirs = {join.right_key: join.kind for join in customers if join.right_key}
    return MappingProxyType(theirs | {join.key: join.kind for join in customers})


def _hints(inputs: Inputs, table: RawTable, joins: Sequence[Joined]) -> Hints:
    answers = [*inputs.scores, *([inputs.reasons] if inputs.reasons is not None else [])]
    own = {fold(name) for answer in answers for name in answer.columns}
    of_reasons = next(iter(joins), None) if inputs.reasons is not None else None
    return Hints(
        own=tuple(name for name in table.columns if fold(name) in own),
        reasons=of_reasons.columns if of_reasons else (),
        response_key=of_reasons.key if of_reasons else None,
        segments=tuple(name for join in joins for name in join.segments),
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
