"""Comments as the data that a page carries: compact JSON that no markup can end, within a size."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, TypeVar

from nps_reasons import words
from nps_reasons.report.safe_text import TURNS, printable, straight
from nps_reasons.schema import GROUPS, SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nps_reasons.report.blocks import Comment, Comments

Key = TypeVar("Key", str, float)

FIRST: Final = 20
"""Comments that stand in the page where no script runs."""

_ESCAPES: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in f"<>&\u2028\u2029{TURNS}"})
"""Markup neither begins nor ends in the data; JavaScript ends lines where JSON does not; and marks
of direction, which a page keeps in comments alone, are none while they are data."""


@dataclass(frozen=True, slots=True)
class _Lists:
    """What repeats in the comments; rows hold positions in these."""

    periods: dict[str, int]
    scores: dict[str, int]
    values: dict[str, int]
    weights: dict[float, int]


def payload(part: Comments) -> str:
    """Write the comments as JSON for `templates/explorer.js`, safe inside a script element.

    A row is: id, period, score, group, text, 1 where the text is cut, values of the segments (-1
    where one is missing), themes as 3 x position + position of the sign, and the weight.
    """
    lists = _lists(part)
    return _json(
        {
            "total": part.total,
            "minimum": part.minimum_base,
            "groups": GROUPS,
            "signs": SIGNS,
            "signWords": [words.SIGN_WORDS[sign] for sign in SIGNS],
            "themes": part.themes,
            "segments": part.segments,
            "periods": list(lists.periods),
            "scores": list(lists.scores),
            "values": list(lists.values),
            "weights": list(lists.weights),
            "rows": [_row(comment, lists) for comment in part.comments],
        }
    )


def fitted(part: Comments, room: int) -> Comments:
    """Keep the first comments, as many as fit into so many bytes of JSON in UTF-8."""
    sizes = _sizes(part, _lists(part))
    around = _size(payload(part)) - sum(sizes)
    fit = sum(total <= room for total in accumulate(sizes, initial=around)) - 1
    return replace(part, comments=part.comments[: max(fit, 0)])


def values_of(part: Comments) -> list[tuple[str, list[str]]]:
    """Name of each segment and its values, as filters show them.

    Examples
    --------
    >>> from nps_reasons.report.blocks import Comment, Comments
    >>> row = Comment("r1", "2031Q1", "score 9", "promoter", "Fine.", ("10 to 20",), ())
    >>> rows = (row, replace(row, segments=("5 to 9",)), replace(row, segments=("",)))
    >>> values_of(Comments(rows, 3, ("2031Q1",), ("seats",), (), 10))
    [('seats', ['5 to 9', '10 to 20'])]
    """
    return [
        (name, sorted({comment.segments[k] for comment in part.comments} - {""}, key=_naturally))
        for k, name in enumerate(part.segments)
    ]


def said_words(comment: Comment, part: Comments) -> str:
    """What a comment says, as the page tells it.

    Examples
    --------
    >>> from nps_reasons.report.blocks import Comment, Comments
    >>> row = Comment("r1", "2031Q1", "score 9", "promoter", "Fine.", (), ((0, "positive"),))
    >>> said_words(row, Comments((row,), 1, ("2031Q1",), (), (("ease", "Ease of use"),), 10))
    'praise: Ease of use'
    """
    by_sign = {
        sign: ", ".join(part.themes[theme][1] for theme, own in comment.themes if own == sign)
        for sign in SIGNS
    }
    return " · ".join(f"{words.SIGN_WORDS[sign]}: {of}" for sign, of in by_sign.items() if of)


def _lists(part: Comments) -> _Lists:
    return _Lists(
        periods=_places(comment.period for comment in part.comments),
        scores=_places(comment.score for comment in part.comments),
        values=_places(value for comment in part.comments for value in comment.segments),
        weights=_places(comment.weight for comment in part.comments),
    )


def _places(keys: Iterable[Key]) -> dict[Key, int]:
    return {key: place for place, key in enumerate(dict.fromkeys(keys))}


def _row(comment: Comment, lists: _Lists) -> list[Any]:
    return [
        comment.response_id,
        lists.periods[comment.period],
        lists.scores[comment.score],
        GROUPS.index(comment.group),
        _Said(comment.text),
        int(comment.cut),
        [lists.values[value] if value else -1 for value in comment.segments],
        [len(SIGNS) * theme + SIGNS.index(sign) for theme, sign in comment.themes],
        lists.weights[comment.weight],
    ]


def _sizes(part: Comments, lists: _Lists) -> list[int]:
    """Bytes of each row, with the comma after it."""
    return [_size(_json(_row(comment, lists))) + 1 for comment in part.comments]


def _naturally(value: str) -> tuple[list[tuple[int, str]], str]:
    """Order in which 9 comes before 10: of two numbers, that of more digits is the larger."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", value.casefold())
    return [(len(p.lstrip("0")) if p.isdecimal() else -1, p) for p in pieces], value


def _json(value: object) -> str:
    text = json.dumps(_clean(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_ESCAPES)


class _Said(str):
    """What somebody wrote, which stands alone; names stand among other words."""

    __slots__ = ()


def _clean(value: object) -> object:
    """Return the same, with texts that a page may hold."""
    if isinstance(value, str):
        return printable(value if isinstance(value, _Said) else straight(value))
    if isinstance(value, dict):
        return {name: _clean(item) for name, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value


def _size(text: str) -> int:
    return len(text.encode("utf-8"))
