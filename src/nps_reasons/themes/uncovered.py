"""Clauses as a table, and those of them that a codeframe does not cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import pandas as pd

from nps_reasons.schema import Column, TableContract

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CLAUSES: Final = TableContract(
    "clauses",
    (Column("response_id", "text"), Column("text", "text")),
    key=(),
    order=("response_id", "text"),
)


class Split(Protocol):
    """What we need of a clause: where it stands in its text."""

    @property
    def start(self) -> int:
        """Offset of its first character."""

    @property
    def end(self) -> int:
        """Offset after its last character."""


def clauses_of(
    reasons: pd.Series, split: Callable[[Sequence[str]], Sequence[Sequence[Split]]]
) -> pd.DataFrame:
    """Return every clause of the reasons: response_id, clause (counted from 0) and its text.

    Parameters
    ----------
    reasons : Series of text, indexed by response_id
        Null reasons have no clause.
    split
        Gives the clauses of each text, such as `ClauseSplitter().split`.

    Examples
    --------
    >>> from nps_reasons.text.clauses import ClauseSplitter
    >>> reasons = pd.Series(["Good food but a cold room", None], index=["a", "b"])
    >>> clauses_of(reasons, ClauseSplitter("blank en").split).to_numpy().tolist()
    [['a', 0, 'Good food'], ['a', 1, 'a cold room']]
    """
    given = reasons.astype("string").dropna()
    texts = given.tolist()
    rows = [
        (response_id, number, text[clause.start : clause.end])
        for response_id, text, clauses in zip(given.index, texts, split(texts), strict=True)
        for number, clause in enumerate(clauses)
    ]
    table = pd.DataFrame(rows, columns=["response_id", "clause", "text"])
    return table.astype({"response_id": "string", "clause": "Int64", "text": "string"})


def uncovered(clauses: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the clauses in which no theme was found.

    Examples
    --------
    >>> clauses = pd.DataFrame({"response_id": ["a", "a"], "clause": [0, 1], "text": ["x", "y"]})
    >>> mentions = pd.DataFrame({"response_id": ["a"], "clause": [1], "theme": ["billing"]})
    >>> uncovered(clauses, mentions)["text"].tolist()
    ['x']
    """
    place = ["response_id", "clause"]
    said = pd.MultiIndex.from_frame(mentions[place])
    return clauses[~pd.MultiIndex.from_frame(clauses[place]).isin(said)]
