"""New words: what people say in a period that hardly anybody said before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.drift.comparison import commoner, compared_shares
from nps_reasons.drift.measures import FEWEST_REASONS, row_of
from nps_reasons.drift.vocabulary import as_written, vocabulary_of
from nps_reasons.inference.multiplicity import CLEAR, q_values
from nps_reasons.inference.shares import Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drift.heard import Heard
    from nps_reasons.drift.measures import Row
    from nps_reasons.drift.vocabulary import Vocabulary

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

FEWEST_PEOPLE: Final = 5
"""Who must say a word in the two together for a test, and in the period for it to be new."""

TIMES_AS_COMMON: Final = 2.0
"""A word is new where it is so many times as common as before: among very many reasons, a word
that everybody always said is significantly commoner at every turn of the season."""

MOST_WORDS: Final = 20
"""Words of a period that are shown."""


@dataclass(frozen=True, slots=True)
class Wording:
    """All reasons, and the words that stand in them.

    Attributes
    ----------
    texts
        Distinct reasons.
    text_of : (n,)
        Which of them each reason is.
    """

    heard: Heard
    texts: NDArray[np.object_]
    text_of: Codes
    words: Vocabulary

    def voices(self, arm: Flags) -> tuple[Array, float]:
        """How many people say each word; each has one voice, shared among all its reasons.

        Parameters
        ----------
        arm : ndarray of shape (n,)
            Which reasons count.

        Returns
        -------
        voices : ndarray of shape (n_words,)
        n_people : float
        """
        people = self.heard.people[arm]
        _, codes, repeats = np.unique(people, return_inverse=True, return_counts=True)
        weights = np.bincount(
            self.text_of[arm], weights=1 / repeats[codes], minlength=len(self.texts)
        )
        voices: Array = self.words.said.T @ weights
        return voices, float(len(repeats))

    def n_people(self, arm: Flags) -> Codes:
        """How many people say each word at least once, shape (n_words,)."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - scipy is slow to import

        texts = self.text_of[arm]
        _, codes = np.unique(self.heard.people[arm], return_inverse=True)
        shape = (int(codes.max(initial=-1)) + 1, len(self.texts))
        wrote = csr_matrix((np.ones(len(texts)), (codes, texts)), shape=shape)
        said = wrote @ self.words.said
        counts: Codes = np.bincount(said.indices, minlength=len(self.words.stems)).astype(np.intp)
        return counts

    def written(self, word: int, arm: Flags) -> str:
        """A word as people write it in some reasons."""
        having = np.zeros(len(self.texts), dtype=bool)
        having[self.words.said[:, [word]].nonzero()[0]] = True
        among = self.text_of[arm]
        return as_written(self.words.stems[word], self.texts[among[having[among]]])


def wording_of(heard: Heard) -> Wording:
    """Find the words of all reasons; a text that several people wrote is read once."""
    text_of, texts = pd.factorize(heard.reasons)
    return Wording(heard, np.asarray(texts, dtype=object), text_of, vocabulary_of(texts.tolist()))


def new_words(wording: Wording, now: Flags, before: Flags) -> list[Row]:
    """Words that are significantly commoner than before, those of uncovered reasons first.

    A respondent has one voice in the period and one before it, shared among all reasons: people
    are independent, answers are not. Tested is every word with five voices in the two together;
    those with Benjamini and Hochberg's q-value of .05 or less that at least five people say in the
    period, and at least twice as many of them as before, are returned, at most twenty.

    Parameters
    ----------
    now, before : ndarray of shape (n,)
        Which reasons are compared.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57:289.
    """
    if min(int(now.sum()), int(before.sum())) < FEWEST_REASONS:
        return []
    said_by = wording.n_people(now)
    voices, n_now = wording.voices(now)
    voices_before, n_before = wording.voices(before)
    # By both periods together: to choose by this one alone would choose the words that rose.
    tested = np.flatnonzero(voices + voices_before >= FEWEST_PEOPLE)
    p_values = commoner(voices[tested], voices_before[tested], n_now, n_before)
    q = q_values(p_values)
    often = voices[tested] / n_now >= TIMES_AS_COMMON * voices_before[tested] / n_before
    chosen = np.flatnonzero((q <= CLEAR) & often & (said_by[tested] >= FEWEST_PEOPLE))
    uncovered = wording.n_people(now & ~wording.heard.covered)
    words = tested[chosen]
    order = np.lexsort((words, p_values[chosen], -uncovered[words]))[:MOST_WORDS]
    return [
        {
            **_row((voices[word], n_now), (voices_before[word], n_before), int(said_by[word])),
            "item": wording.written(int(word), now),
            "p_value": float(p_values[place]),
            "q_value": float(q[place]),
            "n_uncovered": int(uncovered[word]),
            "verdict": "new",
        }
        for word, place in zip(words[order], chosen[order], strict=True)
    ]


def _row(now: tuple[float, float], before: tuple[float, float], n: int) -> Row:
    """Shares and their difference, of voices among people."""
    found = compared_shares(*(Part(voices / base, base) for voices, base in (now, before)))
    return row_of("word", (n, int(now[1]), int(before[1])), found)
