"""Which columns are segments: words that repeat, such as a plan, a country or a channel."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import UsageError
from nps_reasons.readers.facts import ADDRESS, NUMBER, QUARTER
from nps_reasons.readers.finders import is_group
from nps_reasons.readers.patterns import is_calendar, is_outcome, is_personal, rank_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.readers.facts import Facts

MOST_VALUES: Final = 20
MOST_WORDS: Final = 8
MOST_SEGMENTS: Final = 10
"""Columns taken as segments without being asked for, the first of the file."""
_LISTED: Final = 6
"""Column names that one note lists."""


def segment_columns(
    facts: Mapping[str, Facts], *, free: Sequence[str], asked: Sequence[str], only: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the segments, and the columns that are not used; both in the order of the file.

    Parameters
    ----------
    asked
        Columns that the settings name.
    only
        The settings name all segments: none is looked for.

    Raises
    ------
    UsageError
        A column that was asked for is the group.
    """
    alike = () if only else (name for name in free if is_segment(name, facts[name]))
    found = list(islice(alike, MOST_SEGMENTS))
    chosen = {*asked, *found}
    segments = tuple(name for name in facts if name in chosen)
    for name in segments:
        if is_group(name, facts[name]):
            raise UsageError(
                f'column "{name}" holds promoters, passives and detractors: it is the score again '
                "and cannot be a segment; name another --segment-column"
            )
    return segments, tuple(name for name in free if name not in segments)


def is_segment(name: str, facts: Facts) -> bool:
    """Say whether a column holds 2 to 20 words that repeat, no stretch of time and no question."""
    return (
        has_few_words(name, facts)
        and not is_calendar(name)
        and not is_personal(name)
        and not is_outcome(name)
        and not is_group(name, facts)
        and facts.share(QUARTER) < 0.9
        and "question" not in name.casefold()
    )


def has_few_words(name: str, facts: Facts) -> bool:
    """Say whether a column holds 2 to 20 words that repeat."""
    return (
        2 <= facts.distinct <= MOST_VALUES
        and facts.filled >= 2 * facts.distinct
        and facts.filled_share >= 0.5
        and facts.mean_words <= MOST_WORDS
        and not facts.is_date
        and rank_of(name, "respondent") is None
        and facts.share(NUMBER) < 0.9
        and facts.share(ADDRESS) < 0.9
    )


def unused_notes(unused: Sequence[str], facts: Mapping[str, Facts]) -> list[str]:
    """Return notes on the columns that are not used: outcomes, stretches of time, others."""
    times = [name for name in unused if _is_stretch_of_time(name, facts[name])]
    outcomes = [name for name in unused if is_outcome(name)]
    others = [name for name in unused if name not in times and name not in outcomes]
    notes = []
    if outcomes:
        notes.append(
            f"What customers did afterwards is no segment: {_listed(outcomes)}; name it under "
            "[outcomes]."
        )
    if others:
        more = f" and {len(others) - _LISTED} more" if len(others) > _LISTED else ""
        notes.append(f"Columns that are not used: {_listed(others[:_LISTED])}{more}.")
    if times:
        notes.append(
            f"Stretches of time are no segments unless they are asked for: {_listed(times)}."
        )
    return notes


def _is_stretch_of_time(name: str, facts: Facts) -> bool:
    is_time = is_calendar(name) or facts.share(QUARTER) >= 0.9
    return has_few_words(name, facts) and is_time


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
