"""The report as one HTML page: no script, no request, other people's text escaped."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.files import write_whole
from nps_reasons.report.blocks import (
    Bars,
    Comments,
    Dots,
    Drill,
    Facts,
    Grid,
    Map,
    Notes,
    Part,
    Quotes,
    Reading,
    Section,
    Splits,
    Table,
    Terms,
    Trend,
    Waterfall,
)
from nps_reasons.report.sections import SECTIONS
from nps_reasons.settings import ReportSettings

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment
    from markupsafe import Markup

    from nps_reasons.analysis import Analysis

MACROS: Final[dict[type, str]] = {
    Facts: "facts",
    Notes: "notes",
    Reading: "reading",
    Terms: "terms",
    Table: "table",
    Quotes: "quotes",
    Bars: "figure",
    Dots: "figure",
    Trend: "figure",
    Waterfall: "figure",
    Splits: "figure",
    Map: "figure",
    Grid: "grid",
    Drill: "drill",
    Comments: "explorer",
}
"""Kind of part to the macro that renders it, of one of the files in `MACRO_FILES`."""

MACRO_FILES: Final[dict[type, str]] = {
    Grid: "grid.html.j2",
    Drill: "drill.html.j2",
    Comments: "explorer.html.j2",
}
"""Kind of part to the file of its macro, where that is not `parts.html.j2`."""

STYLES: Final = ("style.css", "grid.css", "drill.css", "explorer.css")

_DRAWN: Final = (Bars, Dots, Trend, Waterfall, Splits, Map)

# What may not stand in an HTML page in any form: control characters and halves of characters.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def write_report(analysis: Analysis, path: str | Path) -> Path:
    """Write the report as one HTML file that needs no network and no script.

    Parameters
    ----------
    path
        File to write; missing folders are created, an existing file is replaced as a whole.

    Returns
    -------
    Path
        The file written. The same analysis gives the same bytes.

    Raises
    ------
    OutputError
        The path is a folder or cannot be written.
    """
    return write_whole(path, render(analysis).encode("utf-8"))


def render(analysis: Analysis) -> str:
    """Return the page as text."""
    environment = _environment()
    sections = {name: make(analysis) for name, make in SECTIONS.items()}
    page = environment.get_template("report.html.j2").render(
        analysis=analysis,
        title=_title(analysis),
        sections={name: section for name, section in sections.items() if section},
        style=_style(),
        body=lambda section: _body(environment, section),
    )
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", page)


def _title(analysis: Analysis) -> str:
    """Title of the report; one that nobody chose says which file the report is about."""
    files = list(analysis.source.hashes)
    if analysis.title != ReportSettings().title or not files:
        return analysis.title
    others = f" and {words.count(len(files) - 1, 'other file')}" if files[1:] else ""
    return f"{analysis.title}: {files[0]}{others}"


def _environment() -> Environment:
    from jinja2 import (  # noqa: PLC0415 - only a report needs it
        Environment,
        PackageLoader,
        StrictUndefined,
    )

    return Environment(
        loader=PackageLoader("nps_reasons", "report/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _style() -> Markup:
    from markupsafe import Markup  # noqa: PLC0415 - only a report needs it

    folder = resources.files("nps_reasons") / "report" / "templates"
    return Markup("\n").join(
        Markup((folder / name).read_text(encoding="utf-8"))  # noqa: S704 - our own files
        for name in STYLES
    )


def _body(environment: Environment, whole: Section | Drill) -> Markup:
    from markupsafe import Markup  # noqa: PLC0415 - only a report needs it

    charts = sum(isinstance(part, _DRAWN) for part in whole.parts)
    return Markup("\n").join(
        _rendered(environment, part, alone=charts == 1) for part in whole.parts
    )


def _rendered(environment: Environment, part: Part, *, alone: bool) -> Markup:
    """Render a part; a chart that stands alone is drawn for a phone and for a page."""
    from markupsafe import Markup  # noqa: PLC0415 - only a report needs it

    macros = environment.get_template(MACRO_FILES.get(type(part), "parts.html.j2")).module
    macro = getattr(macros, MACROS[type(part)])
    if isinstance(part, Drill):
        return Markup(macro(part, _body(environment, part)))  # noqa: S704 - rendered with autoescape
    if not isinstance(part, _DRAWN):
        return Markup(macro(part))  # noqa: S704 - rendered with autoescape

    from nps_reasons.report.charts import draw  # noqa: PLC0415 - loads Altair
    from nps_reasons.report.marks import NARROW, WIDE  # noqa: PLC0415 - loads Altair

    layouts = {"narrow": NARROW, "wide": WIDE} if alone else {"both": NARROW}
    # The renderer escapes texts.
    pictures = {name: Markup(draw(part, layout)) for name, layout in layouts.items()}  # noqa: S704
    return Markup(macro(part, pictures))  # noqa: S704 - rendered with autoescape
