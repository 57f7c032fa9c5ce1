"""What two codeframes differ in, as changes that say themselves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nps_reasons.themes.history import SAID, Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.theme import Theme


def changes_between(old: Codeframe, new: Codeframe) -> tuple[Change, ...]:
    """Changes that lead from one codeframe to another.

    The themes themselves are compared. From the history comes only what they do not show: into
    what a theme was split. What a theme took over from another that was merged into it is part of
    the merger.

    Returns
    -------
    tuple of Change
        With the version of the new codeframe; in the order of `SAID`, then of the themes.

    Examples
    --------
    >>> from nps_reasons.themes.codeframe import Codeframe, Theme
    >>> old = Codeframe("telecom", 1, (Theme("fees", "Fees", "What it costs."),))
    >>> new = Codeframe("telecom", 2, (Theme("fees", "Price", "What it costs.", ("fee",)),))
    >>> for change in changes_between(old, new):
    ...     print(change.sentence)
    label of "fees" was "Fees", is "Price".
    models knew "fees" as "Fees", and know it as "Price" now.
    keywords of "fees": 1 added: "fee".
    """
    before = {theme.id: theme for theme in old.themes}
    after = {theme.id for theme in new.themes}
    splits = _splits(old, new)
    found = [
        *(_added(theme, new.version) for theme in new.themes if theme.id not in before),
        *_mergers(before, new),
        *(
            change
            for theme in new.themes
            if theme.id in before
            for change in _of_theme(before[theme.id], theme, (old, new))
        ),
        *(_gone(theme, new.version) for theme in old.themes if theme.id not in after),
    ]
    merged = {source for change in found if change.change == "merged" for source in change.themes}
    left = [c for c in found if c.change != "retired" or not {*c.themes} & {*merged, *splits}]
    order = list(SAID)
    return tuple(sorted([*left, *splits.values()], key=lambda change: order.index(change.change)))


def _splits(old: Codeframe, new: Codeframe) -> Mapping[str, Change]:
    """Splits of which the new history tells and the old one does not."""
    retired = {theme.id for theme in new.themes if theme.retired is not None}
    used = {theme.id for theme in old.active}
    return {
        change.themes[0]: Change(new.version, "split", change.themes, change.into)
        for change in new.history
        if change.change == "split" and change not in old.history
        if {*change.themes} <= retired & used
    }


def _added(theme: Theme, version: int) -> Change:
    return Change(version, "added", (theme.id,), after=theme.label)


def _gone(theme: Theme, version: int) -> Change:
    """A theme that is no longer in the file: nobody is tagged with it any more."""
    return Change(version, "retired", (theme.id,), note="no longer in the file")


def _mergers(before: Mapping[str, Theme], new: Codeframe) -> Iterator[Change]:
    for theme in new.themes:
        known = before[theme.id].merged_from if theme.id in before else ()
        fresh = tuple(source for source in theme.merged_from if source not in known)
        if fresh:
            yield Change(new.version, "merged", fresh, (theme.id,))


def _of_theme(old: Theme, new: Theme, pair: tuple[Codeframe, Codeframe]) -> Iterator[Change]:
    ids, version = (new.id,), pair[1].version
    if new.retired is not None and old.retired != new.retired:
        since = new.retired if old.retired else None
        yield Change(version, "retired", ids, before=old.retired, after=since)
    if new.retired is None and old.retired is not None:
        held = tuple(theme.id for theme in pair[0].themes if new.id in theme.merged_from)
        yield Change(version, "restored", ids, held)
    for kind, was, now in (
        ("renamed", old.label, new.label),
        ("read_as", old.first_label, new.first_label),
        ("redefined", old.definition, new.definition),
        ("moved", old.parent, new.parent),
        ("owner", old.owner, new.owner),
        ("since", old.since, new.since),
    ):
        if was != now:
            yield Change(version, kind, ids, before=was, after=now)
    # What was merged may be in the old file alone, or in neither.
    known = {theme.id: theme for frame in pair for theme in frame.themes}
    fresh = [one for one in new.merged_from if one not in old.merged_from]
    sources = [known[one] for one in fresh if one in known]
    for key in ("keywords", "examples", "counter_examples"):
        yield from _of_list(key, old, new, sources, version)


def _of_list(
    key: str, old: Theme, new: Theme, sources: Sequence[Theme], version: int
) -> Iterator[Change]:
    """What came and went in a list; its order says nothing."""
    had, has = Counter(getattr(old, key)), Counter(getattr(new, key))
    taken_over = {text for theme in sources for text in getattr(theme, key)}
    gained = tuple(text for text in has - had if text not in taken_over)
    lost = tuple(had - has)
    if gained or lost:
        yield Change(version, key, (new.id,), gained=gained, lost=lost)
