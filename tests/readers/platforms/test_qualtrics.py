"""Qualtrics exports: three, two or one header row, as text and as numbers, in any language."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.errors import InputError
from nps_reasons.readers.formats.delimited import read_delimited
from nps_reasons.readers.platforms.qualtrics import QUALTRICS

NAMES = [
    *("StartDate", "EndDate", "Status", "Progress", "Finished", "RecordedDate", "ResponseId"),
    *("RecipientEmail", "UserLanguage", "Q1_NPS_GROUP", "Q1", "Q2", "Q2 - Topics", "Region"),
]
LABELS = [
    *("Start Date", "End Date", "Response Type", "Progress", "Finished", "Recorded Date"),
    *("Response ID", "Recipient Email", "User Language"),
    *("How likely are you to recommend Birchtree? - Group",),
    *("How likely are you to recommend Birchtree?", "What is the primary reason for your score?"),
    *("Q2 - Topics", "Region"),
]
GERMAN = [
    *("Startdatum", "Enddatum", "Antworttyp", "Fortschritt", "Fertig", "Aufgezeichnet am"),
    *("Antwort-ID", "E-Mail des Empfängers", "Sprache", "Wie wahrscheinlich ... - Gruppe"),
    *("Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?", "Was ist der Hauptgrund?"),
    *("Q2 - Topics", "Region"),
]
IMPORT_IDS = [
    *("startDate", "endDate", "status", "progress", "finished", "recordedDate", "_recordId"),
    *("recipientEmail", "userLanguage", "QID1_NPS_GROUP", "QID1", "QID2_TEXT", "QID2_TEXT_Topics"),
    "Region",
]
TEXT = [
    ["IP Address", "100", "True", "R_aaa1", "ann@example.com", "Promoter", "10", "Tidy shop", "N"],
    ["IP Address", "100", "True", "R_aaa2", "bob@example.com", "Detractor", "2", "Too slow", "S"],
    ["IP Address", "40", "False", "R_aaa3", "", "Passive", "8", "", "S"],
    ["Survey Preview", "100", "True", "R_aaa4", "", "Promoter", "9", "test", ""],
    ["Possible Spam", "100", "True", "R_aaa5", "", "Promoter", "10", "cheap pills", ""],
    ["IP Address", "10", "False", "R_aaa6", "", "", "", "", "N"],
]
NUMERIC = [
    ["0", "100", "1", "R_aaa1", "ann@example.com", "3", "10", "Tidy shop", "N"],
    ["0", "100", "1", "R_aaa2", "bob@example.com", "1", "2", "Too slow", "S"],
    ["4", "40", "0", "R_aaa3", "", "2", "8", "-99", "S"],
    ["1", "100", "1", "R_aaa4", "", "3", "9", "test", ""],
    ["8", "100", "1", "R_aaa5", "", "3", "10", "cheap pills", ""],
    ["0", "10", "0", "R_aaa6", "", "-99", "-99", "", "N"],
]
ASIDE = [
    ("R_aaa4", "response is a preview or test"),
    ("R_aaa5", "response is spam"),
    ("R_aaa6", "score is missing"),
]


def rows_of(answers):
    """Fill short rows up to the columns of `NAMES`."""
    return [
        [
            *(f"2025-07-0{i} 10:00:00", f"2025-07-0{i} 10:05:00", kind, progress, finished),
            *(f"2025-07-0{i} 10:05:01", response, email, "EN", group, score, reason),
            *("Service" if reason else "", region),
        ]
        for i, (
            kind,
            progress,
            finished,
            response,
            email,
            group,
            score,
            reason,
            region,
        ) in enumerate(answers, start=1)
    ]


def written(lines, *, delimiter=",", columns=None):
    """Write lines as delimited text, with the columns of the first line that are asked for."""
    kept = [lines[0].index(name) for name in columns] if columns else range(len(lines[0]))
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([[line[i] for i in kept] for line in lines])
    return text.getvalue()


def import_row(zone="America/Denver"):
    ids = [
        {"ImportId": name, "timeZone": zone} if name.endswith("Date") else {"ImportId": name}
        for name in IMPORT_IDS
    ]
    return [json.dumps(cell) for cell in ids]


def is_read(read, *, hour=16):
    """Check what all exports of these answers have in common."""
    responses = read.responses.set_index("response_id").sort_index()
    assert read.profile.name == "qualtrics"
    assert responses.index.tolist() == ["R_aaa1", "R_aaa2", "R_aaa3"]
    assert responses["score"].tolist() == [10, 2, 8]
    assert responses["reason"].fillna("").tolist() == ["Tidy shop", "Too slow", ""]
    assert responses["responded_at"].dt.hour.tolist() == [hour] * 3
    assert responses["unfinished"].tolist() == [False, False, True]
    assert sorted(read.quarantine["reason"]) == sorted(reason for _, reason in ASIDE)
    assert read.adds_up
    return True


@pytest.mark.parametrize("labels", [LABELS, GERMAN])
@pytest.mark.parametrize("answers", [TEXT, NUMERIC])
def test_three_header_rows_are_one_in_any_language_and_coding(survey, labels, answers):
    read = survey({"q.csv": written([NAMES, labels, import_row(), *rows_of(answers)])})
    assert is_read(read)
    assert read.rows_read == 6
    columns = read.profile.columns
    assert (columns["score"], columns["group"], columns["reason"]) == ("Q1", "Q1_NPS_GROUP", "Q2")
    assert (columns["date"], columns["id"]) == ("RecordedDate", "ResponseId")
    assert any("agree with the scores" in note for note in read.profile.notes)


def test_import_ids_in_single_quotes_are_import_ids(survey):
    line = [cell.replace('"', "'") for cell in import_row()]
    assert is_read(survey({"q.csv": written([NAMES, LABELS, line, *rows_of(TEXT)])}))


@pytest.mark.parametrize(("zone", "hour"), [("Z", 10), ("Etc/GMT-2", 8), ("Mars/Olympus", 10)])
def test_times_are_in_the_zone_of_the_import_ids(survey, zone, hour):
    read = survey({"q.csv": written([NAMES, LABELS, import_row(zone), *rows_of(TEXT)])})
    assert is_read(read, hour=hour)
    assert any("not known" in note for note in read.profile.notes) == (zone == "Mars/Olympus")


@pytest.mark.parametrize("below", [[], [LABELS], [GERMAN]])
def test_header_rows_that_a_user_deleted_are_not_missed(survey, below):
    assert is_read(survey({"q.csv": written([NAMES, *below, *rows_of(TEXT)])}), hour=10)


@pytest.mark.parametrize("answers", [TEXT, NUMERIC])
def test_a_file_whose_first_header_was_deleted_is_read_by_its_import_ids(survey, answers):
    for labels in (LABELS, GERMAN):
        read = survey({"q.csv": written([labels, import_row(), *rows_of(answers)])})
        assert is_read(read)
        assert read.profile.columns["score"] == labels[10]


def test_tabs_in_utf_16_with_a_tab_in_a_cell_read_alike(survey):
    lines = [NAMES, LABELS, import_row(), *rows_of(TEXT)]
    lines[3][11] = "Tidy\tshop"
    read = survey({"q.tsv": written(lines, delimiter="\t").encode("utf-16")})
    assert "Tidy\tshop" in read.responses["reason"].tolist()
    assert read.profile.name == "qualtrics"


def test_the_group_may_stand_behind_the_score_and_the_question_be_renamed(survey):
    lines = [NAMES, LABELS, import_row(), *rows_of(NUMERIC)]
    order = [*NAMES[:9], "Q1", "Q1_NPS_GROUP", *NAMES[11:]]
    text = written(lines, columns=order).replace("Q1_NPS_GROUP", "NPS_NPS_GROUP")
    read = survey({"q.csv": text.replace(",Q1,", ",NPS,", 1)})
    assert is_read(read)
    assert (read.profile.columns["score"], read.profile.columns["group"]) == (
        "NPS",
        "NPS_NPS_GROUP",
    )


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How likely are you to recommend us to a friend?", "Why did you give this score?"),
        ("Wie wahrscheinlich ist eine Weiterempfehlung?", "Was ist der Hauptgrund dafür?"),
        ("Recommanderiez-vous notre service ?", "Quelle est la raison principale de la note ?"),
        ("¿Nos recomendaría a un amigo?", "¿Cuál es el motivo principal de su puntuación?"),
    ],
)
def test_without_a_group_the_questions_tell_the_columns(survey, question, reason):
    columns = [name for name in NAMES if name != "Q1_NPS_GROUP"]
    labels = [*LABELS[:10], question, reason, *LABELS[12:]]
    lines = [
        [*NAMES, "Q9"],
        [*labels, "How many people work with you?"],
        [*import_row(), '{"ImportId":"QID9"}'],
        *([*row, "4"] for row in rows_of(NUMERIC)),
    ]
    read = survey({"q.csv": written(lines, columns=[*columns, "Q9"])})
    assert (read.profile.columns["score"], read.profile.columns["reason"]) == ("Q1", "Q2")
    assert is_read(read)


def test_topics_and_sentiment_of_text_iq_are_neither_reason_nor_segment(survey):
    extra = ["Q2 - Parent Topics", "Q2 - Sentiment", "Q2 - Sentiment Score", "Q2 - Emotion"]
    cells = ["Shop floor and service", "Positive", "2", "Joy"]
    lines = [NAMES, LABELS, import_row(), *(rows_of(TEXT[:3]) * 3)]
    lines = [
        [*lines[0], *extra],
        [*lines[1], *extra],
        [*lines[2], *['{"ImportId":"QID2_x"}'] * 4],
        *(
            [*line, *(cells if i % 2 else [*cells[:1], "Negative", "-2", "Anger"])]
            for i, line in enumerate(lines[3:])
        ),
    ]
    for i, line in enumerate(lines[3:]):
        line[6] = f"R_{i}"
    read = survey({"q.csv": written(lines)})
    assert read.profile.columns["reason"] == "Q2"
    assert read.profile.segments == ("Region",)


def test_of_several_nps_questions_the_first_is_read_and_the_others_are_named(survey):
    lines = [[*NAMES, "Q7_NPS_GROUP", "Q7"], *([*row, "2", "7"] for row in rows_of(NUMERIC))]
    read = survey({"q.csv": written(lines)})
    assert is_read(read, hour=10)
    assert any("2 NPS questions" in note and "Q7" in note for note in read.profile.notes)
    other = survey({"q.csv": written(lines)}, score_column="Q7")
    assert set(other.responses["score"]) == {7}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("2", "response is a preview or test"),
        ("17", "response is a preview or test"),
        ("Umfragevorschau", "response is a preview or test"),
        ("Survey Preview Spam", "response is spam"),
        ("9", "response is spam"),
        ("40", "response is spam"),
        ("256", "response is synthetic"),
        ("Imported", None),
        ("16", None),
        ("32", None),
        ("Offline", None),
        ("IP-Adresse", None),
    ],
)
def test_each_response_type_counts_or_is_set_aside(survey, status, reason):
    lines = [NAMES, LABELS, import_row(), *rows_of([TEXT[1], TEXT[2]])]
    lines[3][2] = status
    read = survey({"q.csv": written(lines)})
    assert read.quarantine["reason"].tolist() == ([reason] if reason else [])


def test_without_finished_progress_tells_what_is_finished(survey):
    columns = [name for name in NAMES if name != "Finished"]
    lines = [NAMES, LABELS, import_row(), *rows_of(TEXT)]
    assert is_read(survey({"q.csv": written(lines, columns=columns)}))


LEGACY = [f"V{i}" for i in range(1, 11)]
LEGACY_LABELS = [
    *("ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress"),
    *("Status", "StartDate", "EndDate", "Finished"),
]
LEGACY_ROWS = [
    [
        *(response, "Default Response Set", "Anonymous", "", "", "203.0.113.9", status),
        *(f"2016-02-0{day} 09:00:00", f"2016-02-0{day} 09:04:00", finished, score, reason, ""),
    ]
    for day, (response, status, finished, score, reason) in enumerate(
        [
            ("R_old1", "0", "1", "9", "Quick delivery"),
            ("R_old2", "0", "0", "1", "Never arrived"),
            ("R_old3", "1", "1", "10", "trial run"),
        ],
        start=1,
    )
]


@pytest.mark.parametrize("has_labels", [True, False])
def test_the_legacy_format_has_two_header_rows_or_lost_one(survey, has_labels):
    questions = ["How likely would you recommend us?", "Why?"] if has_labels else ["NPS", "Why"]
    header = [*LEGACY, *(["Q1", "Q2"] if has_labels else questions), ""]
    labels = [[*LEGACY_LABELS, *questions, ""]] if has_labels else []
    text = "\ufeff" + written([header, *labels, *LEGACY_ROWS])
    read = survey({"q.csv": text})
    responses = read.responses.set_index("response_id")
    assert read.profile.name == "qualtrics"
    assert responses["score"].to_dict() == {"R_old1": 9, "R_old2": 1}
    assert responses["reason"].tolist() == ["Quick delivery", "Never arrived"]
    assert responses["unfinished"].tolist() == [False, True]
    assert str(responses["responded_at"].iloc[0]) == "2016-02-01 09:04:00+00:00"
    assert read.quarantine["reason"].tolist() == ["response is a preview or test"]
    assert read.profile.columns["date"] == "EndDate"


@pytest.mark.parametrize("header", [[], [LABELS], [LABELS, import_row()]])
def test_the_generic_profile_reads_it_too(survey, header):
    read = survey(
        {"q.csv": written([NAMES, *header, *rows_of(TEXT)])}, profile="generic", score_column="Q1"
    )
    assert read.adds_up
    assert read.profile.name == "generic"


def test_the_profile_on_any_other_table_does_not_crash(survey):
    read = survey({"a.csv": "id,score,comment\n1,9,Quick\n2,3,Slow\n"}, profile="qualtrics")
    assert read.responses["score"].tolist() == [9, 3]


def test_a_status_of_another_survey_is_no_qualtrics_export(survey):
    read = survey({"a.csv": "id,Status,score\n1,open,9\n2,closed,7\n"})
    assert (read.profile.name, len(read.responses)) == ("generic", 2)


def test_an_export_of_nothing_but_previews_is_refused_in_one_line(survey):
    with pytest.raises(InputError, match="none of 1 rows is a response: response is a preview"):
        survey({"q.csv": written([NAMES, LABELS, import_row(), rows_of(TEXT)[3]])})


@given(st.text(alphabet="{}\"':,ImportIdtimeZone ", max_size=60))
def test_no_cell_breaks_the_recognition(cell):
    table = read_delimited(written([["a", "ResponseId"], [cell, "x"]]).encode(), source="a.csv")
    assert QUALTRICS.recognises(table) in {True, False}
    QUALTRICS.roles(table)
