"""Google Forms: the download of a form, and the sheet that collects its responses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.readers.names import fold, words_of
from nps_reasons.readers.platforms.platform import Platform, column_of, known_roles
from nps_reasons.readers.rawtable import TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.readers.rawtable import RawTable

_ENGLISH: Final = "Timestamp"
_TIMES: Final = (
    _ENGLISH,
    *("Zeitstempel", "Horodateur", "Marca temporal", "Carimbo de data/hora"),
    *("Informazioni cronologiche", "Tijdstempel", "Tidsstämpel", "Tidsstempel"),
    *("Sygnatura czasowa", "Отметка времени", "タイムスタンプ", "时间戳记", "時間戳記"),
    *("타임스탬프", "Zaman damgas\u0131", "Aikaleima", "Časová značka", "Időbélyeg"),
)
"""Names of the first column, by the language of who made the form."""

_PEOPLE: Final = (
    *("Email Address", "Username", "E-Mail-Adresse", "Nutzername", "Adresse e-mail"),
    *("Nom d'utilisateur", "Dirección de correo electrónico", "Nombre de usuario"),
    *("Endereço de e-mail", "Nome de usuário", "Indirizzo email", "Nome utente", "E-mailadres"),
)

_DOWNLOAD: Final = r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}:\d{2} .+"
_SHEET: Final = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4},? \d{1,2}[:.]\d{2}[:.]\d{2}.*"
_ISO: Final = r"\d{4}[-/]\d{1,2}[-/]\d{1,2} \d{1,2}:\d{2}:\d{2}"
_IN_ENGLISH: Final = (
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d{2}:\d{2}(?: [AP]M)?(?: (?:GMT|UTC)[+\d:-]*)?"
)
_UNPADDED: Final = r"(?:\d/\d{1,2}|\d{2}/\d)/\d{4}\b.*"
"""Letters behind a time to hours east of UTC."""

_HALVES: Final = {
    "AM": r"a\.?\s?m\.?|vorm\.|오전|午前|上午",
    "PM": r"p\.?\s?m\.?|nachm\.|오후|午後|下午",
}
"""Half of the day to how other languages write it."""


def recognises(table: RawTable) -> bool:
    """Recognise a first column of times that is called as Google calls it."""
    name = _times(table)
    if name is None or name != table.columns[0]:
        return False
    cells = _filled(table.cells[name])
    if not len(cells) or cells.str.fullmatch(_DOWNLOAD).all():
        return bool(len(cells))
    return bool(cells.str.fullmatch(_SHEET).all()) or (
        bool(cells.str.fullmatch(_ISO).all()) and _asks(table)
    )


def prepare(table: RawTable) -> RawTable:
    """Write all times in English; say whether they look like American ones."""
    name = _times(table)
    if name is None:
        return table
    times = _in_english(table.cells[name])
    return replace(table.with_cells({name: times}), month_first=_is_american(name, times))


def roles(table: RawTable) -> Mapping[str, str]:
    """Return the time and, where addresses are collected, the respondent."""
    people = [column_of(table, name) for name in _PEOPLE]
    filled = (name for name in people if name and len(_filled(table.cells[name])))
    found = {"date": _times(table), "respondent": next(filled, None)}
    return known_roles(found)


def _times(table: RawTable) -> str | None:
    return column_of(table, *_TIMES)


def _is_american(name: str, times: pd.Series) -> bool:
    """Say whether times are spelled as in American sheets, which write no leading zeros."""
    return fold(name) == fold(_ENGLISH) and bool(times.str.fullmatch(_UNPADDED).any())


def _filled(cells: pd.Series) -> pd.Series:
    text = cells.str.replace(r"\s+", " ", regex=True).str.strip()
    return text[text != ""]


def _asks(table: RawTable) -> bool:
    """Say whether a column is called by a question, as forms do."""
    return any(
        name.endswith(("?", "\uff1f")) or len(words_of(name).split()) >= 4 for name in table.columns
    )


def _in_english(cells: pd.Series) -> pd.Series:
    """Write halves of the day and clocks with dots as they are in English.

    Examples
    --------
    >>> _in_english(pd.Series(["2025/05/12 4:23:09 nachm. MESZ", "03/10/2025 14.05.11"])).tolist()
    ['2025/05/12 4:23:09 PM MESZ', '03/10/2025 14:05:11']
    """
    text = cells.str.replace(r"\s+", " ", regex=True).str.strip()
    is_other = ~text.str.fullmatch(_IN_ENGLISH)
    other = [_rewritten(str(cell)) for cell in text[is_other]]
    return text.mask(is_other, pd.Series(other, index=text.index[is_other], dtype=TEXT))


def _rewritten(time: str) -> str:
    for half, words in _HALVES.items():
        time = re.sub(rf"(?i) (?:{words})(?= |$)", f" {half}", time)
    return re.sub(r" (\d{1,2})\.(\d{2})\.(\d{2})$", r" \1:\2:\3", time)


GOOGLE_FORMS: Final = Platform(
    title="Google Forms",
    recognises=recognises,
    prepare=prepare,
    roles=roles,
    machinery=r"column \d+|spalte \d+|colonne \d+|columna \d+",
)
