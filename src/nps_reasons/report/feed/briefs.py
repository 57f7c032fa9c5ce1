"""The feed as briefs in Markdown: a heading a record, what is known, and what people say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.files import write_whole
from nps_reasons.report.feed.records import feed
from nps_reasons.report.feed.wording import facts_of
from nps_reasons.report.lookups import machine_labels
from nps_reasons.report.safe_text import clean, in_markdown, one_line, quoted_lines

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.feed.record import Record, Said

_HOW: Final = (
    "Problems are in the order of what they cost at least: the end of the 95 % interval that is "
    "nearer to zero. What a complaint goes with is not what solving it would bring.",
    "Words are matched here, nothing is estimated: each is for a person to read. Reasons in other "
    "languages than English are not searched.",
)


def write_briefs(analysis: Analysis, path: str | Path) -> Path:
    """Write the feed as one Markdown document.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    text = "\n".join(_document(analysis, feed(analysis)))
    return write_whole(path, f"{text}\n".encode("utf-8", errors="replace"))


def _document(analysis: Analysis, records: tuple[Record, ...]) -> list[str]:
    compared = f" (compared with {analysis.reference})" if analysis.reference else ""
    when = words.within(analysis.period)
    head = [f"# {in_markdown(one_line(analysis.title))}: what to plan{when}{compared}", ""]
    main = [record for record in records if record.lane == "main"]
    severe = [record for record in records if record.lane == "severe"]
    return [
        *head,
        *(_lane("By what they cost at least", _HOW[0], main) if main else [_NONE, ""]),
        *(_lane("Rare but severe", _HOW[1], severe) if severe else []),
        *([_CORRECTED] if machine_labels(analysis) else []),
    ]


_CORRECTED: Final = (
    "A coded sample corrects points and reach of the themes that it can. How many are tagged so, "
    "where they are, trends of reach and quotes are the machine's."
)

_NONE: Final = (
    "No complaint is said often enough to say what it goes with: there is nothing to order."
)


def _lane(heading: str, note: str, records: list[Record]) -> list[str]:
    return [f"## {heading}", "", note, "", *(line for r in records for line in _brief(r))]


def _brief(record: Record) -> list[str]:
    return [
        f"### {record.place}. {in_markdown(one_line(record.title))}",
        "",
        f"- Id: `{record.id}`",
        *(f"- {name}: {in_markdown(one_line(text))}" for name, text in facts_of(record)),
        "",
        *(line for quote in record.quotes for line in _quote(quote)),
    ]


def _quote(quote: Said) -> list[str]:
    lines = [in_markdown(line) for line in quoted_lines(clean(quote.text))]
    said_by = f"{in_markdown(one_line(quote.id))}, {quote.role}"
    return [*(f"> {line}  " for line in lines), f"> ({said_by})", ""]
