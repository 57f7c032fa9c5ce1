"""Each theme has a drill-down: the largest first, with numbers that agree and exact quotes."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from nps_reasons import words
from nps_reasons.report.blocks import Drill, Facts, Notes, Quotes, Spark, Table
from nps_reasons.report.lookups import said_themes
from nps_reasons.report.page.html import render
from nps_reasons.report.sections import SECTIONS
from nps_reasons.report.sections.themes import themes


def drills_of(analysis):
    return [part for part in themes(analysis).parts if isinstance(part, Drill)]


def parts_of(analysis, theme, kind):
    (drill,) = [drill for drill in drills_of(analysis) if drill.theme == theme]
    return [part for part in drill.parts if isinstance(part, kind)]


def facts_of(analysis, theme):
    return {fact.label: fact for facts in parts_of(analysis, theme, Facts) for fact in facts.facts}


def said_of(analysis, theme):
    return " ".join(text for part in parts_of(analysis, theme, Notes) for text in part.sentences)


def test_every_theme_that_is_said_has_a_drill_down_where_links_lead(analysis):
    drills = drills_of(analysis)
    assert {drill.name for drill in drills} == {f"theme-{theme}" for theme in said_themes(analysis)}
    assert len({drill.name for drill in drills}) == len(drills)


def test_the_largest_points_come_first_and_the_first_three_are_open(analysis):
    drills = drills_of(analysis)
    assert [drill.theme for drill in drills[:3]] == ["support-quality", "ease", "bugs"]
    assert [drill.is_open for drill in drills] == [True] * 3 + [False] * (len(drills) - 3)
    assert "Support quality, Ease of use and Reliability and bugs go with" in themes(analysis).text


def test_themes_without_points_follow_by_mentions(analysis):
    drills = drills_of(analysis)
    assert [drill.theme for drill in drills][-2:] == ["billing", "docs"]
    assert drills[-1].summary.endswith("no complaint or praise")


def test_the_summary_says_points_interval_and_verdict_in_words(analysis):
    drill = drills_of(analysis)[0]
    assert words.plain(drill.summary).startswith("complaints -8.5 [-10.2, -6.8] points, clear; ")
    assert drill.summary.endswith(": too few mentions to say")


def test_facts_are_those_of_the_drivers_and_of_who_says_it(analysis):
    facts = facts_of(analysis, "support-quality")
    own = analysis.responses.query("period == @analysis.period and reason.notna()")
    said = analysis.mentions.query("theme == 'support-quality' and sign == 'negative'")
    n = own["response_id"].isin(said["response_id"]).sum()
    assert facts["Complain about it"].value == words.share(n / len(own))
    assert f"{n} of {len(own)} with a reason" in facts["Complain about it"].note
    assert words.plain(facts["Complaints go with"].value) == "-8.5 points"
    assert "rank 1 (1 to 2) of complaints" in facts["Complaints go with"].note
    assert facts["Praise goes with"].value == words.NOTHING


def test_a_corrected_driver_says_the_reach_that_the_sample_gives(analysis):
    drivers = analysis.drivers.assign(labels="corrected")
    corrected = replace(analysis, drivers=drivers)
    note = facts_of(corrected, "support-quality")["Complain about it"].note
    assert words.plain(note).endswith("21 % as the coded sample corrects it")
    notes = [part for part in themes(corrected).parts if isinstance(part, Notes)]
    assert "A coded sample corrects the points" in " ".join(notes[0].sentences)


def test_definition_and_owner_stand_in_it(analysis):
    assert said_of(analysis, "billing").startswith("Invoices, refunds and payment. Owner: Finance")
    unknown = replace(analysis, codeframe={})
    assert "The codeframe no longer has this theme." in said_of(unknown, "billing")


def test_the_trend_has_a_point_for_each_period_and_a_table_beside(analysis):
    (spark,) = parts_of(analysis, "support-quality", Spark)
    assert [row[0] for row in spark.table.rows] == list(analysis.periods)
    assert [line.label for line in spark.lines] == ["Complain", "Praise"]
    for line in spark.lines:
        assert all(e.low <= e.value <= e.high <= spark.ticks[-1][0] for e in line.estimates)


def test_a_period_in_which_nobody_wrote_has_no_point(analysis):
    silent = analysis.responses.assign(
        reason=analysis.responses["reason"].mask(analysis.responses["period"] == "2031Q2")
    )
    (spark,) = parts_of(replace(analysis, responses=silent), "bugs", Spark)
    assert [row[0] for row in spark.table.rows] == ["2031Q1", "2031Q3", "2031Q4"]


def test_segments_show_only_values_with_thirty_reasons(make_analysis):
    analysis = make_analysis(per_period=120)
    tables = parts_of(analysis, "bugs", Table)
    assert [table.columns[0] for table in tables] == ["plan", "region"]
    assert all(int(row[-1]) >= 30 for table in tables for row in table.rows)
    (notes, *_) = [part for part in themes(analysis).parts if isinstance(part, Notes)]
    assert "plan: 2 values with fewer than 30 reasons have no row." in notes.sentences


def test_the_value_where_most_complain_comes_first(make_analysis):
    for table in parts_of(make_analysis(per_period=400), "bugs", Table):
        shares = [float(words.plain(row[1]).split()[0]) for row in table.rows]
        assert shares == sorted(shares, reverse=True)


def test_what_is_said_together_is_named_with_its_counts(analysis):
    own = analysis.responses.query("period == @analysis.period and reason.notna()")
    bugs = analysis.mentions.query("theme == 'bugs'")
    twice = bugs.assign(theme="speed", clause=7)
    both = replace(analysis, mentions=pd.concat([analysis.mentions, twice], ignore_index=True))
    n = int(own["response_id"].isin(bugs["response_id"]).sum())
    assert (
        f"Complaints often stand in the same reason as complaints about Speed ({n} of {n}, against "
    ) in said_of(both, "bugs")


def test_what_is_emerging_says_so_with_both_shares(analysis):
    pair = (analysis.emerging["theme"] == "bugs") & (analysis.emerging["sign"] == "negative")
    moved = analysis.emerging.assign(verdict=analysis.emerging["verdict"].mask(pair, "emerging"))
    told = said_of(replace(analysis, emerging=moved), "bugs")
    assert re.search(
        r"Complaints more often than in 2031Q3: \d+ % then, \d+ % now", words.plain(told)
    )


def test_quotes_are_exact_and_nobody_is_quoted_twice_on_a_theme(analysis):
    reasons = analysis.responses.set_index("response_id")["reason"]
    for drill in drills_of(analysis):
        quotes = [q for part in drill.parts if isinstance(part, Quotes) for q in part.quotes]
        assert all(quote.text in reasons[quote.response_id] for quote in quotes)
        assert len({quote.response_id for quote in quotes}) == len(quotes)


def test_complaints_have_up_to_five_quotes_and_praise_up_to_three(make_analysis):
    complaints, praise = parts_of(make_analysis(per_period=400), "support-quality", Quotes)
    assert [quote.role for quote in complaints.quotes] == [
        *("typical", "strongest", "also said", "also said", "says otherwise")
    ]
    assert [quote.role for quote in praise.quotes] == ["typical", "strongest", "also said"]


def test_each_drill_down_leads_to_its_comments(analysis):
    page = render(analysis)
    for drill in drills_of(analysis):
        assert f'href="#comments?theme={drill.theme}"' in page
        assert f'<details class="drill" id="{drill.name}" data-theme="{drill.theme}"' in page


def test_headings_inside_a_drill_down_stand_below_its_own(analysis):
    page = render(analysis)
    section = page[page.index('<section id="themes"') :]
    section = section[: section.index("</section>")]
    assert section.count("<h3>") == len(drills_of(analysis))
    assert section.count("<h4>") == section.count("</h4>") > 0


def test_names_of_tables_are_unique_in_the_section(analysis):
    tables = [p for d in drills_of(analysis) for p in d.parts if isinstance(p, Table | Spark)]
    names = [p.caption if isinstance(p, Table) else p.table.caption for p in tables]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", ["drivers", "emerging"])
def test_themes_of_other_sections_lead_to_drill_downs_that_are_there(analysis, name):
    names = {drill.name for drill in drills_of(analysis)}
    parts = SECTIONS[name](analysis).parts
    tables = [getattr(part, "table", part) for part in parts]
    anchors = [a for table in tables if isinstance(table, Table) for a in table.anchors]
    assert {anchor for anchor in anchors if anchor} <= names
    assert "theme-bugs" in anchors


def test_a_tiny_survey_has_what_it_can_tell(tiny):
    section = themes(tiny)
    if section is None:
        assert not said_themes(tiny)
        return
    for drill in drills_of(tiny):
        assert not {"nan", "None", "<NA>", "inf"} & set(repr(drill).replace("(", " ").split())
        assert drill.summary
    assert section.text.endswith("comes first.") or "the most points" in section.text


def test_other_peoples_words_are_text(analysis):
    strange = "</summary><script>alert(1)</script>"
    named = replace(
        analysis,
        codeframe={
            theme: replace(info, label=strange, definition=strange, owner=strange)
            for theme, info in analysis.codeframe.items()
        },
        responses=analysis.responses.assign(plan=[*["<h3>a</h3>"] * 120, *[strange] * 120]),
    )
    page = render(named)
    section = page[page.index('<section id="themes"') :]
    section = section[: section.index("</section>")]
    assert "<script" not in section
    assert "&lt;h3&gt;a&lt;/h3&gt;" in section


def test_a_segment_of_a_million_letters_does_not_fill_the_page(analysis):
    named = analysis.responses.assign(plan=["x" * 1_000_000, "y"] * 120)
    tables = parts_of(replace(analysis, responses=named), "bugs", Table)
    assert all(len(cell) < 100 for table in tables for row in table.rows for cell in row)


def test_weights_of_zero_give_no_number(analysis):
    silent = replace(analysis, responses=analysis.responses.assign(weight=0.0))
    fact = facts_of(silent, "bugs")["Complain about it"]
    assert fact.value == words.NOTHING
    assert fact.note.endswith("who have no weight")


def test_the_order_of_rows_changes_nothing(analysis):
    shuffled = replace(
        analysis,
        responses=analysis.responses.sample(frac=1, random_state=5),
        mentions=analysis.mentions.sample(frac=1, random_state=6),
        drivers=analysis.drivers.sample(frac=1, random_state=7),
        emerging=analysis.emerging.sample(frac=1, random_state=8),
    )
    assert themes(shuffled) == themes(analysis)
