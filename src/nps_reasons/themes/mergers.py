"""Several themes made one, and one made several: nothing that they hold is lost."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from nps_reasons.errors import UsageError
from nps_reasons.themes.edit_steps import (
    active,
    active_above,
    among,
    ancestors,
    changed,
    joined,
    moved,
    out_of_use,
    released,
)
from nps_reasons.themes.edits import add_theme
from nps_reasons.themes.history import Change, listed
from nps_reasons.themes.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.themes.codeframe import Codeframe


def merge(frame: Codeframe, sources: Sequence[str], into: str) -> Codeframe:
    """Make one theme of several: it takes over their keywords, examples and counter-examples.

    The sources stay in the file, retired; their children move under the target. A text that is an
    example of one and a counter-example of another is an example; so with keywords and those that
    block them.

    Raises
    ------
    UsageError
        There is no such theme, one is retired, or a theme would be merged into itself.
    """
    target = active(frame, into)
    given = tuple(dict.fromkeys(sources))
    if not given or into in given:
        raise UsageError(
            f'theme "{into}": needs other themes to be merged into it; name only those, as in '
            "A,B=INTO"
        )
    merged = [active(frame, source) for source in given]
    frame = replace(
        frame, history=(*frame.history, Change(frame.version, "merged", given, (into,)))
    )
    frame = _taken_over(frame, target, merged)
    for source in given:
        if source in ancestors(frame, into):
            frame = moved(frame, frame.theme(into), active_above(frame, source))
        frame = released(frame, frame.theme(source), into)
        frame = out_of_use(frame, source)
    return frame


def split(frame: Codeframe, theme_id: str, parts: Sequence[str | Theme]) -> Codeframe:
    """Take a theme out of use in favour of others, themes that there are or new ones.

    Raises
    ------
    UsageError
        There is no such theme, one is retired, or there are fewer than two parts.
    """
    theme = active(frame, theme_id)
    ids = tuple(dict.fromkeys(part if isinstance(part, str) else part.id for part in parts))
    if len(ids) < 2 or theme_id in ids:
        raise UsageError(
            f'theme "{theme_id}": is split into two other themes or more; found '
            f"{listed(ids) or 'none'}; to keep it beside a new one, only add the new one"
        )
    new = [part for part in parts if isinstance(part, Theme)]
    frame = reduce(add_theme, new, frame)
    for part in ids:
        active(frame, part)
        if theme_id in ancestors(frame, part):
            frame = moved(frame, frame.theme(part), active_above(frame, theme_id))
    frame = released(frame, theme, active_above(frame, theme_id))
    return out_of_use(frame, theme_id, Change(frame.version, "split", (theme_id,), ids))


def _taken_over(frame: Codeframe, target: Theme, sources: Sequence[Theme]) -> Codeframe:
    """Give a theme what others have, and drop what contradicts it."""
    keywords, examples, counters = (
        joined(getattr(target, key), (text for theme in sources for text in getattr(theme, key)))
        for key in ("keywords", "examples", "counter_examples")
    )
    fitting: dict[str, Any] = {
        "keywords": tuple(word for word in keywords if not _blocks_one(word, keywords)),
        "examples": examples,
        "counter_examples": tuple(text for text in counters if not among(text, examples)),
    }
    lost = [
        Change(frame.version, key, (target.id,), lost=gone)
        for key, kept in fitting.items()
        if (gone := tuple(text for text in getattr(target, key) if text not in kept))
    ]
    merged_from = tuple(dict.fromkeys((*target.merged_from, *(theme.id for theme in sources))))
    return changed(frame, replace(target, merged_from=merged_from, **fitting), *lost)


def _blocks_one(word: str, keywords: Sequence[str]) -> bool:
    """Whether a keyword such as "!fees" takes away another one, "fees"."""
    return word.startswith("!") and among(word.removeprefix("!"), keywords)
