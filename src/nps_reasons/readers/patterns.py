"""Names that columns have in the wild, as patterns over `names.words_of`; the best come first."""

from __future__ import annotations

import re
from typing import Final

from nps_reasons.readers.names import words_of

_PERSON: Final = r"respondent|customer|client|end user|user|person|member|contact|patient|panelist"
_NOT_THE_ANSWER: Final = r"^(?!.*\b(?:updated|modified|start|started|sent|opened|stage)\b).*"

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "score": (
        r"\bnps score\b|\bnet promoter score\b|\bscore nps\b",
        r"\brecommend|\bempfehl|\brecommand|\brecomendar|\bconsigli",
        r"\bnps\b|\bnet ?pro(?:moter)?\b|\bltr\b",
        r"^(?:the |your |overall |survey )?(?:score|rating|bewertung|note|puntuacion|punteggio)$",
        r"\b(?:score|rating|categorical answer)\b|^answer$",
    ),
    "reason": (
        r"\b(?:main|primary|most important) reason\b|\breason for (?:your|the|this)\b|^why\b"
        r"|\bwhy (?:did|do|have|would|is|comment)\b|\bgive (?:that|this) score\b",
        r"^(?:reasons?|comments?|feedback|verbatims?|text|free text|open text|begründung)$",
        r"\b(?:reason|comments?|feedback|verbatim|explanation|explication|begründung|kommentare?"
        r"|commentaires?|comentarios?|opinion|motivo|raison)\b",
        r"\b(?:text|answer|review|remarks?|response|message|body|notes)\b",
    ),
    "id": (
        r"^(?:survey )?(?:response|answer|submission|comment|feedback|reply) ?id$",
        r"^id$|^$|^(?:e )?survey ?id$|^record id$|^(?:ticket|case) ?(?:no|number|id)$|^number$"
        r"|^key$|^uuid$",
        r"\bid$",
    ),
    "respondent": (
        rf"^(?:{_PERSON})(?: id| no| number| key| ref| uuid)?$|\b(?:{_PERSON}) id$",
        r"\be ?mail(?: address)?$",
    ),
    "date": (
        _NOT_THE_ANSWER + r"(?:\brespon(?:ded|se ?date|se time)|\bsubmi(?:t|tted)|\bsubmitdate"
        r"|\brecorded|\bcompleted|\banswered|\bend ?date|\bsurvey ?date|\bcreat(?:ed|ion)"
        r"|^timestamp$)",
        _NOT_THE_ANSWER + r"(?:\bdate\b|\bdatum\b|\bfecha\b|^time$|\bwhen\b|\btimestamp\b)",
        r"\b(?:updated|modified|start|started|sent|opened|stage)\b|date$",
    ),
    "language": (r"^(?:user |survey |start |response |e )?(?:language|lang|locale|sprache)$",),
}
"""Role to the names of its columns."""

ANOTHER: Final[dict[str, str]] = {
    "score": r"\b(?:sentiment|csat|satisfaction|effort|ces|confidence|id|date|average)\b",
    "reason": r"\b(?:id|sentiment|date|time|timestamp|topics?|themes?|category|categorical|type"
    r"|language|url|link|count|author|tags?|code)\b",
    "date": r"\b(?:birth|birthday|expiry|expires|duration|renewal)\b",
}
"""Role to words that say that a column is something else; the best name of a role overrides it."""

CALENDAR: Final = (
    r"\b(?:qtr|quarter|month|year|week|period|wave|day|date|quartal|monat|jahr|woche|trimestre"
    r"|mois|annee|half|fiscal|fy)\b"
)


def rank_of(name: str, role: str) -> int | None:
    """Return how well the name of a column fits a role, 0 being best; None where it does not.

    Examples
    --------
    >>> rank_of("NPS_SCORE", "score"), rank_of("rating", "score"), rank_of("Plan", "score")
    (0, 3, None)
    """
    words = words_of(name)
    ranks = (rank for rank, pattern in enumerate(NAMES[role]) if re.search(pattern, words))
    rank = next(ranks, None)
    if rank and role in ANOTHER and re.search(ANOTHER[role], words):
        return None
    return rank


def is_calendar(name: str) -> bool:
    """Say whether the name of a column is that of a stretch of time."""
    return re.search(CALENDAR, words_of(name)) is not None
