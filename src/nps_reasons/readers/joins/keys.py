"""Keys: how an id or address is spelled one way, and which columns join two files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from nps_reasons.errors import UsageError, did_you_mean
from nps_reasons.privacy import address_of
from nps_reasons.readers.facts import Facts
from nps_reasons.readers.names import fold, words_of
from nps_reasons.readers.patterns import rank_of
from nps_reasons.readers.rawtable import NOTHING, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from nps_reasons.readers.rawtable import RawTable

KeyKind = Literal["e-mail", "Salesforce id", "id"]

LEAST_IDENTIFYING: Final = 0.5
_ADDRESS: Final = r"[^@]*[^@\s]@[^@\s][^@]*"
_SALESFORCE: Final = re.compile(r"(?=[^0]{0,2}0)(?=.*[A-Za-z])[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?")
_MOSTLY: Final = 0.9
_ID_NAME: Final = r".*\b(?:ids?|keys?|uuid|guid|no|number|ref|reference|token)"
_BARE: Final = frozenset({"id", "key", "no", "number", "record id", "uuid"})
"""Names that say that a row has an id, and not whose."""
_CUSTOMER: Final = (
    r"\b(?:customer|client|user|member|contact|person|patient|company|account|organi[sz]ation)"
)
_SHORT_NUMBER: Final = r"\d{1,4}"


@dataclass(frozen=True, slots=True)
class Key:
    """The columns that join two files.

    Attributes
    ----------
    left, right
        Name of the column in each file.
    kind
        How its cells are compared.
    power
        How well it identifies rows of the right file: how unique it is there, times the share of
        its values that are found; 0 where none is found.
    """

    left: str
    right: str
    kind: KeyKind
    power: float

    @property
    def note(self) -> str:
        """The choice, in words that follow "is joined on"."""
        named = f'"{self.left}"'
        return named if fold(self.left) == fold(self.right) else f'{named} = "{self.right}"'


def salesforce_id(cell: str) -> str:
    """Return the 15 characters that identify a Salesforce record; their case matters.

    Examples
    --------
    >>> salesforce_id("0035e00000AbCdEAAV")
    '0035e00000AbCdE'
    """
    text = plain_id(cell)
    return text[:15] if len(text) == 18 else text


def plain_id(cell: str) -> str:
    """Return the id without white space around it; "" where the cell says that there is none.

    Examples
    --------
    >>> plain_id(" c1 "), plain_id("n/a")
    ('c1', '')
    """
    text = cell.strip()
    return "" if text.casefold() in NOTHING else text


SPELLINGS: Final[dict[KeyKind, Callable[[str], str]]] = {
    "e-mail": address_of,
    "Salesforce id": salesforce_id,
    "id": plain_id,
}
"""Kind of key to the one spelling of its values; "" is no key."""


def keys_of(cells: pd.Series, kind: KeyKind) -> pd.Series:
    """Return the one spelling of each key, "" where there is none.

    Examples
    --------
    >>> keys_of(pd.Series(["Dana@example.com", "mailto:dana@example.com", " "]), "e-mail").tolist()
    ['dana@example.com', 'dana@example.com', '']
    """
    return _of_distinct(cells, SPELLINGS[kind])


def keys_found(cells: pd.Series, kind: KeyKind, known: Collection[str]) -> pd.Series:
    """Return the key of each cell; of several ids in a cell, the first that is known.

    Examples
    --------
    >>> keys_found(pd.Series(["8002;9999", "7;9999"]), "id", {"9999", "8002"}).tolist()
    ['8002', '9999']
    """
    spell, known = SPELLINGS[kind], frozenset(known)

    def first(cell: str) -> str:
        whole = spell(cell)
        if ";" not in cell or whole in known:
            return whole
        parts = [key for key in map(spell, cell.split(";")) if key]
        return next((key for key in parts if key in known), parts[0] if parts else "")

    return _of_distinct(cells, first)


def _of_distinct(cells: pd.Series, spell: Callable[[str], str]) -> pd.Series:
    codes, distinct = pd.factorize(cells)
    # Arrow gives one cell at a time slowly.
    texts = distinct.to_numpy(dtype=object)
    spelled = pd.array([spell(str(text)) for text in texts], dtype=TEXT)
    return pd.Series(spelled[codes], index=cells.index)


def find_key(left: RawTable, right: RawTable, *, many: bool = False) -> Key | None:
    """Return the key that joins a file about customers to the responses, if there is one.

    Columns of the same name that identify come first; then addresses; then Salesforce ids; then
    ids whose values overlap; then any column of the same name whose values identify. Addresses
    may be found in none of the rows, if there is nothing better.

    Parameters
    ----------
    many
        Many rows of the right file may have the same key.
    """
    search = _Search(left, right, many=many)
    # Each step reads whole columns: it is made where those before it find nothing.
    ladder: tuple[Callable[[], list[Key]], ...] = (
        lambda: search.same_name(_names_an_id_clearly),
        lambda: [key for key in search.of_kind("e-mail") if key.power > 0],
        lambda: search.same_name(_names_an_id),
        lambda: search.of_kind("Salesforce id"),
        search.overlapping,
        lambda: [key for key in search.same_name() if key.power > LEAST_IDENTIFYING],
        lambda: search.of_kind("e-mail"),
    )
    return next((_best(found) for step in ladder if (found := step())), None)


def key_asked(left: RawTable, right: RawTable, wanted: str, *, many: bool = False) -> Key | None:
    """Return the key of which the user named one side, or None where no column is its other side.

    Raises
    ------
    UsageError
        No file has such a column.
    """
    mine, its = _spelled(left, wanted), _spelled(right, wanted)
    if mine is None and its is None:
        known = dict.fromkeys([*left.columns, *right.columns])
        raise UsageError(
            f'{left.name} and {right.name}: there is no column "{wanted}" (--key); '
            f"{did_you_mean(wanted, known)}"
        )
    search = _Search(left, right, many=many)
    if mine is not None and its is not None:
        return search.key(mine, its)
    pairs = search.pairs([mine] if mine else left.columns, [its] if its else right.columns)
    found = [key for key in pairs if key.power > 0]
    return _best(found) if found else None


def _spelled(table: RawTable, wanted: str) -> str | None:
    return next((name for name in table.columns if fold(name) == fold(wanted)), None)


def _best(keys: Iterable[Key]) -> Key:
    """Return the most powerful; of equals the first, in the order of the files."""
    return max(keys, key=lambda key: key.power)


def _names_an_id(name: str) -> bool:
    is_role = any(rank_of(name, role) is not None for role in ("id", "respondent"))
    return is_role or re.fullmatch(_ID_NAME, words_of(name)) is not None


def _names_an_id_clearly(name: str) -> bool:
    return _names_an_id(name) and words_of(name) not in _BARE


def _any_name(_: str) -> bool:
    return True


class _Search:
    """The pairs of columns of two files that may be a key; what columns hold is found once."""

    def __init__(self, left: RawTable, right: RawTable, *, many: bool) -> None:
        self._left, self._right, self._many = left, right, many
        self._facts: dict[tuple[int, str], Facts] = {}
        self._known: dict[tuple[int, str, KeyKind], frozenset[str]] = {}
        self._found: dict[tuple[str, str], Key] = {}

    def same_name(self, fits: Callable[[str], bool] = _any_name) -> list[Key]:
        """Return the keys of columns with a fitting name in both files that find a row."""
        its = {fold(name): name for name in self._right.columns}
        both = [(n, its[fold(n)]) for n in self._left.columns if fold(n) in its and fits(n)]
        return [key for key in (self.key(*pair) for pair in both) if key.power > 0]

    def of_kind(self, kind: KeyKind) -> list[Key]:
        """Return the keys of columns that hold addresses, or Salesforce ids, in both files."""
        mine, its = (
            [name for name in table.columns if _holds(self._of(side, name), kind)]
            for side, table in enumerate((self._left, self._right))
        )
        keys = self.pairs(mine, its)
        return keys if kind == "e-mail" else [key for key in keys if key.power > 0]

    def overlapping(self) -> list[Key]:
        """Return the keys of id columns whose values overlap by more than chance.

        Short numbers overlap wherever rows are counted from 1: they need the name of a person or
        a company.
        """
        mine, its = (
            [name for name in table.columns if _names_an_id(name)]
            for table in (self._left, self._right)
        )
        mine = [
            name
            for name in mine
            if _names_a_customer(name) or self._of(0, name).share(_SHORT_NUMBER) < _MOSTLY
        ]
        return [key for key in self.pairs(mine, its) if key.power >= LEAST_IDENTIFYING]

    def pairs(self, mine: Iterable[str], its: Iterable[str]) -> list[Key]:
        """Return the key of each pair of these columns."""
        others = list(its)
        return [self.key(first, second) for first in mine for second in others]

    def key(self, left: str, right: str) -> Key:
        """Return the key of two columns, compared as what both hold."""
        if (left, right) not in self._found:
            self._found[left, right] = self._key(left, right)
        return self._found[left, right]

    def _key(self, left: str, right: str) -> Key:
        kind = shared_kind(self._of(0, left), self._of(1, right))
        return Key(left, right, kind, self._power(left, right, kind))

    def _power(self, left: str, right: str, kind: KeyKind) -> float:
        """Return how well a key identifies rows of the right file, as `Key.power` says."""
        known = self._keys(1, right, kind)
        asked = self._keys(0, left, kind)
        if any(";" in key for key in asked):
            asked = frozenset(keys_found(self._distinct(0, left), kind, known).tolist()) - {""}
        if not known or not asked:
            return 0.0
        facts = self._of(1, right)
        unique = 1.0 if self._many else facts.distinct / facts.filled
        return unique * len(asked & known) / min(len(asked), len(known))

    def _keys(self, side: int, name: str, kind: KeyKind) -> frozenset[str]:
        if (side, name, kind) not in self._known:
            keys = frozenset(keys_of(self._distinct(side, name), kind).tolist()) - {""}
            self._known[side, name, kind] = keys
        return self._known[side, name, kind]

    def _distinct(self, side: int, name: str) -> pd.Series:
        table = self._right if side else self._left
        return pd.Series(table.cells[name].unique(), dtype=TEXT)

    def _of(self, side: int, name: str) -> Facts:
        if (side, name) not in self._facts:
            table = self._right if side else self._left
            self._facts[side, name] = Facts.of(table.cells[name])
        return self._facts[side, name]


def _names_a_customer(name: str) -> bool:
    return re.search(_CUSTOMER, words_of(name)) is not None


def shared_kind(left: Facts, right: Facts) -> KeyKind:
    """Return how the cells of two columns are compared: as what both hold."""
    kinds: tuple[KeyKind, ...] = ("e-mail", "Salesforce id")
    return next((k for k in kinds if _holds(left, k) and _holds(right, k)), "id")


def _holds(facts: Facts, kind: KeyKind) -> bool:
    """Say whether a column holds keys of a kind."""
    if not facts.filled:
        return False
    if kind == "e-mail":
        return facts.share(_ADDRESS) >= LEAST_IDENTIFYING
    alike = [_SALESFORCE.fullmatch(str(cell)) is not None for cell in facts.cells]
    return float(np.average(alike, weights=facts.counts)) >= _MOSTLY
