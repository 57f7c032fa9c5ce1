"""What a row says of itself: a preview, spam, deleted, left out of the figures, not finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import plain_words, tidy
from nps_reasons.readers.platforms.platform import (
    DELETED,
    EXCLUDED,
    PREVIEW,
    SPAM,
    aside_where,
    is_false,
    is_true,
)

if TYPE_CHECKING:
    import pandas as pd

    from nps_reasons.readers.rawtable import RawTable

_FLAGS: Final = {
    "is test": PREVIEW,
    "test response": PREVIEW,
    "preview": PREVIEW,
    "is preview": PREVIEW,
    "spam": SPAM,
    "is spam": SPAM,
    "deleted": DELETED,
    "is deleted": DELETED,
    "isdeleted": DELETED,
    "excluded from calculations": EXCLUDED,
    "excluded": EXCLUDED,
    "is excluded": EXCLUDED,
}
"""Words of columns of yes and no to why the rows with yes are no response."""

_FINISHED: Final = frozenset(
    {"finished", "is finished", "completed", "is completed", "complete", "is complete"}
    | {"beendet", "abgeschlossen", "vollstandig", "termine", "completado", "completato", "voltooid"}
)
"""Words of columns of yes and no in which no means that the response is not finished."""

_STATUS: Final = frozenset(
    {"status", "response status", "survey status", "completion status", "submission status"}
    | {"response type", "response state", "survey state", "completion", "antwortstatus", "statut"}
    | {"estado", "stato"}
    | _FINISHED
)
_DONE: Final = frozenset(
    {"complete", "completed", "finished", "submitted", "done", "full", "answered", "responded"}
    | {"fully completed", "valid", "vollständig", "abgeschlossen", "beendet", "fertig", "complet"}
    | {"complète", "terminé", "terminée", "completo", "completa", "completado", "completada"}
    | {"finalizado", "completato", "voltooid", "afgerond", "ip address", "imported"}
)
_UNFINISHED: Final = frozenset(
    {"partial", "partially completed", "partially complete", "incomplete", "not completed"}
    | {"in progress", "in-progress", "started", "unfinished", "not finished", "abandoned", "draft"}
    | {"dropped out", "drop-out", "dropout", "screened out", "disqualified", "unvollständig"}
    | {"nicht abgeschlossen", "abgebrochen", "teilweise", "partiel", "partielle", "incomplet"}
    | {"incomplète", "en cours", "parcial", "incompleto", "incompleta", "en curso", "parziale"}
    | {"in corso", "onvolledig", "gedeeltelijk"}
)
_PREVIEW: Final = frozenset({"preview", "survey preview", "test", "survey test", "test response"})
_SPAM: Final = frozenset({"spam", "possible spam"})
_KNOWN: Final = _DONE | _UNFINISHED | _PREVIEW | _SPAM


def without_non_responses(table: RawTable) -> RawTable:
    """Set aside what says of itself that it is no response, and mark what is not finished.

    A column counts by its name, and only where all its filled cells are words that are known: a
    `Status` of tickets stays what it is.
    """
    for name in list(table.columns):
        table = _by_flag(table, name)
        table = _by_status(table, name)
    return _by_time_of_deletion(table)


def _by_flag(table: RawTable, name: str) -> RawTable:
    words, cells = plain_words(name), table.cells[name]
    if words not in _FLAGS and words not in _FINISHED:
        return table
    if not (is_true(cells) | is_false(cells) | (cells.str.strip() == "")).all():
        return table
    if words in _FLAGS:
        return aside_where(table, is_true(cells), _FLAGS[words], column=name)
    return table.marking_unfinished(is_false(cells))


def _by_status(table: RawTable, name: str) -> RawTable:
    if plain_words(name) not in _STATUS:
        return table
    status = _status(table, name)
    if not status.isin([*_KNOWN, ""]).all():
        return table
    table = aside_where(table, status.isin(_PREVIEW), PREVIEW, column=name)
    table = aside_where(table, _status(table, name).isin(_SPAM), SPAM, column=name)
    return table.marking_unfinished(_status(table, name).isin(_UNFINISHED))


def _status(table: RawTable, name: str) -> pd.Series:
    cells = table.cells[name]
    return cells.map({cell: tidy(str(cell)).casefold() for cell in cells.unique()})


def _by_time_of_deletion(table: RawTable) -> RawTable:
    for name in table.columns:
        if plain_words(name) in {"deleted at", "deleted on", "deletion date"}:
            filled = ~table.cells[name].str.strip().str.casefold().isin(["", "0", "null", "none"])
            table = aside_where(table, filled, DELETED, column=name)
    return table
