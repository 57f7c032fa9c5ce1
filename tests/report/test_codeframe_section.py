"""The section on the codeframe: version, changes, drift and what a backcast restated."""

from __future__ import annotations

from dataclasses import replace

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Table, Trend
from nps_reasons.report.sections.codeframe import codeframe
from nps_reasons.schema import DRIFT


def parts(section, kind):
    return [part for part in section.parts if isinstance(part, kind)]


def test_the_version_the_share_without_a_theme_and_the_changes_are_told(analysis):
    section = codeframe(analysis)
    assert section.text.startswith("The themes are those of codeframe general 1 (8 themes).")
    assert "it finds no theme in" in section.text
    (changes,) = parts(section, Notes)
    assert changes.sentences == analysis.codeframe_changes
    (chart,) = parts(section, Trend)
    assert [estimate.label for estimate in chart.estimates] == list(analysis.periods[1:])


def test_new_words_have_a_table(analysis):
    last = analysis.drift["period"] == analysis.period
    row = analysis.drift[last & (analysis.drift["measure"] == "uncovered")]
    word = row.assign(measure="word", item="eSIM", n=9, n_uncovered=7, verdict="new", value=0.04)
    table = DRIFT.check(word)
    section = codeframe(replace(analysis, drift=table))
    (shown,) = parts(section, Table)
    assert [words.plain(cell) for cell in shown.rows[0][:4]] == ["eSIM", "9", "7", "4.0 %"]


def test_without_an_earlier_period_there_is_a_version_alone(analysis):
    bare = replace(analysis, drift=DRIFT.empty(), codeframe_changes=())
    section = codeframe(bare)
    assert section.parts == ()
    assert "8 themes" in section.text


def test_a_restatement_is_told(analysis):
    told = "Earlier periods were tagged again with shop 3; no figure changed."
    assert codeframe(replace(analysis, restatement=told)).text.endswith(told)
