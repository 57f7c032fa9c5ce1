"""Edits of a codeframe: what they do, what they refuse, what stays of the file."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import pytest

import nps_reasons as nr
from nps_reasons.codeframe_sheet import too_long
from nps_reasons.errors import OutputError, UsageError
from nps_reasons.themes import edits
from nps_reasons.themes.codeframe import Codeframe, Theme, checked, general_codeframe
from nps_reasons.themes.compared import changes_between
from nps_reasons.themes.mergers import merge, split
from nps_reasons.themes.parsing import parsed
from nps_reasons.themes.prior import described
from nps_reasons.themes.writing import codeframe_toml, edited_toml

FRAME = Codeframe(
    "telecom",
    3,
    (
        Theme("money", "Money", "What it costs."),
        Theme(
            *("billing", "Billing", "Bills.", ("bill", "!fees"), ("The bill was wrong.",)),
            *(("They charge fees.", "No car park."), "money", "Ann"),
        ),
        Theme("fees", "Fees", "Extra costs.", ("fees", "Bill"), ("They charge fees.",)),
        Theme("late-fees", "Late fees", "Paying late.", ("late fee",), parent="fees"),
        Theme("coverage", "Coverage", "Signal.", retired="2"),
    ),
)


def done(edit, frame=FRAME, **given):
    return edits.apply_edits(frame, [partial(edit, **given)])


def sentences(frame):
    return [change.sentence for change in frame.history]


def test_a_merger_takes_over_texts_drops_contradictions_and_moves_children():
    merged = done(merge, sources=["fees"], into="billing")
    billing = merged.theme("billing")
    assert merged.version == 4
    assert billing.keywords == ("bill", "fees")
    assert billing.examples == ("The bill was wrong.", "They charge fees.")
    assert billing.counter_examples == ("No car park.",)
    assert (billing.owner, billing.merged_from) == ("Ann", ("fees",))
    assert merged.theme("fees").retired == "4"
    assert merged.theme("fees").examples == ("They charge fees.",)
    assert merged.theme("late-fees").parent == "billing"
    assert sentences(merged) == [
        '"fees" was merged into "billing".',
        'keywords of "billing": 1 taken out: "!fees".',
        'counter-examples of "billing": 1 taken out: "They charge fees.".',
        '"late-fees" was moved from "fees" under "billing".',
    ]


def test_a_theme_merged_into_its_own_child_leaves_the_child_where_it_stood():
    merged = done(merge, sources=["fees", "money"], into="late-fees")
    assert merged.theme("late-fees").parent is None
    assert merged.theme("billing").parent == "late-fees"
    assert [theme.id for theme in merged.active] == ["billing", "late-fees"]


def test_a_split_retires_the_theme_in_favour_of_its_parts():
    parts = ["billing", Theme("roaming", "Roaming", "Costs abroad.", ("roaming",))]
    parted = done(split, theme_id="fees", parts=parts)
    assert parted.theme("fees").retired == "4"
    assert parted.theme("roaming").since == "4"
    assert parted.theme("late-fees").parent is None
    assert sentences(parted)[-1] == '"fees" was split into "billing" and "roaming".'
    assert [change.change for change in changes_between(FRAME, parted)] == [
        "added",
        "split",
        "moved",
    ]


def test_a_restored_theme_leaves_the_one_it_was_merged_into():
    merged = done(merge, sources=["fees"], into="billing")
    back = done(edits.restore, merged, theme_id="fees")
    assert back.theme("fees").retired is None
    assert back.theme("billing").merged_from == ()
    assert sentences(back)[-1] == (
        '"fees" was restored out of "billing", which keeps what it took over.'
    )
    assert [c.sentence for c in changes_between(merged, back)] == sentences(back)[-1:]


def test_a_retired_theme_with_mergers_of_its_own_can_still_be_read():
    written_by_hand = replace(
        FRAME,
        themes=tuple(
            replace(theme, merged_from=("coverage",)) if theme.id == "money" else theme
            for theme in FRAME.themes
        ),
    )
    retired = done(edits.retire, written_by_hand, theme_id="money")
    assert retired.theme("money").merged_from == ("coverage",)
    assert retired.theme("billing").parent is None
    assert retired.history[-2].version == 3


def test_an_edit_that_changes_nothing_makes_no_version():
    assert done(edits.rename, theme_id="billing", label="Billing ") is FRAME
    assert done(edits.redefine, theme_id="billing", definition="Bills.") is FRAME
    assert done(edits.move, theme_id="billing", parent="money") is FRAME
    assert done(edits.add_keywords, theme_id="billing", keywords=["BILL"]) is FRAME
    assert edits.apply_edits(FRAME, []) is FRAME


def test_an_example_that_was_a_counter_example_is_none_any_more():
    edited = done(edits.add_examples, theme_id="billing", texts=["no car  park."])
    assert edited.theme("billing").counter_examples == ("They charge fees.",)
    back = done(edits.add_counter_examples, edited, theme_id="billing", texts=["No car park."])
    assert back.theme("billing").examples == ("The bill was wrong.",)


@pytest.mark.parametrize(
    ("edit", "given", "message"),
    [
        (merge, {"sources": ["bills"], "into": "fees"}, 'no theme "bills"; did you mean "billing"'),
        (merge, {"sources": ["fees"], "into": "fees"}, "needs other themes .* A,B=INTO"),
        (merge, {"sources": [], "into": "fees"}, "needs other themes"),
        (merge, {"sources": ["fees"], "into": "coverage"}, r"is retired \(2\); restore it first"),
        (split, {"theme_id": "fees", "parts": ["billing"]}, "two other themes or more; found"),
        (split, {"theme_id": "fees", "parts": ["fees", "billing"]}, "only add the new one"),
        (split, {"theme_id": "fees", "parts": ["billing", "x"]}, 'no theme "x"'),
        (edits.rename, {"theme_id": "fees", "label": " "}, "label must not be empty"),
        (
            edits.rename,
            {"theme_id": "fees", "label": "billing"},
            'has the label .* so has "billing"',
        ),
        (edits.redefine, {"theme_id": "fees", "definition": ""}, "definition must not be empty"),
        (edits.move, {"theme_id": "fees", "parent": "late-fees"}, "must not form a circle"),
        (edits.move, {"theme_id": "fees", "parent": "fees"}, "must not form a circle"),
        (edits.move, {"theme_id": "fees", "parent": "coverage"}, "restore it first"),
        (edits.retire, {"theme_id": "coverage"}, r"is retired \(2\)"),
        (edits.restore, {"theme_id": "fees"}, "is in use; nothing to restore"),
        (edits.add_theme, {"theme": Theme("fees", "F", "D")}, 'has a theme "fees" already; give'),
        (edits.add_theme, {"theme": Theme("coverage", "F", "D")}, "already .retired.; restore it"),
        (edits.add_theme, {"theme": Theme("Fees", "F", "D")}, "must be lower-case"),
        (edits.add_keywords, {"theme_id": "fees", "keywords": ["..."]}, "has no word in it"),
        (edits.add_examples, {"theme_id": "fees", "texts": [" "]}, "must not be empty"),
    ],
)
def test_an_edit_that_cannot_be_done_is_refused_with_what_to_do(edit, given, message):
    with pytest.raises(UsageError, match=message):
        done(edit, **given)


def test_the_last_theme_cannot_be_retired():
    frame = Codeframe("one", 1, FRAME.themes[:1])
    with pytest.raises(UsageError, match="every theme is retired"):
        done(edits.retire, frame, theme_id="money")


@pytest.mark.parametrize("tier", ["accurate", "fast"])
def test_a_renamed_theme_is_tagged_with_the_same_bits(tmp_path, tier):
    texts = [
        "The bill was wrong and nobody called back",
        "Invoices are a mess",
        "Delivery took three weeks, the driver was rude",
        "Cheap and easy to use",
    ]
    frame = general_codeframe()
    renamed = edits.apply_edits(
        frame,
        [
            partial(edits.rename, theme_id="billing", label="Anything else"),
            partial(edits.rename, theme_id="delivery", label="Zebra"),
            partial(edits.rename, theme_id="delivery", label="Parcels"),
        ],
    )
    assert renamed.theme("delivery").former_labels == ("Delivery and appointments", "Zebra")
    (tmp_path / "renamed.toml").write_text(codeframe_toml(renamed), encoding="utf-8")
    # The stamp names the version; nothing else may differ.
    before = nr.tag(texts, tier=tier).drop(columns="tagged_by")
    after = nr.tag(texts, codeframe=tmp_path / "renamed.toml", tier=tier).drop(columns="tagged_by")
    assert len(before) > 3
    pd.testing.assert_frame_equal(before, after, check_exact=True)


def test_a_theme_that_its_label_defines_keeps_its_description_when_renamed():
    theme = Theme("fees", "Fees", "fees")
    assert described(theme) == "Fees"
    assert described(replace(theme, label="Costs", former_labels=("Fees",))) == "Fees"


LAID_OUT = """\
# Our themes. Ask Ann.
version = 1   # counted by hand until now
name    = 'telecom'

[[themes]]  # the first
  id = "fees"
  definition = '''What it costs,
in any way.'''
  label = 'Fees'
  keywords = [
    "fee",  # as said
    'charge', "tariff",
    # not "price": see value
    "cost",  # the last
  ]
  examples = ["Too dear."] # one

# Second
[[themes]]
id = "value"
label = "Value"
definition = "Worth it."
keywords = ["price",]
retired = false

# The end.
"""

EDITED = """\
# Our themes. Ask Ann.
version = 2   # counted by hand until now
name    = 'telecom'

[[themes]]  # the first
  id = "fees"
  definition = '''What it costs,
in any way.'''
  label = "Costs"
  keywords = [
    "fee",  # as said
    'charge', "tariff",
    # not "price": see value
    "cost",  # the last
    "toll",
  ]
  examples = ["Too dear.", "Dear \\"deal\\""] # one
  former_labels = ["Fees"]

# Second
[[themes]]
id = "value"
label = "Value"
definition = "Worth it."
keywords = ["price",]
retired = "2"

[[themes]]
id = "outage"
label = "Outages"
definition = "No network."
since = "2"

# The end.

[[history]]
"""


def test_comments_order_and_lay_out_of_what_is_not_touched_survive_an_edit():
    content = parsed(LAID_OUT, origin="frame.toml")
    frame = checked(content, name="frame")
    edited = edits.apply_edits(
        frame,
        [
            partial(edits.rename, theme_id="fees", label="Costs"),
            partial(edits.add_keywords, theme_id="fees", keywords=["toll"]),
            partial(edits.add_examples, theme_id="fees", texts=['Dear "deal"']),
            partial(edits.retire, theme_id="value"),
            partial(edits.add_theme, theme=Theme("outage", "Outages", "No network.")),
        ],
    )
    text = edited_toml(LAID_OUT, content, edited)
    assert text.startswith(EDITED)
    windows = edited_toml(LAID_OUT.replace("\n", "\r\n"), content, edited)
    assert windows == text.replace("\n", "\r\n")


def test_items_taken_out_of_a_list_leave_the_others_as_they_stand():
    content = parsed(LAID_OUT, origin="frame.toml")
    frame = checked(content, name="frame")
    fewer = replace(frame.themes[0], keywords=("fee", "tariff", "toll"))
    text = edited_toml(LAID_OUT, content, replace(frame, themes=(fewer, frame.themes[1])))
    assert (
        '  keywords = [\n    "fee",  # as said\n    "tariff",\n    "toll",\n'
        '    # not "price": see value\n  ]\n'
    ) in text


@pytest.mark.parametrize(
    "text",
    [
        'version = 1\nthemes = [\n  { id = "a", label = "A", definition = "D" }, # why\n]\n',
        'version = 1\nthemes = [{ id = "a", label = "A", definition = "D" }]\nhistory = []\n',
        'version = 1\n[[themes]]\nid = "a"\nlabel = "A"\ndefinition = "D"',
        '"version" = 1\n[["themes"]]\n"id" = "a"\nlabel = "A"\ndefinition = "D"\nkeywords = [\n]\n',
    ],
)
def test_themes_are_edited_however_they_are_laid_out(text):
    content = parsed(text, origin="frame.toml")
    frame = checked(content, name="frame")
    edited = edits.apply_edits(
        frame,
        [
            partial(edits.redefine, theme_id="a", definition='New "D"'),
            partial(edits.add_keywords, theme_id="a", keywords=["fee", "=toll"]),
            partial(edits.add_theme, theme=Theme("b", "B", "E", ("x",))),
        ],
    )
    once = edited_toml(text, content, edited)
    again = edits.apply_edits(edited, [partial(edits.rename, theme_id="b", label="C")])
    twice = edited_toml(once, parsed(once, origin="frame.toml"), again)
    assert checked(parsed(twice, origin="frame.toml"), name="frame") == again


def test_a_text_that_cannot_be_edited_is_refused_and_not_written():
    content = parsed(LAID_OUT, origin="frame.toml")
    frame = checked(content, name="frame")
    other_order = replace(frame, themes=frame.themes[::-1])
    with pytest.raises(OutputError, match="write the codeframe to a new file with --out"):
        edited_toml(LAID_OUT, content, other_order)


def test_a_merger_of_a_theme_that_is_in_neither_file_is_a_merger_all_the_same():
    fees = Theme("fees", "Fees", "What it costs.", ("fee",))
    refunds = Theme("refunds", "Refunds", "Money back.", ("refund",))
    taken = replace(fees, merged_from=("refunds", "charges"), keywords=("fee", "refund"))
    changes = changes_between(Codeframe("a", 1, (fees, refunds)), Codeframe("a", 2, (taken,)))
    # Its keyword came with the theme that was merged.
    assert [change.change for change in changes] == ["merged"]
    assert changes[0].themes == ("refunds", "charges")


@pytest.mark.parametrize(("text", "cut"), [("x" * 32_767, False), ("\U0001f600" * 16_384, True)])
def test_a_cell_that_a_spreadsheet_would_cut_is_known_by_what_the_spreadsheet_counts(text, cut):
    frame = Codeframe("a", 1, (Theme("fees", "Fees", text),))
    assert too_long(frame) == (("fees",) if cut else ())
