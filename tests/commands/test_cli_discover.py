"""`nps-reasons themes discover`: what it writes, says and refuses, whatever the survey."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest

from nps_reasons.commands import discovering
from nps_reasons.themes.codeframe import general_codeframe, read_codeframe

needs_bertopic = pytest.mark.skipif(
    find_spec("bertopic") is None, reason="the extra topics is not installed"
)

PLACES = {
    "parking": ("car park", "parking space", "parking", "garage"),
    "lunch": ("lunch", "soup", "sandwich", "menu"),
    "lift": ("lift", "elevator", "stairs", "escalator"),
}
DID = ["was", "seemed", "looked", "stayed", "felt"]
HOW = ["full", "tiny", "dark", "muddy", "old", "cold", "dirty", "steep"]
HOW += ["shut", "late", "broken", "wet"]


def comments(n=150):
    """Different comments on three things, in turn."""
    each = [
        [f"the {thing} {did} {how}" for how, did, thing in itertools.product(HOW, DID, things)]
        for things in PLACES.values()
    ]
    return [text for texts in zip(*each, strict=True) for text in texts][:n]


def survey(said):
    scores = itertools.islice(itertools.cycle([10, 3, 8, 0]), len(said))
    ids = [f"r{number:05}" for number in range(len(said))]
    return pd.DataFrame({"id": ids, "score": list(scores), "comment": said})


@pytest.fixture
def run(invoke, tmp_path):
    """Discover in the comments given; exit code, stdout, stderr and the file that was written."""
    out = tmp_path / "proposals.toml"

    def call(said, *arguments):
        path = tmp_path / "survey.csv"
        (said if isinstance(said, pd.DataFrame) else survey(said)).to_csv(path, index=False)
        ended = invoke("themes", "discover", path, "--out", out, "--tier", "fast", *arguments)
        return *ended, out

    return call


@pytest.fixture
def account(run):
    """The same as the object that --json prints."""

    def call(said, *arguments):
        code, shown, told, _ = run(said, "--json", *arguments)
        assert (code, told) == (0, "")
        return json.loads(shown)

    return call


# What it writes and says


@needs_bertopic
def test_the_file_is_a_codeframe_and_the_counts_are_said(run):
    code, shown, told, out = run(comments())
    assert code == 0
    assert "150 reasons, " in shown
    assert "discovery: " in told
    assert "stability: " in told
    themes = read_codeframe(out).themes
    assert [line.partition(" x ")[2] for line in shown.splitlines() if " x " in line]
    assert sum(" x " in line for line in shown.splitlines()) == len(themes) > 0


@needs_bertopic
def test_every_quote_is_a_clause_of_the_response_it_is_said_to_stand_in(account, tmp_path):
    found = account(comments(), "--all", "--most", "3")
    said = survey(comments()).set_index("id")["comment"]
    assert len(found["proposals"]) == 3
    for proposal in found["proposals"]:
        assert all(quote["text"] in said[quote["response_id"]] for quote in proposal["quotes"])
    written = read_codeframe(tmp_path / "proposals.toml").themes
    assert [list(theme.examples) for theme in written] == [
        [quote["text"] for quote in proposal["quotes"]] for proposal in found["proposals"]
    ]


@needs_bertopic
def test_all_groups_every_clause_and_else_only_those_without_a_theme(account, tmp_path):
    known = ["the staff were rude", "the price is far too high"] * 20
    rest = account([*comments(90), *known])
    (tmp_path / "proposals.toml").unlink()
    everything = account([*comments(90), *known], "--all")
    assert everything["grouped"] == everything["clauses"] == rest["clauses"]
    assert rest["grouped"] <= rest["clauses"] - len(known)


@needs_bertopic
def test_a_group_is_looked_at_alone(run, account, tmp_path):
    found = account(comments(180), "--all", "--group", "detractor")
    assert found["reasons"] == 90
    assert {group for p in found["proposals"] for group in p["shares"]} == {"detractor"}
    assert "NPS" not in (tmp_path / "proposals.toml").read_text(encoding="utf-8")


@needs_bertopic
def test_most_limits_the_themes(account):
    assert len(account(comments(), "--all", "--most", "1")["proposals"]) == 1


@needs_bertopic
def test_quiet_says_nothing_and_writes_the_file(run):
    code, shown, told, out = run(comments(), "--all", "--quiet")
    assert (code, shown, told) == (0, "", "")
    assert out.exists()


@needs_bertopic
def test_proposals_are_taken_over_by_themes_apply(run, invoke, tmp_path):
    _, _, _, out = run(comments(), "--all", "--most", "3")
    mine = tmp_path / "mine.toml"
    code, _, told = invoke("themes", "apply", "general", out, "--out", mine)
    assert (code, told) == (0, "")
    added = {theme.id for theme in read_codeframe(out).themes}
    assert {theme.id for theme in read_codeframe(mine).themes} == added | {
        theme.id for theme in general_codeframe().themes
    }


@needs_bertopic
def test_no_id_or_label_of_the_codeframe_is_given_again(run, invoke, tmp_path):
    _, _, _, out = run(comments(), "--all", "--most", "3")
    mine = tmp_path / "mine.toml"
    mine.write_bytes(out.read_bytes())
    out.unlink()
    code, *_ = run(comments(), "--all", "--most", "3", "--codeframe", mine)
    first, second = read_codeframe(mine).themes, read_codeframe(out).themes
    assert code == 0
    assert not {theme.id for theme in first} & {theme.id for theme in second}
    assert not {theme.label.casefold() for theme in first} & {t.label.casefold() for t in second}
    assert 'Says what "' in out.read_text(encoding="utf-8")
    assert invoke("themes", "apply", mine, out)[0] == 0
    assert len(read_codeframe(mine).themes) == len(first) + len(second)


# Few, odd and long comments


@needs_bertopic
@pytest.mark.parametrize(
    "said", [["the moat was dry"], comments(19), ["the lift was late"] * 60, ["\U0001f600"] * 40]
)
def test_where_there_is_too_little_to_group_nothing_is_written(run, said):
    code, shown, _, out = run(said, "--all")
    assert code == 0
    assert "nothing to propose, no file written" in shown
    assert not out.exists()


@needs_bertopic
def test_json_names_no_file_where_none_was_written(account, tmp_path):
    found = account(comments(19), "--all")
    assert (found["out"], found["proposals"], found["alike"]) == (None, [], [])
    assert account(comments(40), "--all")["out"] == str(tmp_path / "proposals.toml")


@needs_bertopic
@pytest.mark.parametrize("said", [[""] * 3, ["the lift was late", "", "", ""]])
def test_a_group_without_a_reason_is_refused_in_words(run, said):
    code, shown, told, out = run(said, "--group", "detractor")
    assert (code, shown, out.exists()) == (3, "", False)
    assert "no detractor has a reason: there is nothing to discover" in told


@needs_bertopic
def test_forty_comments_are_two_proposals_at_most(account):
    found = account(comments(40), "--all")
    assert 1 <= len(found["proposals"]) <= 2
    assert found["stability"] is None


@needs_bertopic
def test_comments_in_other_languages_alone_are_refused_with_what_to_do(run):
    german = [f"Das Essen war leider kalt und der Kellner hat uns {n} Mal vergessen" for n in "abc"]
    code, _, told, out = run(german * 5)
    assert (code, out.exists()) == (3, False)
    assert "no response has a reason in a language that the models know (en); 15 in others" in (
        " ".join(told.split())
    )


@needs_bertopic
def test_comments_in_other_languages_are_counted(run):
    german = [f"Das Essen war leider kalt und der Kellner hat uns {n} Mal vergessen" for n in "abc"]
    _, shown, _, _ = run([*comments(60), *german], "--all")
    assert "3 reasons in other languages than en were not looked at." in shown


@needs_bertopic
def test_emoji_alone_are_in_no_proposal_or_in_one_that_says_so(account):
    faces = ["".join(some) for some in itertools.product("\U0001f600\U0001f621\u2764", repeat=4)]
    for proposal in account(faces[:60], "--all")["proposals"]:
        assert (proposal["label"], proposal["keywords"]) == ("Verdicts without a reason", [])


@needs_bertopic
def test_a_comment_of_fifty_thousand_characters_is_looked_at_too(account, tmp_path):
    long = ["the lift was late and " * 2_273, "w" * 50_000]
    assert account([*comments(60), *long], "--all")["reasons"] == 62
    assert read_codeframe(tmp_path / "proposals.toml").themes


@needs_bertopic
def test_of_very_many_reasons_a_sample_is_drawn_and_that_is_said(run, monkeypatch):
    monkeypatch.setattr(discovering, "MOST_REASONS", 70)
    _, shown, _, _ = run(comments(150), "--all")
    assert "70 reasons, " in shown
    assert "70 of 150 reasons were drawn by chance." in shown


@pytest.mark.parametrize("n_reasons", [1, 29, 30, 31, 90])
def test_the_sample_depends_on_ids_alone(monkeypatch, n_reasons):
    monkeypatch.setattr(discovering, "MOST_REASONS", 30)
    known = survey(comments(n_reasons)).set_index("id")
    drawn = discovering._drawn(known).index
    assert len(drawn) == min(n_reasons, 30)
    assert list(drawn) == [key for key in known.index if key in set(drawn)]
    turned = known.iloc[np.random.default_rng(0).permutation(n_reasons)]
    assert set(discovering._drawn(turned).index) == set(drawn)
    # What is drawn of more is drawn of some of them, too.
    fewer = known[known.index.isin(drawn)]
    assert list(discovering._drawn(fewer).index) == list(drawn)


# What it refuses


@needs_bertopic
def test_a_file_that_exists_is_left_alone(run, tmp_path):
    (tmp_path / "proposals.toml").write_text("mine")
    code, shown, told, out = run(comments(30))
    assert (code, shown) == (3, "")
    assert "exists" in told
    assert out.read_text() == "mine"


@needs_bertopic
def test_a_place_where_nothing_can_be_written_is_refused_before_the_work(invoke, tmp_path):
    (tmp_path / "file").touch()
    survey(comments(30)).to_csv(tmp_path / "survey.csv", index=False)
    out = tmp_path / "file" / "proposals.toml"
    code, shown, told = invoke("themes", "discover", tmp_path / "survey.csv", "--out", out)
    assert (code, shown) == (3, "")
    assert "cannot be written" in told
    assert "reading" not in told


def test_without_bertopic_it_says_what_to_install_before_anything_is_read(
    invoke, monkeypatch, tmp_path
):
    monkeypatch.setattr("nps_reasons.themes.discover.find_spec", lambda name: None)
    out = tmp_path / "out.toml"
    code, shown, told = invoke("themes", "discover", tmp_path / "no.csv", "--out", out)
    assert (code, shown) == (2, "")
    assert 'pip install "nps-reasons[topics]"' in told


@needs_bertopic
@pytest.mark.parametrize(
    ("arguments", "said"), [(("--most", "0"), "--most"), (("--group", "fans"), "fans")]
)
def test_wrong_options_are_said(run, arguments, said):
    code, _, told, out = run(comments(30), *arguments)
    assert (code, out.exists()) == (2, False)
    assert said in told


# The same bytes


@needs_bertopic
@pytest.mark.slow
def test_order_of_rows_hash_seed_and_threads_change_nothing(tmp_path):
    table = survey(comments())
    runs = {
        "1": (table, {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1"}),
        "2": (
            table.sample(frac=1, random_state=3)[["comment", "score", "id"]],
            {"PYTHONHASHSEED": "2", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
        ),
    }
    written = set()
    for name, (rows, variables) in runs.items():
        out = tmp_path / f"{name}.toml"
        rows.to_csv(tmp_path / f"{name}.csv", index=False)
        command = [sys.executable, "-m", "nps_reasons", "themes", "discover"]
        ended = subprocess.run(
            [*command, f"{name}.csv", "--out", out, "--tier", "fast", "--all", "--json"],
            env={**os.environ, **variables},
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        )
        written.add((out.read_bytes(), ended.stdout.replace(f"{name}.toml", "")))
    assert len(written) == 1
