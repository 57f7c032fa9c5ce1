"""The kinds of file that a report comes as: a function `analysis, path` each, and a name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import UsageError, did_you_mean
from nps_reasons.report.digest import write_markdown, write_slack
from nps_reasons.report.feed.briefs import write_briefs
from nps_reasons.report.feed.follow_up import write_follow_up
from nps_reasons.report.feed.jira import write_jira
from nps_reasons.report.feed.jsonl import write_jsonl
from nps_reasons.report.feed.sheet import write_sheet
from nps_reasons.report.page.html import write_page
from nps_reasons.report.slides import write_slides
from nps_reasons.report.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from nps_reasons.analysis import Analysis

FORMATS: Final[dict[str, Callable[[Analysis, str | Path], Path]]] = {
    "html": write_page,
    "pptx": write_slides,
    "xlsx": write_workbook,
    "md": write_markdown,
    "slack": write_slack,
    "jsonl": write_jsonl,
    "csv": write_sheet,
    "jira": write_jira,
    "briefs": write_briefs,
    "followup": write_follow_up,
}
"""Name of a format to the function that writes it."""

FILES: Final[dict[str, str]] = {
    "html": "report.html",
    "pptx": "report.pptx",
    "xlsx": "report.xlsx",
    "md": "report.md",
    "slack": "report.slack.json",
    "jsonl": "planning.jsonl",
    "csv": "planning.csv",
    "jira": "planning.jira.csv",
    "briefs": "planning.md",
    "followup": "follow_up.csv",
}
"""Name of a format to the name of its file in a run folder."""


ENDINGS: Final[dict[str, str]] = {
    ".html": "html",
    ".htm": "html",
    ".pptx": "pptx",
    ".xlsx": "xlsx",
    ".md": "md",
    ".jsonl": "jsonl",
}
"""Ending of a file to the format that it asks for, where an ending says so."""


def write_report(analysis: Analysis, path: str | Path) -> Path:
    """Write the report in the format that the ending of the file asks for.

    Parameters
    ----------
    path
        Ends in .html (one page that needs no network), .pptx, .xlsx, .md (a digest) or .jsonl (the
        planning feed). Missing folders are created, an existing file is replaced as a whole.

    Returns
    -------
    Path
        The file written. The same analysis gives the same bytes.

    Raises
    ------
    UsageError
        The ending is another one.
    OutputError
        The path is a folder or cannot be written.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            f'{path}: "{ending}" is the ending of no report; expected one of {", ".join(ENDINGS)}'
        )
    return FORMATS[ENDINGS[ending]](analysis, path)


def named_formats(given: Iterable[str]) -> tuple[str, ...]:
    """Names of formats, each once, as a user gave them: one by one or with commas.

    Raises
    ------
    UsageError
        One of them is not known, or none is named.

    Examples
    --------
    >>> named_formats(["html", " HTML,"])
    ('html',)
    """
    parts = [part.strip().lower() for text in given for part in text.split(",")]
    names = tuple(dict.fromkeys(part for part in parts if part))
    for name in names:
        if name not in FORMATS:
            raise UsageError(f'--format "{name}" is not known; {did_you_mean(name, FORMATS)}')
    if not names:
        raise UsageError(f"--format names nothing; expected one of {', '.join(FORMATS)}")
    return names


def write_formats(
    analysis: Analysis, folder: str | Path, formats: Sequence[str] = ("html",)
) -> list[Path]:
    """Write a report in several formats into one folder.

    Parameters
    ----------
    folder
        Created where it is missing; each file is replaced as a whole.
    formats
        Keys of `FORMATS`.

    Returns
    -------
    list of Path
        The files written, named as in `FILES`.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    return [FORMATS[name](analysis, Path(folder) / FILES[name]) for name in formats]
