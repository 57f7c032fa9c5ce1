"""Who answered: how often each respondent counts, and hashes in the place of addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.periods import periods_of
from nps_reasons.privacy import address_of, keyed_hash, without_addresses
from nps_reasons.readers.joins.coverage import coverage_of
from nps_reasons.readers.joins.keys import SPELLINGS
from nps_reasons.schema import QUARANTINE
from nps_reasons.text.redact import redact
from nps_reasons.words import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from nps_reasons.privacy import Secret
    from nps_reasons.readers import Coverage, FileCount, Profile, RawReading
    from nps_reasons.settings import Settings

EARLIER: Final = "an earlier response of the same respondent in the same period; the latest counts"

EMAIL: Final = "[EMAIL]"
"""Stands for an address in quarantine and in notes."""

_LIKE_A_NAME: Final = re.compile(r"[^\W\d_]{2}[ ,]{1,3}[^\W\d_]{2}")
"""Two words: no id has them, but a name has."""

_TOLD: Final = ("value", "reason")
"""Columns of the quarantine in which an address may stand."""

_PHONE_BEGINS: Final = ("+", "0", "(")
"""Respondents that begin otherwise are ids, of which there may be millions."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The responses that count, with their periods.

    Attributes
    ----------
    people
        Respondent of each response, spelled one way; missing where there is none.
    is_key
        Whether the respondents are the key of a file about customers.
    keys
        Columns that are such a key, as they are called in any file.
    """

    responses: pd.DataFrame
    people: pd.Series
    is_key: bool
    keys: frozenset[str]
    quarantine: pd.DataFrame
    profile: Profile
    counts: tuple[FileCount, ...]
    coverage: tuple[Coverage, ...]


def counted_responses(found: RawReading, settings: Settings) -> Counted:
    """Set the periods; of a respondent's responses in one keep the latest, if so wanted."""
    times, by = found.responses["responded_at"], settings.periods
    responses = found.responses.assign(period=periods_of(times, by.by, by.timezone))
    people, is_key = _people(found)
    all_ = Counted(
        responses,
        people,
        is_key,
        frozenset(found.join_keys),
        found.quarantine,
        found.profile,
        found.counts,
        found.coverage,
    )
    counted = all_
    if settings.input.repeats == "latest":
        counted = _without_earlier(all_, found.places)
    notes = (*found.profile.notes, *_repeat_notes(all_, counted))
    profile = replace(found.profile, notes=notes)
    return replace(counted, profile=profile)


def _people(found: RawReading) -> tuple[pd.Series, bool]:
    """Return the respondents spelled one way, and whether they are the key of a join."""
    if "respondent_id" not in found.responses:
        return pd.Series(pd.NA, index=found.responses.index, dtype="string"), False
    kind = found.join_keys.get(found.profile.columns["respondent"])
    spell = SPELLINGS[kind or "id"]
    given = found.responses["respondent_id"]
    spelled = _changed(given, lambda value: _spelled(value) or spell(value) or value)
    return spelled, kind is not None


def _spelled(value: str) -> str:
    return address_of(value) or (value.strip().casefold() if "@" in value else "")


def _without_earlier(given: Counted, places: pd.DataFrame) -> Counted:
    """Set aside the responses that another of the same respondent and period follows."""
    earlier = earlier_in_period(given.responses, given.people)
    if not earlier.any():
        return given
    aside = places.loc[earlier, ["source", "row"]].assign(
        column=given.profile.columns["respondent"],
        value=given.people[earlier],
        reason=EARLIER,
    )
    lost = aside["source"].value_counts()
    counts = tuple(
        replace(count, kept=count.kept - n, quarantined=count.quarantined + n)
        for count in given.counts
        for n in [int(lost.get(count.source, 0))]
    )
    responses = given.responses[~earlier].reset_index(drop=True)
    marks = places[~earlier].reset_index(drop=True)
    return replace(
        given,
        responses=responses,
        people=given.people[~earlier].reset_index(drop=True),
        quarantine=QUARANTINE.check(pd.concat([given.quarantine, aside])),
        counts=counts,
        coverage=tuple(coverage_of(c.source, c.key, responses, marks) for c in given.coverage),
    )


def earlier_in_period(responses: pd.DataFrame, people: pd.Series) -> pd.Series:
    """Say which responses are followed by another of the same respondent in the same period.

    Of responses at the same time, the one with the larger id counts; 10 is larger than 9.

    Parameters
    ----------
    responses
        With `response_id`, `responded_at` and `period`.
    people
        Respondent of each, spelled one way; missing where there is none.

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": ["9", "10", "11"], "period": "all"})
    >>> responses["responded_at"] = pd.Series(pd.NaT, index=range(3), dtype="datetime64[us, UTC]")
    >>> earlier_in_period(responses, pd.Series(["dana", "dana", None])).tolist()
    [True, False, False]
    """
    known = responses.loc[people.notna(), ["response_id", "responded_at", "period"]]
    known = known.assign(person=people[people.notna()])
    ranks = {id_: i for i, id_ in enumerate(sorted(known["response_id"], key=_natural))}
    order = known.assign(natural=known["response_id"].map(ranks)).sort_values(
        ["responded_at", "natural"], na_position="first"
    )
    earlier = order.duplicated(["person", "period"], keep="last")
    return earlier.reindex(responses.index, fill_value=False)


def _natural(id_: str) -> tuple[list[tuple[int, str]], str]:
    """Return what sorts ids with numbers in them as people do."""
    parts = re.split(r"([0-9]+)", id_)
    return [(int(p), "") if i % 2 else (-1, p) for i, p in enumerate(parts)], id_


def _repeat_notes(read: Counted, counted: Counted) -> tuple[str, ...]:
    """Say how many respondents there are, and how many of their responses count."""
    n, m = int(read.people.notna().sum()), read.people.nunique()
    if not n:
        return ()
    nobody = len(read.people) - n
    of = f"{count(n, 'response')} of {count(m, 'respondent')}"
    of += f" ({nobody:,} more without a respondent)" if nobody else ""
    earlier = len(read.people) - len(counted.people)
    if earlier:
        return (f"{of}; of each in a period the latest counts, {earlier:,} were set aside.",)
    more = '; all count ([input] repeats = "latest" keeps one a period).' if n > m else "."
    return (of + more,)


def without_names(given: Counted, secret: Secret, *, redacting: bool = True) -> Counted:
    """Replace addresses, and respondents that are keys of a join, by keyed hashes.

    Response ids that are spellings of one address stay as different as they were.

    Parameters
    ----------
    redacting
        Whether telephone numbers, cards and accounts are replaced too, in segments by hashes and
        in the quarantine by what they are.
    """
    responses, columns = given.responses, given.profile.columns
    id_is_key = given.is_key and columns.get("id") == columns["respondent"]
    ids = _hashed(responses["response_id"], secret, every=id_is_key)
    hashed = responses.assign(response_id=ids)
    if "respondent_id" in responses:
        people = given.people
        if redacting and not given.is_key:
            people = _without_phones(people, secret)
        people = _hashed(people, secret, every=given.is_key)
        hashed = hashed.assign(respondent_id=people)
    hashed = hashed.assign(
        **{
            name: without_addresses(hashed[name], lambda text: keyed_hash(_spelled(text), secret))
            for name in given.profile.segments
        }
    )
    if redacting:
        hashed = hashed.assign(
            **{name: _without_numbers(hashed[name], secret) for name in given.profile.segments}
        )
    notes = without_addresses(pd.Series(given.profile.notes, dtype="string"), lambda _: EMAIL)
    changed = not hashed.equals(responses)
    told = (*notes, *((secret.note,) if changed and not secret.is_set else ()))
    return replace(
        given,
        responses=hashed,
        quarantine=_masked_quarantine(given, secret, redacting=redacting),
        profile=replace(given.profile, notes=told),
    )


def _hashed(values: pd.Series, secret: Secret, *, every: bool = False) -> pd.Series:
    """Return the values with hashes for addresses and names of people, or for every one."""

    def hidden(value: str) -> str:
        names_a_person = every or "@" in value or _LIKE_A_NAME.search(value)
        return keyed_hash(value, secret) if names_a_person else value

    return _changed(values, hidden)


def _without_phones(people: pd.Series, secret: Secret) -> pd.Series:
    """Return respondents with hashes for those that are telephone numbers."""
    may_be = people.str.startswith(_PHONE_BEGINS).fillna(value=False).astype(bool)
    return (
        people.where(~may_be, _without_numbers(people[may_be], secret)) if any(may_be) else people
    )


def _without_numbers(values: pd.Series, secret: Secret) -> pd.Series:
    """Return values with hashes for those that hold a telephone number, a card or an account."""
    return _changed(values, lambda v: keyed_hash(v, secret) if redact(v).counts else v)


def _changed(values: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Return the values as `change` makes them; each different one is changed once."""
    changed = {value: change(value) for value in values.dropna().unique()}
    return values.map(changed).astype("string")


def _masked_quarantine(given: Counted, secret: Secret, *, redacting: bool) -> pd.DataFrame:
    """Return the quarantine with hashes for keys of customers, and without personal data."""
    table = given.quarantine
    texts = masked(table, redacting=redacting)
    is_key = table["column"].isin(given.keys) & table["value"].notna()
    keys = _changed(
        table["value"].where(is_key), lambda v: keyed_hash(_spelled(v) or v.strip(), secret)
    )
    texts["value"] = texts["value"].mask(is_key, keys)
    return QUARANTINE.check(table.assign(**texts))


def masked(quarantine: pd.DataFrame, *, redacting: bool = True) -> dict[str, pd.Series]:
    """Return the texts of a quarantine without addresses, nor other personal data if so wanted."""
    texts = {name: without_addresses(quarantine[name], lambda _: EMAIL) for name in _TOLD}
    if redacting:
        texts["value"] = _changed(texts["value"], lambda value: redact(value).text)
    return texts
