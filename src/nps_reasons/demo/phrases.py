"""What customers write: comments put together from the parts in phrases.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from nps_reasons.demo.population import Experience

Parts = tuple[str, ...]
BySign = dict[str, Parts]

ANECDOTE: Final = 0.12
"""How often somebody who speaks of one thing tells the whole story, where there is one."""

OPENER: Final = 0.12
"""How often a comment begins with each kind of opener."""

CLOSER: Final = 0.15

TYPO: Final = 0.04
LOWER_CASE: Final = 0.05
CAPITALS: Final = 0.01
NO_FULL_STOP: Final = 0.15


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The parts of phrases.toml.

    Attributes
    ----------
    cores, anecdotes
        Theme to sign to clauses or stories.
    opener_of, closer_of
        Sign to words before or after a clause of that sign.
    joins
        `contrast` and `same`: what stands between clauses of different or equal sign.
    generic
        Group to comments that name no theme.
    slots
        What stands for `{name}`.
    """

    cores: Mapping[str, BySign]
    anecdotes: Mapping[str, BySign]
    openers: Parts
    opener_of: BySign
    closer_of: BySign
    joins: Mapping[str, Parts]
    generic: Mapping[str, Parts]
    nonanswers: Parts
    slots: Mapping[str, Parts]


@cache
def phrasebook() -> Phrasebook:
    """Read phrases.toml."""
    text = files("nps_reasons.demo").joinpath("phrases.toml").read_text(encoding="utf-8")
    return Phrasebook(**tomllib.loads(text))


def comment(lived: Sequence[Experience], group: str, rng: np.random.Generator) -> str:
    """One comment that speaks of everything that was lived through, and of nothing else.

    Parameters
    ----------
    lived
        Experiences, each of which gets a clause; without any the comment names no theme.
    group
        promoter, passive or detractor: the tone of a comment that names no theme.

    Examples
    --------
    >>> import numpy as np
    >>> from nps_reasons.demo.population import HELPFUL, POOR_DOCS
    >>> comment([HELPFUL, POOR_DOCS], "passive", np.random.default_rng(4))
    'I read the documentation several times and was none the wiser. But customer support is the
    best we have had from any supplier.'
    """
    book = phrasebook()
    if not lived:
        return _roughened(_filled(_pick(book.generic[group], rng), rng), rng)
    stories = book.anecdotes.get(lived[0].theme, {}).get(lived[0].sign, ())
    if len(lived) == 1 and stories and rng.random() < ANECDOTE:
        return _roughened(_filled(_pick(stories, rng), rng), rng)
    in_order = [lived[i] for i in rng.permutation(len(lived))]
    return _roughened(_sentences(in_order, rng), rng)


def nonanswer(rng: np.random.Generator) -> str:
    """What people type to get past the question, such as "n/a"."""
    return _pick(phrasebook().nonanswers, rng)


def _pick(options: Sequence[str], rng: np.random.Generator) -> str:
    return options[int(rng.integers(len(options)))]


def _filled(part: str, rng: np.random.Generator) -> str:
    """The part with something in each of its slots."""
    slots = phrasebook().slots
    return re.sub(r"\{(\w+)\}", lambda slot: _pick(slots[slot[1]], rng), part)


def _sentences(lived: Sequence[Experience], rng: np.random.Generator) -> str:
    text = _capitalised(_opener(lived[0].sign, rng) + _clause(lived[0], rng))
    for before, after in pairwise(lived):
        join = _join(before, after, rng)
        clause = _clause(after, rng)
        text += join + (_capitalised(clause) if join == ". " else clause)
    return f"{text}.{_closer(lived[-1].sign, rng)}"


def _clause(experience: Experience, rng: np.random.Generator) -> str:
    return _filled(_pick(phrasebook().cores[experience.theme][experience.sign], rng), rng)


def _opener(sign: str, rng: np.random.Generator) -> str:
    book, chance = phrasebook(), rng.random()
    if chance < OPENER:
        return _filled(_pick(book.openers, rng), rng) + " "
    return _pick(book.opener_of[sign], rng) + " " if chance < 2 * OPENER else ""


def _closer(sign: str, rng: np.random.Generator) -> str:
    if rng.random() >= CLOSER:
        return ""
    return " " + _filled(_pick(phrasebook().closer_of[sign], rng), rng)


def _join(before: Experience, after: Experience, rng: np.random.Generator) -> str:
    return _pick(phrasebook().joins["same" if before.sign == after.sign else "contrast"], rng)


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


def _roughened(text: str, rng: np.random.Generator) -> str:
    """The comment as it was typed: some in haste, a few in anger."""
    typo, case, stop = rng.random(3)
    if typo < TYPO:
        text = _mistyped(text, rng)
    if stop < NO_FULL_STOP:
        text = text.removesuffix(".")
    if case < LOWER_CASE:
        return text.lower()
    return text.upper() if case > 1 - CAPITALS else text


def _mistyped(text: str, rng: np.random.Generator) -> str:
    """The comment with two inner letters of one longer word swapped, or one of them left out."""
    words = [match.span() for match in re.finditer(r"[a-z]{5,}", text)]
    if not words:
        return text
    start, end = words[int(rng.integers(len(words)))]
    at = int(rng.integers(start + 1, end - 2))
    kept = "" if rng.random() < 0.5 else text[at]
    return text[:at] + text[at + 1] + kept + text[at + 2 :]
