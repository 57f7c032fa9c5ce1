import json

import accuracy
import pytest
import speed
from comments import comments
from ours import Ours
from tasks import TASKS

from nps_reasons.scale.annotator import Annotator
from nps_reasons.scale.clause_reader import KeywordReader
from nps_reasons.sentiment.lexicon import LexiconSentiment
from nps_reasons.text.clauses import Clause, ClauseSplitter
from nps_reasons.themes.codeframe import general_codeframe
from nps_reasons.themes.tagger import KeywordTagger


@pytest.fixture
def keywords():
    """Our contestant for the general codeframe, by keywords and lexicon."""
    return accuracy.fit_ours(general_codeframe(), None, tier="fast")


@pytest.fixture(autouse=True)
def keywords_in_the_place_of_models(monkeypatch):
    """What is tested here is how contestants are asked, not what they know."""

    def fit(codeframe, labelled, *, tier):
        reader = KeywordReader(KeywordTagger(codeframe).fit(), LexiconSentiment().fit())
        return Ours(Annotator(codeframe, ClauseSplitter(), reader, reader, frozenset({"en"})))

    monkeypatch.setattr(accuracy, "fit_ours", fit)


def test_every_task_names_contestants_that_are_known():
    known = set(accuracy.entrants())
    for task in TASKS.values():
        for measure in task.measures:
            assert set(measure.contestants) <= known


def test_a_run_prints_the_table_and_skips_what_is_absent_with_a_line(data, tmp_path, capsys):
    out = tmp_path / "figures.json"
    arguments = ["--data", str(data), "--json", str(out), "--contestants", "accurate", "--only"]
    accuracy.main([*arguments, "fabsa-none,laptops,uci"])
    printed = capsys.readouterr().out
    assert "skipped: laptops: " in printed
    assert "FABSA part A, no labels" in printed
    lines = json.loads(out.read_text(encoding="utf-8"))["lines"]
    assert [line["measure"] for line in lines] == ["themes, micro-F1", "accuracy"]
    assert 0 <= lines[1]["figures"]["accurate"]["value"] <= 1


def test_every_task_of_the_sets_can_be_asked_of_ours(data, capsys):
    names = "nhs-themes,nhs-sentiment,fabsa,mams"
    accuracy.main(["--data", str(data), "--only", names, "--tier", "fast", "--contestants", "fast"])
    assert capsys.readouterr().out.count("micro-F1 ") >= 3


def test_linear_models_learn_what_the_words_tell():
    pytest.importorskip("sklearn")
    from baselines import linear, word_features
    from sets import codeframe_of

    from nps_reasons.labelled import Label, Labelled

    rude, cheap = (Label("staff", "negative"),), (Label("price", "positive"),)
    train = Labelled(
        ("rude waiter", "rude cook", "low price", "a low price"), (rude, rude, cheap, cheap)
    )
    fitted = linear(word_features)(codeframe_of(["staff", "price"], "tiny"), train)
    reading = fitted.read(["a rude man", "what a low price"])
    assert reading.themes == [{"staff"}, {"price"}]
    assert reading.pairs == [{("staff", "negative")}, {("price", "positive")}]
    assert fitted.signs(["rude"], [["staff", "price", "unheard-of"]])[0][:2] == [
        "negative",
        "positive",
    ]


def test_an_unknown_task_is_refused(capsys):
    with pytest.raises(SystemExit):
        accuracy.main(["--only", "fabsas"])
    assert "fabsas is not one of nhs-themes" in capsys.readouterr().err


def test_invented_comments_are_distinct_and_of_about_twenty_words():
    texts = comments(2_000, seed=3)
    words = [len(text.split()) for text in texts]
    assert len(set(texts)) == 2_000
    assert 17 <= sum(words) / len(words) <= 23
    assert not set(texts) & set(comments(2_000, seed=4))


def test_speeds_are_measured_for_all_on_the_same_texts_in_turns():
    seen = {"a": [], "b": [], "reads on": []}
    readers = {
        name: speed.Contestant(seen[name].append, 3 if name == "reads on" else 1) for name in seen
    }
    found = speed.speeds(readers, n_comments=5, rounds=2)
    assert seen["a"] == seen["b"] == [texts[:5] for texts in seen["reads on"]]
    assert [len(texts) for texts in seen["a"][1:]] == [5, 5]
    assert [len(texts) for texts in seen["reads on"][1:]] == [15, 15]
    assert len(found["a"].per_second) == 2
    assert found["a"].ratios == []


def test_ours_are_asked_for_a_whole_text_by_an_empty_theme(keywords):
    assert keywords.overall(["Lovely people", "A dreadful mess"]) == ["positive", "negative"]


def test_the_sign_of_a_theme_is_that_of_the_mean_of_its_mentions(keywords):
    reading = keywords.read(["Lovely staff, but the staff were rude and awful", "Nothing to say"])
    assert reading.themes == [{"staff-attitude"}, set()]
    assert reading.pairs[0] <= {("staff-attitude", s) for s in ("negative", "neutral", "positive")}
    assert len(reading.pairs[0]) == 1


def test_a_whole_text_is_one_clause():
    assert speed.WholeTexts().split(["Good, but late"]) == [[Clause(0, 14)]]
