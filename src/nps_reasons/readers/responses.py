"""The wide text table to `responses`: parse, set aside what cannot be read, name the segments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.errors import InputError
from nps_reasons.inference.weighting import usable_weights
from nps_reasons.net_promoter import classify, contributions
from nps_reasons.readers.cells.dates import DateRules, Dates, parse_dates
from nps_reasons.readers.cells.groups import group_notes
from nps_reasons.readers.cells.outcomes import parse_outcomes
from nps_reasons.readers.cells.scores import parse_scores
from nps_reasons.readers.ids import response_ids
from nps_reasons.readers.names import made_unique, tidy
from nps_reasons.readers.rawtable import RawTable, one_a_row, problems_table, quoted
from nps_reasons.schema import ALL, BLANK, DTYPES, RESPONSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.net_promoter import ScoreScale
    from nps_reasons.readers.roles import Roles

_LANGUAGE_CODE: Final = r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?"
_LONGEST_REASON: Final = 100_000
"""Three times what a cell of a spreadsheet can hold."""


def build_responses(
    table: RawTable, roles: Roles, *, scale: ScoreScale, rules: DateRules, hashed: Sequence[str]
) -> tuple[pd.DataFrame, RawTable]:
    """Return the responses, and the table of the rows that they were made of.

    Parameters
    ----------
    rules
        How dates are read; a time zone that the file names for its times comes first.
    hashed
        Columns that make up the id of a row without one.

    Raises
    ------
    InputError
        No row has a valid score.
    """
    _require_a_row(table)
    cells = table.cells
    scores = parse_scores(cells[roles.score], scale)
    faults = [_faults(cells, roles.score, scores.problems)]
    times: pd.Series = pd.Series(pd.NaT, index=cells.index, dtype=DTYPES["time"])
    if roles.date is not None:
        dates = _dates(table, roles.date, rules)
        times, table = dates.times, table.noting(*dates.notes)
        faults.append(_faults(cells, roles.date, dates.problems))
    weights = pd.Series(1.0, index=cells.index)
    if roles.weight is not None:
        weights, doubts = _weights(cells[roles.weight])
        faults.append(_faults(cells, roles.weight, doubts))
    faults += [_faults(cells, name, _endless(cells[name])) for name in roles.reasons]
    problems = one_a_row(faults)
    _require_a_response(table, problems)
    kept = cells.index.difference(problems.index)
    parsed = pd.DataFrame({"responded_at": times, "score": scores.scores, "weight": weights})
    kept_table = table.without(problems)
    responses = _assembled(
        kept_table, parsed.loc[kept].reset_index(drop=True), roles, scale, hashed
    )
    outcomes, doubtful = parse_outcomes(kept_table.cells, roles.outcomes)
    told = (*_group_notes(kept_table, responses, roles.group), *doubtful)
    return responses.assign(**outcomes), kept_table.noting(*told)


def _dates(table: RawTable, column: str, rules: DateRules) -> Dates:
    """Read the dates, those of each file in the time zone that the file names."""
    cells, witnesses = table.cells[column], table.witnesses(column)
    if not table.zones:
        return parse_dates(cells, rules, column=column, witnesses=witnesses)
    zones = pd.Series([table.zones.get(source, "") for source in table.places["source"]])
    parts = [
        parse_dates(
            cells[zones == zone],
            replace(rules, zone=zone or rules.zone, zone_is_told=bool(zone)),
            column=column,
            witnesses=witnesses,
        )
        for zone in sorted(zones.unique())
    ]
    return Dates(
        times=pd.concat([part.times for part in parts]).reindex(cells.index),
        problems=pd.concat([part.problems for part in parts]).reindex(cells.index),
        notes=tuple(note for part in parts for note in part.notes),
    )


def times_of(table: RawTable, column: str, rules: DateRules) -> pd.Series:
    """Return when each response was given, in UTC; missing where the cell is no date."""
    return _dates(table, column, rules).times


def segment_names(segments: Sequence[str]) -> dict[str, str]:
    """Return column name to segment name: a name of the contract gets a prefix.

    Examples
    --------
    >>> segment_names(["plan", "group", "segment_group"])
    {'plan': 'plan', 'group': 'segment_group', 'segment_group': 'segment_group (2)'}
    """
    taken = {*RESPONSES.column_names, ALL}
    names = made_unique(f"segment_{name}" if name in taken else name for name in segments)
    return dict(zip(segments, names, strict=True))


def _faults(cells: pd.DataFrame, column: str, problems: pd.Series) -> pd.DataFrame:
    bad = problems[problems.notna()]
    return problems_table(cells.loc[bad.index, column], bad, column=column)


def _endless(cells: pd.Series) -> pd.Series:
    """Why some reasons are none: nobody writes that much, and it would take the memory of all."""
    length = cells.str.len()
    problem = f"the reason is longer than {_LONGEST_REASON:,} characters; is a quote not closed?"
    return pd.Series(problem, index=cells.index, dtype="string").where(length > _LONGEST_REASON)


def _weights(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the weights, and why some cells are none."""
    text = cells.str.strip()
    plain = text.str.replace(",", ".", regex=False).astype("object")
    numbers = pd.to_numeric(plain, errors="coerce").astype("float64")
    good = usable_weights(np.asarray(numbers, dtype=np.float64))
    wrong = "weight is not a number from 0 to a billion"
    problems = pd.Series(wrong, index=cells.index, dtype="string").mask(good)
    return numbers, problems.mask(text == "", "weight is missing")


def _require_a_row(table: RawTable) -> None:
    if len(table.cells):
        return
    reasons = sorted(set(pd.concat(table.set_aside)["reason"].dropna()))
    raise InputError(
        f"{table.name}: none of {sum(table.read.values()):,} rows is a response: "
        f"{'; '.join(reasons)}; export the responses themselves"
    )


def _require_a_response(table: RawTable, problems: pd.DataFrame) -> None:
    if len(problems) < len(table.cells):
        return
    first = problems.join(table.places).sort_index().iloc[0]
    found = "" if pd.isna(first["value"]) else f": {quoted(first['value'])}"
    place = f'row {first["row"]}, column "{first["column"]}"'
    raise InputError(
        f"{table.name}: no valid score: none of {len(problems):,} rows can be used; "
        f"{first['reason']} ({place}{found}); name other columns with --score-column or "
        "--date-column, or another --score-scale"
    )


def _assembled(
    table: RawTable,
    parsed: pd.DataFrame,
    roles: Roles,
    scale: ScoreScale,
    hashed: Sequence[str],
) -> pd.DataFrame:
    cells, unfinished = table.cells, table.places["unfinished"]
    groups = classify(parsed["score"], scale)
    responses = parsed.assign(
        response_id=response_ids(cells, column=roles.id, hashed=hashed),
        group=groups,
        contribution=contributions(groups),
        reason=_reasons(cells, roles.reasons),
        language=_languages(cells, roles.language),
        period=ALL,
    )
    if unfinished.any():
        responses = responses.assign(unfinished=unfinished.astype("boolean"))
    if roles.respondent is not None:
        responses = responses.assign(respondent_id=_filled_or_missing(cells, roles.respondent))
    for column, name in segment_names(roles.segments).items():
        responses = responses.assign(**{name: _segment(cells[column])})
    return responses


def _filled_or_missing(cells: pd.DataFrame, column: str | None) -> pd.Series:
    if column is None:
        return pd.Series(pd.NA, index=cells.index, dtype="string")
    given = cells[column]
    text = given.str.strip()
    if text.equals(given):
        # Nothing to trim: the text shares the memory of its cells.
        text = given
    empty = text == ""
    return (text.mask(empty) if empty.any() else text).astype("string")


def _languages(cells: pd.DataFrame, column: str | None) -> pd.Series:
    """Return the languages; a code such as EN or pt-BR is in lower case."""
    given = _filled_or_missing(cells, column)
    is_code = given.str.fullmatch(_LANGUAGE_CODE).fillna(value=False).astype(bool)
    return given.mask(is_code, given.str.lower())


def _reasons(cells: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Join the reasons of each row by a line break; missing where there is none."""
    if len(columns) <= 1:
        return _filled_or_missing(cells, columns[0] if columns else None)
    parts = zip(*(cells[column].str.strip() for column in columns), strict=True)
    joined = pd.Series(
        ["\n".join(filter(None, row)) for row in parts], index=cells.index, dtype="string"
    )
    return joined.mask(joined == "")


def _segment(cells: pd.Series) -> pd.Series:
    codes, distinct = pd.factorize(cells)
    values = pd.array([tidy(str(value)) or BLANK for value in distinct], dtype="string")
    return pd.Series(values[codes], index=cells.index)


def _group_notes(table: RawTable, responses: pd.DataFrame, column: str | None) -> tuple[str, ...]:
    """Compare the groups that the file gives with those of the scores."""
    if column is None:
        return ()
    scores, expected = responses["score"], responses["group"]
    return group_notes(table.cells[column], scores, expected, column=column)
