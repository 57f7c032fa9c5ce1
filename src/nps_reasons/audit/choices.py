"""What a coder chooses from: themes with label and id, signs, and the way back to ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from nps_reasons.audit.cells import shown
from nps_reasons.errors import did_you_mean
from nps_reasons.labelled import folded
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nps_reasons.labelled import Sign
    from nps_reasons.themes.codeframe import Codeframe, Theme

NO_THEME: Final = "(none)"
"""Says: coded, and no theme of the codeframe."""


def choice(theme: Theme) -> str:
    """Return a theme as the drop-down shows it: its label, and its id in brackets."""
    return shown(f"{' '.join(theme.label.split())} ({theme.id})")


def choices(frame: Codeframe) -> list[str]:
    """Return what the drop-down of themes offers, in the order of the codeframe."""
    return [NO_THEME, *(choice(theme) for theme in frame.active)]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A cell that names no theme, or more than one, and what to do."""

    message: str


@dataclass(frozen=True)
class Named:
    """The themes of a codeframe by all that a coder may write for them.

    Examples
    --------
    >>> from nps_reasons.themes.codeframe import general_codeframe
    >>> named = named_of(general_codeframe())
    >>> named.theme("Billing and payment (billing)"), named.theme("BILLING"), named.theme("(none)")
    ('billing', 'billing', None)
    >>> named.theme("biling").message
    'no theme "biling"; did you mean "billing"?'
    """

    ids: Mapping[str, Sequence[str]]
    known: tuple[str, ...] = field(repr=False)

    def theme(self, cell: str) -> str | Unknown | None:
        """Return the id that a cell names; None where it says that no theme fits."""
        found = self.ids.get(folded(cell), ())
        if len(found) == 1:
            return found[0] or None
        if found:
            several = " or ".join(f'"{theme}"' for theme in found)
            return Unknown(f'"{_short(cell)}" is the label of several themes; write {several}')
        near = get_close_matches(folded(cell), self.known, n=1)
        hint = f'did you mean "{near[0]}"?' if near else "choose one from the drop-down"
        return Unknown(f'no theme "{_short(cell)}"; {hint}')


def named_of(frame: Codeframe) -> Named:
    """Return the themes of a codeframe by label with id, by id and by label.

    An id wins over a label that reads the same.
    """
    ids: dict[str, list[str]] = {}
    for theme in frame.active:
        ids.setdefault(folded(shown(theme.label)), []).append(theme.id)
    by_id = {folded(theme.id): [theme.id] for theme in frame.active}
    by_choice = {folded(choice(theme)): [theme.id] for theme in frame.active}
    nothing = {folded(NO_THEME): [""]} | ({} if "none" in (ids | by_id) else {"none": [""]})
    known = (*by_id, *ids, NO_THEME)
    return Named(ids | by_id | by_choice | nothing, known)


def sign_of(cell: str) -> Sign | Unknown:
    """Return the sign that a cell names, whatever its case.

    Examples
    --------
    >>> sign_of("Positive "), sign_of("postive").message
    ('positive', 'no sign "postive"; did you mean "positive"?')
    """
    for sign in SIGNS:
        if folded(cell) == sign:
            return sign
    return Unknown(f'no sign "{_short(cell)}"; {did_you_mean(cell, SIGNS)}')


_SHOWN: Final = 60


def _short(cell: str) -> str:
    plain = " ".join(cell.split())
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}..."


def told(words: Iterable[str]) -> str:
    """List words that a sentence names, the first few of them."""
    some = list(words)
    return ", ".join(some[:_NAMED]) + (", ..." if len(some) > _NAMED else "")


_NAMED: Final = 5
