"""Charts: the same bytes each time, no script, labels escaped."""

import pytest

from nps_reasons.report.blocks import (
    Bars,
    Bubble,
    Dots,
    Estimate,
    Map,
    Split,
    Splits,
    Step,
    Table,
    Trend,
    Waterfall,
)
from nps_reasons.report.drawing.charts import DRAW, draw

LABEL = "<script>alert('x')</script> & co"
TABLE = Table("Numbers", ("Name", "Number"), (("one", "-1.0"), ("two", "2.0")))
ESTIMATES = (
    Estimate(LABEL, -1.0, -2.0, 0.5, "-1.0 [-2.0, 0.5]"),
    Estimate("two", 2.0, 2.0, 2.0, "2.0", solid=False),
)

CHARTS = {
    Bars: Bars("Bars", "alt", "NPS points", ESTIMATES, TABLE, tone="costs"),
    Dots: Dots("Dots", "alt", "NPS", (("plan", ESTIMATES), ("region", ESTIMATES)), TABLE),
    Trend: Trend("Trend", "alt", "NPS", ESTIMATES, TABLE),
    Waterfall: Waterfall(
        "Waterfall",
        "alt",
        "NPS",
        (
            Step(LABEL, 10, 10, "10.0", is_level=True),
            Step("mix", 10, 7, "-3.0"),
            Step("after", 7, 7, "7.0", is_level=True),
        ),
        TABLE,
    ),
    Splits: Splits(
        "Splits", "alt", "Share", ((LABEL, (Split("Promoters", 0.1, 0.0, 0.2, "30 %"),)),), TABLE
    ),
    Map: Map("Map", "alt", "Reach", "Effect", (Bubble(LABEL, "1", 0.1, -40.0, -4.0),), TABLE),
}


@pytest.fixture(scope="module", params=list(DRAW), ids=lambda kind: kind.__name__)
def drawn(request):
    return CHARTS[request.param], draw(CHARTS[request.param])


def test_every_kind_of_chart_is_drawn_the_same_twice(drawn):
    chart, svg = drawn
    assert draw(chart) == svg


def test_a_chart_holds_no_script_and_points_nowhere(drawn):
    _, svg = drawn
    assert svg.startswith('<svg aria-hidden="true"')
    assert "<script" not in svg
    assert "href" not in svg
    assert " id=" not in svg


def test_labels_are_escaped_in_the_chart(drawn):
    _, svg = drawn
    assert "alert('x')" not in svg or "&lt;script" in svg


def test_a_chart_whose_numbers_are_all_zero_is_drawn():
    flat = (Estimate("nothing", 0.0, 0.0, 0.0, "0.0"),)
    assert "nothing" in draw(Bars("Bars", "alt", "NPS points", flat, TABLE))
    silent = ((("theme"), (Split("Promoters", 0.0, 0.0, 0.0, "0 %"),)),)
    assert "theme" in draw(Splits("Splits", "alt", "Share", silent, TABLE))
