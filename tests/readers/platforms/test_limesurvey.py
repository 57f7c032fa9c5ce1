"""LimeSurvey exports: codes, questions or both as headers, in several languages."""

import pytest

CODES = "id,submitdate,lastpage,startlanguage,seed,token,startdate,datestamp,ipaddr,refurl"
CODES += ",NPS,REASON,Products[SQ001],Products[SQ002],Products[other]"
ENGLISH = "Response ID,Date submitted,Last page,Start language,Seed,Access code,Date started"
ENGLISH += ",Date last action,IP address,Referrer URL,How likely are you to recommend the library?"
ENGLISH += ",What is the main reason for your score?,Which rooms do you use? [Reading room]"
ENGLISH += ",Which rooms do you use? [Cafe],Which rooms do you use? [Other]"
GERMAN = "Antwort ID,Datum Abgeschickt,Letzte Seite,Start-Sprache,Zufallsstartwert,Zugangscode"
GERMAN += ",Datum gestartet,Datum letzte Aktivität,IP-Adresse,Weiterleitungs-URL"
GERMAN += (
    ",Wie wahrscheinlich ist es\\, dass Sie uns weiterempfehlen?,Was ist der Hauptgrund dafür?"
)
GERMAN += ",Welche Räume? [Lesesaal],Welche Räume? [Café],Welche Räume? [Sonstiges]"
SPANISH = "ID de respuesta,Fecha de envío,Última página,Lenguaje inicial,Semilla,Código de acceso"
SPANISH += ",Fecha de inicio,Fecha de la última acción,Dirección IP,URL de referencia"
SPANISH += ",¿Nos recomendaría a un amigo?,¿Cuál es el motivo principal?,¿Salas? [Lectura]"
SPANISH += ",¿Salas? [Café],¿Salas? [Otro]"
BOTH = ",".join(
    f"{code}. {question}"
    for code, question in zip(CODES.split(","), ENGLISH.split(","), strict=True)
)
ROWS = [
    row.split("|")
    for row in (
        "1|2025-04-01 10:05:00|3|en|14|t1|2025-04-01 10:00:00|2025-04-01 10:05:00|||10"
        "|Quiet and light|Y||",
        "2|1980-01-01 00:00:00|3|de|15|t2|1980-01-01 00:00:00|1980-01-01 00:00:00|||4"
        "|Zu laut||Y|the long corridor on the left",
        "3||1|en|16|t3|2025-04-02 09:00:00|2025-04-02 09:10:00|||9||||",
        "4||1|en|17|t4|2025-04-03 09:00:00|2025-04-03 09:10:00|||||||",
    )
]


def export(header, rows=ROWS, *, separator=","):
    """Write an export; a comma within a header is written as backslash and comma."""
    names = [name.replace("\x00", ",") for name in header.replace("\\,", "\x00").split(",")]
    lines = [separator.join(f'"{cell}"' for cell in line) for line in [names, *rows]]
    return "\ufeff" + "\n".join(lines) + "\n"


def is_read(read):
    """Check what all exports of these answers have in common."""
    responses = read.responses.set_index("response_id")
    assert read.profile.name == "limesurvey"
    assert responses["score"].to_dict() == {"1": 10, "2": 4, "3": 9}
    assert responses["reason"].fillna("").tolist() == ["Quiet and light", "Zu laut", ""]
    assert responses["language"].tolist() == ["en", "de", "en"]
    assert responses["unfinished"].tolist() == [False, False, True]
    assert responses["respondent_id"].tolist() == ["t1", "t2", "t3"]
    assert [str(time)[:16] for time in responses["responded_at"]] == [
        *("2025-04-01 10:05", "NaT", "2025-04-02 09:10")
    ]
    assert read.quarantine[["row", "reason"]].to_numpy().tolist() == [[5, "score is missing"]]
    assert read.profile.segments == ()
    assert any("1980-01-01" in note for note in read.profile.notes)
    assert read.adds_up
    return True


@pytest.mark.parametrize("header", [CODES, ENGLISH, GERMAN, SPANISH, BOTH])
@pytest.mark.parametrize("separator", [",", ";"])
def test_every_kind_of_header_reads_alike(survey, header, separator):
    assert is_read(survey({"l.csv": export(header, separator=separator)}))


def test_full_answers_put_the_number_first(survey):
    words = {"10": "10 - extremely likely", "4": "4 - hardly", "9": "9", "": ""}
    rows = [[*row[:10], words[row[10]], *row[11:]] for row in ROWS]
    assert is_read(survey({"l.csv": export(ENGLISH, rows, separator=";")}))


def test_unfinished_responses_can_be_left_out(survey):
    read = survey({"l.csv": export(CODES)}, include_partial=False)
    assert read.responses["response_id"].tolist() == ["1", "2"]


def test_without_tokens_there_are_no_respondents(survey):
    rows = [[*row[:5], "", *row[6:]] for row in ROWS]
    assert "respondent" not in survey({"l.csv": export(CODES, rows)}).profile.columns


def test_a_survey_that_stores_no_dates_has_none(survey):
    header = "id,submitdate,lastpage,startlanguage,seed,NPS,REASON"
    rows = [
        ["1", "1980-01-01 00:00:00", "2", "en", "9", "10", "Calm"],
        ["2", "1980-01-01 00:00:00", "2", "en", "8", "3", "Cold"],
    ]
    read = survey({"l.csv": export(header, rows)})
    assert read.responses["responded_at"].isna().all()
    assert read.responses["score"].tolist() == [10, 3]


def test_parts_of_questions_are_neither_score_nor_reason(survey):
    header = "id,submitdate,lastpage,startlanguage,NPS,Recommend[SQ001],Recommend[SQ002],Why[other]"
    rows = [
        [str(i), f"2025-04-{i:02} 10:00:00", "2", "en", str(i % 11), "3", "4", "a long answer here"]
        for i in range(1, 20)
    ]
    read = survey({"l.csv": export(header, rows)})
    assert read.profile.columns["score"] == "NPS"
    assert "reason" not in read.profile.columns


@pytest.mark.parametrize(
    "header",
    [
        "id,submitdate,lastpage,startlanguage,NPS[SQ001],NPS[comment]",
        "Response ID,Date submitted,Last page,Start language,How likely are you to recommend us? "
        "[Score],How likely are you to recommend us? [Comment]",
    ],
)
def test_a_score_in_an_array_of_one_row_and_its_comment_are_found(survey, header):
    rows = [["1", "2025-04-01 10:00:00", "2", "en", "10", "Calm"]]
    rows += [["2", "2025-04-02 10:00:00", "2", "en", "3", "Cold"]]
    read = survey({"l.csv": export(header, rows)})
    assert read.responses["score"].tolist() == [10, 3]
    assert read.responses["reason"].tolist() == ["Calm", "Cold"]


def test_a_question_that_ends_in_brackets_may_be_the_reason(survey):
    header = "Response ID,Date submitted,Last page,Start language,Would you recommend us?"
    header += ",Why did you give this score? [optional]"
    rows = [["1", "2025-04-01 10:00:00", "2", "en", "10", "Calm"]]
    read = survey({"l.csv": export(header, rows)})
    assert read.responses["reason"].tolist() == ["Calm"]


def test_timings_and_pages_are_no_scores(survey):
    header = "id,submitdate,lastpage,startlanguage,interviewtime,groupTime12,G01Q01,G01Q02"
    rows = [
        [
            *(str(i), f"2025-04-{i:02} 10:00:00", str(i % 11), "en", "10", "9", str(i * 3 % 11)),
            f"This is the answer of number {i}",
        ]
        for i in range(1, 25)
    ]
    read = survey({"l.csv": export(header, rows)})
    assert (read.profile.columns["score"], read.profile.columns["reason"]) == ("G01Q01", "G01Q02")


@pytest.mark.parametrize("header", [CODES, GERMAN])
def test_the_generic_profile_reads_it_too(survey, header):
    read = survey({"l.csv": export(header)}, profile="generic")
    assert read.profile.name == "generic"
    assert read.adds_up


def test_the_profile_on_any_other_table_does_not_crash(survey):
    text = "id,score,comment\n1,9,Quick\n2,3,Slow\n"
    read = survey({"a.csv": text}, profile="limesurvey")
    assert read.responses["score"].tolist() == [9, 3]
