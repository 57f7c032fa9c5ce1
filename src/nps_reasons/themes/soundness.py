"""What must hold of themes, each by itself and all together, wherever they were read from."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import UsageError, did_you_mean
from nps_reasons.themes.stems import folded_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.themes.theme import Theme

Where = Callable[..., str]
"""Place of a theme, for messages; given a key, and a position in its list, the place of that."""

ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID: Final = 100


def check_theme(theme: Theme, where: Where) -> None:
    """Refuse a theme that cannot be used.

    Raises
    ------
    UsageError
        Its id is none, label or definition are empty, a keyword has no word in it, or "no" stands
        where a retired theme says since when.
    """
    if not ID.fullmatch(theme.id) or len(theme.id) > LONGEST_ID:
        raise UsageError(
            f'{where("id")}: id "{theme.id[:LONGEST_ID]}" must be lower-case words and hyphens, '
            'such as "response-time"'
        )
    for key, text in (("label", theme.label), ("definition", theme.definition)):
        if not text.strip():
            raise UsageError(
                f'{where(key)}: theme "{theme.id}" needs a text for {key}; it is empty'
            )
    if theme.retired is not None and theme.retired.strip().casefold() in _NOT_RETIRED:
        raise UsageError(
            f'{where("retired")}: retired of theme "{theme.id}" says "{theme.retired}"; a theme in '
            "use has nothing there; a retired one has a version, a quarter or a date"
        )
    for place, keyword in enumerate(theme.keywords):
        if not folded_words(keyword):
            raise UsageError(
                f'{where("keywords", place)}: keyword "{keyword}" of theme "{theme.id}" has no '
                "word in it; take it out, or write a word"
            )


_NOT_RETIRED: Final = ("no", "false")
"""In a sheet, a person who writes one of these means that the theme is in use."""


def check_characters(texts: Iterable[str]) -> None:
    """Refuse texts with bytes that are no characters, as a command line in another encoding has.

    Raises
    ------
    UsageError
        There is one.
    """
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            shown = text.encode("utf-8", "replace").decode()
            raise UsageError(
                f'"{shown}": has bytes that are not UTF-8 text; set the terminal to UTF-8, or make '
                "the edit in a copy of the file"
            ) from error


Mergers = Collection[tuple[str, str]]
"""Pairs of a theme and the one that it was merged into, while that one was active."""


def check_together(
    themes: Sequence[Theme], places: Sequence[Where], recorded: Mergers = ()
) -> None:
    """Refuse themes that do not go together.

    Parameters
    ----------
    recorded
        Mergers of which the history tells: their target may be retired since.

    Raises
    ------
    UsageError
        Two have one id, or one label; a parent is unknown; parents form a circle; something was
        merged into a retired theme; what was merged is active; no theme is active.
    """
    by_id = _by_id(themes, places)
    _check_labels(by_id)
    for theme, where in by_id.values():
        _check_parent(theme, by_id, where)
        _check_merger(theme, by_id, where, recorded)
    if all(theme.retired is not None for theme in themes):
        raise UsageError(
            f"{places[0]('retired')}: every theme is retired; a codeframe needs one that is not: "
            "take out the key retired of one, or add a theme"
        )


def check_ids(themes: Sequence[Theme], places: Sequence[Where]) -> None:
    """Refuse two themes with one id.

    Raises
    ------
    UsageError
        There are.
    """
    _by_id(themes, places)


def _by_id(themes: Sequence[Theme], places: Sequence[Where]) -> dict[str, tuple[Theme, Where]]:
    by_id: dict[str, tuple[Theme, Where]] = {}
    for theme, where in zip(themes, places, strict=True):
        if theme.id in by_id:
            raise UsageError(
                f'{where("id")}: id "{theme.id}" is used twice (first: '
                f"{by_id[theme.id][1]('id')}); every theme needs its own: give one of them "
                "another, or make one theme of the two"
            )
        by_id[theme.id] = (theme, where)
    return by_id


def _check_labels(by_id: Mapping[str, tuple[Theme, Where]]) -> None:
    """Two active themes of one label could not be told apart in a report."""
    labels: dict[str, tuple[Theme, Where]] = {}
    for theme, where in by_id.values():
        if theme.retired is not None:
            continue
        folded = " ".join(theme.label.casefold().split())
        if folded in labels:
            other, place = labels[folded]
            raise UsageError(
                f'{where("label")}: theme "{theme.id}" has the label "{theme.label}", and so has '
                f'"{other.id}" ({place("label")}); give one of them another label, or merge them'
            )
        labels[folded] = (theme, where)


def _check_parent(theme: Theme, by_id: Mapping[str, tuple[Theme, Where]], where: Where) -> None:
    seen, child = [theme.id], theme
    while child.parent is not None:
        above = child.parent
        if above not in by_id:
            _, place = by_id[child.id]
            raise UsageError(
                f'{place("parent")}: parent "{above}" of theme "{child.id}" is not a theme; '
                f"{did_you_mean(above, by_id)}"
            )
        if above in seen:
            circle = " under ".join(f'"{one}"' for one in [*seen[seen.index(above) :], above])
            raise UsageError(
                f"{where('parent')}: {circle}: parents must not form a circle; take the key "
                "parent out of one of them"
            )
        seen.append(above)
        child = by_id[above][0]


def _check_merger(
    theme: Theme, by_id: Mapping[str, tuple[Theme, Where]], where: Where, recorded: Mergers
) -> None:
    for place, source in enumerate(theme.merged_from):
        at = where("merged_from", place)
        if theme.retired is not None and (source, theme.id) not in recorded:
            raise UsageError(
                f'{at}: theme "{theme.id}" is retired, so nothing can be merged into it; '
                f'merge "{source}" into an active theme'
            )
        if source == theme.id or (source in by_id and by_id[source][0].retired is None):
            raise UsageError(
                f'{at}: "{source}" was merged into "{theme.id}" and is still active; retire it '
                "or take it from merged_from"
            )
