"""What a drill-down says beside its numbers: what moved, what goes together, how good tags are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes
from nps_reasons.report.estimates import share_words
from nps_reasons.report.figures.tag_quality import FEWEST, tag_quality
from nps_reasons.report.lookups import SIDE, label_of, records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.figures.drilldown import Together
    from nps_reasons.report.figures.heard import Heard
    from nps_reasons.report.figures.tag_quality import TagQuality
    from nps_reasons.report.lookups import Record

    ByTalk = Mapping[tuple[str, str], list[str]]

_NAMED: Final = 3
"""Things said together that are named."""

_MOVED: Final = {"emerging": "more", "fading": "less"}

_STAND: Final = {"negative": "Complaints often stand", "positive": "Praise often stands"}

_ABOUT: Final = {"negative": "about", "positive": "for"}


def beside(analysis: Analysis, heard: Heard) -> dict[str, tuple[Notes, ...]]:
    """Theme to what there is to say of it; no notes where there is nothing."""
    found = (_moved(analysis), _together(analysis, heard), _tags(analysis, heard))
    said = {
        theme: tuple(
            sentence for sentences in found for sign in SIDE for sentence in sentences[theme, sign]
        )
        for theme in heard.themes
    }
    return {
        theme: (Notes(sentences, "Beside the numbers"),) if sentences else ()
        for theme, sentences in said.items()
    }


def _moved(analysis: Analysis) -> ByTalk:
    """What is said clearly more or less than in the reference."""
    table = analysis.emerging
    pair = (table["period"] == analysis.period) & (table["reference"] == analysis.reference)
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in records(table[pair.fillna(value=False)]):
        if row["verdict"] in _MOVED:
            told[row["theme"], row["sign"]].append(_move(row))
    return told


def _move(row: Record) -> str:
    before, now = words.share(row["reach_reference"]), words.share(row["reach"])
    return (
        f"{words.SIGN_WORDS[row['sign']].capitalize()} {_MOVED[row['verdict']]} often than in "
        f"{row['reference']}: {before} then, {now} now ({row['verdict']})."
    )


def _together(analysis: Analysis, heard: Heard) -> ByTalk:
    """What stands in the same reason more often than chance makes."""
    pairs: dict[tuple[str, str], list[Together]] = defaultdict(list)
    for pair in heard.pairs:
        place, sign = pair.first
        pairs[heard.themes[place], sign].append(pair)
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (theme, sign), some in pairs.items():
        named = words.listing([_other(analysis, heard, pair) for pair in some[:_NAMED]])
        told[theme, sign].append(f"{_STAND[sign]} in the same reason as {named}.")
    return told


def _other(analysis: Analysis, heard: Heard, pair: Together) -> str:
    place, sign = pair.second
    label = label_of(analysis, heard.themes[place])
    said, alone = (
        f"{words.count(n)} of {words.count(base)}"
        for n, base in ((pair.both, pair.said), (pair.elsewhere, pair.others))
    )
    return (
        f"{words.SIGN_WORDS[sign]} {_ABOUT[sign]} {label} ({said}, against {alone} other reasons)"
    )


def _tags(analysis: Analysis, heard: Heard) -> ByTalk:
    """How right the machine is, where a person coded a sample."""
    talks = [
        (theme, sign)
        for place, theme in enumerate(heard.themes)
        for sign in SIDE
        if heard.whole.n(place, sign)
    ]
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for talk, quality in zip(talks, tag_quality(analysis, talks), strict=False):
        told[talk].append(_right(talk[1], quality))
    return told


def _right(sign: str, quality: TagQuality) -> str:
    noun = words.SIGN_WORDS[sign]
    sides = (
        ("a person finds {} of what the machine finds", quality.precision),
        ("the machine finds {} of what a person finds", quality.recall),
    )
    parts = [text.format(share_words(share)) for text, share in sides if share]
    if not parts:
        return (
            f"Tags of {noun}: found fewer than {FEWEST} times in the coded sample, too few to tell "
            "how good they are."
        )
    return f"Tags of {noun}, by the coded sample: {words.listing(parts)}."
