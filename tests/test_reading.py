"""From files to clean responses: addresses that serve as ids do not travel on."""

import pandas as pd
import pytest

import nps_reasons as nr
from nps_reasons.commands.console import show_reading
from nps_reasons.errors import UsageError

PEOPLE = ["Ann@x.example", "ann@x.example", *(f"u{i}@x.example" for i in range(38))]


@pytest.fixture
def read_with(tmp_path):
    def read(**columns):
        table = pd.DataFrame({"score": [9, 3] * 20, "comment": ["helpful", "slow and rude"] * 20})
        table.assign(**columns).to_csv(tmp_path / "survey.csv", index=False)
        return nr.read(tmp_path / "survey.csv").responses

    return read


def test_addresses_as_response_ids_become_hashes_and_stay_different(read_with):
    ids = read_with(response_id=PEOPLE)["response_id"]
    assert ids.nunique() == 40
    assert not ids.str.contains("@").any()


def test_spellings_of_an_address_are_one_respondent(read_with):
    people = read_with(email=PEOPLE)["respondent_id"]
    assert people.nunique() == 39
    assert not people.str.contains("@").any()


def test_ids_that_are_no_addresses_stay_as_they_are(read_with):
    ids = [f"R{i:02}" for i in range(40)]
    assert sorted(read_with(response_id=ids)["response_id"]) == ids


@pytest.mark.parametrize("files", [5, [5], b"survey.csv"])
def test_what_is_no_path_is_refused_in_words(files):
    with pytest.raises(UsageError, match="expected the path of a file"):
        nr.read(files)


def test_columns_with_square_brackets_are_shown_as_they_are(tmp_path, capsys):
    rows = "".join(f"{i},[red]{i % 2},{i % 11},slow\n" for i in range(30))
    (tmp_path / "s.csv").write_text(f"id,[/b] colour,score,comment\n{rows}")
    show_reading(nr.read(tmp_path / "s.csv"))
    assert "[/b] colour" in capsys.readouterr().out


def test_a_comment_that_looks_like_a_formula_stays_text_from_file_to_table(tmp_path):
    said = '=HYPERLINK("http://evil.example","click")'
    rows = [("1", "9", said), ("2", "3", "Slow"), ("3", "7", "+1 for support"), ("4", said, "x")]
    survey = tmp_path / "survey.csv"
    pd.DataFrame(rows, columns=["id", "score", "why"]).to_csv(survey, index=False)
    reading = nr.read(survey)
    assert reading.responses["reason"].tolist() == [said, "Slow", "+1 for support"]
    nr.write_tables(nr.analyze(reading.responses, reading=reading), tmp_path / "tables")
    kept = pd.read_parquet(tmp_path / "tables" / "responses.parquet")
    assert kept["reason"].iloc[0] == said
    for table in ("responses", "quarantine"):
        text = (tmp_path / "tables" / f"{table}.csv").read_text("utf-8-sig")
        assert "'=HYPERLINK" in text
        assert text.count("=HYPERLINK") == text.count("'=HYPERLINK")


def test_languages_come_from_their_column_else_from_the_text(tmp_path):
    survey = tmp_path / "survey.csv"
    survey.write_text(
        "score,comment,language\n"
        "9,Alles ging schnell und die Beratung war sehr freundlich,\n"
        "3,Alles ging schnell und die Beratung war sehr freundlich,EN-GB\n"
        "4,Le colis est arrivé trop tard et abîmé,Klingon\n"
        "8,Good,\n",
        encoding="utf-8",
    )
    reading = nr.read(survey)
    by_score = reading.responses.set_index("score")["language"].fillna("-").to_dict()
    assert by_score == {9: "de", 3: "en", 4: "fr", 8: "-"}
    assert any('"Klingon"' in note for note in reading.profile.notes)
    fixed = nr.read(survey, settings=nr.Settings.from_dict({"themes": {"language": "en"}}))
    assert set(fixed.responses["language"]) == {"en"}
