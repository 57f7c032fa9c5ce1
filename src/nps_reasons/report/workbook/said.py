"""The sheet of quotes: exact parts of reasons, chosen by rule, for every theme spoken of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.lookups import (
    Talk,
    drivers_of,
    label_of,
    records,
    responses_of,
    segments_of,
    shown,
)
from nps_reasons.report.quotes import choose_quotes, quotable
from nps_reasons.report.workbook.plain import Column, Sheet, listing
from nps_reasons.schema import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Quote
    from nps_reasons.report.lookups import Record
    from nps_reasons.report.workbook.plain import Values

NAME: Final = "Quotes"

_ABOUT: Final = (
    "Exact parts of what people wrote in the report's period, for every theme that is spoken of. "
    "They are chosen by rule and not by hand; names of people are not masked."
)

_COLUMNS: Final = (
    Column("Theme", meaning="The theme that the quote was chosen for.", width=32),
    Column("Sign", meaning="Complaints about the theme, or praise for it."),
    Column(
        "Chosen as",
        meaning="Typical is the reason nearest to the middle sentiment, strongest the one furthest "
        "out, also said one from lower or higher scores; the last says otherwise.",
        width=15,
    ),
    Column("Quote", meaning="An exact part of the reason, after redaction.", width=90),
    Column(
        "Clause", meaning="The part of the quote that speaks of the theme, word for word.", width=50
    ),
    Column("Response", meaning="Id of the response, as on the sheet of responses.", width=16),
    Column("Score", "whole", "Answer to the question.", 7),
    Column("Category", meaning="Promoter, passive or detractor.", width=11),
)


def segment_columns(names: Sequence[str]) -> tuple[Column, ...]:
    """Return a column for each segment, under its own name."""
    return tuple(Column(name, meaning="A segment of the survey.", width=16) for name in names)


def quote_sheet(analysis: Analysis) -> Sheet:
    """Up to five quotes of each theme and sign, the largest drivers first."""
    chosen = [(talk, quote) for talk, quotes in _chosen(analysis) for quote in quotes]
    given = _responses(analysis, {quote.response_id for _, quote in chosen})
    segments = segments_of(analysis)
    rows = [
        (*_row(analysis, talk, quote, given), *values_of(given[quote.response_id], segments))
        for talk, quote in chosen
    ]
    columns = (*_COLUMNS, *segment_columns(segments))
    return Sheet(NAME, _ABOUT, listings=(listing(columns, rows),), fixed=1)


def _chosen(analysis: Analysis) -> Iterator[tuple[Talk, tuple[Quote, ...]]]:
    said = quotable(analysis)
    quoted: set[str] = set()
    for talk in _talk(analysis, said):
        quotes = choose_quotes(said, talk, avoid=quoted)
        quoted |= {quote.response_id for quote in quotes}
        yield talk, quotes


def _talk(analysis: Analysis, said: pd.DataFrame) -> list[Talk]:
    """Drivers with numbers by their points, then what else is said, most mentions first."""
    drivers = [row for sign in _SIGNS for row in shown(drivers_of(analysis, sign))]
    drivers.sort(key=lambda row: (-abs(row["points"]), row["theme"], row["sign"]))
    signed = said[said["sign"].isin(_SIGNS)]
    counts = signed.groupby(["theme", "sign"])["response_id"].nunique().reset_index(name="n")
    others = counts.sort_values(["n", "theme", "sign"], ascending=[False, True, True])
    rows: list[Record] = [*drivers, *records(others)]
    heard = set(zip(signed["theme"], signed["sign"], strict=True))
    named = dict.fromkeys(Talk(row["theme"], row["sign"]) for row in rows)
    return [talk for talk in named if (talk.theme, talk.sign) in heard]


_SIGNS: Final = ("negative", "positive")


def _responses(analysis: Analysis, ids: set[str]) -> dict[str, Record]:
    table = responses_of(analysis, analysis.period)
    rows = records(table[table["response_id"].isin(ids)])
    return {row["response_id"]: row for row in rows}


def _row(analysis: Analysis, talk: Talk, quote: Quote, given: dict[str, Record]) -> Values:
    return (
        label_of(analysis, talk.theme),
        words.SIGN_WORDS[talk.sign],
        quote.role,
        quote.text,
        quote.text[slice(*quote.clause)],
        quote.response_id,
        int(given[quote.response_id]["score"]),
        quote.group,
    )


def values_of(response: Record, segments: Sequence[str]) -> list[str | None]:
    """Return a response's value of each segment; nothing where it has none."""
    found = (response[name] for name in segments)
    return [None if value in (None, BLANK) else str(value) for value in found]
