"""Proposed themes, and the codeframe file in which a person looks through them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.files import toml_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from nps_reasons.net_promoter import NPS


LONGEST_STEM: Final = 80
"""Letters of an id, which may get a number; a codeframe takes a few more."""

DEFINING: Final = 4
"""Words of a proposed definition."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme that a person may accept.

    Attributes
    ----------
    label
        Its first words; a person finds a better one.
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


@dataclass(frozen=True, slots=True)
class Standing:
    """Who says a proposed theme.

    Attributes
    ----------
    n_reasons
        Reasons that say it.
    reach
        Their share of those looked at.
    nps
        Of those who say it.
    shares
        Group to the share of its reasons that say it.
    """

    n_reasons: int
    reach: float
    nps: NPS
    shares: Mapping[str, float]

    @property
    def of_all(self) -> bool:
        """Whether all groups were looked at: the NPS of one group says nothing."""
        return len(self.shares) > 1

    @property
    def sentences(self) -> tuple[str, ...]:
        """How often it is said and by whom."""
        said = f"In {self.n_reasons:,} reasons ({self.reach:.1%})"
        if not self.of_all:
            return (f"{said}.",)
        spread = ", ".join(f"{share:.0%} of {group}s" for group, share in self.shares.items())
        return (
            f"{said}; NPS of those who say it "
            f"{self.nps.value:+.0f} [{self.nps.low:+.0f}; {self.nps.high:+.0f}].",
            f"Said by {spread}.",
        )

    @property
    def account(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "reasons": self.n_reasons,
            "reach": self.reach,
            "nps": self.nps.value,
            "nps_low": self.nps.low,
            "nps_high": self.nps.high,
            "shares": dict(self.shares),
        }


_HEADER: Final = """\
# Themes proposed beside the codeframe "{codeframe}". Nothing uses them yet.
# 1. Take out what is no theme of its own. An id never changes afterwards, so choose it now.
# 2. Give each a label and a definition that two people would read alike, and look at its keywords:
#    take out those that do not name it. The examples are clauses of the survey, word for word.
# 3. Add them to your codeframe: nps-reasons themes apply codeframe.toml THIS_FILE
version = 1
"""


def proposals_toml(
    proposals: Sequence[Proposal],
    *,
    codeframe: str,
    taken: Iterable[str] = (),
    labels: Iterable[str] = (),
    remarks: Sequence[Sequence[str]] = (),
) -> str:
    """Write proposals as a codeframe file that `read_codeframe` accepts.

    Parameters
    ----------
    codeframe
        Name of the codeframe that does not cover them.
    taken
        Ids that its themes have: no proposal gets one of them.
    labels
        Labels that its themes have: likewise.
    remarks
        Lines that stand as comments above each proposal.

    Examples
    --------
    >>> proposal = Proposal("Car, park", ("car", "park"), (("r1", "No car park"),), 12)
    >>> print(proposals_toml([proposal], codeframe="general").partition("version = 1")[2].strip())
    [[themes]]
    id = "car-park"
    label = "Car, park"
    definition = "Proposed: clauses that speak of car, park."
    keywords = ["car", "park"]
    examples = ["No car park"]
    """
    used, named = set(taken), {_plain(label) for label in labels}
    tables: list[str] = []
    for place, proposal in enumerate(proposals):
        theme_id = _free_id(proposal.label, used)
        used.add(theme_id)
        label = _free_label(proposal.label, named)
        named.add(_plain(label))
        above = "".join(f"# {_one_line(line)}\n" for line in (remarks[place] if remarks else ()))
        tables.append(above + _table(theme_id, label, proposal))
    return "\n".join([_HEADER.format(codeframe=_one_line(codeframe)), *tables])


def _free_id(label: str, used: set[str]) -> str:
    """Lower-case words and hyphens from a label; numbered where that id is taken."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_STEM].strip("-") or "theme"
    numbered = (f"{stem}-{number}" for number in range(2, len(used) + 3))
    return next(name for name in (stem, *numbered) if name not in used)


def _plain(label: str) -> str:
    return " ".join(label.casefold().split())


def _free_label(label: str, named: set[str]) -> str:
    """Return the label, numbered where it is taken."""
    numbered = (f"{label} ({number})" for number in range(2, len(named) + 3))
    return next(name for name in (label, *numbered) if _plain(name) not in named)


def _one_line(text: str) -> str:
    """Return a text that a TOML comment may hold: one line without control characters."""
    return " ".join("".join(" " if ord(c) < 32 or ord(c) == 127 else c for c in text).split())


def _table(theme_id: str, label: str, proposal: Proposal) -> str:
    words = ", ".join((proposal.names or proposal.keywords)[:DEFINING]) or "no word in common"
    lines = {
        "id": theme_id,
        "label": label,
        "definition": f"Proposed: clauses that speak of {words}.",
        "keywords": list(proposal.keywords),
        "examples": [text for _, text in proposal.quotes],
    }
    return "[[themes]]\n" + "".join(
        f"{key} = {toml_value(value)}\n" for key, value in lines.items()
    )
