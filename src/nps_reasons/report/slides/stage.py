"""The blank file: its typeface, colours and size, and what stands on every slide."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Final

import pptx
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from nps_reasons.report.drawing.marks import COSTS, EARNS, INK, NEUTRAL, PLAIN
from nps_reasons.report.slides.boxes import Box, Style, add_text, rgb, write
from nps_reasons.report.slides.fitting import TYPEFACE, clean, fitted, shortened
from nps_reasons.report.slides.limits import sentences_of
from nps_reasons.report.slides.sheets import MADE

if TYPE_CHECKING:
    from pptx.opc.package import Part
    from pptx.presentation import Presentation
    from pptx.shapes.autoshape import Shape
    from pptx.slide import Slide as Page

    from nps_reasons.report.slides.slide import Deck, Slide

WIDTH: Final = 960.0
HEIGHT: Final = 540.0
"""Of a slide, in points: 16 to 9."""

MARGIN: Final = 44.0

_TITLE: Final = Box(MARGIN, 46.0, WIDTH - 2 * MARGIN, 84.0)
_TITLE_SIZES: Final = (28.0, 26.0, 24.0, 22.0, 20.0, 18.0)
_ONE_BREATH: Final = 60.0
"""Height of two lines in which a title may hold more than its first sentence."""

_HEADING: Final = Box(MARGIN, 26.0, WIDTH - 2 * MARGIN, 18.0)
_FOOT: Final = Box(MARGIN, 512.0, WIDTH - 2 * MARGIN - 80.0, 16.0)
_NUMBER: Final = Box(WIDTH - MARGIN - 60.0, 512.0, 60.0, 16.0)
_BODY_END: Final = 500.0
_MORE: Final = 40.0
"""Height of the sentences below a title."""

_FIELD: Final = (
    f'<a:rPr {nsdecls("a")} lang="en-US" sz="1000"><a:solidFill><a:srgbClr val="'
    f'{PLAIN[1:].upper()}"/></a:solidFill></a:rPr>'
)
"""How a slide number looks."""

_TITLE_ONLY: Final = 5
"""Place of the layout in the file that python-pptx starts from."""

# Neutral first: tables and whatever a presenter adds take it; orange and blue have a meaning.
_COLOURS: Final = {
    "dk1": INK,
    "lt1": "#ffffff",
    "dk2": PLAIN,
    "lt2": "#eef1f4",
    "accent1": PLAIN,
    "accent2": EARNS,
    "accent3": COSTS,
    "accent4": NEUTRAL,
    "accent5": "#7a8793",
    "accent6": "#2b3a47",
}


_LONGEST_TITLE: Final = 255
"""Characters of a title in the properties of a file."""


def blank(title: str) -> Presentation:
    """Return a presentation without slides, in the report's typeface and colours."""
    show = pptx.Presentation()
    _widen(show)
    _dress(show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME))
    _align_titles(show)
    _forget(show)
    core = show.core_properties
    core.title = clean(title)[:_LONGEST_TITLE]
    core.author = core.last_modified_by = core.comments = ""
    core.created = core.modified = MADE
    return show


def _widen(show: Presentation) -> None:
    """Stretch what the file was made for, 4 to 3, over the whole width."""
    ratio = Pt(WIDTH) / show.slide_width
    show.slide_width, show.slide_height = Pt(WIDTH), Pt(HEIGHT)
    show.part._element.sldSz.attrib.pop("type", None)
    down = Pt(HEIGHT) / 6_858_000
    for holder in (show.slide_master, *show.slide_layouts):
        for place in holder._element.iter(qn("a:off"), qn("a:ext")):
            for name, factor in (("x", ratio), ("cx", ratio), ("y", down), ("cy", down)):
                if name in place.attrib:
                    place.set(name, str(round(int(place.get(name)) * factor)))


def _dress(theme: Part) -> None:
    """Write typeface and colours into a theme."""
    text = theme.blob.decode("utf-8")
    text = re.sub(r'(<a:(?:major|minor)Font><a:latin typeface=)"[^"]*"', rf'\1"{TYPEFACE}"', text)
    for name, colour in _COLOURS.items():
        plain = f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>'
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", plain, text)
    theme._blob = text.encode("utf-8")


def _align_titles(show: Presentation) -> None:
    """Titles start on the left, at the top: they are sentences."""
    master = show.slide_master._element
    for level in master.iter(qn("p:titleStyle")):
        style = level.find(qn("a:lvl1pPr"))
        style.set("algn", "l")
        style.find(qn("a:defRPr")).set("sz", "2800")
        style.find(qn("a:defRPr")).set("b", "1")


def _forget(show: Presentation) -> None:
    """Leave out what the file that python-pptx starts from tells of its maker."""
    package = show.part.package
    for owner, kinds in (
        (show.part, (RELATIONSHIP_TYPE.PRINTER_SETTINGS,)),
        (package, (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)),
    ):
        relations = owner._rels
        for name in [name for name, found in relations.items() if found.reltype in kinds]:
            relations.pop(name)


def add_slide(show: Presentation, slide: Slide, deck: Deck, number: int) -> tuple[Page, Box]:
    """Add a slide with title, heading, foot and notes; return it with the room for its body."""
    page = show.slides.add_slide(show.slide_layouts[_TITLE_ONLY])
    title, size, rest = _split(slide.text)
    _fill_title(page, title, size)
    heading = shortened(clean(slide.heading), _HEADING.width, 12.0, bold=True)
    add_text(page, [heading], _HEADING, Style(12.0, colour=PLAIN, bold=True), name="Heading")
    _add_foot(page, deck, number)
    page.notes_slide.notes_text_frame.text = "\n".join(map(clean, slide.notes))
    return page, _below(page, title, size, rest)


def _split(text: str) -> tuple[str, float, list[str]]:
    """Title, its size and the sentences left over: as many in a title as one says in a breath."""
    sentences = sentences_of(clean(text))
    for count in range(len(sentences), 1, -1):
        whole = [" ".join(sentences[:count])]
        fit = fitted(whole, _TITLE.width, _ONE_BREATH, (24.0,), bold=True)
        if fit.paragraphs == tuple(whole) and fit.height <= _ONE_BREATH:
            return whole[0], fit.size, sentences[count:]
    fit = fitted(sentences[:1], _TITLE.width, _TITLE.height, _TITLE_SIZES, bold=True)
    return fit.paragraphs[0], fit.size, sentences[1:]


def _fill_title(page: Page, title: str, size: float) -> None:
    shape = page.shapes.title
    shape.left, shape.top, shape.width, shape.height = _TITLE.emu
    write(shape.text_frame, [title], Style(size, bold=True))
    shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP


def _below(page: Page, title: str, size: float, rest: list[str]) -> Box:
    """Set what is left of the finding below its title; return the room that then is left."""
    fit = fitted([title], _TITLE.width, _TITLE.height, (size,), bold=True)
    top = _TITLE.top + fit.height + 8.0
    if rest:
        box = Box(MARGIN, top, _TITLE.width, _MORE)
        more = fitted(rest, box.width, _MORE, (16.0, 14.0))
        box = Box(MARGIN, top, _TITLE.width, more.height)
        add_text(page, list(more.paragraphs), box, Style(more.size, colour=PLAIN), name="Finding")
        top += more.height + 6.0
    top += 8.0
    return Box(MARGIN, top, WIDTH - 2 * MARGIN, _BODY_END - top)


def _add_foot(page: Page, deck: Deck, number: int) -> None:
    """Fill the footer and the slide number of the layout, so that a presenter can move them all."""
    parts = [clean(part) for part in (deck.title, deck.about) if part]
    foot = shortened(" \N{MIDDLE DOT} ".join(parts), _FOOT.width, 10.0)
    for kind, box, text, align in (
        ("ftr", _FOOT, foot, PP_ALIGN.LEFT),
        ("sldNum", _NUMBER, str(number), PP_ALIGN.RIGHT),
    ):
        shape = _from_layout(page, kind)
        shape.left, shape.top, shape.width, shape.height = box.emu
        _fill_foot(shape, text, align)


def _from_layout(page: Page, kind: str) -> Shape:
    """Copy a placeholder of the layout onto the slide."""
    found = next(
        shape
        for shape in page.slide_layout.placeholders
        if shape._element.find(f".//{qn('p:ph')}").get("type") == kind
    )
    element = deepcopy(found._element)
    page.shapes._spTree.append(element)
    element.nvSpPr.cNvPr.set("id", str(page.shapes._next_shape_id))
    return page.shapes[-1]


def _fill_foot(shape: Shape, text: str, align: PP_ALIGN) -> None:
    """Write a text; the field of a slide number stays one."""
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    fields = paragraph._p.findall(qn("a:fld"))
    for field in fields:
        field.find(qn("a:t")).text = text
        field.replace(field.find(qn("a:rPr")), parse_xml(_FIELD))
    if not fields:
        run = paragraph.add_run()
        run.text = text
        run.font.size = Pt(10)
        run.font.color.rgb = rgb(PLAIN)
    paragraph.alignment = align
