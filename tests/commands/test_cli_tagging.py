"""`tag` and `evaluate`: every row accounted for, nothing overwritten, measures that add up."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from nps_reasons.text.clean import clean_reasons

COMMENTS = {
    "c1": "Support solved my problem within minutes, but far too expensive",
    "c2": "n/a",
    "c3": "",
    "c4": "Lovely staff &amp; quick; write to me@example.org",
    "c5": "Hello",
    "c6": "=The app crashes every day",
}


def label(theme, sign=None):
    return {"theme": theme, "sign": sign}


CODED = [
    ("Support was very helpful", [label("support-quality", "positive")]),
    ("Far too expensive", [label("price-and-value", "negative")]),
    ("Lovely staff but the app crashes", [label("staff-attitude", "positive")]),
    ("Hello there", []),
    ("Nothing", []),
]


def labelled_file(path, rows):
    table = pd.DataFrame(
        {"text": [text for text, _ in rows], "labels": [json.dumps(coded) for _, coded in rows]}
    )
    table.to_csv(path, index=False)
    return path


@pytest.fixture
def comments(tmp_path):
    path = tmp_path / "comments.csv"
    table = pd.DataFrame({"ref": list(COMMENTS), "comment": list(COMMENTS.values())})
    table.to_csv(path, index=False)
    return path


@pytest.fixture
def coded(tmp_path):
    return labelled_file(tmp_path / "labelled.csv", CODED)


def tag(invoke, file, out, *more):
    return invoke("tag", file, "--out", out, "--text-column", "comment", *more)


def test_every_row_is_accounted_for_once(invoke, comments, tmp_path):
    code, out, err = tag(invoke, comments, tmp_path / "m.csv", "--id-column", "ref", "--json")
    account = json.loads(out)
    assert (code, err) == (0, "")
    assert {name: account[name] for name in ("read", "with_text", "blank", "set_aside")} == {
        "read": 6,
        "with_text": 5,
        "blank": 1,
        "set_aside": 0,
    }
    assert account["non_answers"] == 1
    assert (account["with_theme"], account["without_theme"]) == (3, 1)
    assert account["redacted"] == {"email": 1}
    assert account["mentions"] == len(pd.read_csv(tmp_path / "m.csv"))


def test_quotes_stand_in_the_cleaned_comment_at_their_offsets(invoke, comments, tmp_path):
    assert tag(invoke, comments, tmp_path / "m.parquet", "--id-column", "ref", "--quiet")[0] == 0
    mentions = pd.read_parquet(tmp_path / "m.parquet")
    said = clean_reasons(pd.Series(COMMENTS, dtype="string")).reasons
    assert set(mentions["response_id"]) == {"c1", "c4", "c6"}
    for row in mentions.itertuples():
        assert said[row.response_id][row.start : row.end] == row.quote
    assert mentions.columns[:3].tolist() == ["response_id", "clause", "theme"]
    assert mentions["label"].notna().all()


def test_the_csv_runs_no_formula(invoke, comments, tmp_path):
    tag(invoke, comments, tmp_path / "m.csv", "--quiet")
    quotes = pd.read_csv(tmp_path / "m.csv")["quote"]
    assert not quotes.str.startswith("=").any()


def test_with_ids_the_order_of_rows_changes_no_byte(invoke, comments, tmp_path):
    shuffled = tmp_path / "shuffled.csv"
    pd.read_csv(comments).sample(frac=1, random_state=4).to_csv(shuffled, index=False)
    for file in (comments, shuffled):
        tag(invoke, file, tmp_path / f"of_{file.stem}.csv", "--id-column", "ref", "--quiet")
    first, second = (tmp_path / f"of_{name}.csv" for name in ("comments", "shuffled"))
    assert first.read_bytes() == second.read_bytes()


def test_without_ids_the_lines_of_the_file_are_the_ids_in_their_order(invoke, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("comment\n" + "Far too expensive\n" * 11)
    code, out, err = tag(invoke, path, tmp_path / "m.csv")
    assert code == 0
    assert "tagging" in err
    assert "11 rows read: 11 with a text, 0 without" in out
    assert pd.read_csv(tmp_path / "m.csv")["response_id"].tolist() == list(range(2, 13))


def test_rows_that_cannot_be_read_are_counted_and_told(invoke, tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("comment,b\nFar too expensive,1\nLovely staff,2,3\nHello,3\n")
    code, out, _ = tag(invoke, path, tmp_path / "m.csv", "--json")
    account = json.loads(out)
    assert (code, account["read"], account["set_aside"]) == (0, 3, 1)
    assert "line 3: set aside" in account["notes"][-1]


def test_a_workbook_is_read_like_any_table(invoke, comments, tmp_path):
    # The last comment would be written as a formula.
    rows = pd.read_csv(comments, keep_default_na=False).iloc[:-1]
    rows.to_excel(tmp_path / "c.xlsx", index=False, engine="openpyxl")
    code, _, err = tag(invoke, tmp_path / "c.xlsx", tmp_path / "m.csv", "--quiet")
    assert code == 0, err
    assert set(pd.read_csv(tmp_path / "m.csv")["response_id"]) == {2, 5}


@pytest.mark.parametrize(
    ("arguments", "said", "expected"),
    [
        ("comments.csv --out comments.csv --text-column comment", "would be replaced", 2),
        ("comments.csv --out t.csv --text-column comment --train t.csv", "would be replaced", 2),
        ("comments.csv --out m.csv --text-column coment", 'did you mean "comment"', 2),
        ("comments.csv --out m.csv --text-column comment --id-column re", "--id-column", 2),
        ("comments.csv --out m.xlsx --text-column comment", ".csv, .parquet", 2),
        ("comments.csv --out taken/m.csv --text-column comment", "cannot be written", 3),
        ("twice.csv --out m.csv --text-column comment --id-column ref", "lines 2, 4", 3),
        ("absent.csv --out m.csv --text-column comment", "absent.csv", 3),
        ("comments.csv --out m.csv --text-column comment --train comments.csv", '"text"', 3),
    ],
)
def test_wrong_use_of_tag_is_one_clear_line_and_writes_nothing(
    invoke, comments, tmp_path, monkeypatch, arguments, said, expected
):
    (tmp_path / "twice.csv").write_text("ref,comment\na,Hello\nb,Hello\na,Kind\n")
    (tmp_path / "t.csv").write_text("text,labels\nHello,[]\n")
    (tmp_path / "taken").write_text("a file")
    monkeypatch.chdir(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    code, out, err = invoke("tag", *arguments.split(), "--quiet")
    lines = [line for line in err.splitlines() if line.startswith("nps-reasons: ")]
    assert (code, len(lines), out) == (expected, 1, ""), err
    assert said in lines[0]
    assert "internal error" not in lines[0]
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_id_that_is_missing_names_its_line(invoke, tmp_path):
    (tmp_path / "c.csv").write_text("ref,comment\na,Hello\n,Kind\n")
    code, _, err = tag(invoke, tmp_path / "c.csv", tmp_path / "m.csv", "--id-column", "ref")
    assert code == 3
    assert "has no id on line 3" in err


def test_evaluate_gives_all_measures_as_one_json_object(invoke, coded):
    code, out, err = invoke("evaluate", coded, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["texts"] == 5
    assert found["by_theme"]["support"] == 3
    tagged = sum(theme["found"] for theme in found["themes"])
    assert tagged == found["calibration"]["found"]
    right = sum(theme["support"] * (theme["recall"]["value"] or 0) for theme in found["themes"])
    assert found["by_theme"]["micro_precision"]["value"] == pytest.approx(right / tagged)
    assert found["by_theme"]["micro_recall"]["value"] == pytest.approx(right / 3)
    assert found["sentiment"]["support"] == 3
    billing = next(theme for theme in found["themes"] if theme["theme"] == "billing")
    assert (billing["support"], billing["f1"]["value"]) == (0, None)
    assert len(found["calibration"]["bins"]) == 10
    assert found["trained"] is None


def test_evaluate_prints_its_tables_and_what_it_depends_on(invoke, coded):
    code, out, _ = invoke("evaluate", coded)
    assert code == 0
    for said in ("Support quality", "micro-F1", "theme + sign", "Expected calibration error"):
        assert said in out
    assert "5 texts, 5 of them distinct" in out


def test_evaluated_texts_are_left_out_of_what_is_learned_from(invoke, coded, tmp_path):
    more = [("The APP crashes", [label("reliability-and-bugs", "negative")])]
    train = labelled_file(tmp_path / "train.csv", [("FAR too  expensive", []), *more])
    found = json.loads(invoke("evaluate", coded, "--train", train, "--json")[1])
    assert found["trained"] == {"file": str(train), "left_out": 1, "texts": 1}
    assert "1; these were left out" in found["notes"][-1]
    code, _, err = invoke("evaluate", coded, "--train", coded)
    assert code == 3
    assert "none is left to learn from" in err


def test_a_label_of_another_codeframe_is_refused_with_its_line(invoke, tmp_path):
    path = labelled_file(tmp_path / "l.csv", [("Dear", [label("biling")])])
    code, _, err = invoke("evaluate", path)
    assert code == 3
    assert 'l.csv, line 2: the codeframe has no active theme "biling"' in err
