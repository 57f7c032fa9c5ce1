"""Score cells to whole numbers of a scale; the ones that are not get a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.errors import InputError
from nps_reasons.net_promoter import SCALE_OF
from nps_reasons.readers.names import tidy
from nps_reasons.readers.rawtable import NOTHING

if TYPE_CHECKING:
    from nps_reasons.net_promoter import Scale, ScoreScale

_NUMBER: Final = r"(?P<number>[+-]?\d+(?:\.\d+|,\d{1,2})?)"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        # Bare, or of the best, or with words behind it.
        rf"{_NUMBER}(?:\s*(?:/|out of|von|sur|de|van)\s*(?P<best>\d+)|(?![\w,])\D*)",
        # Hyphens before a number at the end separate it from the words: they are no minus.
        r"[^\d+-][^\d]*?(?P<number>\d+)\W*",
    )
)
_NO_ANSWER: Final = NOTHING | {
    *("not answered", "no answer", "no response", "skipped", "(skipped)", "n.a.", "--", "?"),
    *("k.a.", "k. a.", "keine angabe", "nicht beantwortet", "sans réponse", "sin respuesta"),
}
"""Cells that say that the question was not answered."""
_UP_TO_TEN: Final = re.compile(
    r"\b(?:[01]|zero|null|one|eins)\W*(?:-|\u2013|\u2014|to|through|bis|a|à|al|tot|do|till"
    r"|til)\W*(?:10|ten|zehn)\b"
    r"|\b(?:out of|of|/) ?10\b|/ ?10\b",
    re.IGNORECASE,
)
_STARS: Final = 5
_SUSPICIOUS: Final = 8
_MOSTLY: Final = 0.8
_ENOUGH: Final = 30
"""So many scores of 0-10 that stop at 8 and are mostly 5 or less are another scale's, or codes."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of a column.

    Attributes
    ----------
    scores
        Int64; missing where the cell is not a score.
    problems
        Text; why a cell is not a score, missing where it is one.
    """

    scores: pd.Series
    problems: pd.Series


def parse_scores(cells: pd.Series, scale: ScoreScale) -> Scores:
    """Read the score of each cell.

    Examples
    --------
    >>> read = parse_scores(pd.Series(["9,0", "10/10", "Extremely likely - 10", "6.5"]), "0-10")
    >>> read.scores.tolist()
    [9, 10, 10, <NA>]
    >>> read.problems.iloc[3]
    'score is not a whole number'
    """
    # A survey of millions has a dozen different score cells: each is read once.
    codes, distinct = pd.factorize(cells)
    read = [parse_score(str(cell), SCALE_OF[scale]) for cell in distinct]
    numbers = pd.array([score for score, _ in read], dtype="Int64")
    problems = pd.array([problem for _, problem in read], dtype="string")
    return Scores(
        scores=pd.Series(numbers[codes], index=cells.index),
        problems=pd.Series(problems[codes], index=cells.index),
    )


def parse_score(cell: str, scale: Scale) -> tuple[int | None, str | None]:
    """Return the score of one cell, or why it is none.

    Examples
    --------
    >>> parse_score("11", SCALE_OF["0-10"])
    (None, 'score is outside 0-10')
    """
    text = tidy(cell)
    if text.casefold() in _NO_ANSWER:
        return None, "score is missing"
    match = next((m for m in (form.fullmatch(text) for form in _FORMS) if m), None)
    if match is None:
        return None, "score is not a number"
    number = float(match["number"].replace(",", "."))
    best = match.groupdict().get("best")
    if best is not None and int(best) != scale.scores[-1]:
        return None, f"score is not on the scale {scale.name}"
    if not number.is_integer():
        return None, "score is not a whole number"
    if number not in scale.scores:
        return None, f"score is outside {scale.name}"
    return int(number), None


def chosen_scale(
    cells: pd.Series,
    given: ScoreScale | None,
    *,
    where: str,
    store: str | None = None,
    question: str = "",
) -> ScoreScale:
    """Return the scale that was given, else 0-10, unless the scores look like stars.

    Parameters
    ----------
    question
        What was asked: where it says "0 to 10", low scores are no stars.
    store
        Name of the app store that the reviews are of; None where they are of a survey.

    Raises
    ------
    InputError
        No scale was given, and these are reviews of a store, or no score exceeds 5: as 0-10
        everybody would be a detractor.
    """
    if given is not None:
        return given
    if store is not None:
        raise InputError(
            f"{where}: {store} reviews have stars from 1 to 5 and no 0-10 score; "
            "use --score-scale 1-5 to read 5 stars as promoters, 4 as passives and the "
            "rest as detractors"
        )
    scores = parse_scores(cells, "0-10").scores.dropna()
    if len(scores) and scores.max() <= _STARS and not _UP_TO_TEN.search(question):
        raise InputError(
            f"{where}: {_counted(scores)} never exceed 5, which looks like stars or CSAT, not "
            "0-10; use --score-scale 1-5 (5 is best) or 5-1 (1 is best), or --score-scale 0-10 if "
            "nobody gave more than 5"
        )
    return "0-10"


def _counted(scores: pd.Series) -> str:
    low, high = scores.min(), scores.max()
    if low == high:
        return f"scores ({len(scores):,}, all of them {low})"
    return f"{len(scores):,} scores from {low} to {high}"


def doubts(scores: pd.Series, scale: ScoreScale) -> tuple[str, ...]:
    """Return a note where scores hardly look like the scale they are read on.

    Examples
    --------
    >>> doubts(pd.Series([1, 2, 5, 7] * 10 + [1] * 40), "0-10")[0][:51]
    'No score exceeds 7 and 88 % are 5 or less: where th'
    """
    low = float((scores <= _STARS).mean())
    if scale != "0-10" or len(scores) < _ENOUGH or scores.max() > _SUSPICIOUS or low < _MOSTLY:
        return ()
    return (
        f"No score exceeds {scores.max()} and {100 * low:.0f} % are 5 or less: where this is no "
        "0-10 scale, name it with --score-scale.",
    )
