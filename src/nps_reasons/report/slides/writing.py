"""Writing a report as slides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nps_reasons.files import write_whole
from nps_reasons.report.slides.story import story

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.analysis import Analysis


def write_slides(analysis: Analysis, path: str | Path) -> Path:
    """Write the report as a PowerPoint file of at most eight slides.

    Charts and tables are native: whoever presents them can edit them. What the data cannot tell
    has no slide.

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
    from nps_reasons.report.slides.deck import drawn  # noqa: PLC0415 - loads python-pptx

    return write_whole(path, drawn(story(analysis)))
