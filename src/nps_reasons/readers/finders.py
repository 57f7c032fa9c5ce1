"""How the column of each role is found: by its name, and by what its cells look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from nps_reasons.readers.cells.groups import is_group_name
from nps_reasons.readers.facts import ADDRESS, ANONYMOUS, LETTERS, SHORTENED, Facts
from nps_reasons.readers.patterns import NAMES, best_rank, is_another, rank_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_NEARLY_ALL: Final = 0.9
_LISTED: Final = 3
"""Columns that a note names."""


@dataclass(slots=True)
class Search:
    """The columns that no role has taken yet, in the order of the file, and notes for the user.

    Attributes
    ----------
    labels
        Column to its question, where the file gives one beside the name.
    """

    free: list[str]
    facts: Mapping[str, Facts]
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def rank(self, name: str, role: str) -> int | None:
        """Return how well the name of a column, or its question, fits a role; 0 is best."""
        return best_rank((name, self.labels.get(name, name)), role)

    def is_another(self, name: str, role: str) -> bool:
        """Say whether the name of a column, or its question, is that of something else."""
        return any(is_another(text, role) for text in (name, self.labels.get(name, name)))

    def candidates(self, role: str, fits: Callable[[Facts], bool]) -> list[tuple[int, str]]:
        """Return rank and name of the free columns that fit a role, in the order of the file."""
        ranked = ((self.rank(name, role), name) for name in self.free)
        return [(r, name) for r, name in ranked if r is not None and fits(self.facts[name])]

    def best(self, role: str, candidates: Sequence[tuple[int, str]]) -> str | None:
        """Return the best-named candidate; of equals the one with the most text."""
        if not candidates:
            return None
        rank, name = min(candidates, key=lambda c: (c[0], -self.facts[c[1]].filled_words))
        rivals = [f'"{other}"' for r, other in candidates if r == rank and other != name]
        if rivals:
            more = f" and {len(rivals) - _LISTED:,} more" if len(rivals) > _LISTED else ""
            self.notes.append(
                f'"{name}" was taken as the {role}; {", ".join(rivals[:_LISTED])}{more} could be '
                "meant as well."
            )
        return name


def is_group(name: str, facts: Facts) -> bool:
    """Say whether a column holds the group of the score, in words, or in codes under its name."""
    if facts.group_share > _NEARLY_ALL:
        return "sentiment" not in name.casefold()
    return facts.is_coded_group and is_group_name(name)


def _find_group(search: Search) -> str | None:
    groups = [name for name in search.free if is_group(name, search.facts[name])]
    return min(groups, key=lambda name: not is_group_name(name), default=None)


def _find_score(search: Search) -> str | None:
    """Find the score by name and content, else by the name, else by the content alone."""
    fitting = search.candidates("score", lambda facts: facts.score_share >= 0.5)
    by_name = [
        (rank, name)
        for rank, name in fitting or search.candidates("score", lambda _: True)
        if not is_group(name, search.facts[name])
    ]
    if by_name:
        return search.best("score", by_name)
    like_scores = [
        name
        for name in search.free
        if search.facts[name].is_like_nps and not search.is_another(name, "score")
    ]
    if len(like_scores) != 1:
        return None
    search.notes.append(f'"{like_scores[0]}" was taken as the score by its content alone.')
    return like_scores[0]


def _find_date(search: Search) -> str | None:
    by_name = search.candidates("date", lambda facts: facts.date_shape_share >= 0.5)
    if by_name:
        return search.best("date", by_name)
    alike = (name for name in search.free if search.facts[name].is_date)
    return next((name for name in alike if search.facts[name].date_share > 0.95), None)


def _find_id(search: Search) -> str | None:
    """Find a column of ids: a unique one, else one with a good name, which is a respondent's."""
    _note_shortened(search)
    filled = search.candidates(
        "id", lambda facts: facts.filled_share >= 0.5 and facts.share(SHORTENED) < 0.5
    )
    ids = [(rank, name) for rank, name in filled if rank_of(name, "respondent") is None]
    unique = [c for c in ids if search.facts[c[1]].is_unique]
    return search.best("id", unique or [(rank, name) for rank, name in ids if rank < _ANY_ID])


def _note_shortened(search: Search) -> None:
    shortened = search.candidates("id", lambda facts: facts.share(SHORTENED) >= 0.5)
    search.notes.extend(
        f'"{name}" has numbers such as {min(search.facts[name].cells)}: a spreadsheet has cut its '
        "ids short, and they cannot be used; export the file again and do not save it from there."
        for _, name in shortened
    )


_ANY_ID: Final = len(NAMES["id"]) - 1


def _find_respondent(search: Search) -> str | None:
    known = search.candidates("respondent", _names_people)
    return min(known, default=(0, None), key=lambda candidate: candidate[0])[1]


def _names_people(facts: Facts) -> bool:
    return facts.filled > 0 and facts.share(ANONYMOUS) < 1 and facts.share(SHORTENED) < 0.5


def _find_reason(search: Search) -> str | None:
    """Find the free text by name and content, else by its content alone."""

    def is_text(facts: Facts) -> bool:
        return facts.share(LETTERS) >= 0.5 and not facts.is_date and facts.share(ADDRESS) < 0.5

    texts = search.candidates("reason", lambda facts: not facts.is_category and is_text(facts))
    named_well = [] if texts else search.candidates("reason", is_text)
    best = search.best("reason", texts or [c for c in named_well if c[0] <= 1])
    if best:
        return best
    long = [c for c in search.free if search.facts[c].is_free_text and is_text(search.facts[c])]
    if not long:
        return None
    longest = max(long, key=lambda name: search.facts[name].filled_words)
    search.notes.append(f'"{longest}" was taken as the reason by its content alone.')
    return longest


def _find_language(search: Search) -> str | None:
    return search.best("language", search.candidates("language", lambda f: f.mean_words < 2))


FINDERS: Final[dict[str, Callable[[Search], str | None]]] = {
    "group": _find_group,
    "score": _find_score,
    "date": _find_date,
    "id": _find_id,
    "respondent": _find_respondent,
    "reason": _find_reason,
    "language": _find_language,
}
"""Role to how its column is found; a column that one role has taken is not free for the next."""
