"""Texts, figures and quotes on a slide, each fitted into its box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from nps_reasons.report.drawing.marks import INK, NEUTRAL, PLAIN
from nps_reasons.report.slides.fitting import (
    ELLIPSIS,
    Fit,
    clean,
    fitted,
    is_right_to_left,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.slide import Slide as Page
    from pptx.text.text import TextFrame
    from pptx.text.text import _Paragraph as Paragraph

    from nps_reasons.report.blocks import Fact, Facts, Notes, Quote
    from nps_reasons.report.slides.slide import Columns, Remark, Voices

_SIZES: Final = (20.0, 18.0, 16.0, 14.0, 12.0)
_SMALL: Final = (13.0, 12.0, 11.0)
_FIGURES: Final = (30.0, 26.0, 22.0, 19.0, 17.0, 15.0)
_VOICES: Final = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0)
_SOURCE: Final = 17.0
"""Height of the lines above and below a quote, in points."""

_SPACE: Final = 0.55
"""Between paragraphs, in font sizes."""

_HEADING: Final = 26.0
"""Height of the heading of a text, in points."""

_BETWEEN: Final = 28.0
"""Between columns of texts, in points."""

_BESIDE: Final = 18.0
"""Between the columns of figures, in points."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[int, int, int, int]:
        """The same in the units of the file."""
        return Pt(self.left), Pt(self.top), Pt(self.width), Pt(self.height)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks; `size` and `space` (before all paragraphs but the first) in points."""

    size: float
    colour: str = INK
    bold: bool = False
    italic: bool = False
    space: float = 0.0


def rgb(colour: str) -> RGBColor:
    """Return a colour, such as "#1c2733", as the file has it."""
    return RGBColor.from_string(colour[1:].upper())


def add_text(page: Page, paragraphs: Sequence[str], box: Box, style: Style, *, name: str) -> None:
    """Add a box with texts that are known to fit."""
    shape = page.shapes.add_textbox(*box.emu)
    shape.name = name
    write(shape.text_frame, paragraphs, style)


def write(frame: TextFrame, paragraphs: Sequence[str], style: Style) -> None:
    """Write paragraphs into a frame without margins."""
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for place, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        if place and style.space:
            paragraph.space_before = Pt(style.space)
        add_run(paragraph, text, style)


def add_run(paragraph: Paragraph, text: str, style: Style) -> None:
    """Add a text to a paragraph; one that reads from right to left starts on the right."""
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.italic = Pt(style.size), style.bold, style.italic
    run.font.color.rgb = rgb(style.colour)
    if is_right_to_left(text):
        paragraph.alignment = PP_ALIGN.RIGHT
        paragraph._p.get_or_add_pPr().set("rtl", "1")


def draw_notes(page: Page, notes: Notes, box: Box) -> None:
    """Draw sentences, as large as they fit; those at the end are left to the presenter's notes."""
    _write_notes(page, notes, box, _fit_notes(notes, box, _SIZES).size)


def draw_columns(page: Page, columns: Columns, box: Box) -> None:
    """Draw texts side by side, in the largest letters in which the longest fits."""
    count = len(columns.notes)
    width = (box.width - _BETWEEN * (count - 1)) / count
    places = [
        Box(box.left + place * (width + _BETWEEN), box.top, width, box.height)
        for place in range(count)
    ]
    pairs = list(zip(columns.notes, places, strict=True))
    size = min(_fit_notes(notes, place, _SIZES).size for notes, place in pairs)
    for notes, place in pairs:
        _write_notes(page, notes, place, size)


def _fit_notes(notes: Notes, box: Box, sizes: Sequence[float]) -> Fit:
    texts = [clean(sentence) for sentence in notes.sentences]
    height = box.height - (_HEADING if notes.heading else 0.0)
    return fitted(texts, box.width, height, sizes, space=_SPACE)


def _write_notes(page: Page, notes: Notes, box: Box, size: float) -> None:
    fit = _fit_notes(notes, box, (size,))
    top = box.top
    if notes.heading:
        heading = Box(box.left, top, box.width, _HEADING - 4.0)
        add_text(page, [notes.heading], heading, Style(14.0, bold=True), name="Heading of texts")
        top += _HEADING
    place = Box(box.left, top, box.width, box.top + box.height - top)
    style = Style(size, space=_SPACE * size)
    add_text(page, fit.paragraphs, place, style, name=notes.heading or "Findings")


def draw_remark(page: Page, remark: Remark, box: Box) -> None:
    """Draw sentences as one small paragraph."""
    texts = [clean(sentence) for sentence in remark.sentences]
    whole = [" ".join(texts[:count]) for count in range(len(texts), 0, -1)]
    fits = (fitted([text], box.width, box.height, _SMALL) for text in whole)
    fit = next((f for f, text in zip(fits, whole, strict=True) if f.paragraphs == (text,)), None)
    fit = fit or fitted(whole[-1:], box.width, box.height, _SMALL)
    add_text(page, fit.paragraphs, box, Style(fit.size, colour=PLAIN), name="How to read it")


def draw_facts(page: Page, facts: Facts, box: Box) -> None:
    """Draw figures side by side, each under a line."""
    count = len(facts.facts)
    width = min((box.width - _BESIDE * (count - 1)) / count, 220.0)
    for place, fact in enumerate(facts.facts):
        left = box.left + place * (width + _BESIDE)
        _draw_fact(page, fact, Box(left, box.top, width, box.height))


def _draw_fact(page: Page, fact: Fact, box: Box) -> None:
    """Draw label, figure and note from the top down."""
    line = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *Box(box.left, box.top, box.width, 2.0).emu)
    line.name = "Line"
    line.fill.solid()
    line.fill.fore_color.rgb = rgb(NEUTRAL)
    line.line.fill.background()
    line._element.remove(line._element.find(qn("p:style")))  # of a theme's shadow
    label = shortened(clean(fact.label), box.width, 12.0)
    value = fitted([clean(fact.value)], box.width, 44.0, _FIGURES, bold=True)
    note = fitted([clean(fact.note)], box.width, 46.0, (12.0, 11.0))
    texts = (
        (8.0, 16.0, label, Style(12.0, colour=PLAIN)),
        (26.0, 46.0, value.paragraphs[0], Style(value.size, bold=True)),
        (76.0, 50.0, note.paragraphs[0], Style(note.size, colour=PLAIN)),
    )
    for down, height, text, style in texts:
        place = Box(box.left, box.top + down, box.width, height)
        add_text(page, [text], place, style, name=f"Figure: {label}")


def draw_voices(page: Page, voices: Voices, box: Box) -> None:
    """Draw quotes one below the other, each with who said it."""
    heading = Box(box.left, box.top, box.width, 20.0)
    add_text(
        page, ["In their own words"], heading, Style(13.0, bold=True), name="Heading of quotes"
    )
    room = (box.height - 26.0) / len(voices.quotes)
    top = box.top + 26.0
    for about, quote in voices.quotes:
        top += _draw_quote(page, about, quote, Box(box.left, top, box.width, room)) + 16.0


def _draw_quote(page: Page, about: str, quote: Quote, box: Box) -> float:
    """Draw a quote below what it is about, in as many lines as it takes; return its height."""
    words = fitted([_spoken(quote)], box.width, box.height - 2 * _SOURCE - 20.0, _VOICES)
    by = f"{quote.group}, {', '.join((quote.score, *quote.segments, f'id {quote.response_id}'))}"
    texts = (
        ("Theme", shortened(clean(about), box.width, 12.0), _SOURCE, Style(12.0, colour=PLAIN)),
        ("Quote", words.paragraphs[0], words.height + 3.0, Style(words.size)),
        ("Who said it", shortened(clean(by), box.width, 11.0), _SOURCE, Style(11.0, colour=PLAIN)),
    )
    top = box.top
    for name, text, height, style in texts:
        add_text(page, [text], Box(box.left, top, box.width, height), style, name=name)
        top += height
    return top - box.top


def _spoken(quote: Quote) -> str:
    """A quote between its marks; dots are outside of what somebody wrote."""
    before = f"{ELLIPSIS} " if quote.cut_before else ""
    after = f" {ELLIPSIS}" if quote.cut_after else ""
    return f"{before}\u201c{clean(quote.text)}\u201d{after}"
