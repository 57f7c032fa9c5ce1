"""Joins: reasons one to one, attributes many to one, and no row lost on the way."""

import random

import pandas as pd
import pytest

from nps_reasons.errors import UsageError

WORDS = ["slow", "kind", "price", "app", "staff", "queue", "clear", "refund"]


def invented(n=40, seed=3):
    """Return header and rows of a survey in one file."""
    draw = random.Random(seed)
    rows = [
        [f"{i:04}", f"2024-{1 + i % 9:02}-15", draw.randint(0, 10), " ".join(draw.sample(WORDS, 4))]
        for i in range(n)
    ]
    return ["ref id", "date", "score", "comment"], rows


def csv_of(header, rows):
    return "\n".join(",".join(map(str, row)) for row in [header, *rows]) + "\n"


def test_scores_and_reasons_apart_read_like_one_file(survey):
    header, rows = invented()
    rows[5][2] = "eleven"
    whole = survey({"whole.csv": csv_of(header, rows)})
    scores = [row[:3] for row in rows]
    reasons = [[row[0], row[3], "2024-05-01"] for row in rows]
    planted = [
        [rows[7][0], "said before", "2023-01-01"],
        ["9999", "nobody's words", "2024-05-01"],
        ["", "no key at all", "2024-05-01"],
    ]
    random.Random(1).shuffle(scores)
    mixed = [*reasons, *planted]
    random.Random(2).shuffle(mixed)
    apart = survey(
        {"scores.csv": csv_of(header[:3], scores),
         "reasons.csv": csv_of(["ref id", "comment", "written on"], mixed)},
        reasons="reasons.csv",
    )  # fmt: skip
    pd.testing.assert_frame_equal(apart.responses, whole.responses)
    told = apart.quarantine.set_index("source")["reason"]
    assert sorted(told["reasons.csv"]) == [
        "key is missing",
        "key stands more than once in reasons.csv; the latest row is kept",
        "no score with this key in scores.csv",
    ]
    assert told["scores.csv"] == "score is not a number"
    assert apart.adds_up
    assert apart.rows_read == len(rows)


def test_without_dates_the_last_row_of_a_key_is_the_latest(survey):
    files = {"s.csv": "id,score\n1,9\n2,3\n", "r.csv": "id,text\n1,old\n1,new\n2,slow\n"}
    read = survey(files, reasons="r.csv")
    assert read.responses["reason"].tolist() == ["new", "slow"]
    assert any("has no date" in note for note in read.profile.notes)


def test_of_doubled_scores_the_latest_by_date_is_kept_wherever_it_stands(survey):
    rows = ["1,9,2024-03-01", "1,2,2024-01-01", "2,8,2024-02-01"]
    for order in (rows, rows[::-1]):
        files = {
            "s.csv": "\n".join(["id,score,date", *order]),
            "r.csv": "id,text\n1,good\n2,fine\n",
        }
        read = survey(files, reasons="r.csv")
        assert read.responses["score"].tolist() == [9, 8]
        assert read.quarantine["value"].tolist() == ["1"]


def test_a_score_without_a_reason_is_kept(survey):
    files = {"s.csv": "id,score\n1,9\n2,3\n,7\n", "r.csv": "id,text\n2,slow\n"}
    read = survey(files, reasons="r.csv")
    assert len(read.responses) == 3
    assert read.responses["reason"].notna().sum() == 1


def test_the_reasons_file_wins_over_a_reason_in_the_scores(survey):
    files = {"s.csv": "id,score,text\n1,9,here\n2,3,there\n", "r.csv": "id,text\n1,A\n2,B\n"}
    read = survey(files, reasons="r.csv")
    assert read.responses["reason"].tolist() == ["A", "B"]
    assert any("replace" in note for note in read.profile.notes)


def test_reasons_that_belong_to_no_score_are_all_set_aside(survey):
    files = {"s.csv": "id,score\n1,9\n2,3\n", "r.csv": "id,text\n8,quick\n9,slow\n"}
    read = survey(files, reasons="r.csv", key="id")
    assert read.responses["reason"].isna().all()
    assert read.quarantine["row"].tolist() == [2, 3]
    assert read.adds_up


def test_attributes_become_segments_and_change_no_number_of_responses(survey):
    files = {
        "s.csv": "id,customer_id,score\n1,a,9\n2,a,3\n3,b,8\n4,z,10\n5,,7\n6,b,1\n",
        "crm.csv": "Customer_ID,plan,date\n a ,pro,\nb,free,2021-05-01\nb,pro,2019-01-01\nc,pro,\n",
    }
    read = survey(files, attributes=["crm.csv"])
    assert read.responses["plan"].tolist() == ["pro", "pro", "free", "(blank)", "(blank)", "free"]
    assert read.quarantine["reason"].tolist() == [
        "key stands more than once in crm.csv; the latest row is kept"
    ]
    crm = next(count for count in read.counts if count.source == "crm.csv")
    assert (crm.read, crm.kept, crm.unused, crm.quarantined) == (4, 2, 1, 1)
    assert read.adds_up
    assert any("4 of 6 responses have a row" in note for note in read.profile.notes)


def test_three_files_are_joined_each_on_its_own_key(survey):
    files = {
        "s.csv": "id,account,score\n1,a,9\n2,b,3\n3,a,8\n4,b,2\n",
        "r.csv": "id,text\n1,quick\n2,slow\n",
        "crm.csv": "account,region\na,north\nb,south\n",
    }
    read = survey(files, reasons="r.csv", attributes=["crm.csv"], key="id")
    assert read.responses["reason"].notna().sum() == 2
    assert read.responses["region"].tolist() == ["north", "south", "north", "south"]


def test_files_without_a_common_key_are_wrong_use(survey):
    files = {"s.csv": "id,score\n1,9\n", "r.csv": "ref,text\n1,good\n"}
    with pytest.raises(UsageError, match="no key identifies their rows"):
        survey(files, reasons="r.csv")
    with pytest.raises(UsageError, match=r'r\.csv: there is no column "id" \(--key\)'):
        survey(files, reasons="r.csv", key="id")
