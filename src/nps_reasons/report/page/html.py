"""The report as one HTML page: no request, no script but our own, other people's text escaped."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from nps_reasons import words
from nps_reasons.files import write_whole
from nps_reasons.report.blocks import (
    Bars,
    Chart,
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
    Spark,
    Splits,
    Table,
    Terms,
    Trend,
    Waterfall,
)
from nps_reasons.report.page.chapters import chapters_of
from nps_reasons.report.page.explorer import FIRST, fitted, payload, said_words, values_of
from nps_reasons.report.safe_text import as_references, printable, straight
from nps_reasons.report.sections import SECTIONS
from nps_reasons.settings import ReportSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
    Spark: "spark",
    Drill: "drill",
    Comments: "explorer",
}
"""Kind of part to the macro that renders it, of one of the files in `MACRO_FILES`."""

MACRO_FILES: Final[dict[type, str]] = {
    Grid: "grid.html.j2",
    Spark: "drill.html.j2",
    Drill: "drill.html.j2",
    Comments: "explorer.html.j2",
}
"""Kind of part to the file of its macro, where that is not `parts.html.j2`."""

STYLES: Final = ("style.css", "grid.css", "drill.css", "explorer.css")

SCRIPTS: Final = ("page.js", "explorer.js")
"""They open, filter and search what the page already says: it is whole without them."""

LARGEST: Final = 3_000_000
"""Bytes of a page; it carries fewer comments where it would be larger."""

_FRAME: Final = 50_000
"""Room for what stands around the bodies of the sections, and around the data of the comments."""

_DRAWN: Final = (Bars, Dots, Trend, Waterfall, Splits, Map)


def write_page(analysis: Analysis, path: str | Path) -> Path:
    """Write the report as one HTML file that needs no network; without scripts it is whole.

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
    made = {name: make(analysis) for name, make in SECTIONS.items()}
    sections = {name: section for name, section in made.items() if section}
    style, script = _ours(STYLES), _ours(SCRIPTS)
    room = LARGEST - _FRAME - len(style) - len(script)
    page = environment.get_template("report.html.j2").render(
        analysis=analysis,
        title=_title(analysis),
        sections=sections,
        chapters=chapters_of(sections),
        style=style,
        script=script,
        policy=_policy(script),
        bodies=_bodies(environment, sections, room),
    )
    # A name that turned its sentence round would do so to the numbers beside it.
    return straight(printable(page))


def _policy(script: str) -> str:
    """Say what a browser may do: draw the page, run the one script that has this hash."""
    digest = b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        "default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


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

    environment = Environment(
        loader=PackageLoader("nps_reasons", "report/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["verbatim"] = _verbatim
    return environment


def _verbatim(text: str) -> Markup:
    """Escape what somebody said, with its marks of direction: for an element that isolates it."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - only a report needs it

    return Markup(as_references(str(escape(text))))  # noqa: S704 - escaped


def _ours(names: Sequence[str]) -> Markup:
    """Our own files of templates/, one after the other."""
    from markupsafe import Markup  # noqa: PLC0415 - only a report needs it

    folder = resources.files("nps_reasons") / "report" / "templates"
    texts = ((folder / name).read_text(encoding="utf-8") for name in names)
    return Markup("\n".join(texts))  # noqa: S704 - our own files


def _bodies(
    environment: Environment, sections: Mapping[str, Section], room: int
) -> dict[str, Markup]:
    """Render the parts of each section; comments last, into the room that the others leave."""
    last = sorted(sections.items(), key=lambda item: _has_comments(item[1]))
    bodies: dict[str, Markup] = {}
    for name, section in last:
        bodies[name] = _body(environment, section, room)
        room -= len(bodies[name].encode("utf-8", "replace"))
    return bodies


def _has_comments(section: Section) -> bool:
    return any(isinstance(part, Comments) for part in section.parts)


def _body(environment: Environment, whole: Section | Drill, room: int) -> Markup:
    from markupsafe import Markup  # noqa: PLC0415 - only a report needs it

    charts = sum(isinstance(part, _DRAWN) for part in whole.parts)
    return Markup("\n").join(
        _rendered(environment, part, room, alone=charts == 1) for part in whole.parts
    )


def _rendered(environment: Environment, part: Part, room: int, *, alone: bool) -> Markup:
    """Render a part with its macro, which escapes what is not ours."""
    from markupsafe import Markup  # noqa: PLC0415 - only a report needs it

    macros = environment.get_template(MACRO_FILES.get(type(part), "parts.html.j2")).module
    macro = getattr(macros, MACROS[type(part)])
    if isinstance(part, Drill):
        return Markup(macro(part, _body(environment, part, room)))  # noqa: S704 - autoescape
    if isinstance(part, Comments):
        return Markup(macro(**_explored(part, room)))  # noqa: S704 - autoescape
    if isinstance(part, _DRAWN):
        return Markup(macro(part, _pictures(part, alone=alone)))  # noqa: S704 - autoescape
    return Markup(macro(part))  # noqa: S704 - rendered with autoescape


def _explored(part: Comments, room: int) -> dict[str, Any]:
    """What the explorer's macro asks for; the first comments stand in the page twice."""
    from markupsafe import Markup  # noqa: PLC0415 - only a report needs it

    held = fitted(part, room - _FRAME)
    return {
        "part": held,
        "first": [(comment, said_words(comment, held)) for comment in held.comments[:FIRST]],
        "values": values_of(held),
        "data": Markup(payload(held)),  # noqa: S704 - the payload escapes markup
    }


def _pictures(part: Chart, *, alone: bool) -> dict[str, Markup]:
    """Draw a chart; one that stands alone is drawn for a phone and for a page."""
    from markupsafe import Markup  # noqa: PLC0415 - only a report needs it

    from nps_reasons.report.drawing.charts import draw  # noqa: PLC0415 - loads Altair
    from nps_reasons.report.drawing.marks import NARROW, WIDE  # noqa: PLC0415 - loads Altair

    layouts = {"narrow": NARROW, "wide": WIDE} if alone else {"both": NARROW}
    # The renderer escapes texts.
    return {name: Markup(draw(part, layout)) for name, layout in layouts.items()}  # noqa: S704
