"""Names that columns have in the wild, as patterns over `plain_words`; the best come first.

English, German, French, Spanish, Italian, Dutch, Portuguese, Swedish, Danish and Polish.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nps_reasons.readers.names import plain_words

if TYPE_CHECKING:
    from collections.abc import Iterable

_PERSON: Final = (
    r"respondent|customer|client|end user|user|person|member|contact|patient|panelist|subscriber"
    r"|kunden?|cliente|klant|kund|klient|teilnehmer|utilisateur|usuario|utente"
)
_NUMBER: Final = r"id|no|nr|number|nummer|numero|num|key|ref|uuid|code|codigo|codice"
_NOT_THE_ANSWER: Final = (
    r"^(?!.*\b(?:updated|modified|changed|start|started|begin|began|sent|invited|opened|stage"
    r"|beginn|begonnen|gestartet|gesendet|versendet|geandert|debut|inicio|inizio|startzeit)\b).*"
)
_GIVEN: Final = r"score|rating|answer|response|evaluation|assessment|grade|choice|feedback|nps"

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "score": (
        r"\bnps (?:score|rating|value|response|answer|punkte|wert|note)\b"
        r"|\bnet ?promoter(?: score)?$|\bnet ?promoter score\b|\b(?:score|nota|note) (?:de )?nps\b"
        r"|\bnps ?(?:score|wert)$",
        r"\brecommend|\blikel(?:y|ihood) to recom|\bltr\b|empfehl|empfiehl"
        r"|\brecommand|\brecom[ei]e?nd"
        r"|рекоменд|推荐|推薦|推奨|薦め|勧め|すすめ"
        r"|\bconsigli|\braccomand|\baanbev|\bbeve(?:el|len).*\baan\b|\brekommend|\banbefal|\bpolec",
        r"\bnps\b|\bnet ?pro(?:moter)?\b",
        r"^(?:the |your |overall |survey |response )?(?:score|rating|bewertung|wertung|note|nota"
        r"|puntuacion|puntaje|calificacion|valoracion|punteggio|valutazione|pontuacao|avaliacao"
        r"|cijfer|beoordeling|betyg|poang|bedommelse|vurdering|ocena|punktzahl)$",
        r"\b(?:score|rating|bewertung|categorical answer)\b|^answer$",
    ),
    "reason": (
        r"\b(?:main|primary|principal|biggest|key|most important) reason\b|^why\b|\bscore reason\b"
        rf"|\breasons? for (?:your |the |this |that |giving )*(?:{_GIVEN})\b"
        r"|\bwhy (?:did|do|have|would|is|comment|you|this|that|the)\b"
        r"|\b(?:give|gave|giving|choose|chose) (?:us )?(?:that |this |us )?(?:score|rating)\b"
        r"|^what made you\b|\b(?:influenced|behind) your (?:score|rating)\b"
        r"|\bnps ?(?:reason|comment|comments|feedback|verbatim|text|why|begrundung|kommentar)\b"
        r"|\b(?:comments?|feedback|verbatim|kommentar|commentaire|comentario) (?:on |about |for |zu"
        r"[mr]? |sur |sobre )?(?:the |your |le |el )?nps\b"
        r"|\bhauptgrund\b|^(?:warum|wieso|weshalb|pourquoi|por ?que|perche|waarom|varfor|hvorfor"
        r"|dlaczego)\b|\bgrund fur\b|\braison (?:principale|de)\b"
        r"|\b(?:razon|motivo|razao) principal"
        r"|\b(?:motivo|ragione) (?:principale|del|della|de|da)\b|\breden (?:voor|van)\b"
        r"|\bgrunden? till\b|\barsag(?:en)? til\b|почему|причин|理由|原因",
        r"^(?:reasons?|comments?|feedback|verbatims?|text|free ?text|open text|open ended|freitext"
        r"|begrundung(?:en)?|kommentare?|anmerkung(?:en)?|bemerkung(?:en)?|grund|commentaires?|raison"
        r"|comentarios?|motivo|razon|commenti|commento|motivazione|ragione|toelichting|opmerking(?:en)?"
        r"|reden|razao|motivering|kommentarer?|begrundelse|arsag|komentarz|komentarze|uzasadnienie"
        r"|powod|remarks?|explanations?|комментарии|コメント|评论|意见)$",
        r"\b(?:reason|comments?|feedback|verbatim|explanation|explication|begrundung|kommentare?"
        r"|kommentarer|commentaires?|comentarios?|commento|commenti|opinion|motivo|raison|razon|razao"
        r"|warum|wieso|weshalb|pourquoi|porque|perche|waarom|varfor|hvorfor|dlaczego|toelichting"
        r"|opmerkingen|motivering|begrundelse|komentarz|uzasadnienie|anmerkungen|why|explain"
        r"|elaborate|tell us|erlautern|begrunden|expliquez|expliquer|explique|spieg\w+)\b"
        r"|コメント|评论|意见|комментар",
        r"\b(?:text|answer|review|remarks?|response|message|body|notes|improve|better|verbessern)\b"
        r"|\banything else\b|\bwhat (?:do|did) you (?:dis)?(?:like|love|enjoy|value)\b",
    ),
    "id": (
        r"^(?:survey )?(?:response|answer|submission|comment|feedback|reply|entry) ?(?:id|uuid"
        r"|no|nr|number)$"
        r"|^(?:antwort|reponse|respuesta|risposta|antwoord|resposta|svar) ?(?:id|nr|nummer)$"
        r"|^id (?:de (?:la )?)?(?:reponse|respuesta|risposta|resposta|antwort|antwoord)$",
        r"^id$|^$|^(?:e )?survey ?id$|^record id$|^(?:ticket|case) ?(?:no|nr|number|id)$|^number$"
        r"|^key$|^uuid$|^(?:lfd|laufende) (?:nr|nummer)$|^nr$|^nummer$|^numero$"
        r"|^identifiant$|^identificador$|^identificativo$|^folio$",
        r"\bid$",
    ),
    "respondent": (
        rf"^(?:{_PERSON})(?: ?(?:{_NUMBER}))?$|\b(?:{_PERSON}) (?:id|uuid)$"
        rf"|^(?:{_NUMBER}) (?:de |del |du )?(?:{_PERSON})$",
        r"\be ?mail(?: (?:address|adresse|adress))?$|\b(?:adresse|indirizzo|direccion|endereco)"
        r" (?:de |di )?(?:e ?mail|correo)|\bcorreo(?: electronico)?$|\bcourriel$"
        r"|\be ?post(?:adress)?$",
    ),
    "date": (
        _NOT_THE_ANSWER + r"(?:\brespon(?:ded|se ?date|se time)|\bsubmi(?:t|tted|ssion)"
        r"|\bsubmitdate"
        r"|\brecorded|\bcomplet(?:ed|ion)|\bfertigstellung|\bheure de fin\b|\bhora de finaliz"
        r"|\bora di completamento|\bhora de conclusao"
        r"|\banswered|\bend ?date|\bsurvey ?date|\bcreat(?:ed|ion)"
        r"|\babgegeben|\babgeschickt|\beingegangen|\bbeantwortet|\bantwortdatum"
        r"|\bdate de (?:la )?reponse|\bfecha de (?:la )?respuesta|\besvarad"
        r"|\bdata (?:di|da) ris?posta"
        r"|^(?:timestamp|zeitstempel|horodateur|marca temporal|tijdstempel|tidsstampel|tidsstempel"
        r"|carimbo de data hora|informazioni cronologiche|sygnatura czasowa|отметка времени"
        r"|提交时间|时间戳记|時間戳記|タイムスタンフ|zaman damgas\u0131)$)",
        _NOT_THE_ANSWER + r"(?:\bdate\b|\bdatum\b|\bfecha\b|\bdata\b|\bdato\b|^time$|\bwhen\b"
        r"|\btimestamp\b)",
        r"\b(?:updated|modified|start|started|sent|opened|stage)\b|date$|datum$",
    ),
    "language": (
        r"^(?:user |survey |start |response |reviewer |contact |e )?(?:language|lang|locale|sprache"
        r"|langue|idioma|lingua|taal|sprak|sprog|jezyk)(?: code)?$",
    ),
}
"""Role to the names of its columns."""

ANOTHER: Final[dict[str, str]] = {
    "score": r"\b(?:sentiment|csat|c ?sat|satisf\w*|zufrieden\w*|soddisf\w*|tevreden\w*|effort|ces"
    r"|ease|easy|confidence|id|date|average|churn|health|lead|credit|risk|reasons?|comments?"
    r"|groups?|category|factor|type|label|segment|count|rank)\b",
    "reason": r"\b(?:id|sentiment|date|time|timestamp|topics?|themes?|category|categorical|type"
    r"|language|url|link|count|author|tags?|codes?|status|group)\b",
    "date": r"\b(?:birth|birthday|expiry|expires|duration|renewal|geburt\w*|naissance|nacimiento"
    r"|nascita|geboorte\w*)\b",
}
"""Role to words that say that a column is something else; the surest names override it."""

SURE: Final[dict[str, int]] = {"score": 2}
"""Role to how many of its names are sure, where that is not one: who asks to recommend asks it."""

DOUBTFUL: Final[dict[str, str]] = {
    "score": r"\b(?:previous|prior|last|former|predicted|expected|target|benchmark|average|avg|mean"
    r"|vorherige\w*|letzte\w*)\b",
    "reason": r"\b(?:contact|contacting|call|calling|visit|ticket|cancel\w*|cancellation|return"
    r"|refund|churn|leaving|internal|agent|reply|kontakt\w*|anruf\w*|kundigung\w*"
    r"|csat|ces|effort|anything else|other comments?"
    r"|other feedback|additional comments?|additional feedback|weitere anmerkungen"
    r"|weitere kommentare|sonstige\w*|autres? commentaires?|otros comentarios)\b",
}
"""Role to words of a column that is taken only where no other has a name that fits."""

PERSONAL: Final = (
    r"(?:(?:first|last|full|middle|family|given|nick|user|contact|customer|respondent|patient) ?)?"
    r"name|vorname|nachname|prenom|nom|nombre|apellidos?|salutation|anrede"
    r"|(?:mobile |home |work |cell |other )?(?:tele)?phone(?: (?:number|no))?"
    r"|(?:mobile|cell)(?: number)?|telefon(?:nummer)?|handy(?:nummer)?|telefono|fax"
    r"|(?:mailing |billing |shipping |home |other )?"
    r"(?:street|address|zip|postal code|postcode)(?: .*)?"
)
"""Names of columns that say who or where a person is: never a segment."""

OUTCOME: Final = (
    r"(?:is |has )?(?:churn(?:ed)?|renewed|retained|cancell?ed|lapsed)(?: flag)?|churn(?: status)?"
)
"""Names of columns that say what a customer did afterwards: never a segment."""

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
    words = plain_words(name)
    ranks = (rank for rank, pattern in enumerate(NAMES[role]) if re.search(pattern, words))
    rank = next(ranks, None)
    if rank is None or (rank >= SURE.get(role, 1) and is_another(name, role)):
        return None
    doubtful = role in DOUBTFUL and re.search(DOUBTFUL[role], words)
    return rank + len(NAMES[role]) if doubtful else rank


def best_rank(names: Iterable[str], role: str) -> int | None:
    """Return the best rank of several names of one column, such as its name and its question.

    Examples
    --------
    >>> best_rank(["Q7", "How likely are you to recommend us?"], "score")
    1
    """
    ranks = (rank_of(name, role) for name in names)
    return min((rank for rank in ranks if rank is not None), default=None)


def is_another(name: str, role: str) -> bool:
    """Say whether the name of a column has a word that says that it is not of this role.

    Examples
    --------
    >>> is_another("Overall satisfaction", "score"), is_another("Q7", "score")
    (True, False)
    """
    return role in ANOTHER and re.search(ANOTHER[role], plain_words(name)) is not None


def is_personal(name: str) -> bool:
    """Say whether the name of a column says that it holds who or where a person is.

    Examples
    --------
    >>> is_personal("First Name"), is_personal("Store name"), is_personal("mobile")
    (True, False, True)
    """
    return re.fullmatch(PERSONAL, plain_words(name)) is not None


def is_outcome(name: str) -> bool:
    """Say whether the name of a column is that of something a customer did afterwards."""
    return re.fullmatch(OUTCOME, plain_words(name)) is not None


def is_calendar(name: str) -> bool:
    """Say whether the name of a column is that of a stretch of time."""
    return re.search(CALENDAR, plain_words(name)) is not None
