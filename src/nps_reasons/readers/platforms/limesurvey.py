"""LimeSurvey: headers as codes, as questions or as both; dates that were not stored."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nps_reasons.readers.facts import Facts
from nps_reasons.readers.names import words_of
from nps_reasons.readers.patterns import best_rank, rank_of
from nps_reasons.readers.platforms.platform import Platform, first_filled, known_roles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.readers.rawtable import RawTable

_NAMES: Final = {
    "id": r"id|response id|antwort id|id de la réponse|id de (?:la )?respuesta"
    r"|id (?:della )?risposta|id da resposta|antwoord id",
    "submitdate": r"submitdate|date submitted|datum abgeschickt|abgeschickt am|date de soumission"
    r"|fecha de envío|data (?:di |d )?invio|data de envio|datum (?:ingediend|ingevuld|verzonden)",
    "lastpage": r"lastpage|last page|letzte seite|dernière page|última página|ultima pagina"
    r"|laatste pagina",
    "startlanguage": r"startlanguage|start language|start ?sprache|langue de (?:départ|démarrage)"
    r"|(?:lenguaje|idioma) inicial|lingua iniziale|(?:língua|linguagem) inicial|begin ?taal"
    r"|start ?taal",
    "seed": r"seed|zufalls(?:generator)?startwert|tête de série|graine|semilla|seme|semente",
    "token": r"token|access code|zugangs(?:code|schlüssel)|code d accès|código de acceso"
    r"|codice di accesso|código de acesso|toegangscode",
    "startdate": r"startdate|date started|datum gestartet|date de (?:lancement|début|démarrage)"
    r"|fecha de inicio|data (?:di )?inizio|data de início|datum gestart|start ?datum",
    "datestamp": r"datestamp|date last action|datum letzte (?:aktivität|aktion)"
    r"|date de (?:la )?dernière action|fecha de la última acción|data (?:dell )?ultima azione"
    r"|data da última ação|datum laatste actie",
}
"""What LimeSurvey writes of its own, to its names in the languages of the people who export."""

_CODE: Final = re.compile(r"(\w+(?:\[[^\]]*\])?)\.\s+(\S.*)")
_SUB: Final = re.compile(r"(.*\S)\s*\[([^\]]*)\]")
_COMMENT: Final = ("comment", "kommentar", "commentaire", "comentario", "commento", "opmerking")
_PART_OF_MANY: Final = r"sq ?\d+|other|sonstiges|autre|otro|altro|anders|outros?"
_NOT_STORED: Final = r"(?:1980-0?1-0?1|0?1[./]0?1[./](?:19)?80).*"
_DATES: Final = ("submitdate", "datestamp", "startdate")


def recognises(table: RawTable) -> bool:
    """Recognise the date of submission beside the language or the page, in any language."""
    own = _own(table)
    return "submitdate" in own and len(own.keys() & {"startlanguage", "lastpage", "seed"}) >= 1


def prepare(table: RawTable) -> RawTable:
    """Mark what was not submitted, and take the last date that was stored."""
    table = replace(table, labels=_questions(table))
    own = _own(table)
    if "submitdate" in own:
        submitted = table.cells[own["submitdate"]].str.strip()
        table = table.marking_unfinished(submitted == "")
    dates = [own[role] for role in _DATES if role in own]
    return first_filled(_stored_only(table, dates), *dates)


def roles(table: RawTable) -> Mapping[str, str]:
    """Return what LimeSurvey names, and a score or reason that stands in a sub-question alone."""
    own = _own(table)
    found = {"id": own.get("id"), "date": own.get("submitdate") or own.get("datestamp")}
    found["language"] = own.get("startlanguage")
    token = own.get("token")
    if token is not None and (table.cells[token].str.strip() != "").any():
        found["respondent"] = token
    found["score"] = _lone_score(table)
    found["reason"] = _lone_reason(table)
    return known_roles(found)


def _own(table: RawTable) -> dict[str, str]:
    """Return the columns that LimeSurvey writes of its own; of equals the first counts."""
    found: dict[str, str] = {}
    for name in table.columns:
        code = _CODE.fullmatch(name)
        words = words_of(code[1] if code else name)
        for role, known in _NAMES.items():
            if re.fullmatch(known, words):
                found.setdefault(role, name)
    return found


def _questions(table: RawTable) -> dict[str, str]:
    """Return the question of each column that is called by its code and its question."""
    codes = {name: _CODE.fullmatch(name) for name in table.columns}
    return {name: code[2] for name, code in codes.items() if code}


def _stored_only(table: RawTable, dates: Sequence[str]) -> RawTable:
    """Empty the dates that stand for none."""
    known, n = {}, 0
    for name in dates:
        cells = table.cells[name].str.strip()
        none = cells.str.fullmatch(_NOT_STORED)
        known[name] = cells.mask(none, "")
        n = max(n, int(none.sum()))
    if not n:
        return table
    return table.with_cells(known).noting(
        f"{table.name}: 1980-01-01 is written where no date is stored; rows without a date for "
        f"that reason: {n:,}."
    )


def _rank(table: RawTable, name: str, role: str) -> int | None:
    return best_rank((name, table.labels.get(name, name)), role)


def _lone_score(table: RawTable) -> str | None:
    """Return the only row of an array that asks for the score, where no other question does."""
    fitting = [
        name
        for name in table.columns
        if _rank(table, name, "score") is not None and Facts.of(table.cells[name]).score_share > 0.5
    ]
    parts = [_SUB.fullmatch(name) for name in fitting]
    return fitting[0] if len(fitting) == 1 and parts[0] else None


def _lone_reason(table: RawTable) -> str | None:
    """Return the comment field beside the score, or a question in brackets, if it is the only one.

    The fields of other questions are no reasons.
    """
    parts = {name: _SUB.fullmatch(name) for name in table.columns}
    if any(_rank(table, name, "reason") is not None for name, sub in parts.items() if not sub):
        return None
    bases = [sub[1] for sub in parts.values() if sub]
    fields = [
        name
        for name, sub in parts.items()
        if sub
        and (
            _is_comment(sub[2], on=sub[1])
            or (bases.count(sub[1]) == 1 and _is_reason(sub[1], part=sub[2]))
        )
    ]
    return fields[0] if len(fields) == 1 else None


def _is_comment(part: str, *, on: str) -> bool:
    return words_of(part) in _COMMENT and rank_of(on, "score") is not None


def _is_reason(question: str, *, part: str) -> bool:
    is_part = re.fullmatch(_PART_OF_MANY, words_of(part)) is not None
    return rank_of(question, "reason") is not None and not is_part


LIMESURVEY: Final = Platform(
    title="LimeSurvey",
    recognises=recognises,
    prepare=prepare,
    roles=roles,
    machinery="|".join(known for role, known in _NAMES.items() if role != "id")
    + r"|(?:submitdate|lastpage|startlanguage|seed|token|startdate|datestamp|ipaddr|refurl)\. .*"
    r"|ipaddr|ip address|ip adresse|refurl|referrer url|weiterleitungs url"
    r"|(?:total|interview|group|question) ?time.*|(?:first|last) ?name|.*\[[^\]]*\]",
)
