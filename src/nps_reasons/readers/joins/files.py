"""All files of a survey as one table: the reasons first, then every file that a key leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nps_reasons.errors import UsageError, did_you_mean
from nps_reasons.readers.joins.attributes import join_attributes
from nps_reasons.readers.joins.join import Joined, join_reasons, no_key
from nps_reasons.readers.joins.keys import Key, find_key, key_asked
from nps_reasons.readers.joins.tickets import join_tickets
from nps_reasons.readers.names import fold, words_of
from nps_reasons.readers.platforms import READERS, is_machinery

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from nps_reasons.readers.cells.dates import DateRules
    from nps_reasons.readers.inputs import Inputs
    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.settings import Settings


class FileJoiner:
    """Joins the files of a survey to the rows of the scores, in whichever order makes keys known.

    Parameters
    ----------
    times_of
        Finds when each response of a table was given; asked only where a file has tickets.
    rules
        How dates of the other files are read.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        times_of: Callable[[RawTable], pd.Series | None],
        rules: DateRules,
    ) -> None:
        self._settings, self._times_of, self._rules = settings, times_of, rules

    def join(self, inputs: Inputs, table: RawTable) -> tuple[RawTable, list[Joined]]:
        """Return the rows of the scores with the columns of all other files, and the joins.

        Raises
        ------
        UsageError
            A file has no key that leads to it.
        """
        self._require_key_somewhere(inputs, table)
        joins: list[Joined] = []
        if inputs.reasons is not None:
            joins.append(self._reasons(table, inputs.reasons))
            table = joins[-1].table
        waiting = list(inputs.attributes)
        while waiting:
            chosen = self._next(table, waiting, is_first=not joins)
            if chosen is None:
                raise self._unreachable(table, waiting[0][1])
            i, key = chosen
            joins.append(self._customers(table, *waiting.pop(i), key))
            table = joins[-1].table
        return self._without_ids(table, inputs, joins), joins

    def _without_ids(self, table: RawTable, inputs: Inputs, joins: list[Joined]) -> RawTable:
        """Return the table without the ids that customer files brought: no id is a segment."""
        known = {fold(name) for name in (*inputs.answers.columns, *_asked(self._settings))}
        known |= {fold(join.key) for join in joins}
        ids = {
            name
            for profile, right in inputs.attributes
            if READERS[profile].kind == "customers"
            for name in right.columns
            if words_of(name).split()[-1:] in (["id"], ["ids"]) and fold(name) not in known
        }
        return table.dropping([name for name in table.columns if name in ids])

    def _reasons(self, table: RawTable, reasons: RawTable) -> Joined:
        given = self._settings.input
        return join_reasons(
            table, reasons, key=given.key, columns=given.reason_columns, zone=self._rules.zone
        )

    def _next(
        self, table: RawTable, waiting: list[tuple[str, RawTable]], *, is_first: bool
    ) -> tuple[int, Key] | None:
        """Return the first file whose key finds a row; where none does, the first with a key."""
        keys = [self._key(table, *each, alone=is_first and len(waiting) == 1) for each in waiting]
        known = [(i, key) for i, key in enumerate(keys) if key is not None]
        return next((pair for pair in known if pair[1].power > 0), known[0] if known else None)

    def _key(self, table: RawTable, profile: str, right: RawTable, *, alone: bool) -> Key | None:
        """Return the key that was asked for, where a column has its name; else the one found.

        One --key cannot be that of the reasons and of each file: it may be any one's.
        """
        wanted = self._settings.input.key
        is_many = READERS[profile].kind == "tickets"
        names = {fold(name) for name in right.columns}
        if wanted is not None and (alone or fold(wanted) in names):
            return key_asked(table, right, wanted, many=is_many)
        return find_key(table, right, many=is_many)

    def _require_key_somewhere(self, inputs: Inputs, table: RawTable) -> None:
        wanted, others = self._settings.input.key, [right for _, right in inputs.attributes]
        if wanted is None or len(others) < 2:
            return
        names = dict.fromkeys([*table.columns, *(n for right in others for n in right.columns)])
        if fold(wanted) not in {fold(name) for name in names}:
            raise UsageError(
                f'{table.name}: there is no column "{wanted}" (--key), nor in the files that are '
                f"to be joined; {did_you_mean(wanted, names)}"
            )

    def _unreachable(self, table: RawTable, right: RawTable) -> UsageError:
        wanted = self._settings.input.key
        if wanted is None or fold(wanted) in {fold(name) for name in right.columns}:
            return no_key(table, right)
        return UsageError(
            f'{right.name}: there is no column "{wanted}" (--key), nor one with the same values; '
            f"{did_you_mean(wanted, right.columns)}"
        )

    def _customers(self, table: RawTable, profile: str, right: RawTable, key: Key) -> Joined:
        platform = READERS[profile]
        if platform.kind == "tickets":
            times, roles = self._times_of(table), platform.roles(right)
            return join_tickets(table, right, key=key, times=times, roles=roles, rules=self._rules)
        asked = {fold(name) for name in _asked(self._settings)}
        return join_attributes(
            table,
            right,
            key=key,
            zone=self._rules.zone,
            is_needed=lambda name: fold(name) in asked or not is_machinery(name, platform),
        )


def _asked(settings: Settings) -> tuple[str, ...]:
    """Return the columns that the settings name, of whatever file."""
    outcomes = settings.outcomes
    named = (outcomes.churned, outcomes.renewed, outcomes.value, settings.drivers.weight)
    return (
        *settings.input.segment_columns,
        *(settings.drivers.segments or ()),
        *(name for name in named if name is not None),
    )
