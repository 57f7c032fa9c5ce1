"""Discovery: the same proposals whatever the order, exact quotes, and a file people can edit."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.cli import main
from nps_reasons.errors import MissingExtraError, TableError, UsageError
from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.kernel import annotate
from nps_reasons.themes.codeframe import general_codeframe, read_codeframe
from nps_reasons.themes.discover import discover
from nps_reasons.themes.proposals import Proposal, proposals_toml
from nps_reasons.themes.tagger import KeywordTagger
from nps_reasons.themes.uncovered import clauses_of, uncovered

SAID = {
    "greenhouse": "leaks smells creaks steams wilts drips rusts glows hums sags fogs sways",
    "tortoise": "naps bites hides yawns stares digs limps snores swims blinks chews waddles",
    "carousel": "stood jingled stopped spun shook clattered shone wobbled sang broke jolted sped",
}


def clauses(n_verdicts=12):
    said = [f"The {thing} that {did}" for thing, all_did in SAID.items() for did in all_did.split()]
    said += ["Great!", "AWFUL experience", "great!"] * (n_verdicts // 3)
    return pd.DataFrame({"response_id": [f"r{i:03}" for i in range(len(said))], "text": said})


@pytest.fixture(scope="module")
def proposals():
    pytest.importorskip("bertopic", reason="the extra topics is not installed")
    return discover(clauses())


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=6), st.data())
def test_a_clause_is_uncovered_exactly_when_no_mention_stands_in_it(ids, data):
    table = pd.DataFrame({"response_id": ids, "clause": range(len(ids)), "text": "x"})
    covered = data.draw(st.sets(st.sampled_from(range(len(ids))))) if ids else set()
    mentions = table[table["clause"].isin(covered)].assign(theme="t")
    assert set(uncovered(table, mentions)["clause"]) == set(range(len(ids))) - covered


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8"), max_size=20),
            st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_proposed_gives_a_codeframe_file_that_is_read(tmp_path_factory, drawn):
    given_ = [
        Proposal(label.strip() or "-", ("word",), (("r", quote.strip() or "-"),), 1)
        for label, quote in drawn
    ]
    path = tmp_path_factory.mktemp("toml") / "proposals.toml"
    path.write_bytes(proposals_toml(given_, codeframe="general", taken=["theme"]).encode())
    themes = read_codeframe(path).themes
    assert [theme.examples for theme in themes] == [(p.quotes[0][1],) for p in given_]
    assert "theme" not in {theme.id for theme in themes}


def test_each_thing_people_speak_of_is_proposed_and_mere_verdicts_are_not(proposals):
    assert {proposal.label.lower() for proposal in proposals} == set(SAID)
    assert {proposal.n_clauses for proposal in proposals} == {12}


def test_quotes_are_clauses_word_for_word_with_the_response_they_stand_in(proposals):
    said = set(clauses().itertuples(index=False, name=None))
    assert proposals
    for proposal in proposals:
        assert set(proposal.quotes) <= said
        assert len({text for _, text in proposal.quotes}) == len(proposal.quotes)
        for _, text in proposal.quotes:
            assert any(word in text.lower() for word in proposal.keywords)


def test_the_order_of_rows_and_columns_changes_nothing(proposals):
    shuffled = clauses().sample(frac=1, random_state=4)[["text", "response_id"]]
    assert discover(shuffled) == proposals


def test_equal_clauses_are_counted_each_time_and_grouped_once(proposals):
    twice = clauses().assign(response_id=lambda table: "s" + table["response_id"])
    doubled = discover(pd.concat([clauses(), twice]))
    assert [p.keywords for p in doubled] == [p.keywords for p in proposals]
    assert [p.n_clauses for p in doubled] == [2 * p.n_clauses for p in proposals]


def test_most_limits_the_number_of_proposals_to_the_largest(proposals):
    larger = clauses()["text"].str.contains("tortoise")
    uneven = pd.concat([clauses(), clauses()[larger]])
    assert [p.label for p in discover(uneven, most=2)] == ["Tortoise", "Carousel"]


@pytest.mark.parametrize(
    "said", [[], ["Good"] * 40, ["the roof leaks"] * 40, ["one thing", "another matter"]]
)
def test_clauses_with_too_little_in_common_give_no_proposal(said):
    pytest.importorskip("bertopic", reason="the extra topics is not installed")
    ids = [str(i) for i in range(len(said))]
    assert discover(pd.DataFrame({"response_id": ids, "text": said})) == ()


def test_clauses_that_all_say_the_same_few_words_are_one_group_at_most():
    pytest.importorskip("bertopic", reason="the extra topics is not installed")
    said = [f"the roof leaks {number}" for number in range(30)]
    (proposal,) = discover(pd.DataFrame({"response_id": said, "text": said}))
    assert (proposal.n_clauses, set(proposal.keywords)) == (30, {"roof", "leaks", "roof leaks"})


def test_wrong_use_is_said():
    pytest.importorskip("bertopic", reason="the extra topics is not installed")
    with pytest.raises(UsageError, match="at least 1; found 0"):
        discover(clauses(), most=0)
    with pytest.raises(TableError, match='"text" is missing'):
        discover(clauses().drop(columns="text"))
    with pytest.raises(TableError, match="1 missing"):
        discover(pd.DataFrame({"response_id": ["a"], "text": [None]}))


def test_without_the_extra_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr("nps_reasons.themes.discover.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r'pip install "nps-reasons\[topics\]"'):
        discover(clauses())


def test_accepted_proposals_tag_the_clauses_they_were_made_of(proposals, tmp_path):
    path = tmp_path / "proposals.toml"
    path.write_text(proposals_toml(proposals, codeframe="general"), encoding="utf-8")
    frame = read_codeframe(path)
    tagger = KeywordTagger(frame).fit()
    for theme in frame.themes:
        assert theme.definition.startswith("Proposed: ")
        for hits in tagger.assign(list(theme.examples)):
            assert theme.id in {hit.theme for hit in hits}


def test_ids_are_free_and_different():
    same = [Proposal("Car, park", ("car",), (), 1)] * 2
    text = proposals_toml(same, codeframe="general", taken=["car-park"])
    assert 'id = "car-park-2"' in text
    assert 'id = "car-park-3"' in text


def test_clauses_are_those_that_the_mentions_count():
    reasons = pd.Series(["Lovely staff but the moat was dry", None], index=["a", "b"])
    annotator = make_annotator(general_codeframe())
    table = clauses_of(reasons, annotator.splitter.split)
    assert uncovered(table, annotate(reasons, annotator))["text"].tolist() == ["the moat was dry"]


@pytest.fixture
def survey_file(tmp_path):
    said = clauses()["text"].tolist()
    scores = list(itertools.islice(itertools.cycle([10, 3, 8, 0]), len(said)))
    path = tmp_path / "survey.csv"
    pd.DataFrame({"score": scores, "comment": said}).to_csv(path, index=False)
    return path


def ended(monkeypatch, capsys, *arguments):
    monkeypatch.setattr("sys.argv", ["nps-reasons", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        main()
    return stop.value.code or 0, *capsys.readouterr()


def test_the_command_writes_a_file_and_says_the_counts(
    monkeypatch, capsys, survey_file, tmp_path, proposals
):
    out = tmp_path / "proposals.toml"
    arguments = ("themes", "discover", survey_file, "--out", out)
    code, shown, told = ended(monkeypatch, capsys, *arguments)
    assert (code, "clauses, " in shown, "discovery" in told) == (0, True, True)
    assert len(read_codeframe(out).themes) == len(shown.splitlines()) - 2
    written = out.read_bytes()

    code, shown, told = ended(monkeypatch, capsys, *arguments)
    assert (code, shown) == (3, "")
    assert "exists" in told
    assert out.read_bytes() == written


def test_the_command_says_so_where_there_is_nothing_to_propose(monkeypatch, capsys, tmp_path):
    pytest.importorskip("bertopic", reason="the extra topics is not installed")
    survey = tmp_path / "survey.csv"
    survey.write_text("score,comment\n10,the moat was dry\n2,a swan hissed\n")
    out = tmp_path / "proposals.toml"
    code, shown, _ = ended(monkeypatch, capsys, "themes", "discover", survey, "--out", out)
    assert code == 0
    assert "nothing to propose" in shown
    assert not out.exists()


@pytest.mark.slow
def test_hash_seed_and_threads_change_nothing(proposals, survey_file, tmp_path):
    written = set()
    for number, threads in (("1", "1"), ("2", "2")):
        out = tmp_path / f"{number}.toml"
        command = [sys.executable, "-m", "nps_reasons", "themes", "discover", str(survey_file)]
        subprocess.run(
            [*command, "--out", str(out), "--quiet"],
            env={**os.environ, "PYTHONHASHSEED": number, "OMP_NUM_THREADS": threads},
            check=True,
        )
        written.add(out.read_bytes())
    assert len(written) == 1
