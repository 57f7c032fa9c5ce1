"""The generated survey is what was planted, looks like an export, and reads like customers."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.demo import generate_survey, write_survey
from nps_reasons.demo.phrases import comment, phrasebook
from nps_reasons.demo.population import EXPERIENCES, QUARTERS
from nps_reasons.errors import OutputError, UsageError
from nps_reasons.net_promoter import classify, contributions, nps

SURVEY = generate_survey()


def _period(table):
    month = table["responded_at"].str[5:7].astype(int)
    return table["responded_at"].str[:4] + "Q" + ((month + 2) // 3).astype("string")


@given(
    lived=st.lists(st.sampled_from(EXPERIENCES), max_size=3, unique_by=lambda e: e.theme),
    group=st.sampled_from(["promoter", "passive", "detractor"]),
    seed=st.integers(0, 2**32),
)
def test_every_experience_can_be_put_into_words(lived, group, seed):
    text = comment(lived, group, np.random.default_rng(seed))
    assert text == comment(lived, group, np.random.default_rng(seed))
    assert text.strip() == text != ""
    assert not set("{}") & set(text)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=2, deadline=None)
def test_every_sample_has_the_planted_nps_of_every_quarter(seed):
    survey = generate_survey(seed)
    scores = survey.table["score"].groupby(_period(survey.table))
    found = {period: round(nps(of_period).value, 1) for period, of_period in scores}
    assert found == {row.period: row.nps for row in survey.truth.nps}


def test_the_nps_is_45_in_the_first_quarter_and_63_in_the_last():
    of_period = SURVEY.table["score"].groupby(_period(SURVEY.table))
    assert round(nps(of_period.get_group("2024Q1")).value, 1) == 45.0
    assert round(nps(of_period.get_group("2025Q1")).value, 1) == 63.0


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    surveys = {"first": SURVEY, "again": generate_survey(2025), "other": generate_survey(2026)}
    first, again, other = (
        [path.read_bytes() for path in write_survey(tmp_path / name, survey)]
        for name, survey in surveys.items()
    )
    assert first == again
    assert first[0] != other[0]
    assert first[1] == other[1]


def test_the_file_read_as_text_is_the_table(tmp_path):
    files = write_survey(tmp_path / "new" / "folder", SURVEY)
    names = sorted(path.name for path in files.survey.parent.iterdir())
    assert names == ["coded.csv", "survey.csv", "truth.json"]
    read = pd.read_csv(files.survey, dtype="string", keep_default_na=False, na_values=[""])
    pd.testing.assert_frame_equal(read, SURVEY.table.astype("string"))


def test_coded_are_300_random_comments_of_the_first_and_of_the_last_quarter():
    table = SURVEY.table.assign(period=_period(SURVEY.table)).set_index("response_id")
    coded = SURVEY.coded.set_index("response_id")
    assert coded.index.is_unique
    drawn = table.loc[coded.index]
    assert drawn["period"].value_counts().to_dict() == {"2024Q1": 300, "2025Q1": 300}
    assert (drawn["reason"] == coded["reason"]).all()
    said = table[table["reason"].notna() & ~table["reason"].isin(list(phrasebook().nonanswers))]
    for period, chances in coded.groupby(drawn["period"])["probability"]:
        assert chances.unique() == pytest.approx([300 / (said["period"] == period).sum()])
    # A random sample scores like all comments of its quarter.
    groups = contributions(classify(drawn["score"])).groupby(drawn["period"].to_numpy()).mean()
    everybody = contributions(classify(said["score"])).groupby(said["period"].to_numpy()).mean()
    assert (groups - everybody[groups.index]).abs().max() < 12


def test_the_labels_are_what_the_comments_speak_of():
    coded = SURVEY.coded
    labels = dict(zip(coded["response_id"], map(json.loads, coded["labels"]), strict=True))
    found = {(i, said["theme"], said["sign"]) for i, cell in labels.items() for said in cell}
    of_coded = SURVEY.mentions[SURVEY.mentions["response_id"].isin(list(labels))]
    assert found == set(of_coded.itertuples(index=False, name=None))
    assert [] in labels.values()


def test_the_number_of_coded_comments_does_not_change_the_survey(tmp_path):
    alone = generate_survey(coded=0)
    pd.testing.assert_frame_equal(alone.table, SURVEY.table)
    assert alone.coded.empty
    assert write_survey(tmp_path, alone).coded is None
    assert not (tmp_path / "coded.csv").exists()
    everything = generate_survey(coded=10_000).coded
    assert (everything["probability"] == 1).all()
    assert len(everything) > 1500


def test_a_negative_number_of_coded_comments_is_refused():
    with pytest.raises(UsageError, match="coded must be 0 or more comments; found -3"):
        generate_survey(coded=-3)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"file: cannot be written to .*; choose another folder"):
        write_survey(tmp_path / "file", SURVEY)


def test_a_negative_seed_is_refused():
    with pytest.raises(UsageError, match="seed must be 0 or more; found -1"):
        generate_survey(-1)


def test_it_has_the_columns_and_sizes_of_a_real_export():
    table = SURVEY.table
    assert list(table) == [
        "response_id", "customer_id", "responded_at", "score", "segment", "region", "reason",
    ]  # fmt: skip
    assert table["response_id"].is_unique
    assert table["responded_at"].is_monotonic_increasing
    assert table["score"].between(0, 10).all()
    sizes = table.groupby(_period(table)).size().to_dict()
    assert sizes == {quarter.period: quarter.responses for quarter in QUARTERS}


def test_customers_answer_once_a_quarter_and_keep_segment_and_region():
    table = SURVEY.table.assign(period=_period(SURVEY.table))
    assert not table.duplicated(["customer_id", "period"]).any()
    kept = table[["customer_id", "segment", "region"]].drop_duplicates()
    assert kept["customer_id"].is_unique
    assert table["customer_id"].duplicated().mean() > 0.2


def test_a_fifth_leaves_no_reason_and_some_only_get_past_the_question():
    reason = SURVEY.table["reason"]
    assert reason.isna().mean() == pytest.approx(0.20, abs=0.02)
    nonanswers = reason.isin(list(phrasebook().nonanswers))
    assert nonanswers.mean() == pytest.approx(0.04, abs=0.01)


def test_one_comment_in_twenty_names_no_theme():
    comments = SURVEY.table["reason"].dropna()
    comments = comments[~comments.isin(list(phrasebook().nonanswers))]
    named = SURVEY.mentions["response_id"].nunique()
    assert 1 - named / len(comments) == pytest.approx(0.05, abs=0.015)


def test_comments_are_varied_and_say_one_to_three_things():
    assert SURVEY.table["reason"].nunique() > 3000
    themes = SURVEY.mentions.groupby("response_id").size()
    assert themes.min() == 1
    assert themes.max() == 3


def test_some_comments_were_typed_in_haste():
    comments = SURVEY.table["reason"].dropna()
    comments = comments[comments.str.len() > 20]
    assert (comments == comments.str.lower()).mean() == pytest.approx(0.05, abs=0.02)
    assert (comments == comments.str.upper()).any()
    assert (~comments.str.endswith((".", "!"))).mean() > 0.05


@pytest.mark.parametrize("experience", EXPERIENCES, ids="-".join)
def test_every_experience_can_be_said_in_many_ways(experience):
    cores = phrasebook().cores[experience.theme][experience.sign]
    assert len(set(cores)) == len(cores) >= 12


def test_every_slot_that_a_part_needs_is_there_and_every_slot_is_needed():
    needed = set(re.findall(r"\{(\w+)\}", str(phrasebook())))
    assert needed == set(phrasebook().slots)


def test_support_is_the_costliest_theme_to_a_reader_who_misreads_nothing():
    points, t = _oracle("2024Q1")
    assert points.idxmin() == ("support-quality", "negative")
    assert t["support-quality", "negative"] < -10


@pytest.mark.parametrize("period", [quarter.period for quarter in QUARTERS])
def test_the_companion_is_worth_nothing_to_a_reader_who_misreads_nothing(period):
    _, t = _oracle(period)
    assert abs(t["documentation", "negative"]) < 2.6


def _oracle(period):
    """Points and t values of the true mentions, by least squares over those who commented."""
    table = SURVEY.table[_period(SURVEY.table) == period].set_index("response_id")
    said = pd.crosstab(
        SURVEY.mentions["response_id"], [SURVEY.mentions["theme"], SURVEY.mentions["sign"]]
    )
    said = said.loc[said.index.isin(table.index)]
    table = table.loc[said.index]
    segments = pd.get_dummies(table["segment"]).to_numpy(dtype=float)
    design = np.hstack([said.to_numpy(dtype=float), segments])
    y = contributions(classify(table["score"])).to_numpy()
    inverse = np.linalg.inv(design.T @ design)
    effect = inverse @ design.T @ y
    scores = design * (y - design @ effect)[:, None]
    error = np.sqrt(np.diag(inverse @ scores.T @ scores @ inverse))
    n = said.shape[1]
    return (
        pd.Series(effect[:n], said.columns) * said.mean(),
        pd.Series(effect[:n] / error[:n], said.columns),
    )
