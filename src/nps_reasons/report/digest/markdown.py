"""A digest as CommonMark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nps_reasons.files import write_whole
from nps_reasons.report.digest.content import digest
from nps_reasons.report.digest.fitting import that_fits
from nps_reasons.report.safe_text import in_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.digest.content import Digest


def write_markdown(analysis: Analysis, path: str | Path) -> Path:
    """Write the digest as Markdown, in at most 3,000 characters.

    Returns
    -------
    Path
        The file written. The same analysis gives the same bytes.

    Raises
    ------
    OutputError
        The path is a folder or cannot be written.
    """
    return write_whole(path, that_fits(digest(analysis), as_markdown).encode("utf-8"))


def as_markdown(content: Digest) -> str:
    """Write a digest as CommonMark, with nothing of others' text as markup."""
    lines = [f"# {in_markdown(content.title)}", "", f"**{in_markdown(content.answer)}**"]
    for heading, texts in content.grouped.items():
        lines += ["", f"## {heading}", "", *(f"- {in_markdown(text)}" for text in texts)]
    return "\n".join([*lines, "", "---", "", in_markdown(content.caveat), ""])
