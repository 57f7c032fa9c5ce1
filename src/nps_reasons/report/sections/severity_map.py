"""Map of drivers: how many say a theme, and how much each mention goes with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Bubble, Map, Notes, Reading, Section, Table, Terms
from nps_reasons.report.estimates import effect_words, points_words, verdict_words
from nps_reasons.report.lookups import SIDE, anchors_of, drivers_of, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record

LARGE: Final = 1.0
"""Points from which a clear complaint is one to fix now."""

_TITLE: Final = "Reach and effect of the drivers"

_HEADS: Final = (
    "Driver",
    "No.",
    "Said by",
    "n",
    "Effect per mention",
    "Points",
    "Field",
    "Verdict",
)

_FIELDS: Final = {
    "Fix now": f"Clear complaints of {LARGE:g} point or more",
    "Watch": "Leaning, or clear complaints of less",
    "Protect": "Clear praise",
    "Noise": "Not distinguishable from noise",
}
"""The four fields of the map, and what is in them."""

_ABOUT: Final = {"negative": "complaints about", "positive": "praise for"}

_LEGEND: Final = (
    "Filled: clear. Hollow: leaning, or not distinguishable from noise. The area of a bubble is "
    "its points. Grey lines join places with the same points; their number stands on the right."
)

_READING: Final = (
    "Across: how many of those with a reason say it. Up and down: NPS points per mention, other "
    "themes and segments held equal; praise above zero, complaints below. Points are reach times "
    "effect: a heavy complaint of few may lie on the same line as a mild one of many.",
    "Few mentions make an effect uncertain, so bubbles near the left edge lie far up or down by "
    "chance: go by the verdict, and by the interval in the table.",
    "The fields go by the verdict, not by the place on the map. Fix now means: look here first. "
    "No field says what NPS would be if a theme were fixed.",
    "A bubble without a name has the number of its row in the table, or stands in the table alone "
    "where there was no room. So does a theme whose points lie on the other side of zero.",
)


@dataclass(frozen=True, slots=True)
class _Driver:
    """A driver with numbers, and where it stands in the table."""

    row: Record
    number: int

    @property
    def name(self) -> str:
        """Its theme, and whether complaints or praise."""
        return f"{self.row['label']} ({words.SIGN_WORDS[self.row['sign']]})"

    @property
    def is_on_its_side(self) -> bool:
        """Whether complaints cost, or praise earns."""
        return float(self.row["points"]) * SIDE[self.row["sign"]] > 0

    @property
    def is_clear(self) -> bool:
        """Whether it is told apart from noise, and on its side."""
        return self.row["verdict"] == "clear" and self.is_on_its_side

    @property
    def field(self) -> str:
        """Field of the map; none for a theme on the other side of zero that is not noise."""
        verdict, sign = self.row["verdict"], self.row["sign"]
        if verdict == "not distinguishable":
            return "Noise"
        if not self.is_on_its_side:
            return words.NOTHING
        if verdict != "clear":
            return "Watch"
        if sign == "positive":
            return "Protect"
        return "Fix now" if abs(self.row["points"]) >= LARGE else "Watch"


def severity_map(analysis: Analysis) -> Section | None:
    """Drivers by reach and effect per mention; None where no driver has numbers."""
    rows = [row for sign in SIDE for row in shown(drivers_of(analysis, sign))]
    found = [_Driver(row, number) for number, row in enumerate(rows, start=1)]
    if not found:
        return None
    drawn = [driver for driver in found if driver.is_on_its_side]
    table = _table(analysis, found)
    text = _sentence(drawn)
    if not drawn:
        return Section(_TITLE, text, (table,))
    chart = _chart(drawn, table, text)
    return Section(_TITLE, text, (chart, Notes((_LEGEND,)), _fields(found), Reading(_READING)))


def _sentence(drawn: Sequence[_Driver]) -> str:
    """Of the clear complaints, say which most people share and which weighs most; so of praise."""
    told = [
        _extremes(drawn, "negative", "complaints", "the one that hurts most when said"),
        _extremes(drawn, "positive", "themes of praise", "the one that earns most when said"),
    ]
    if any(told):
        return " ".join(sentence for sentence in told if sentence)
    return (
        "No theme can be told from noise: where the bubbles lie may be chance."
        if drawn
        else "No complaint goes with lost points, and no praise with gained ones."
    )


def _extremes(drawn: Sequence[_Driver], sign: str, noun: str, most: str) -> str:
    rows = [driver.row for driver in drawn if driver.is_clear and driver.row["sign"] == sign]
    if not rows:
        return ""
    shared = max(rows, key=lambda row: (row["reach"], -row["rank"]))
    strongest = max(rows, key=lambda row: (abs(row["effect"]), -row["rank"]))
    start = f"Of the clear {noun}, most people share {shared['label']} ({_said(shared)})"
    if len(rows) == 1:
        numbers = f"{_said(shared)}; {_felt(shared)}"
        return f"The only clear one of the {noun} is {shared['label']} ({numbers})."
    if shared is strongest:
        return f"{start}, which is also {most} ({_felt(shared)})."
    return f"{start}; {most} is {strongest['label']} ({_felt(strongest)})."


def _said(row: Record) -> str:
    return f"{words.share(row['reach'])} of those with a reason"


def _felt(row: Record) -> str:
    return f"{effect_words(row)} points per mention"


def _chart(drawn: Sequence[_Driver], table: Table, text: str) -> Map:
    return Map(
        title="Drivers by how many say them, and by effect per mention",
        alt=text,
        across="Said by: share of those with a reason",
        up="Effect: NPS points per mention",
        bubbles=tuple(_bubble(driver) for driver in drawn),
        table=table,
    )


def _bubble(driver: _Driver) -> Bubble:
    row = driver.row
    return Bubble(
        label=row["label"],
        number=str(driver.number),
        reach=row["reach"],
        effect=row["effect"],
        points=row["points"],
        solid=row["verdict"] == "clear",
    )


def _fields(found: Sequence[_Driver]) -> Terms:
    """What is in each of the four fields."""
    return Terms(
        "Where each driver belongs",
        tuple(
            (field, f"{meaning}: {_inside([d for d in found if d.field == field])}.")
            for field, meaning in _FIELDS.items()
        ),
    )


def _inside(drivers: Sequence[_Driver]) -> str:
    """Name drivers by their sign; noise is counted: names would make it look like a finding."""
    if not drivers:
        return "none"
    if drivers[0].field == "Noise":
        return f"{words.count(len(drivers), 'driver')}, marked so in the table"
    named = {
        sign: [driver.row["label"] for driver in drivers if driver.row["sign"] == sign]
        for sign in _ABOUT
    }
    return "; ".join(
        f"{_ABOUT[sign]} {words.listing(names)}" for sign, names in named.items() if names
    )


def _table(analysis: Analysis, found: Sequence[_Driver]) -> Table:
    return Table(
        "Drivers by reach and effect",
        _HEADS,
        tuple(_table_row(driver) for driver in found),
        prose=(0, 6, 7),
        anchors=anchors_of(analysis, [driver.row["theme"] for driver in found]),
    )


def _table_row(driver: _Driver) -> tuple[str, ...]:
    row = driver.row
    return (
        driver.name,
        str(driver.number),
        words.share(row["reach"]),
        words.count(row["n"]),
        effect_words(row),
        points_words(row),
        driver.field,
        verdict_words(row),
    )
