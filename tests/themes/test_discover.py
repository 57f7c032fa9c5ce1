"""Discovery: the same proposals whatever the order, exact quotes, and a file people can edit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import MissingExtraError, TableError, UsageError
from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.kernel import annotate
from nps_reasons.themes.codeframe import general_codeframe, read_codeframe
from nps_reasons.themes.discover import (
    CLAUSES_A_THEME,
    EXAMPLES,
    FEWEST_CLAUSES,
    discover,
    groups_for,
)
from nps_reasons.themes.halves import halves_agree
from nps_reasons.themes.naming import NO_WORDS
from nps_reasons.themes.proposals import Proposal, proposals_toml
from nps_reasons.themes.tagger import KeywordTagger
from nps_reasons.themes.uncovered import clauses_of, uncovered

DID = ["leaks", "smells", "creaks", "steams", "wilts", "drips", "rusts", "glows", "hums"]
DID += ["sags", "fogs", "sways", "shakes", "bends"]
THINGS = ("greenhouse", "tortoise", "carousel")
WHEN = ("again", "on most days")


def clauses(things=THINGS):
    """Two times fourteen different clauses of each thing, and a vector of each."""
    said = [f"The {thing} that {did} {when}" for thing in things for did in DID for when in WHEN]
    table = pd.DataFrame(
        {"response_id": [f"r{at:03}" for at in range(len(said))], "text": said}, dtype="string"
    )
    return table, vectors_of(np.repeat(np.arange(len(things)), len(DID) * len(WHEN)))


def vectors_of(groups, seed=0):
    rng = np.random.default_rng(seed)
    return (np.eye(8)[groups] + 0.05 * rng.normal(size=(len(groups), 8))).astype(np.float32)


@pytest.fixture(scope="module")
def found():
    pytest.importorskip("bertopic", reason="the extra topics is not installed")
    return discover(*clauses(), most=3)


# Clauses and what the codeframe leaves


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=6), st.data())
def test_a_clause_is_uncovered_exactly_when_no_mention_stands_in_it(ids, data):
    table = pd.DataFrame({"response_id": ids, "clause": range(len(ids)), "text": "x"})
    covered = data.draw(st.sets(st.sampled_from(range(len(ids))))) if ids else set()
    mentions = table[table["clause"].isin(covered)].assign(theme="t")
    assert set(uncovered(table, mentions)["clause"]) == set(range(len(ids))) - covered


def test_clauses_are_those_that_the_mentions_count():
    reasons = pd.Series(["Lovely staff but the moat was dry", None], index=["a", "b"])
    annotator = make_annotator(general_codeframe())
    table = clauses_of(reasons, annotator.splitter.split)
    assert uncovered(table, annotate(reasons, annotator))["text"].tolist() == ["the moat was dry"]


# Proposals


def test_each_thing_people_speak_of_is_proposed(found):
    assert {proposal.label.split(",")[0].lower() for proposal in found.proposals} == set(THINGS)
    assert {proposal.n_clauses for proposal in found.proposals} == {28}


def test_every_clause_has_the_place_of_its_proposal(found):
    table, vectors = clauses()
    for place, proposal in enumerate(found.proposals):
        own = table[found.theme == place]
        assert len(own) == proposal.n_clauses
        assert tuple(sorted(own["response_id"])) == proposal.response_ids
        assert set(proposal.quotes) <= set(own.itertuples(index=False, name=None))
        assert proposal.centre == pytest.approx(vectors[found.theme == place].mean(axis=0), abs=0.1)
    assert found.assign(vectors).tolist() == found.theme.tolist()


def test_quotes_are_different_clauses_word_for_word_with_the_response_they_stand_in(found):
    said = set(clauses()[0].itertuples(index=False, name=None))
    for proposal in found.proposals:
        assert len(proposal.quotes) == EXAMPLES
        assert set(proposal.quotes) <= said
        assert len({text.casefold() for _, text in proposal.quotes}) == EXAMPLES


def test_what_is_near_no_proposal_is_in_none(found):
    _, vectors = clauses()
    assert found.assign(-vectors[:3]).tolist() != found.theme[:3].tolist()
    assert found.assign(np.zeros((2, 8), dtype=np.float32)).tolist() == [-1, -1]
    assert found.assign(vectors[:0]).tolist() == []


@settings(max_examples=5)
@given(st.integers(0, 1_000))
def test_the_order_of_rows_and_columns_changes_nothing(found, seed):
    table, vectors = clauses()
    order = np.random.default_rng(seed).permutation(len(table))
    turned = discover(table.iloc[order][["text", "response_id"]], vectors[order], most=3)
    assert turned.proposals == found.proposals
    assert turned.theme.tolist() == found.theme[order].tolist()
    for one, other in zip(turned.proposals, found.proposals, strict=True):
        assert one.centre.tobytes() == other.centre.tobytes()


def test_equal_clauses_are_counted_each_time_and_grouped_once(found):
    table, vectors = clauses()
    again = table.assign(
        response_id="s" + table["response_id"], text=table["text"].str.upper() + " "
    )
    doubled = discover(pd.concat([table, again]), np.vstack([vectors, vectors]), most=3)
    assert [p.keywords for p in doubled.proposals] == [p.keywords for p in found.proposals]
    assert [p.n_clauses for p in doubled.proposals] == [2 * p.n_clauses for p in found.proposals]


def test_the_largest_comes_first_with_the_words_of_its_own(found):
    table, vectors = clauses()
    sizes = {"tortoise": 3, "carousel": 2, "greenhouse": 1}
    rows = [
        (f"{key}-{n}", text, vector)
        for (key, text), vector in zip(
            table.itertuples(index=False, name=None), vectors, strict=True
        )
        for n in range(next(n for thing, n in sizes.items() if thing in text))
    ]
    uneven = pd.DataFrame([row[:2] for row in rows], columns=["response_id", "text"])
    proposals = discover(uneven, np.array([row[2] for row in rows]), most=3).proposals
    assert [p.label.split(",")[0].lower() for p in proposals] == list(sizes)
    assert [p.n_clauses for p in proposals] == [84, 56, 28]


def test_groups_of_one_size_keep_their_words_apart(found):
    assert {p.n_clauses for p in found.proposals} == {28}
    for proposal in found.proposals:
        own = proposal.label.split(",")[0].lower()
        assert all(own in text for _, text in proposal.quotes)
        assert not {word for word in THINGS if word != own} & set(proposal.keywords)


@pytest.mark.parametrize(
    ("n_texts", "most", "n_groups"),
    [(0, 12, 0), (CLAUSES_A_THEME - 1, 12, 0), (CLAUSES_A_THEME, 12, 1), (99, 12, 4), (900, 3, 3)],
)
def test_there_are_twenty_different_clauses_for_each_theme_looked_for(n_texts, most, n_groups):
    assert groups_for(n_texts, most) == n_groups


# Odd input


def alone(said, vectors, *, most=12):
    pytest.importorskip("bertopic", reason="the extra topics is not installed")
    table = pd.DataFrame({"response_id": [f"r{at}" for at in range(len(said))], "text": said})
    return discover(table.astype("string"), np.asarray(vectors, dtype=np.float32), most=most)


@pytest.mark.parametrize(
    "said", [[], ["Good"], ["Good"] * 40, [f"the roof leaks {number}" for number in range(19)]]
)
def test_too_few_different_clauses_give_no_proposal(said):
    found = alone(said, np.ones((len(said), 4)))
    assert (found.proposals, found.theme.tolist()) == ((), [-1] * len(said))
    assert found.assign(np.ones((2, 4), dtype=np.float32)).tolist() == [-1, -1]


def test_clauses_that_all_have_one_vector_are_one_proposal_at_most():
    found = alone([f"the roof leaks {number}" for number in range(60)], np.ones((60, 4)))
    assert [p.n_clauses for p in found.proposals] in ([], [60])


def test_clauses_without_a_vector_are_in_no_proposal():
    found = alone([f"the roof leaks {number}" for number in range(60)], np.zeros((60, 4)))
    assert (found.proposals, set(found.theme.tolist())) == ((), {-1})


def test_fewer_different_vectors_than_themes_looked_for_give_fewer_proposals():
    said = [f"the {THINGS[at % 2]} leaks {at}" for at in range(100)]
    found = alone(said, np.eye(4)[np.arange(100) % 2])
    assert sorted(p.n_clauses for p in found.proposals) == [50, 50]
    assert {p.label.split(",")[0].lower() for p in found.proposals} == set(THINGS[:2])


@pytest.mark.parametrize(
    ("words", "keywords"),
    [("\U0001f600 {}", ()), ("good {}", ()), ("the roof {}", ("roof",)), ("roof leak {}", None)],
)
def test_clauses_with_hardly_a_word_are_named_as_well_as_may_be(words, keywords):
    found = alone([words.format(number) for number in range(40)], vectors_of(np.repeat([0, 1], 20)))
    assert sorted(p.n_clauses for p in found.proposals) == [20, 20]
    for proposal in found.proposals:
        # Both groups say it, so it sets neither apart, though it finds half of its clauses.
        assert keywords is None or proposal.keywords == keywords
        assert proposal.label == NO_WORDS


def test_a_group_of_too_few_different_clauses_is_no_proposal():
    n_few = FEWEST_CLAUSES - 2
    groups = np.repeat([0, 1, 2], [40, 40, n_few])
    said = [f"the {THINGS[group]} leaks {at}" for at, group in enumerate(groups.tolist())]
    found = alone(said, vectors_of(groups), most=3)
    assert sorted(p.n_clauses for p in found.proposals) == [40, 40]
    assert found.theme[-n_few:].tolist() == [-1] * n_few


def test_wrong_use_is_said(found):
    table, vectors = clauses()
    with pytest.raises(UsageError, match="at least 1; found 0"):
        discover(table, vectors, most=0)
    with pytest.raises(UsageError, match="84 clauses have 83 vectors"):
        discover(table, vectors[1:])
    with pytest.raises(TableError, match='"text" is missing'):
        discover(table.drop(columns="text"), vectors)
    with pytest.raises(TableError, match="1 missing"):
        discover(pd.DataFrame({"response_id": ["a"], "text": [None]}), vectors[:1])


def test_without_the_extra_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr("nps_reasons.themes.discover.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r'pip install "nps-reasons\[topics\]"'):
        discover(*clauses())


# Two halves


def test_two_halves_of_clear_groups_agree_whole():
    pytest.importorskip("sklearn", reason="the extra topics is not installed")
    table, vectors = clauses(("greenhouse", "tortoise"))
    table, vectors = pd.concat([table, table + "s"]), np.vstack([vectors, vectors])
    assert halves_agree(table, vectors, most=2) == 1.0
    order = np.random.default_rng(1).permutation(len(table))
    assert halves_agree(table.iloc[order], vectors[order], most=2) == 1.0


@pytest.mark.parametrize("n_clauses", [0, 1, 40])
def test_halves_that_are_too_small_for_two_groups_tell_nothing(n_clauses):
    table, vectors = clauses()
    assert halves_agree(table[:n_clauses], vectors[:n_clauses]) is None


def test_one_group_alone_tells_nothing_of_stability():
    assert halves_agree(*clauses(), most=1) is None


# The file


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8"), max_size=20),
            st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
            st.text(st.characters(codec="utf-8"), max_size=30),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_proposed_gives_a_codeframe_file_that_is_read(tmp_path_factory, drawn):
    given_ = [
        Proposal(label.strip() or "-", ("word",), (("r", quote.strip() or "-"),), 1)
        for label, quote, _ in drawn
    ]
    path = tmp_path_factory.mktemp("toml") / "proposals.toml"
    text = proposals_toml(
        given_,
        codeframe=drawn[0][2],
        taken=["theme"],
        labels=["Word"],
        remarks=[[remark, remark] for *_, remark in drawn],
    )
    path.write_bytes(text.encode())
    themes = read_codeframe(path).themes
    assert [theme.examples for theme in themes] == [(p.quotes[0][1],) for p in given_]
    assert "theme" not in {theme.id for theme in themes}
    assert "word" not in {theme.label.casefold() for theme in themes}


def test_accepted_proposals_tag_the_clauses_they_were_made_of(found, tmp_path):
    path = tmp_path / "proposals.toml"
    path.write_text(proposals_toml(found.proposals, codeframe="general"), encoding="utf-8")
    frame = read_codeframe(path)
    tagger = KeywordTagger(frame).fit()
    for theme in frame.themes:
        assert theme.definition.startswith("Proposed: ")
        for hits in tagger.assign(list(theme.examples)):
            assert theme.id in {hit.theme for hit in hits}


def test_ids_and_labels_are_free_and_different(tmp_path):
    same = [Proposal("Car, park", ("car",), (), 1)] * 2
    text = proposals_toml(same, codeframe="general", taken=["car-park"], labels=["CAR,  park"])
    path = tmp_path / "proposals.toml"
    path.write_text(text, encoding="utf-8")
    themes = read_codeframe(path).themes
    assert [theme.id for theme in themes] == ["car-park-2", "car-park-3"]
    assert [theme.label for theme in themes] == ["Car, park (2)", "Car, park (3)"]


def test_an_id_is_as_short_as_a_codeframe_takes_it(tmp_path):
    long = [Proposal("Park " + "a" * 500, ("park",), (), 1)] * 2
    path = tmp_path / "proposals.toml"
    path.write_text(proposals_toml(long, codeframe="general"), encoding="utf-8")
    assert len(read_codeframe(path).themes) == 2
