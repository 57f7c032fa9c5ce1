"""The kernel: mentions that meet their contract, quote exactly, and depend on nothing else."""

import os
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import UsageError
from nps_reasons.labelled import Label, Labelled
from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.kernel import annotate, annotate_batches, mentions_schema
from nps_reasons.schema import MENTIONS
from nps_reasons.sentiment.model import sign_of
from nps_reasons.text.clean import clean_reasons
from nps_reasons.themes.codeframe import general_codeframe

DATA = Path(os.environ.get("NPS_REASONS_DATA", Path(__file__).parents[3] / "shared" / "data"))
ANNOTATOR = make_annotator(general_codeframe())
ANNOTATOR.splitter.split(["so that loading counts for no test"])

parts = st.sampled_from(
    ["lovely staff", "but", "the app crashes", "and I waited 3 weeks", ",", ".", "too dear", "\n"]
)
reasons = st.lists(st.one_of(st.none(), st.lists(parts, max_size=6).map(" ".join)), max_size=6)


def keyed(texts):
    return pd.Series(texts, index=[f"r{i}" for i in range(len(texts))], dtype="string")


@given(reasons)
@settings(deadline=None, max_examples=25)
def test_mentions_meet_the_contract_and_quote_the_reason_exactly(texts):
    given_reasons = keyed(texts)
    mentions = annotate(given_reasons, ANNOTATOR)
    pd.testing.assert_frame_equal(mentions, MENTIONS.check(mentions))
    for row in mentions.itertuples():
        quote = given_reasons[row.response_id][row.start : row.end]
        assert quote
        assert quote == quote.strip()
        assert row.sign == sign_of(row.sentiment)


@given(reasons, st.randoms())
@settings(deadline=None, max_examples=25)
def test_the_order_of_rows_changes_nothing(texts, random):
    rows = keyed(texts)
    shuffled = rows.sample(frac=1, random_state=random.randrange(1000))
    pd.testing.assert_frame_equal(annotate(rows, ANNOTATOR), annotate(shuffled, ANNOTATOR))


@given(reasons)
@settings(deadline=None, max_examples=25)
def test_batches_give_the_mentions_of_the_whole(texts):
    whole = keyed(texts)
    tables = [
        pa.RecordBatch.from_pandas(part.rename("reason").rename_axis("response_id").reset_index())
        for part in (whole.iloc[:2], whole.iloc[2:])
    ]
    found = list(annotate_batches(iter(tables), ANNOTATOR))
    assert all(batch.schema == mentions_schema() for batch in found)
    joined = MENTIONS.check(pa.Table.from_batches(found).to_pandas())
    pd.testing.assert_frame_equal(joined, annotate(whole, ANNOTATOR))


def test_themes_and_signs_of_one_reason_may_differ():
    mentions = annotate(
        keyed(["Lovely staff, but the app crashes and it is far too expensive"]), ANNOTATOR
    )
    found = set(zip(mentions["theme"], mentions["sign"], strict=True))
    assert {
        ("staff-attitude", "positive"),
        ("reliability-and-bugs", "negative"),
        ("price-and-value", "negative"),
    } <= found


def test_a_lost_apostrophe_changes_no_mention_and_stays_in_the_quote():
    whole, lost = "I didn't like the price", "I didn\ufffdt like the price"
    first, second = (annotate(keyed([text]), ANNOTATOR) for text in (whole, lost))
    pd.testing.assert_frame_equal(first, second)
    assert lost[second["start"][0] : second["end"][0]] == lost


def test_reasons_without_a_theme_and_null_reasons_have_no_mention():
    assert annotate(keyed([None, "Good", ""]), ANNOTATOR).empty


def test_equal_reasons_have_equal_mentions():
    mentions = annotate(keyed(["too dear", "too dear"]), ANNOTATOR).drop(columns="response_id")
    pd.testing.assert_frame_equal(
        mentions.iloc[:1].reset_index(drop=True), mentions.iloc[1:].reset_index(drop=True)
    )


def test_the_versions_name_all_that_mentions_depend_on():
    versions = ANNOTATOR.versions
    assert versions["codeframe"] == "general 1"
    assert versions["codeframe_sha256"] == general_codeframe().hash
    named = {"clauses", "keywords", "lexicon", "encoder", "encoder_sha256", "tagger"}
    assert set(versions) >= named


def test_an_unknown_tier_is_refused():
    with pytest.raises(UsageError, match='tier "best" is not known'):
        make_annotator(general_codeframe(), "best")


def test_most_reasons_of_a_real_survey_have_a_theme():
    path = DATA / "bt_nps" / "responses.csv"
    if not path.is_file():
        pytest.skip("bt_nps is not there; set NPS_REASONS_DATA")
    table = pd.read_csv(path, dtype="string", encoding_errors="replace")
    kept = clean_reasons(table["text"]).reasons.dropna()
    kept = kept.set_axis(kept.index.astype("string"))
    mentions = annotate(kept, ANNOTATOR)
    assert mentions["response_id"].nunique() / len(kept) > 0.7
    detractors = table.loc[table["NPS_RATING"] == "Detractor"].index.astype("string")
    of_detractors = mentions[mentions["response_id"].isin(detractors)]
    assert (of_detractors["sign"] == "negative").mean() > 0.5


def test_a_very_long_reason_costs_its_length_once_not_once_a_mention():
    tracemalloc.start()
    mentions = annotate(keyed(["Support was awful. " * 2_000]), ANNOTATOR)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(mentions) >= 2_000
    assert most < 60_000_000


def test_mentions_are_stamped_with_all_that_they_depend_on():
    frame = general_codeframe()
    coded = Labelled(("Far too dear",), ((Label("price-and-value", "negative"),),))
    stamps = {
        make_annotator(frame).tagged_by,
        make_annotator(frame, "fast").tagged_by,
        make_annotator(replace(frame, version=2)).tagged_by,
        replace(ANNOTATOR, learned=coded.hash).tagged_by,
    }
    assert len(stamps) == 4
    assert make_annotator(frame).tagged_by in stamps
    assert all(stamp.startswith(("general 1, ", "general 2, ")) for stamp in stamps)
    reasons = pd.Series(["Far too dear"], index=["a"])
    assert set(annotate(reasons, ANNOTATOR)["tagged_by"]) == {ANNOTATOR.tagged_by}
