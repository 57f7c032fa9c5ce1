"""Header sets in the wild, in ten languages, to the roles of their columns."""

import csv
import io

import pytest

from nps_reasons.errors import InputError

TEXTS = ["Quick and kind on the phone", "I waited nine days for it", "", "Does what it says"]
CELLS = {
    "score": ["9", "0", "10", "7"],
    "other": ["8", "10", "4", "6"],
    "stars": ["5", "1", "4", "2"],
    "reason": TEXTS,
    "text": ["about the order", "Some other words here", "A few of them", "no idea at all"],
    "id": ["r1", "r2", "r3", "r4"],
    "numbers": ["5001", "5002", "5003", "5001"],
    "respondent": ["c1", "c2", "c1", "c4"],
    "email": ["a@example.com", "b@example.org", "c@example.net", "d@example.com"],
    "date": ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-04"],
    "later": ["2025-11-01", "2025-11-02", "2025-11-03", "2025-11-04"],
    "seconds": ["12", "340", "77", "51"],
    "group": ["Promoter", "Detractor", "Promoter", "Passive"],
    "codes": ["3", "1", "3", "2"],
    "language": ["de", "en", "de", "en"],
    "words": ["Pro", "Free", "Pro", "Free"],
    "quarter": ["2025Q4", "2025Q4", "2025Q4", "2025Q3"],
}

HEADERS = [
    "id:id|score:score|comment:reason|created_at:date",
    "Response ID:id|NPS Score:score|NPS Comment:reason|Response Date:date|Customer ID:respondent",
    "response_id:id|nps:score|verbatim:reason|submitted_at:date|email:email=respondent",
    "ResponseID:id|NPSScore:score|NPSReason:reason|SubmittedOn:date",
    "Survey ID:id|Rating:score|Feedback:reason|Date:date",
    "uuid:id|ltr:score|why:reason|timestamp:date|user_id:respondent",
    "Number:id|How likely are you to recommend us?:score|Why?:reason|Date Submitted:date",
    "#:id|How likely is it that you would recommend *Acme*?:score|What is the main reason for "
    "your score?:reason|Submit Date (UTC):date|Start Date (UTC):later=",
    "Q1: On a scale of 0-10, how likely are you to recommend Acme; to a friend?:score"
    "|Q2: Please tell us why you gave this score:reason",
    "<b>Likelihood to recommend</b>:score|<p>Reason for your rating</p>:reason",
    "Recommend &amp; tell:score|Reasons for giving that score&nbsp;:reason",
    "NPS:score|NPS Group:group=group|Reason:reason",
    "NPS:score|NPS category:codes=group|Reason:reason",
    "NPS segment:codes=group|NPS rating:score|Feedback:reason",
    "Promoter type:group=group|Answer:score|Explanation:reason",
    "CSAT:stars=|NPS:score|CSAT comment:text=|NPS comment:reason",
    "CSAT score:other=|NPS score:score|Comment:reason",
    "CES score:other=|Score:score|Comment:reason",
    "Customer Effort Score:other=|Score:score|Comments:reason",
    "Sentiment score:other=|Score:score|Text:reason",
    "Overall satisfaction:other=|Likelihood to recommend:score|Comments:reason",
    "How satisfied are you?:other=|How likely are you to recommend us?:score|Why:reason",
    "How easy was it?:other=|Would you recommend us to a colleague?:score|Reason:reason",
    "Quality:other=|Would you recommend our health plan?:score|Comments:reason",
    "Previous NPS score:other=|NPS score:score|Reason:reason",
    "Average score:other=|NPS:score|Reason:reason",
    "Health score:other=|Score:score|Reason:reason",
    "Reason for contact:text=|Score:score|Reason for score:reason",
    "Contact reason:words=|Score:score|Score reason:reason",
    "Reason for call:text=|NPS:score|Why did you give us that score?:reason",
    "Cancellation reason:text=|NPS:score|Comments:reason",
    "Agent notes:text=|NPS:score|Customer comment:reason",
    "What could we improve?:text=|NPS:score|What is the primary reason for your rating?:reason",
    "Response time:seconds=|Score:score|Response date:date|Comment:reason",
    "Sent at:date=|Responded at:later=date|Score:score|Comment:reason",
    "created_at:later=date|updated_at:date=|score:score|comment:reason",
    "Customer number:numbers=respondent|Score:score|Comment:reason",
    "customer_id:numbers=respondent|id:id|score:score|comment:reason",
    "quarter_label:quarter=|score:score|comment:reason|responded_at:date",
    "Date of birth:later=|Survey date:date|Score:score|Comment:reason",
    "Comment ID:id|Comment:reason|Score:score",
    "Feedback type:words=|Feedback:reason|Feedback score:score",
    "Topic:words=|Reviewer_Score:score|Review:reason",
    "e_surveyid:id|e_responsedate:date|e_bp_ltr_scale11:score|q_why_comment:reason",
    "e_ltr:score|q_reason_comment:reason|e_language:language=language",
    "Response uuid:id|Date & Time (UTC):date|Q#1 How likely are you to recommend us?:score"
    "|Q#2 What is the reason for your score?:reason",
    # German
    "Antwort-ID:id|Datum:date|Bewertung:score|Begründung:reason|Kundennummer:numbers=respondent",
    "Lfd. Nr.:id|Eingegangen am:date|Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?:score"
    "|Was ist der Hauptgrund für Ihre Bewertung?:reason",
    "Weiterempfehlung:score|Warum?:reason|E-Mail-Adresse:email=respondent"
    "|Sprache:language=language",
    "Zufriedenheit:other=|Weiterempfehlungsbereitschaft:score|Kommentar:reason"
    "|NPS-Gruppe:codes=group",
    "NPS-Wert:score|Anmerkungen:reason|Zeitstempel:date",
    "Begru\u0308ndung:reason|Bewertung:score",
    # French
    "ID réponse:id|Date de réponse:date|Recommanderiez-vous notre service ?:score"
    "|Pourquoi ?:reason",
    "Note:score|Commentaire:reason|Horodateur:date|Adresse e-mail:email=respondent",
    "Quelle est la probabilité que vous nous recommandiez ?:score|Raison principale:reason"
    "|Catégorie NPS:group=group|Langue:language=language",
    # Spanish
    "ID de respuesta:id|Fecha:date|¿Qué probabilidad hay de que nos recomiende?:score"
    "|¿Por qué?:reason",
    "Puntuación:score|Comentarios:reason|Marca temporal:date|Correo electrónico:email=respondent",
    "Satisfacción:other=|¿Nos recomendaría?:score|Motivo:reason|Idioma:language=language",
    # Italian
    "ID risposta:id|Data:date|Quanto è probabile che ci consiglieresti a un amico?:score"
    "|Perché?:reason",
    "Punteggio:score|Motivo:reason|Informazioni cronologiche:date",
    # Dutch
    "Antwoord ID:id|Datum:date|Hoe waarschijnlijk is het dat u ons aanbeveelt?:score"
    "|Waarom?:reason",
    "Cijfer:score|Toelichting:reason|Klantnummer:numbers=respondent|Taal:language=language",
    "Tevredenheid:other=|Beveelt u ons aan bij vrienden?:score|Reden:reason",
    # Portuguese
    "ID resposta:id|Data:date|Qual a probabilidade de nos recomendar?:score|Por quê?:reason",
    "Nota:score|Comentário:reason|Carimbo de data/hora:date",
    # Swedish, Danish, Polish
    "Hur troligt är det att du rekommenderar oss?:score|Varför?:reason|Datum:date",
    "Betyg:score|Motivering:reason|Tidsstämpel:date",
    "Hvor sandsynligt er det, at du vil anbefale os?:score|Hvorfor?:reason|Dato:date",
    "Czy polecisz nas znajomym?:score|Dlaczego?:reason|Sygnatura czasowa:date",
    "Ocena:score|Komentarz:reason|Język:language=language",
]
"""Columns as `header:cells`, the cells being the role; `=role` where the role is another."""


def columns_of(line):
    """Return header, cells and role (or None) of each column of a line of `HEADERS`."""
    for column in line.split("|"):
        header, _, cells = column.rpartition(":")
        kind, given, role = cells.partition("=")
        yield header, CELLS[kind], (role or None) if given else kind


@pytest.mark.parametrize("line", HEADERS)
def test_roles_are_found_by_the_headers(survey, line):
    headers, cells, roles = zip(*columns_of(line), strict=True)
    text = io.StringIO()
    csv.writer(text).writerows([headers, *zip(*cells, strict=True)])
    read = survey({"a.csv": text.getvalue()}, profile="generic")
    names = [header.replace("\u00a0", " ").strip() for header in headers]
    found = {role: name for name, role in zip(names, roles, strict=True) if role}
    columns = dict(read.profile.columns)
    if "respondent" in columns and columns.get("id") == columns["respondent"]:
        del columns["id"]
    assert columns == found


def test_there_are_enough_header_sets():
    assert len(HEADERS) >= 60


def test_the_choice_between_two_questions_is_told(survey):
    text = "Would you recommend our app?,Would you recommend our shop?\n9,8\n0,10\n"
    notes = survey({"a.csv": text}).profile.notes
    assert any("could be meant as well" in note for note in notes)


def test_satisfaction_alone_is_no_score(survey):
    with pytest.raises(InputError, match="--score-column"):
        survey({"a.csv": "Overall satisfaction,comment\n9,good\n10,better\n9,good\n"})
