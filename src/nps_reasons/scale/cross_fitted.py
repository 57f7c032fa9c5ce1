"""A reader that learned from coded texts, and reads none of them with what it learned from it.

Coded responses correct a machine's errors only where the machine errs on them as it does on all
others; on texts that it learned from it errs less. So all texts, coded or not, fall into folds, and
each fold is read by a model that was fitted to the coded texts of the other folds. Within a fold
one model read every text, and saw the labels of none: where the coded responses are a random
sample of all, those of a fold are a random sample of the fold, and their errors are those of all.

The fold depends on the text alone, so that a text says the same whatever stands beside it, now or
in the next survey. Two texts of one person may fall into two folds, and a model may so have learned
from what the person said elsewhere. Where responses are drawn, that holds of a coded response no
more often than of another, and nothing leans; where persons are drawn with all they said, the
errors of the sample are slightly too small.

References
----------
Chernozhukov et al. (2018), Double/debiased machine learning for treatment and structural
parameters, The Econometrics Journal 21 (cross-fitting); Zrnic and Candes (2024), Cross-prediction-
powered inference, PNAS 121.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.encoders.passages import encode_all
from nps_reasons.labelled import Labelled, folded
from nps_reasons.scale.clause_reader import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nps_reasons.encoders.passages import Encoder, Passages
    from nps_reasons.scale.clause_reader import TrainedReader
    from nps_reasons.text.clauses import Clause

FOLDS: Final = 5


def fold_of(text: str) -> int:
    """Return the fold of a text, 0 to 4; texts that `folded` takes for one share theirs.

    Examples
    --------
    >>> fold_of("Too  dear") == fold_of("too dear ")
    True
    """
    digest = sha256(folded(text).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % FOLDS


def in_order(labelled: Labelled) -> Labelled:
    """Labelled texts in an order of their own, so that that of the file never shows.

    Examples
    --------
    >>> in_order(Labelled(("slow", "kind"), ((), ()))).texts
    ('kind', 'slow')
    """
    order = sorted(
        range(len(labelled.texts)),
        key=lambda row: (labelled.texts[row], sorted(map(str, labelled.labels[row]))),
    )
    return _rows_of(labelled, order)


def others_of(labelled: Labelled, fold: int) -> Labelled:
    """Labelled texts of all folds but one.

    Examples
    --------
    >>> some = Labelled(("too dear", "kind", "slow"), ((), (), ()))
    >>> [others_of(some, fold).texts for fold in (fold_of("kind"), fold_of("slow"))]
    [('too dear', 'slow'), ('kind',)]
    """
    return _rows_of(
        labelled, [row for row, text in enumerate(labelled.texts) if fold_of(text) != fold]
    )


def _rows_of(labelled: Labelled, rows: Sequence[int]) -> Labelled:
    return Labelled(
        tuple(labelled.texts[row] for row in rows), tuple(labelled.labels[row] for row in rows)
    )


@dataclass(frozen=True, slots=True)
class CrossFittedReader:
    """Reads each text with the reader of its fold, which learned from the other folds alone.

    Attributes
    ----------
    readers
        One per fold; they share an encoder.
    """

    readers: tuple[TrainedReader, ...]

    @property
    def encoder(self) -> Encoder:
        """What makes the vectors."""
        return self.readers[0].encoder

    @property
    def versions(self) -> Mapping[str, str]:
        """Encoder with its hash, and what its readers learned from."""
        tagger = f"{self.encoder.name} + coded texts, cross-fitted in {len(self.readers)} folds"
        return {**self.readers[0].versions, "tagger": tagger}

    def read(self, texts: Sequence[str], clauses: Sequence[Sequence[Clause]]) -> Said:
        """What each text says, by the reader of its fold."""
        return _together(
            [
                _moved(reader.read([texts[i] for i in rows], [clauses[i] for i in rows]), rows)
                for reader, rows in zip(self.readers, _places_by_fold(texts), strict=True)
            ]
        )

    def towards(self, texts: Sequence[str], themes: Sequence[Sequence[str]]) -> list[list[float]]:
        """Sentiment of the whole texts, by the reader of their fold."""
        found: list[list[float]] = [[] for _ in texts]
        for reader, rows in zip(self.readers, _places_by_fold(texts), strict=True):
            told = reader.towards([texts[i] for i in rows], [themes[i] for i in rows])
            for row, one in zip(rows, told, strict=True):
                found[row] = one
        return found


def _places_by_fold(texts: Sequence[str]) -> list[list[int]]:
    """Places of the texts of each fold."""
    places: list[list[int]] = [[] for _ in range(FOLDS)]
    for place, text in enumerate(texts):
        places[fold_of(text)].append(place)
    return places


def _moved(said: Said, rows: Sequence[int]) -> Said:
    """Put what was said to the places that its texts have among all."""
    return replace(said, text=np.array(rows, dtype=np.int64)[said.text])


def _together(parts: Sequence[Said]) -> Said:
    """What all folds say, in the order of the texts; each text is of one fold."""
    text = np.concatenate([part.text for part in parts])
    order = np.argsort(text, kind="stable")
    themes = [theme for part in parts for theme in part.theme]
    return Said(
        text=text[order],
        clause=np.concatenate([part.clause for part in parts])[order],
        theme=[themes[place] for place in order.tolist()],
        confidence=np.concatenate([part.confidence for part in parts])[order],
        sentiment=np.concatenate([part.sentiment for part in parts])[order],
    )


@dataclass(frozen=True, slots=True)
class Remembered:
    """An encoder that has the vectors of some texts at hand: five readers learn from them.

    Examples
    --------
    >>> from nps_reasons.encoders.static import StaticEncoder
    >>> from nps_reasons.store import read_model
    >>> encoder = Remembered.of(StaticEncoder(read_model("fast-reader")), ["too dear", "kind"])
    >>> bool((encoder.encode(["kind"]).means == encoder.encoder.encode(["kind"]).means).all())
    True
    """

    encoder: Encoder
    places: Mapping[str, int]
    passages: Passages

    @classmethod
    def of(cls, encoder: Encoder, texts: Iterable[str]) -> Self:
        """Encode the texts, each once."""
        distinct = list(dict.fromkeys(texts))
        places = {text: place for place, text in enumerate(distinct)}
        return cls(encoder, places, encode_all(distinct, encoder))

    @property
    def name(self) -> str:
        """Model and version."""
        return self.encoder.name

    @property
    def hash(self) -> str:
        """SHA-256 of what the model was loaded from."""
        return self.encoder.hash

    @property
    def width(self) -> int:
        """Length of a vector."""
        return self.encoder.width

    def encode(self, texts: Sequence[str]) -> Passages:
        """Vectors of the tokens of each text; encoded anew where one of them is not known."""
        if all(text in self.places for text in texts):
            return self.passages[[self.places[text] for text in texts]]
        return self.encoder.encode(texts)
