"""Which column means what: found by name and content, unless the user has named it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nps_reasons.errors import InputError
from nps_reasons.readers.facts import TableFacts
from nps_reasons.readers.finders import FINDERS, Search
from nps_reasons.readers.names import named
from nps_reasons.readers.patterns import rank_of
from nps_reasons.readers.platforms import GENERIC, Platform, is_machinery
from nps_reasons.readers.segments import segment_columns, unused_notes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.readers.rawtable import RawTable
    from nps_reasons.settings import Settings


@dataclass(frozen=True, slots=True)
class Roles:
    """Name of the column of each role; None where there is none.

    Attributes
    ----------
    reasons
        In the order in which they are joined.
    outcomes
        Which of churned, renewed and value have a column, and which.
    notes
        What was assumed, and which columns were not used.
    """

    score: str
    reasons: tuple[str, ...] = ()
    id: str | None = None
    respondent: str | None = None
    date: str | None = None
    language: str | None = None
    weight: str | None = None
    group: str | None = None
    segments: tuple[str, ...] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """Role to column name, of the roles that were found."""
        single = {
            "score": self.score,
            "reason": " + ".join(self.reasons),
            "date": self.date,
            "id": self.id,
            "respondent": self.respondent,
            "weight": self.weight,
            "language": self.language,
            "group": self.group,
            **self.outcomes,
        }
        return {role: name for role, name in single.items() if name}

    @property
    def read(self) -> set[str]:
        """The columns that responses are made of."""
        single = {role: name for role, name in self.columns.items() if role != "reason"}
        return {*single.values(), *self.reasons, *self.segments}


@dataclass(frozen=True, slots=True)
class Hints:
    """What the joins already know about the columns.

    Attributes
    ----------
    own
        Columns in which score, reason, date and ids are looked for; the others are attributes.
    reasons
        Reason columns of a reasons file.
    response_key
        Column that joined the reasons to the scores.
    segments
        Columns that a join made, to be segments.
    """

    own: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    response_key: str | None = None
    segments: tuple[str, ...] = ()


def find_roles(
    table: RawTable, settings: Settings, hints: Hints, platform: Platform = GENERIC
) -> Roles:
    """Give each role its column: the one the user names, else the platform's, else one that fits.

    Raises
    ------
    UsageError
        A column that the settings name does not exist.
    InputError
        No column can be the score.
    """
    facts = TableFacts(table.cells)
    found, reasons, segments = _asked(table, settings)
    outcomes = _outcomes(table, settings)
    segments = tuple(name for name in (*segments, *hints.segments) if name not in outcomes.values())
    reasons = reasons or hints.reasons
    search = Search([], facts, table.labels)
    _add_known(found, platform.roles(table), taken=(*reasons, *segments), has_reasons=bool(reasons))
    usable = [
        name
        for name in table.columns
        if not is_machinery(name, platform) and name not in outcomes.values()
    ]
    of_answers = set(hints.own)
    own = [name for name in usable if name in of_answers]
    _give_out(found, search, own=own, reasons=reasons, segments=segments)
    if "score" not in found:
        if platform.kind == "survey":
            _refuse_groups_alone(table, found.get("group"))
        raise InputError(
            f"{table.name}: no column looks like the score; it has "
            f"{table.told_columns}; name it with --score-column{_of_another_kind(platform)}"
        )
    if "reason" in found:
        reasons = (found.pop("reason"),)
    if not reasons:
        search.notes.append("No column holds a reason: only the score is analysed.")
    _settle_ids(found, search, hints)
    taken = {*found.values(), *reasons}
    free = [name for name in usable if name not in taken]
    segments, unused = segment_columns(
        facts, free=free, asked=segments, only=bool(settings.input.segment_columns)
    )
    return Roles(
        score=found["score"],
        reasons=reasons,
        id=found.get("id"),
        respondent=found.get("respondent"),
        date=found.get("date"),
        language=found.get("language"),
        weight=found.get("weight"),
        group=found.get("group"),
        segments=segments,
        outcomes=outcomes,
        notes=(*search.notes, *unused_notes(unused, facts)),
    )


def _asked(
    table: RawTable, settings: Settings
) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """Return the columns that the settings name: of single roles, of reasons, of segments."""
    wanted, where = settings.input, table.name
    single = {
        "score": (wanted.score_column, "--score-column"),
        "id": (wanted.id_column, "--id-column"),
        "respondent": (
            wanted.respondent_column or settings.drivers.cluster,
            "--respondent-column" if wanted.respondent_column else "[drivers] cluster",
        ),
        "date": (wanted.date_column, "--date-column"),
        "weight": (settings.drivers.weight, "[drivers] weight"),
    }
    several = {
        "--reason-column": wanted.reason_columns,
        "--segment-column": wanted.segment_columns,
        "[drivers] segments": settings.drivers.segments or (),
    }
    roles = {
        role: named(name, table.columns, where=where, flag=flag)
        for role, (name, flag) in single.items()
        if name
    }
    reasons, asked, modelled = (
        [named(name, table.columns, where=where, flag=flag) for name in names]
        for flag, names in several.items()
    )
    return roles, tuple(dict.fromkeys(reasons)), tuple(dict.fromkeys(asked + modelled))


def _outcomes(table: RawTable, settings: Settings) -> dict[str, str]:
    """Return the columns of the outcomes that the settings name."""
    return {
        outcome: named(name, table.columns, where=table.name, flag=f"[outcomes] {outcome}")
        for outcome, name in settings.outcomes
        if name is not None
    }


def _of_another_kind(platform: Platform) -> str:
    """Say what to do with a file that is no survey."""
    if platform.kind not in ("customers", "tickets"):
        return ""
    return (
        f", or give this file with --attributes beside a survey: it looks like {platform.title}, "
        f"which is about {platform.kind}"
    )


def _add_known(
    found: dict[str, str], known: Mapping[str, str], *, taken: Sequence[str], has_reasons: bool
) -> None:
    """Add the columns that the platform knows, unless the user gave them or their role away."""
    if found.get("score", known.get("score")) != known.get("score"):
        known = {role: name for role, name in known.items() if role != "group"}
    used = {*found.values(), *taken}
    for role, name in known.items():
        if role not in found and name not in used and not (role == "reason" and has_reasons):
            found[role] = name


def _give_out(
    found: dict[str, str],
    search: Search,
    *,
    own: Sequence[str],
    reasons: Sequence[str],
    segments: Sequence[str],
) -> None:
    """Find the roles that nobody has named, each among the columns that are still free."""
    for role, find in FINDERS.items():
        if role in found or (role == "reason" and reasons):
            continue
        taken = {*found.values(), *reasons, *segments}
        search.free = [name for name in own if name not in taken]
        name = find(search)
        if name is not None:
            found[role] = name


def _settle_ids(found: dict[str, str], search: Search, hints: Hints) -> None:
    """Make a column of ids that repeat the respondent's; let the key of a join be the id."""
    id_ = found.get("id") or hints.response_key
    if id_ and not search.facts[id_].is_unique:
        found.pop("id", None)
        repeats = f'"{id_}" repeats'
        if found.setdefault("respondent", id_) == id_:
            search.notes.append(f"{repeats}: it is read as the id of the respondent.")
        else:
            search.notes.append(f"{repeats}: it is not used as the id of the response.")
        id_ = None
    id_ = id_ or _respondents_who_answered_once(found.get("respondent"), search)
    if id_:
        found["id"] = id_


def _respondents_who_answered_once(name: str | None, search: Search) -> str | None:
    """Return the column of respondents where it identifies each response as well."""
    if name is None or rank_of(name, "respondent") != 0:
        return None
    facts = search.facts[name]
    return name if facts.is_unique and facts.filled == facts.rows else None


def _refuse_groups_alone(table: RawTable, group: str | None) -> None:
    if group is None:
        return
    raise InputError(
        f'{table.name}: column "{group}" has groups (promoter, passive, detractor) and no column '
        "looks like the score: groups alone cannot give scores; export the scores as well, or name "
        "their column with --score-column"
    )


def reason_column(table: RawTable, *, key: str) -> str | None:
    """Return the reason column of a table, if it has one."""
    free = [name for name in table.columns if name != key]
    return FINDERS["reason"](Search(free, TableFacts(table.cells), table.labels))


def required_reason_column(table: RawTable, *, key: str) -> str:
    """Return the reason column of a file of reasons; it may be the only column beside the key.

    Raises
    ------
    InputError
        No column holds text.
    """
    found = reason_column(table, key=key)
    if found is None and len(table.columns) == 2:
        found = next(name for name in table.columns if name != key)
    if found is None:
        raise InputError(
            f"{table.name}: no column looks like the reason; it has {table.told_columns}; "
            "name it with --reason-column"
        )
    return found


def date_column(table: RawTable) -> str | None:
    """Return the date column of a table, if it has one."""
    return FINDERS["date"](Search(table.columns, TableFacts(table.cells), table.labels))
