"""Slides as a PowerPoint file: what stands where, and the same bytes each time."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.report.blocks import Bars, Facts, Notes, Table, Trend, Waterfall
from nps_reasons.report.slides import boxes, charts, stage, tables
from nps_reasons.report.slides.boxes import Box
from nps_reasons.report.slides.slide import Columns, Remark, Voices

if TYPE_CHECKING:
    from collections.abc import Callable

    from pptx.slide import Slide as Page

    from nps_reasons.report.slides.slide import Deck, Shown, Slide

DRAW: Final[dict[type, Callable[[Any, Any, Box], None]]] = {
    Notes: boxes.draw_notes,
    Columns: boxes.draw_columns,
    Remark: boxes.draw_remark,
    Facts: boxes.draw_facts,
    Voices: boxes.draw_voices,
    Table: tables.draw_table,
    Bars: charts.draw_bars,
    Trend: charts.draw_trend,
    Waterfall: charts.draw_waterfall,
}
"""Kind of part to the function that draws it on a slide."""

_HEIGHT: Final[dict[type, Callable[[Any, float], float]]] = {
    Facts: lambda _facts, _width: 128.0,
    Remark: lambda _remark, _width: 34.0,
    Table: tables.height_of,
}
"""Heights of what need not grow, in points; the other rows share what they leave."""

_WIDE: Final[dict[type, float]] = {Voices: 0.6}
"""Widths beside one another, where they are not equal."""

_GAP: Final = 14.0

_FIRST: Final = "[Content_Types].xml"
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


def drawn(deck: Deck) -> bytes:
    """Return the file; the same slides give the same bytes."""
    show = stage.blank(deck.title)
    for number, slide in enumerate(deck.slides, 1):
        page, body = stage.add_slide(show, slide, deck, number)
        _draw_rows(page, slide, body)
    content = BytesIO()
    show.save(content)
    return _repacked(content.getvalue())


def _draw_rows(page: Page, slide: Slide, body: Box) -> None:
    rows = [row for row in slide.rows if not _is_empty(row)]
    low = [_height_of(row, body.width) for row in rows]
    left = body.height - sum(low) - _GAP * (len(rows) - 1)
    share = left / max(low.count(0.0), 1)
    top = body.top
    for row, height in zip(rows, low, strict=True):
        _draw_row(page, row, Box(body.left, top, body.width, height or share))
        top += (height or share) + _GAP


def _height_of(row: tuple[Shown, ...], width: float) -> float:
    """Height of a row that need not grow; 0 where it takes what is left."""
    alone = row[0]
    return _HEIGHT[type(alone)](alone, width) if len(row) == 1 and type(alone) in _HEIGHT else 0.0


def _is_empty(row: tuple[Shown, ...]) -> bool:
    return all(isinstance(part, Remark | Notes) and not part.sentences for part in row)


def _draw_row(page: Page, row: tuple[Shown, ...], box: Box) -> None:
    weights = [_WIDE.get(type(part), 1.0) for part in row]
    unit = (box.width - 2 * _GAP * (len(row) - 1)) / sum(weights)
    left = box.left
    for part, weight in zip(row, weights, strict=True):
        DRAW[type(part)](page, part, Box(left, box.top, weight * unit, box.height))
        left += weight * unit + 2 * _GAP


def _repacked(content: bytes) -> bytes:
    """Return a package without the times at which its parts were written."""
    result = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # or the file would tell which system made it
            new.writestr(entry, old.read(name))
    return result.getvalue()
