"""The feed for programs: one JSON object a line, as planning.schema.json describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.files import write_whole
from nps_reasons.report.feed.records import feed
from nps_reasons.report.safe_text import TURNS

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.feed.record import Record


_UNSEEN: Final = (*map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029", *TURNS)
"""What ends a line for some programs, and what turns the direction of a line where it is shown."""


def write_jsonl(analysis: Analysis, path: str | Path) -> Path:
    """Write the feed as JSON lines: UTF-8, keys in a fixed order, numbers as they are.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    lines = "".join(f"{as_json(record)}\n" for record in feed(analysis))
    # Half a character, which UTF-8 cannot hold, becomes a question mark.
    return write_whole(path, lines.encode("utf-8", errors="replace"))


def as_json(record: Record) -> str:
    """Return a record as one line of JSON."""
    text = json.dumps(plain(record), ensure_ascii=False, allow_nan=False)
    return text.translate(_ESCAPES)


_ESCAPES: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in _UNSEEN})


def plain(record: Record) -> dict[str, Any]:
    """Return a record as dictionaries, lists, texts and numbers, in the order of its fields."""
    return asdict(record)
