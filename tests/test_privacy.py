"""Privacy: no address is left in any table; hashes are keyed, stable and one a respondent."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nps_reasons as nr
from nps_reasons.errors import UsageError
from nps_reasons.privacy import USUAL_VARIABLE, Secret, address_of, keyed_hash, without_addresses

SURVEY = '''response_id,email,score,comment,account manager,answered
ann@x.example,ann@x.example,9,kind staff,boss@x.example,2025-01-02
r2,Ann@x.example,3,slow,boss@x.example,2025-01-03
r3,"""Ann A."" <ann@x.example>",ask bo@x.example,slow,chef@x.example,2025-01-04
r4,mailto:bo@x.example,8,fine,chef@x.example,2025-01-05
r5,,7,dear,boss@x.example,2025-01-06
r6,cy@x.example,2,dear,chef@x.example,2025-01-07
'''
CRM = "Mail,plan,owner\nANN@x.example,pro,x\nbo@x.example,free,x\nbo@x.example,free,y\n"


@pytest.fixture
def read(tmp_path, monkeypatch):
    def read(secret=None, survey=SURVEY, crm=CRM, **sections):
        monkeypatch.delenv(USUAL_VARIABLE, raising=False)
        if secret is not None:
            monkeypatch.setenv(USUAL_VARIABLE, secret)
        (tmp_path / "s.csv").write_text(survey)
        (tmp_path / "c.csv").write_text(crm)
        settings = nr.Settings.from_dict(sections)
        return nr.read(tmp_path / "s.csv", attributes=tmp_path / "c.csv", settings=settings)

    return read


@given(st.text(min_size=1), st.binary(min_size=1), st.binary(min_size=1))
def test_a_hash_depends_on_the_value_and_the_secret_alone(value, one, other):
    first = keyed_hash(value, Secret("A", one))
    assert len(first) == 16
    assert first == keyed_hash(value, Secret("B", one))
    # HMAC pads a key with zeros.
    same = one.rstrip(b"\0") == other.rstrip(b"\0")
    assert (first == keyed_hash(value, Secret("A", other))) == same


@given(st.lists(st.sampled_from(["ann@x.example", "x", "a@b.example,c@d.example"]), max_size=5))
def test_no_address_is_left_where_it_is_masked(texts):
    masked = without_addresses(pd.Series(texts, dtype="string"), lambda _: "[EMAIL]")
    assert not masked.str.contains("@").any()
    assert len(masked) == len(texts)


@pytest.mark.parametrize("text", ["a" * 300_000 + " x@y.example", "<@" * 100_000, "@" * 300_000])
def test_endless_texts_take_no_time(text):
    assert address_of(text) == ""
    masked = without_addresses(pd.Series([text], dtype="string"), lambda _: "[EMAIL]")
    assert "x@y.example" not in masked.iloc[0]


def test_no_address_is_left_in_any_table_or_note(read):
    reading = read(input={"segment_columns": ["account manager"]})
    for table in (reading.responses, reading.quarantine):
        text = table.astype("string").apply(lambda column: column.str.contains("@").any())
        assert not text.any()
    assert "@" not in " ".join(reading.source.notes)
    assert reading.responses["account manager"].nunique() == 2
    (key,) = set(reading.quarantine["value"]) - {"ask [EMAIL]"}
    assert key in set(reading.responses["respondent_id"])


def test_the_spellings_of_an_address_are_one_hash_in_every_file_and_run(read):
    one = read("s3cret").responses.set_index("response_id")["respondent_id"]
    again = read("s3cret", crm="Mail,plan\nann@x.example,pro\n").responses
    assert one.nunique() == 3
    assert one["r2"] == keyed_hash("ann@x.example", Secret("", b"s3cret"))
    assert one["r2"] in set(again["respondent_id"])
    assert one["r2"] not in set(read("other").responses["respondent_id"])


def test_the_key_of_a_join_is_hashed_even_where_it_is_no_address(read):
    survey = "response_id,customer_id,score\n1,c1,9\n2,c1,3\n3,c2,8\n"
    people = read("s", survey=survey, crm="customer_id,plan\nc1,pro\nc2,pro\n")
    assert people.responses["respondent_id"].tolist()[0] == keyed_hash("c1", Secret("", b"s"))


def test_without_a_secret_a_note_says_how_to_set_one(read):
    assert any(USUAL_VARIABLE in note for note in read().source.notes)
    assert not any(USUAL_VARIABLE in note for note in read("s").source.notes)


def test_a_secret_that_is_named_must_be_set(read, monkeypatch):
    monkeypatch.delenv("NO_SUCH_SECRET", raising=False)
    with pytest.raises(UsageError, match="NO_SUCH_SECRET is not set"):
        read(privacy={"secret_variable": "NO_SUCH_SECRET"})
    monkeypatch.setenv("NO_SUCH_SECRET", "x")
    found = read(privacy={"secret_variable": "NO_SUCH_SECRET"}).responses["respondent_id"]
    assert keyed_hash("cy@x.example", Secret("", b"x")) in set(found)


def test_redaction_of_reasons_can_be_switched_off(read):
    survey = "id,email,score,comment\n1,ann@x.example,9,write to me@x.example please\n"
    assert "@" in read(survey=survey, privacy={"redact": False}).responses["reason"].iloc[0]
    assert "@" not in read(survey=survey).responses["reason"].iloc[0]


NUMBERS = """response_id,score,comment,hotline,answered
r1,9,kind,+44 7911 123456,2025-01-02
r2,3,slow,+44 7911 123456,2025-01-03
r3,07700 900461,slow,020 7946 0123,2025-01-04
r4,4111 1111 1111 1111,slow,020 7946 0123,2025-01-05
r5,7,dear,020 7946 0123,2025-01-05
"""


def test_numbers_of_people_are_in_no_segment_and_no_quarantine(tmp_path):
    (tmp_path / "s.csv").write_text(NUMBERS)
    named = {"segment_columns": ["hotline"]}
    reading = nr.read(tmp_path / "s.csv", settings=nr.Settings.from_dict({"input": named}))
    assert reading.responses["hotline"].str.fullmatch("[0-9a-f]{16}").all()
    assert reading.responses["hotline"].nunique() == 2
    assert sorted(reading.quarantine["value"]) == ["[CARD]", "[PHONE]"]
    given = nr.Settings.from_dict({"input": named, "privacy": {"redact": False}})
    shown = nr.read(tmp_path / "s.csv", settings=given)
    assert "+44 7911 123456" in set(shown.responses["hotline"])
    assert "07700 900461" in set(shown.quarantine["value"])


def test_a_respondent_that_is_a_telephone_number_is_a_hash(tmp_path):
    text = NUMBERS.replace("hotline", "customer")
    (tmp_path / "s.csv").write_text(text)
    given = nr.Settings.from_dict({"input": {"respondent_column": "customer"}})
    people = nr.read(tmp_path / "s.csv", settings=given).responses["respondent_id"]
    assert people.str.fullmatch("[0-9a-f]{16}").all()
    assert people.nunique() == 2


def test_a_customer_id_that_joins_is_hashed_as_id_and_in_the_quarantine(tmp_path):
    (tmp_path / "s.csv").write_text("customer_id,score,why\nc1,9,Quick\nc2,3,Slow\n")
    (tmp_path / "crm.csv").write_text("customer_id,plan\nc1,pro\nc2,pro\nc2,basic\n")
    reading = nr.read(tmp_path / "s.csv", attributes=tmp_path / "crm.csv", key="customer_id")
    (aside,) = reading.quarantine["value"]
    assert set(reading.responses["response_id"]) == set(reading.responses["respondent_id"])
    assert aside in set(reading.responses["respondent_id"])
    assert not {"c1", "c2"} & {*reading.responses["response_id"], aside}


def test_names_of_people_that_serve_as_ids_are_hashed(tmp_path):
    (tmp_path / "s.csv").write_text(
        "Customer,score,why\nAnn Example,9,Quick\nBo van Beispiel,3,Slow\nOrder 77,8,Fine\n"
    )
    responses = nr.read(tmp_path / "s.csv").responses
    assert "Order 77" in set(responses["response_id"])
    assert not responses["response_id"].str.contains("Example|Beispiel").any()
