"""Joining a help desk's tickets: what happened to a customer before each response, as segments.

A customer has many tickets: they are counted per response first, so that the join adds no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.readers.cells.dates import parse_dates
from nps_reasons.readers.joins.coverage import marked
from nps_reasons.readers.joins.join import Joined
from nps_reasons.readers.joins.keys import Key, keys_found, keys_of
from nps_reasons.readers.names import fold, tidy, unique_beside
from nps_reasons.readers.rawtable import TEXT, problems_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nps_reasons.readers.cells.dates import DateRules
    from nps_reasons.readers.rawtable import RawTable

DAYS: Final = 90
"""Tickets created so many days before a response count."""

NO_TICKET: Final = "no ticket"
_MOST_GROUPS: Final = 12
_MOST_PAIRS: Final = 1_000_000
_OPEN: Final = (
    r"(?:new|(?:re-?)?opened|(?:re-?)?open|pending.*|on[- ]?hold|hold|waiting.*|in progress|active)"
)
_BAD: Final = (
    r"(?:bad|poor|awful|terrible|negative|dissatisfied|unsatisfied|not satisfied|unhappy).*"
)
_NEVER: Final = r"(?:0|no|false|n|)"


@dataclass(frozen=True, slots=True)
class _Tickets:
    """The tickets that can be placed in time.

    Attributes
    ----------
    table
        The file without the tickets that cannot.
    facts
        One row per ticket, with the index of `table`: `key`, `created` and `solved` (UTC), flags
        `open`, `bad` and `reopened`, and the text `group`.
    told
        Which of the flags, and whether the group, the file tells.
    """

    table: RawTable
    facts: pd.DataFrame
    told: frozenset[str]


def join_tickets(
    responses: RawTable,
    tickets: RawTable,
    *,
    key: Key,
    times: pd.Series | None,
    roles: Mapping[str, str],
    rules: DateRules,
) -> Joined:
    """Add what the tickets say of the time before each response.

    The new columns are `tickets_90_days` ("0", "1", "2+"), `open_ticket`, `bad_rating_90_days` and
    `reopened_90_days` (yes, no), and `ticket_group` of the latest ticket. Tickets that were created
    after the response do not count; where a response has no date, all tickets of its customer do.

    Parameters
    ----------
    times
        When each response was given; None where the survey has no dates.
    roles
        Role of a ticket's column to its name, as `platforms.tickets.roles` gives them.
    """
    read = _read_tickets(tickets, key, roles, rules)
    keys = keys_found(responses.cells[key.left], key.kind, set(read.facts["key"].tolist()))
    if times is None:
        times = pd.Series(pd.NaT, index=keys.index, dtype="datetime64[us, UTC]")
    columns, used = _columns_and_tickets(keys, times, read)
    # What is the same for every response tells nothing.
    columns = columns[[name for name in columns if _varies(columns[name])]]
    taken = [fold(name) for name in responses.columns]
    names = tuple(unique_beside(taken, map(str, columns)))
    columns = columns.set_axis(list(names), axis="columns")
    table = responses.with_cells({name: columns[name] for name in names})
    table = marked(table, tickets.name, keys=keys, found=keys.isin(read.facts["key"]))
    table = table.noting(*_notes(read, key, keys=keys, times=times, used=used), _note_on(names))
    return Joined(table, read.table, key.left, (), used, key.kind, names, key.right)


def _read_tickets(
    tickets: RawTable, key: Key, roles: Mapping[str, str], rules: DateRules
) -> _Tickets:
    """Read times, flags and groups; set tickets aside whose time of creation cannot be read."""
    created = parse_dates(tickets.cells[roles["created"]], rules, column=roles["created"])
    missing = created.times.isna() & created.problems.isna()
    faults = created.problems.mask(missing, "time of creation is missing").dropna()
    if len(faults):
        values = tickets.cells.loc[faults.index, roles["created"]]
        times = created.times.drop(faults.index).reset_index(drop=True)
        tickets = tickets.without(problems_table(values, faults, column=roles["created"]))
    else:
        times = created.times
    facts = pd.DataFrame({"key": keys_of(tickets.cells[key.right], key.kind), "created": times})
    facts = facts.assign(
        solved=_solved(tickets, roles, rules),
        open=_is(tickets, roles.get("status"), _OPEN),
        bad=_is(tickets, roles.get("rating"), _BAD),
        reopened=_reopened(tickets, roles),
        group=_groups(tickets, roles),
    )
    told = {role for role in ("status", "solved", "rating", "reopened") if role in roles}
    told |= {"group"} if 2 <= facts["group"].nunique() <= _MOST_GROUPS else set()
    return _Tickets(tickets.noting(*created.notes), facts, frozenset(told))


def _solved(tickets: RawTable, roles: Mapping[str, str], rules: DateRules) -> pd.Series:
    """Return when each ticket was solved; a time that cannot be read is missing."""
    if "solved" not in roles:
        return pd.Series(pd.NaT, index=tickets.cells.index, dtype="datetime64[us, UTC]")
    return parse_dates(tickets.cells[roles["solved"]], rules, column=roles["solved"]).times


def _is(tickets: RawTable, column: str | None, pattern: str) -> pd.Series:
    """Say in which rows a column has a pattern, whatever the case."""
    if column is None:
        return pd.Series(data=False, index=tickets.cells.index)
    cells = tickets.cells[column].str.strip().str.casefold()
    return cells.str.fullmatch(pattern).astype(bool)


def _reopened(tickets: RawTable, roles: Mapping[str, str]) -> pd.Series:
    if "reopened" not in roles:
        return pd.Series(data=False, index=tickets.cells.index)
    return ~_is(tickets, roles["reopened"], _NEVER)


def _groups(tickets: RawTable, roles: Mapping[str, str]) -> pd.Series:
    """Return the group of each ticket; of a file without groups, the first tag."""
    column = roles.get("group") or roles.get("tags")
    if column is None:
        return pd.Series("", index=tickets.cells.index, dtype=TEXT)
    cells = tickets.cells[column]
    first = cells if "group" in roles else cells.str.split(r"[,;]", regex=True).str[0]
    return first.map(lambda cell: tidy(str(cell)).strip('"')).astype(TEXT)


def _columns_and_tickets(
    keys: pd.Series, times: pd.Series, read: _Tickets
) -> tuple[pd.DataFrame, int]:
    """Return the new columns, and how many tickets came before a response of their customer."""
    per_response = keys.map(read.facts["key"].value_counts()).fillna(0)
    # Large accounts have many responses and many tickets: their pairs are not all in memory.
    chunk = (per_response.cumsum() // _MOST_PAIRS).to_numpy()
    parts, used = [], set()
    for _, some in keys.groupby(chunk):
        pairs = _before(some, times, read.facts)
        parts.append(_columns(pairs, some, read.told))
        used.update(pairs["ticket"].unique().tolist())
    return pd.concat(parts), len(used)


def _before(keys: pd.Series, times: pd.Series, facts: pd.DataFrame) -> pd.DataFrame:
    """Return a row per response and ticket that came before it, the latest ticket last."""
    asked = pd.DataFrame({"key": keys, "time": times[keys.index], "response": keys.index})
    known = facts[facts["key"] != ""].assign(ticket=lambda t: t.index)
    pairs = asked.merge(known, on="key", how="inner", validate="m:m")
    pairs = pairs[pairs["time"].isna() | (pairs["created"] <= pairs["time"])]
    recent = pairs["time"].isna() | (pairs["created"] > pairs["time"] - pd.Timedelta(days=DAYS))
    still = pairs["solved"].isna() | (pairs["time"].notna() & (pairs["solved"] > pairs["time"]))
    # Without a status only the end tells; with one, a ticket that is closed without a time is.
    unsolved = pairs["open"] | (still & pairs["solved"].notna())
    pairs = pairs.assign(recent=recent, unsolved=unsolved, endless=pairs["solved"].isna())
    return pairs.sort_values(["response", "created", "group", "ticket"], ignore_index=True)


def _columns(pairs: pd.DataFrame, keys: pd.Series, told: frozenset[str]) -> pd.DataFrame:
    """Return the new columns, a row per response; empty where a response has no key."""
    recent = pairs[pairs["recent"]]
    counts = recent.groupby("response").size().reindex(keys.index, fill_value=0).to_numpy()
    unsolved = pairs["unsolved"] if "status" in told else pairs["unsolved"] | pairs["endless"]
    columns = {"tickets_90_days": np.select([counts == 0, counts == 1], ["0", "1"], "2+")}
    if told & {"status", "solved"}:
        columns["open_ticket"] = _yes_no(pairs.loc[unsolved, "response"], keys)
    if "rating" in told:
        columns["bad_rating_90_days"] = _yes_no(recent.loc[recent["bad"], "response"], keys)
    if "reopened" in told:
        columns["reopened_90_days"] = _yes_no(recent.loc[recent["reopened"], "response"], keys)
    if "group" in told:
        latest = pairs.drop_duplicates("response", keep="last").set_index("response")["group"]
        columns["ticket_group"] = latest.reindex(keys.index).fillna(NO_TICKET).to_numpy()
    table = pd.DataFrame(columns, index=keys.index).astype(TEXT)
    return table.mask(keys == "", "")


def _yes_no(responses: pd.Series, keys: pd.Series) -> NDArray[np.str_]:
    return np.where(keys.index.isin(responses), "yes", "no")


def _varies(cells: pd.Series) -> bool:
    return len(set(cells) - {""}) > 1


def _note_on(names: tuple[str, ...]) -> str:
    if not names:
        return "No ticket tells responses apart: tickets make no segment."
    return (
        f"What tickets say of the {DAYS} days before a response ({', '.join(names)}) lies on the "
        "way from the service to the score: the driver model does not adjust for it unless "
        "[drivers] segments names it."
    )


def _notes(read: _Tickets, key: Key, *, keys: pd.Series, times: pd.Series, used: int) -> list[str]:
    """Say how many tickets count, and why the others do not."""
    name, rows = read.table.name, read.facts
    theirs = int((rows["key"].isin(keys) & (rows["key"] != "")).sum())
    notes = [
        f"{name} is joined on {key.note}: {used:,} of its {len(rows):,} tickets were created "
        f"before a response of their customer; {theirs - used:,} came after the last one, and "
        f"{len(rows) - theirs:,} belong to no response.",
    ]
    undated = int((times.isna() & keys.isin(rows["key"]) & (keys != "")).sum())
    if undated:
        notes.append(
            f"{undated:,} responses with tickets have no date: all tickets of their customers "
            "count for them."
        )
    return notes
