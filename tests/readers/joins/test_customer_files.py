"""Files about customers: recognised, joined, accounted for; no response is added or lost."""

import json
import os
import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nps_reasons as nr
from nps_reasons.errors import InputError, UsageError
from nps_reasons.readers.joins.attributes import join_attributes
from nps_reasons.readers.joins.keys import Key
from nps_reasons.readers.rawtable import RawTable

HUBSPOT = (
    "Record ID,First Name,Email,Lifecycle Stage,Associated Company IDs\n"
    "1,Ann,ann@x.example,Customer,7;8\n2,Bo, BO@X.example ,Lead,\n3,Cy,cy@x.example,Customer,9\n"
)
REPORT = (
    '"Contact ID","Account Name","Email","Type"\n'
    '"0035e00000AbCdE","Acme","ann@x.example","Customer"\n'
    '"0035e00000AbCde","Bolt","bo@x.example","Partner"\n\n'
    '"Grand Totals (2 records)"\n\n"Confidential Information - Do Not Distribute"\n'
    '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
)
MAILING = (
    "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,TAGS\n"
    'ann@x.example,Ann,4,2024-01-01,"""VIP"",""news"""\n'
    'bo@x.example,Bo,2,2024-01-02,"""news"""\ncy@x.example,Cy,2,2024-01-02,"""VIP"""\n'
    "di@x.example,Di,1,2024-01-02,\n"
)
SURVEY = "id,email,score\n" + "".join(
    f"{i},{who}@x.example,{3 + i % 8}\n" for i, who in enumerate(["ann", "Bo", "cy", "di"] * 3)
)


@pytest.fixture
def exports():
    beside = Path(__file__).parents[4] / "shared" / "exports"
    folder = Path(os.environ.get("NPS_REASONS_EXPORTS", beside))
    if not folder.is_dir():
        pytest.skip("no sample exports: set NPS_REASONS_EXPORTS to their folder")
    return folder


def table(name, columns):
    cells = pd.DataFrame(columns, dtype="string[pyarrow]")
    places = pd.DataFrame({"source": name, "row": range(2, 2 + len(cells)), "unfinished": False})
    return RawTable(cells, places, {name: len(cells)})


few_keys = st.lists(st.sampled_from(["a", "b", "c", "", "x;b"]), min_size=1, max_size=12)


@settings(deadline=None)
@given(few_keys, few_keys)
def test_a_join_never_changes_the_number_or_order_of_responses(left, right):
    responses = table("s.csv", {"who": left, "n": [str(i) for i in range(len(left))]})
    customers = table("c.csv", {"who": right, "plan": [f"p{key}" for key in right]})
    key = Key("who", "who", "id", 1.0)
    joined = join_attributes(responses, customers, key=key, zone="UTC", is_needed=lambda _: True)
    assert joined.table.cells["n"].tolist() == responses.cells["n"].tolist()
    assert len(joined.right.cells) + sum(map(len, joined.right.set_aside)) == len(right)


def test_the_sample_of_many_responses_per_customer_is_read_as_expected(exports):
    expected = json.loads((exports / "expected.json").read_text())
    expected = expected["join_many_responses_per_customer.csv"]
    survey, crm = (
        exports / name
        for name in ("join_many_responses_per_customer.csv", "crm_hubspot_contacts.csv")
    )
    reading = nr.read(survey, attributes=crm)
    (coverage,) = reading.coverage
    assert len(reading.responses) == expected["raw_rows"]
    assert coverage.matched == len(expected["matched"])
    assert coverage.unmatched == len(expected["unmatched"])
    assert coverage.no_key == len(expected["no_key"])
    people = reading.responses.dropna(subset="respondent_id").groupby("respondent_id")
    customers = {frozenset(ids) for ids in people["response_id"].agg(list)}
    assert {frozenset(ids) for ids in expected["distinct_customers"].values()} <= customers
    latest = nr.read(
        survey, attributes=crm, settings=nr.Settings.from_dict({"input": {"repeats": "latest"}})
    )
    kept = set(latest.responses["response_id"])
    outside = {*expected["unmatched"], *expected["no_key"]}
    assert kept == {*expected["latest_per_customer_and_quarter"], *outside}


@pytest.mark.parametrize(
    ("content", "profile"),
    [(HUBSPOT, "hubspot_contacts"), (REPORT, "salesforce_report"), (MAILING, "mailchimp_audience")],
)
def test_customer_files_are_recognised_and_sent_to_attributes(survey, content, profile):
    with pytest.raises(InputError, match="with --attributes beside a survey"):
        survey({"c.csv": content})
    with pytest.raises(InputError, match="with --attributes beside a survey"):
        survey({"c.csv": content}, profile=profile)


@pytest.mark.parametrize("content", [HUBSPOT, REPORT, MAILING])
def test_customer_files_join_by_address_and_add_up(survey, content):
    read = survey({"s.csv": SURVEY, "c.csv": content}, attributes=["c.csv"])
    assert len(read.responses) == 12
    assert read.adds_up
    assert read.coverage[0].matched >= 6
    assert "First Name" not in read.profile.segments


def test_a_contacts_file_with_a_survey_in_it_is_a_survey(survey):
    rows = "1,ann@x.example,Customer,9,good\n2,bo@x.example,Lead,2,bad\n"
    read = survey({"s.csv": "Record ID,Email,Lifecycle Stage,NPS score,Comment\n" + rows})
    assert read.profile.name == "generic"
    assert read.responses["score"].tolist() == [9, 2]


def test_a_data_loader_file_with_a_score_is_read_as_a_survey(survey):
    rows = '"0035e00000AbCdEAAV","ann@x.example","10"\n"0035e00000AbCdeAAF","bo@x.example","3.0"\n'
    read = survey({"s.csv": '"ID","EMAIL","NPS_SCORE__C"\n' + rows})
    assert read.profile.name == "salesforce_dataloader"
    assert sorted(read.responses["score"]) == [3, 10]


def test_the_footer_of_a_salesforce_report_is_no_row(survey):
    read = survey({"s.csv": SURVEY, "c.csv": REPORT}, attributes=["c.csv"])
    report = next(count for count in read.counts if count.source == "c.csv")
    assert (report.read, report.kept) == (2, 2)
    assert any("3 lines of footer" in note for note in read.profile.notes)


def test_frequent_tags_of_a_mailing_list_become_yes_and_no(survey):
    read = survey({"s.csv": SURVEY, "c.csv": MAILING}, attributes=["c.csv"])
    assert {"tag VIP", "tag news"} <= set(read.profile.segments)
    assert read.responses["tag VIP"].value_counts().to_dict() == {"yes": 6, "no": 6}


def test_a_crosswalk_is_joined_before_the_file_that_needs_it(survey):
    files = {
        "s.csv": "response_id,customer_id,score\n1,c1,9\n2,c2,3\n3,c1,8\n4,c2,2\n",
        "crm.csv": REPORT,
        "cross.csv": "customer_id,Contact ID\nc1,0035e00000AbCdEAAV\nc2,0035e00000AbCdeAAF\n",
    }
    one, other = (survey(files, attributes=a) for a in (["crm.csv", "cross.csv"],
                                                        ["cross.csv", "crm.csv"]))  # fmt: skip
    assert one.responses["Type"].tolist() == ["Customer", "Partner", "Customer", "Partner"]
    assert sorted(one.responses) == sorted(other.responses)
    assert one.adds_up


def test_coverage_counts_the_responses_that_are_kept_with_their_nps(survey):
    files = {
        "s.csv": "id,customer_id,score\n1,a,9\n2,a,eleven\n3,z,3\n4,,8\n5,b,10\n",
        "c.csv": "customer_id,plan\na,x\nb,y\n",
    }
    (coverage,) = survey(files, attributes=["c.csv"]).coverage
    assert (coverage.matched, coverage.unmatched, coverage.no_key) == (2, 1, 1)
    assert (coverage.nps_matched, coverage.nps_unmatched, coverage.nps_no_key) == (100, -100, 0)


def test_a_key_that_no_file_has_is_wrong_use(survey):
    files = {"s.csv": SURVEY, "a.csv": HUBSPOT, "b.csv": MAILING}
    with pytest.raises(UsageError, match='there is no column "custmer"'):
        survey(files, attributes=["a.csv", "b.csv"], key="custmer")
    with pytest.raises(UsageError, match='there is no column "custmer"'):
        survey({"s.csv": SURVEY, "a.csv": HUBSPOT}, attributes=["a.csv"], key="custmer")


def test_the_order_of_rows_of_a_customer_file_does_not_show(survey):
    header, *rows = HUBSPOT.splitlines()
    random.Random(1).shuffle(rows)
    one = survey({"s.csv": SURVEY, "c.csv": HUBSPOT}, attributes=["c.csv"])
    other = survey({"s.csv": SURVEY, "c.csv": "\n".join([header, *rows])}, attributes=["c.csv"])
    pd.testing.assert_frame_equal(one.responses, other.responses)
