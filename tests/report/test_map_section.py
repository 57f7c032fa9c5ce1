"""The map of drivers: what it says, where bubbles, lines and labels stand, and how it is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons import words
from nps_reasons.report.blocks import Bubble, Map, Table, Terms
from nps_reasons.report.drawing.bubbles import draw_map
from nps_reasons.report.drawing.charts import draw
from nps_reasons.report.drawing.iso_lines import iso_lines
from nps_reasons.report.drawing.labels import half_name_box, in_two_lines, placed_labels
from nps_reasons.report.drawing.marks import NARROW, WIDE
from nps_reasons.report.drawing.plane import plane_of
from nps_reasons.report.lookups import drivers_of, shown
from nps_reasons.report.sections.severity_map import severity_map

LAYOUTS = {"narrow": NARROW, "wide": WIDE}
SIZES = {"narrow": (298, 430, 15), "wide": (780, 520, 24)}


def bubble(reach, effect, *, label="Price and value", number="1", solid=True):
    return Bubble(label, number, reach, effect, reach * effect, solid)


@st.composite
def bubble_lists(draw):
    """Up to thirty drivers, as crowded as they come."""
    pairs = draw(
        st.lists(
            st.tuples(
                st.floats(0.001, 0.9),
                st.floats(0.5, 200).flatmap(lambda size: st.sampled_from([size, -size])),
                st.text(min_size=1, max_size=40),
                st.booleans(),
            ),
            min_size=1,
            max_size=30,
        )
    )
    return [
        bubble(reach, effect, label=label, number=str(place), solid=solid)
        for place, (reach, effect, label, solid) in enumerate(pairs, start=1)
    ]


def part_of(section, kind):
    return next(part for part in section.parts if isinstance(part, kind))


def with_drivers(analysis, theme, sign, **changed):
    rows = analysis.drivers
    own = (rows["theme"] == theme) & (rows["sign"] == sign)
    return replace(
        analysis,
        drivers=rows.assign(**{name: rows[name].mask(own, v) for name, v in changed.items()}),
    )


def with_verdicts(analysis, verdict):
    rows = analysis.drivers
    told = rows["verdict"].mask(rows["points"].notna(), verdict)
    return replace(analysis, drivers=rows.assign(verdict=told))


@given(bubbles=bubble_lists(), size=st.sampled_from(list(SIZES.values())))
def test_every_bubble_lies_on_the_plane_on_its_side_of_zero(bubbles, size):
    width, height, largest = size
    plane = plane_of(bubbles, width=width, height=height, largest=largest)
    for one in bubbles:
        disc = plane.disc(one)
        assert disc.x + disc.radius <= width
        assert disc.y - disc.radius >= 0
        assert disc.y + disc.radius <= height
        assert (disc.y < plane.zero) == (one.effect > 0)
        assert plane.reach_at(disc.x) == pytest.approx(one.reach)
        assert plane.effect_at(disc.y) == pytest.approx(one.effect)


@given(bubbles=bubble_lists(), size=st.sampled_from(list(SIZES.values())))
def test_labels_overlap_neither_each_other_nor_a_bubble_nor_an_edge(bubbles, size):
    width, height, largest = size
    plane = plane_of(bubbles, width=width, height=height, largest=largest)
    labels = placed_labels(bubbles, plane)
    halves = [half_name_box(plane, top=top) for top in (True, False)]
    boxes = [label.box for label in labels]
    for place, box in enumerate(boxes):
        assert not any(box.meets(other) for other in [*boxes[:place], *halves])
        assert not any(box.touches(plane.disc(one)) for one in bubbles)
        assert box.left >= 0
        assert box.right <= width
        assert box.bottom <= height


@given(bubbles=bubble_lists(), size=st.sampled_from(list(SIZES.values())))
def test_along_a_line_reach_times_effect_is_its_points(bubbles, size):
    width, height, largest = size
    plane = plane_of(bubbles, width=width, height=height, largest=largest)
    lines = iso_lines(bubbles, plane)
    assert len({line.points for line in lines}) == len(lines) <= 8
    for line in lines:
        for reach, effect in line.places:
            assert reach * effect == pytest.approx(line.points)
        assert line.places[-1][0] == pytest.approx(plane.reach_at(width))
        assert any(one.effect * line.points > 0 for one in bubbles)


@given(bubbles=bubble_lists())
def test_the_area_of_a_bubble_is_proportional_to_its_points(bubbles):
    plane = plane_of(bubbles, width=780, height=520, largest=24)
    most = max(abs(one.points) for one in bubbles)
    for one in bubbles:
        assert plane.disc(one).radius ** 2 == pytest.approx(24**2 * abs(one.points) / most)


@given(bubbles=bubble_lists())
def test_labels_do_not_depend_on_the_order_of_the_bubbles(bubbles):
    plane = plane_of(bubbles, width=298, height=430, largest=15)
    assert placed_labels(bubbles, plane) == placed_labels(bubbles[::-1], plane)


def test_lines_stand_at_round_values_that_fit_the_data():
    bubbles = [bubble(0.1, -70), bubble(0.16, 15)]
    plane = plane_of(bubbles, width=780, height=520, largest=24)
    assert [line.points for line in iso_lines(bubbles, plane)] == [2, 1, 0.5, -10, -5, -2, -1]


@pytest.mark.parametrize("scale", [1e-6, 1e-3, 1.0, 1e3])
def test_lines_suit_points_of_any_size(scale):
    bubbles = [bubble(0.1, -70 * scale)]
    plane = plane_of(bubbles, width=780, height=520, largest=24)
    values = [line.points / scale for line in iso_lines(bubbles, plane)]
    assert values == pytest.approx([-5, -2, -1, -0.5])


def test_the_largest_clear_bubble_is_named_first():
    close = [
        bubble(0.10, -40, label="Leaning", number="1", solid=False),
        bubble(0.10, -39, label="Clear", number="2"),
    ]
    plane = plane_of(close, width=298, height=430, largest=15)
    assert [label.text for label in placed_labels(close, plane)] == ["Clear", "Leaning"]


def test_a_bubble_without_room_for_its_name_gets_its_number():
    rows = [(reach, effect) for reach in (0.02, 0.04, 0.06, 0.08) for effect in range(-60, -20, 4)]
    crowd = [bubble(*row, number=str(number)) for number, row in enumerate(rows)]
    plane = plane_of(crowd, width=298, height=430, largest=15)
    texts = [label.text for label in placed_labels(crowd, plane)]
    assert "Price and value" in texts
    assert any(text.isdecimal() for text in texts)


def test_a_long_label_is_cut_and_a_label_breaks_near_its_middle():
    assert in_two_lines("a" * 1_000_000) == "a" * 29 + "\N{HORIZONTAL ELLIPSIS}"
    assert in_two_lines("Waiting time and delays") == "Waiting time\nand delays"
    assert in_two_lines("Unbreakable") == "Unbreakable"


@pytest.mark.parametrize("layout", list(LAYOUTS.values()), ids=list(LAYOUTS))
@pytest.mark.parametrize(
    "bubbles",
    [
        [bubble(0.1, -70)],
        [bubble(0.1, 70)],
        [bubble(1.0, 200), bubble(1.0, -200)],
        [bubble(1e-6, 1e-6)],
        [bubble(0.1, -40, label="<script>alert('x')</script> & \u202e co")] * 3,
    ],
    ids=["complaint", "praise", "extremes", "tiny", "hostile"],
)
def test_any_map_is_drawn_the_same_twice_without_script(bubbles, layout):
    chart = Map("Map", "alt", "reach", "effect", tuple(bubbles), Table("T", ("A",), ()))
    svg = draw(chart, layout)
    assert svg == draw(chart, layout)
    assert "<script" not in svg
    assert "NaN" not in svg
    assert draw_map(chart, layout).width <= layout.width


def test_clear_bubbles_are_filled_and_all_others_hollow(analysis):
    chart = part_of(severity_map(analysis), Map)
    assert {one.label for one in chart.bubbles if one.solid} == {
        "Support quality",
        "Reliability and bugs",
        "Ease of use",
    }
    assert len(chart.bubbles) == 7


def test_the_map_has_the_numbers_of_the_drivers(analysis):
    rows = {str(n): row for n, row in enumerate(_shown(analysis), start=1)}
    for one in part_of(severity_map(analysis), Map).bubbles:
        row = rows[one.number]
        assert (one.label, one.reach, one.effect) == (row["label"], row["reach"], row["effect"])
        assert one.points == pytest.approx(one.reach * one.effect)


def _shown(analysis):
    return [row for sign in ("negative", "positive") for row in shown(drivers_of(analysis, sign))]


def test_the_sentence_names_the_most_shared_and_the_heaviest_of_the_clear(analysis):
    told = words.plain(severity_map(analysis).text)
    assert told == (
        "Of the clear complaints, most people share Support quality (21 % of those with a reason), "
        "which is also the one that hurts most when said (-40.5 [-49.5, -31.5] points per "
        "mention). The only clear one of the themes of praise is Ease of use (26 % of those with a "
        "reason; +28.4 [+19.4, +37.4] points per mention)."
    )


def test_the_most_shared_complaint_need_not_hurt_most(analysis):
    heavy = with_drivers(analysis, "bugs", "negative", effect=-60.0, effect_low=-69.0)
    told = words.plain(severity_map(heavy).text)
    assert (
        "share Support quality (21 % of those with a reason); the one that hurts most when" in told
    )
    assert "when said is Reliability and bugs (-60.0 [-69.0, -21.2] points per mention)." in told


def test_where_nothing_is_clear_no_theme_is_named(analysis):
    told = severity_map(with_verdicts(analysis, "not distinguishable")).text
    assert told == "No theme can be told from noise: where the bubbles lie may be chance."


def test_the_verdict_says_what_is_noise_and_not_the_place(analysis):
    assert _fields(analysis) == {
        "Fix now": "complaints about Support quality and Reliability and bugs",
        "Watch": "complaints about Price and value; praise for Features",
        "Protect": "praise for Ease of use",
        "Noise": "2 drivers, marked so in the table",
    }
    all_noise = _fields(with_verdicts(analysis, "not distinguishable"))
    assert all_noise == {
        "Fix now": "none",
        "Watch": "none",
        "Protect": "none",
        "Noise": "7 drivers, marked so in the table",
    }


def test_a_clear_complaint_of_less_than_a_point_is_only_watched(analysis):
    small = with_drivers(analysis, "bugs", "negative", points=-0.9)
    assert _fields(small)["Fix now"] == "complaints about Support quality"
    assert "Reliability and bugs" in _fields(small)["Watch"]


def _fields(analysis):
    pairs = part_of(severity_map(analysis), Terms).pairs
    return {name: text.split(": ", 1)[1].rstrip(".") for name, text in pairs}


def test_a_complaint_that_goes_with_gained_points_stands_in_the_table_alone(analysis):
    gained = with_drivers(analysis, "bugs", "negative", points=2.0, effect=11.0)
    chart = part_of(severity_map(gained), Map)
    assert "Reliability and bugs" not in {one.label for one in chart.bubbles}
    row = next(row for row in chart.table.rows if row[0] == "Reliability and bugs (complaints)")
    assert row[6:] == (words.NOTHING, "clear")
    assert "Reliability" not in severity_map(gained).text


def test_where_all_lie_on_the_other_side_there_is_a_table_and_no_map(analysis):
    rows = analysis.drivers
    turned = replace(analysis, drivers=rows.assign(points=-rows["points"], effect=-rows["effect"]))
    section = severity_map(turned)
    assert [type(part) for part in section.parts] == [Table]
    assert section.text == "No complaint goes with lost points, and no praise with gained ones."


def test_rows_lead_to_the_drill_down_of_their_theme(analysis):
    table = part_of(severity_map(analysis), Map).table
    assert len(table.anchors) == len(table.rows)
    assert table.anchors[0] == "theme-support-quality"


def test_without_a_driver_that_has_numbers_there_is_no_map(analysis):
    few = analysis.drivers[analysis.drivers["verdict"] == "too few"]
    assert severity_map(replace(analysis, drivers=few)) is None


def test_the_map_of_tiny_data_can_be_drawn(tiny):
    section = severity_map(tiny)
    for part in section.parts if section else ():
        if isinstance(part, Map):
            assert "NaN" not in draw(part)
