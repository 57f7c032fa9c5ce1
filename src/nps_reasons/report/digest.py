"""The quarter in a message of 3,000 characters: the answer, what moved it, what costs and earns.

`digest` chooses plain sentences; Markdown and Slack write them so that no theme or segment name
is markup, a link or a mention. What has no room is left out from the end, a whole item at a time.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.audit.cells import shown as printable
from nps_reasons.files import write_whole
from nps_reasons.report.lookups import (
    SIDE,
    change_of,
    drivers_of,
    is_clear,
    label_of,
    records,
    shown,
    total_of,
)
from nps_reasons.report.sections.change import change
from nps_reasons.report.sections.drivers import drivers
from nps_reasons.report.sections.emerging import emerging
from nps_reasons.report.sections.headline import headline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Section
    from nps_reasons.report.lookups import Record

LONGEST: Final = 3_000
"""Characters of a whole file."""

_LABEL, _TITLE = 60, 120
"""Characters of a label and of a title; what is longer is cut at a word."""

_LARGEST: Final = 3
"""Drivers of each sign."""

_BLOCKS: Final = (
    ("negative", "Costs NPS", "Complaints about"),
    ("positive", "Earns NPS", "Praise for"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence below a heading."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest says, as plain text.

    Attributes
    ----------
    answer
        The score with its interval.
    items
        The most important first; those of one heading side by side.
    caveat
        What to keep in mind, and where the report is: never left out.
    """

    title: str
    answer: str
    items: tuple[Item, ...]
    caveat: str


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
    return write_whole(path, _that_fits(digest(analysis), as_markdown).encode("utf-8"))


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
    return write_whole(path, _that_fits(digest(analysis), as_slack).encode("utf-8"))


def digest(analysis: Analysis) -> Digest:
    """Choose what a digest says; without quotes, ids or anything of a person."""
    brief = _with_short_names(analysis)
    items = (
        *_moved(brief),
        *_drivers(brief),
        *_items("Said more or less", emerging(brief)),
        *_actions(brief),
    )
    return Digest(
        cut(analysis.title, _TITLE) or "NPS",
        headline(brief).text,
        items,
        _caveat(brief),
    )


def _with_short_names(analysis: Analysis) -> Analysis:
    """Cut names that would fill the digest."""
    frame = {
        theme: replace(info, label=cut(info.label, _LABEL))
        for theme, info in analysis.codeframe.items()
    }
    labels = analysis.drivers["label"].map(lambda label: cut(label, _LABEL)).astype("string")
    return replace(analysis, codeframe=frame, drivers=analysis.drivers.assign(label=labels))


def cut(text: str, longest: int) -> str:
    r"""Return a text on one line, cut after a word where it is too long.

    Examples
    --------
    >>> cut("Price  and\nvalue", 40), cut("Price and value for money", 16)
    ('Price and value', 'Price and value…')
    """
    # Not the no-break spaces between a number and its interval.
    text = _BLANKS.sub(" ", printable(text)).strip(" ")
    if len(text) <= longest:
        return text
    room = text[:longest]
    whole = room.rpartition(" ")[0] or room[:-1]
    return f"{whole.rstrip(' ,;:.')}\N{HORIZONTAL ELLIPSIS}"


_BLANKS: Final = re.compile(r"[^\S\u00a0]+")


def _moved(analysis: Analysis) -> tuple[Item, ...]:
    """Say how far the score moved and whether clearly, and what that goes with."""
    moved = change_of(analysis)
    before, now = (total_of(analysis, name) for name in (analysis.reference or "", analysis.period))
    if moved is None or not before or not now:
        return (Item("What moved it", "There is no other period to compare it with."),)
    size = words.with_interval(
        words.gap(before["nps"], now["nps"]), moved.low, moved.high, words.points
    )
    verdict = "a clear change" if is_clear(moved) else "not distinguishable from sampling noise"
    first = f"{size} points since {analysis.reference}: {verdict}."
    section = change(analysis)
    told = (section.text,) if section else ()
    return tuple(Item("What moved it", text) for text in (first, *told))


def _drivers(analysis: Analysis) -> tuple[Item, ...]:
    """The largest complaints and praise, each on its side of zero; or why there are none."""
    items = [
        Item(heading, _driver(row, about))
        for sign, heading, about in _BLOCKS
        for row in _largest(analysis, sign)
    ]
    return tuple(items) or _items("Drivers", drivers(analysis))


def _largest(analysis: Analysis, sign: str) -> list[Record]:
    rows = shown(drivers_of(analysis, sign))
    return [row for row in rows if row["points"] * SIDE[sign] > 0][:_LARGEST]


def _driver(row: Record, about: str) -> str:
    points = words.with_interval(row["points"], row["points_low"], row["points_high"], words.points)
    n = words.count(row["n"])
    verdict = words.VERDICT_WORDS[row["verdict"]]
    reach = words.share(row["reach"])
    return f"{about} {row['label']}: {points} points, said by {reach} (n {n}); {verdict}."


def _items(heading: str, section: Section | None) -> tuple[Item, ...]:
    return (Item(heading, section.text),) if section else ()


def _actions(analysis: Analysis) -> tuple[Item, ...]:
    """What became of each action, in the order of their dates."""
    rows = {row["action"]: row for row in records(analysis.actions)}
    return tuple(
        Item(
            "Actions",
            f"{cut(name, _LABEL)} ({label_of(analysis, row['theme'])}): {row['action_verdict']}.",
        )
        for name, row in rows.items()
    )


def _caveat(analysis: Analysis) -> str:
    warned = [check.name for check in analysis.checks if check.concern == "warning"]
    warnings = f" Checks that warn: {words.listing(warned)}." if warned else ""
    return (
        "Points go with the score; they are no promise of what a change would bring, and what "
        f"those think who gave no reason is not known.{warnings} The whole report, with its "
        "method: report.html in the folder of the run."
    )


def _that_fits(whole: Digest, form: Callable[[Digest], str]) -> str:
    """Leave out items from the end until the file is short enough."""
    for left_out in range(len(whole.items) + 1):
        text = form(_without(whole, left_out))
        if len(text) <= LONGEST:
            break
    return text


def _without(whole: Digest, left_out: int) -> Digest:
    """Leave out so many items from the end, and say so."""
    if not left_out:
        return whole
    kept = whole.items[: len(whole.items) - left_out]
    more = words.count(left_out, "point")
    return replace(whole, items=kept, caveat=f"{whole.caveat} It has {more} more than this.")


def as_markdown(content: Digest) -> str:
    """Write a digest as CommonMark, with nothing of others' text as markup."""
    lines = [f"# {in_markdown(content.title)}", "", f"**{in_markdown(content.answer)}**"]
    for heading, texts in _grouped(content.items).items():
        lines += ["", f"## {heading}", "", *(f"- {in_markdown(text)}" for text in texts)]
    return "\n".join([*lines, "", "---", "", in_markdown(content.caveat), ""])


def _grouped(items: tuple[Item, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(item.heading, []).append(item.text)
    return found


def in_markdown(text: str) -> str:
    r"""Escape a line so that Markdown shows it as it is, and nobody is called or led away.

    Examples
    --------
    >>> print(in_markdown("[x](javascript:alert) <b> a_b"))
    \[x\](javascript:alert) \<b\> a\_b
    """
    return _LIST.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", _inert(text)))


_MARKS: Final = re.compile(r"[\\`*_{}\[\]#|<>~&$]")
_LIST: Final = re.compile(r"^(\d*)([-+.)=])")
"""What would start a list, or underline a heading, at the start of a line."""


def _inert(text: str) -> str:
    """Break what a program would make a mention or a link of, unseen."""
    return _CALLS.sub("\\g<0>\N{WORD JOINER}", text)


_CALLS: Final = re.compile(r"@|:(?=//)|\bwww\.", re.IGNORECASE)


def as_slack(content: Digest) -> str:
    """Write a digest as the JSON of a message: what to show in a notice, and blocks."""
    groups = [
        _section(f"*{heading}*\n" + "\n".join(f"• {in_slack(text)}" for text in texts))
        for heading, texts in _grouped(content.items).items()
    ]
    title = {"type": "plain_text", "text": _inert(content.title)[:_HEADER], "emoji": False}
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


_HEADER: Final = 150
"""Characters that Slack takes for a header."""


def _section(text: str) -> dict[str, object]:
    return {"type": "section", "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> dict[str, object]:
    # Verbatim: addresses and names are left as they are, not made into links and mentions.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def in_slack(text: str) -> str:
    """Escape a line for Slack: no link, no mention, no format of its own.

    Examples
    --------
    >>> in_slack("<!here> R&D")
    '&lt;!here&gt; R&amp;D'
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _inert(escaped.translate(_LOOK_ALIKES))


_LOOK_ALIKES: Final = str.maketrans(
    {"*": "\N{ASTERISK OPERATOR}", "`": "\N{PRIME}", "~": "\N{TILDE OPERATOR}"}
)
"""Slack knows no escape for its marks; what only looks like one is none."""
