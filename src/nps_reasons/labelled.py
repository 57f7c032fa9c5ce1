"""Labelled texts: texts whose themes, and signs towards them, a person has coded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Sign = Literal["negative", "neutral", "positive"]


@dataclass(frozen=True, slots=True)
class Label:
    """A theme that a text speaks of, and how; the sign is None where nobody coded it."""

    theme: str
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts and the labels of each; a text without labels speaks of no theme of the codeframe.

    Attributes
    ----------
    texts
        Texts as they are, in the order of the file.
    labels
        Labels of the text at the same place, at most one per theme.
    """

    texts: tuple[str, ...]
    labels: tuple[tuple[Label, ...], ...]

    @property
    def hash(self) -> str:
        """SHA-256 of the texts and their labels."""
        return hashlib.sha256(json.dumps(asdict(self)).encode("utf-8", "replace")).hexdigest()


def folded(text: str) -> str:
    """Return what two texts have in common that are one text: case and white space do not count.

    Examples
    --------
    >>> folded("Too  dear") == folded("too dear ")
    True
    """
    return " ".join(text.casefold().split())


def without_texts(labelled: Labelled, texts: Iterable[str]) -> Labelled:
    """Return the labelled texts without those that are among `texts`, as `folded` compares them.

    Examples
    --------
    >>> without_texts(Labelled(("Too dear", "Kind"), ((), ())), ["too dear"]).texts
    ('Kind',)
    """
    taken = {folded(text) for text in texts}
    pairs = zip(labelled.texts, labelled.labels, strict=True)
    kept = [(text, labels) for text, labels in pairs if folded(text) not in taken]
    return Labelled(tuple(text for text, _ in kept), tuple(labels for _, labels in kept))


def doubtful_texts(labelled: Labelled) -> int:
    """Count the texts that stand there more than once, with labels that differ.

    Examples
    --------
    >>> doubtful_texts(Labelled(("Dear", "dear", "Kind"), ((Label("price"),), (), ())))
    1
    """
    seen: dict[str, set[frozenset[Label]]] = {}
    for text, labels in zip(labelled.texts, labelled.labels, strict=True):
        seen.setdefault(folded(text), set()).add(frozenset(labels))
    return sum(len(codings) > 1 for codings in seen.values())
