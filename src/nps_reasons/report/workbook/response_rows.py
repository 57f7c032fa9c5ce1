"""The sheet of responses: one row each, as many as a sheet holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from nps_reasons import words
from nps_reasons.report.lookups import label_of
from nps_reasons.report.workbook.driver_rows import periods_in_order
from nps_reasons.report.workbook.plain import Column, Listing, Sheet
from nps_reasons.report.workbook.said import segment_columns
from nps_reasons.schema import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.workbook.plain import Values

NAME: Final = "Responses"

MOST_ROWS: Final = 1_048_575
"""Rows that a sheet has below its header."""

_AT_ONCE: Final = 10_000
"""Responses that are made into rows together."""

_ABOUT: Final = (
    "One row per response with a score, of all periods, the report's period first. The table "
    "responses in tables/ has the same, and mentions has what each clause says."
)

_COLUMNS: Final = (
    Column("Response", meaning="Id of the response.", width=16),
    Column("Answered (UTC)", "time", "When it was given.", 16),
    Column("Period", meaning="The period that it counts in.", width=10),
    Column("Score", "whole", "Answer to the question.", 7),
    Column("Category", meaning="Promoter, passive or detractor.", width=11),
    *(
        Column(words.SIGN_WORDS[sign].capitalize(), meaning=meaning, width=30)
        for sign, meaning in (
            ("negative", "Themes that the reason complains about."),
            ("positive", "Themes that it praises."),
            ("neutral", "Themes that it speaks of without either."),
        )
    ),
    Column("Reason", meaning="What was written, after redaction.", width=90),
    Column("Weight", "decimal", "How much the response counts.", 9),
)


def response_sheet(analysis: Analysis, *, most: int = MOST_ROWS) -> Sheet:
    """Return all responses, those of the report's period first; no more than `most`."""
    responses = _ordered(analysis).head(most)
    columns = (*_COLUMNS, *segment_columns(analysis.segments))
    about = f"{_ABOUT} {left_out(analysis, most=most)}".rstrip()
    rows = Listing(columns, _rows(analysis, responses), len(responses))
    return Sheet(NAME, about, listings=(rows,), fixed=1)


def left_out(analysis: Analysis, *, most: int = MOST_ROWS) -> str:
    """Say that there are more responses than a sheet holds; nothing where there are not."""
    n = len(analysis.responses)
    if n <= most:
        return ""
    return (
        f"It has {words.count(most)} of {words.count(n, 'response')}, as many as a sheet holds: "
        "the earliest periods are left out. All of them are in tables/responses.parquet."
    )


def _ordered(analysis: Analysis) -> pd.DataFrame:
    table = analysis.responses
    periods = periods_in_order(analysis, set(table["period"]))
    places = table["period"].map({period: place for place, period in enumerate(periods)})
    # Apart from the table, whose segments may have any name.
    keys = pd.DataFrame({"place": places.astype("int64"), "id": table["response_id"]})
    return table.loc[keys.sort_values(["place", "id"]).index]


def _rows(analysis: Analysis, responses: pd.DataFrame) -> Iterator[Values]:
    """Make rows some thousand at a time: all of them at once take much memory."""
    themes = _themes_said(analysis)
    for start in range(0, len(responses), _AT_ONCE):
        yield from _some_rows(analysis, responses.iloc[start : start + _AT_ONCE], themes)


def _some_rows(
    analysis: Analysis, responses: pd.DataFrame, themes: Mapping[tuple[str, str], list[str]]
) -> Iterator[Values]:
    ids = _plain(responses["response_id"])
    said = ([_listed(themes.get((i, sign))) for i in ids] for sign in _ORDER)
    columns = (
        ids,
        *(_plain(responses[name]) for name in ("responded_at", "period", "score", "group")),
        *said,
        *(_plain(responses[name]) for name in ("reason", "weight")),
        *(_plain(responses[name].replace(BLANK, pd.NA)) for name in analysis.segments),
    )
    yield from zip(*columns, strict=True)


_ORDER: Final = ("negative", "positive", "neutral")


def _listed(labels: list[str] | None) -> str | None:
    return "; ".join(labels) if labels else None


def _plain(values: pd.Series) -> list[Any]:
    """Values of Python's own types; None where one is missing."""
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        naive = values.dt.tz_convert(None).dt.floor("s")
        return [None if pd.isna(time) else time.to_pydatetime() for time in naive]
    return values.astype(object).where(values.notna(), None).tolist()


def _themes_said(analysis: Analysis) -> dict[tuple[str, str], list[str]]:
    """Id and sign to labels of the themes that are said so, in the codeframe's order."""
    mentions = analysis.mentions.drop_duplicates(["response_id", "theme", "sign"])
    columns = (mentions[name].tolist() for name in ("theme", "response_id", "sign"))
    order = {theme: place for place, theme in enumerate(analysis.codeframe)}
    said = sorted(zip(*columns, strict=True), key=lambda row: (order.get(row[0], len(order)), row))
    labels = {theme: label_of(analysis, theme) for theme in set(mentions["theme"])}
    found: dict[tuple[str, str], list[str]] = {}
    for theme, response, sign in said:
        found.setdefault((response, sign), []).append(labels[theme])
    return found
