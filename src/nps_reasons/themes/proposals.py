"""Proposed themes, and the codeframe file in which a person looks through them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from nps_reasons.files import toml_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme that a person may accept.

    Attributes
    ----------
    label
        Its first keywords; a person finds a better one.
    keywords
        Words and pairs of words that find its clauses, the most telling first.
    names
        Words that many of its clauses say, whoever else says them.
    quotes
        Response id and exact clause, the most typical first.
    n_clauses
        Clauses of it.
    response_ids
        Responses that say it, sorted.
    centre : ndarray of shape (width,)
        Mean vector of its different clauses.
    """

    label: str
    keywords: tuple[str, ...]
    quotes: tuple[tuple[str, str], ...]
    n_clauses: int
    names: tuple[str, ...] = ()
    response_ids: tuple[str, ...] = ()
    centre: NDArray[np.float32] | None = field(default=None, repr=False, compare=False)


_HEADER: Final = """\
# Themes proposed from clauses that the codeframe "{codeframe}" does not cover.
# Nothing uses them yet.
# 1. Take out what is no theme of its own. An id never changes afterwards, so choose it now.
# 2. Give each a label and a definition that two people would read alike, and look at its keywords:
#    take out those that do not name it. The examples are clauses of the survey, word for word.
# 3. Copy what remains into your codeframe file, and run again with --codeframe.
version = 1
"""


def proposals_toml(
    proposals: Sequence[Proposal], *, codeframe: str, taken: Iterable[str] = ()
) -> str:
    """Write proposals as a codeframe file that `read_codeframe` accepts.

    Parameters
    ----------
    codeframe
        Name of the codeframe that does not cover them.
    taken
        Ids that its themes have: no proposal gets one of them.

    Examples
    --------
    >>> proposal = Proposal("Car, park", ("car", "park"), (("r1", "No car park"),), 12)
    >>> print(proposals_toml([proposal], codeframe="general").partition("version = 1")[2].strip())
    [[themes]]
    id = "car-park"
    label = "Car, park"
    definition = "Proposed: clauses that speak of car, park; 12 clauses."
    keywords = ["car", "park"]
    examples = ["No car park"]
    """
    used = set(taken)
    tables: list[str] = []
    for proposal in proposals:
        theme_id = _free_id(proposal.label, used)
        used.add(theme_id)
        tables.append(_table(theme_id, proposal))
    return "\n".join([_HEADER.format(codeframe=" ".join(codeframe.split())), *tables])


def _free_id(label: str, used: set[str]) -> str:
    """Lower-case words and hyphens from a label; numbered where that id is taken."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall("[a-z0-9]+", plain)) or "theme"
    numbered = (f"{stem}-{number}" for number in range(2, len(used) + 3))
    return next(name for name in (stem, *numbered) if name not in used)


def _table(theme_id: str, proposal: Proposal) -> str:
    words = ", ".join(proposal.keywords)
    lines = {
        "id": theme_id,
        "label": proposal.label,
        "definition": f"Proposed: clauses that speak of {words}; {proposal.n_clauses:,} clauses.",
        "keywords": list(proposal.keywords),
        "examples": [text for _, text in proposal.quotes],
    }
    return "[[themes]]\n" + "".join(
        f"{key} = {toml_value(value)}\n" for key, value in lines.items()
    )
