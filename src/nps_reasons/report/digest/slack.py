"""A digest as the payload of a Slack webhook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from nps_reasons.files import write_whole
from nps_reasons.report.digest.content import digest
from nps_reasons.report.digest.fitting import that_fits
from nps_reasons.report.safe_text import in_slack, inert

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.digest.content import Digest

_HEADER: Final = 150
"""Characters that Slack takes for a header."""


def write_slack(analysis: Analysis, path: str | Path) -> Path:
    """Write the digest as the payload of a Slack webhook, in at most 3,000 characters of JSON.

    Returns
    -------
    Path
        The file written. The same analysis gives the same bytes.

    Raises
    ------
    OutputError
        The path is a folder or cannot be written.
    """
    return write_whole(path, that_fits(digest(analysis), as_slack).encode("utf-8"))


def as_slack(content: Digest) -> str:
    """Write a digest as the JSON of a message: what to show in a notice, and blocks."""
    groups = [
        _section(f"*{heading}*\n" + "\n".join(f"• {in_slack(text)}" for text in texts))
        for heading, texts in content.grouped.items()
    ]
    title = {"type": "plain_text", "text": inert(content.title)[:_HEADER], "emoji": False}
    message = {
        "text": in_slack(content.answer),
        "blocks": [
            {"type": "header", "text": title},
            _section(f"*{in_slack(content.answer)}*"),
            *groups,
            {"type": "context", "elements": [_mrkdwn(in_slack(content.caveat))]},
        ],
    }
    return json.dumps(message, ensure_ascii=False) + "\n"


def _section(text: str) -> dict[str, object]:
    return {"type": "section", "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> dict[str, object]:
    # Verbatim: addresses and names are left as they are, not made into links and mentions.
    return {"type": "mrkdwn", "text": text, "verbatim": True}
