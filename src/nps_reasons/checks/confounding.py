"""Confounder audit: whose points a theme's classic impact really holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from nps_reasons import words
from nps_reasons.checks.check import Check, Concern, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

LARGE: Final = 1.0
"""NPS points; a smaller gap or impact is not worth a reader's time."""

_NAMED: Final = 3
"""How many drivers of a kind are named."""

_SHOWN: Final = 0.1
"""NPS points that show in a sentence."""

_KEY: Final = ["theme", "sign"]


def confounding(evidence: Evidence) -> Check | None:
    """Name the driver whose classic impact misleads most, and drivers that turn or vanish.

    None where a coded sample corrected the drivers: the audit is of the machine's labels. Of a
    negative control nothing is told: it has no points of its own by what it is.
    """
    if evidence.confounders.empty or evidence.corrected:
        return None
    sources = _told(evidence.confounders, evidence.drivers)
    audited = _audited(evidence.drivers, sources)
    audited = audited[audited["theme"] != (evidence.control or "")]
    if audited.empty:
        return None
    others = audited.iloc[1:]
    turned = audited[_turned(audited)]
    sentences = [
        _worst_sentence(audited.iloc[0], sources),
        *_about(turned, sources, _turned_sentence),
        *_about(others[_innocent(others)], sources, _innocent_sentence(evidence.control)),
    ]
    large: Concern = "note" if audited["gap"].iloc[0] >= LARGE else "fine"
    return Check("Confounder audit", " ".join(sentences), "warning" if len(turned) else large)


def _told(confounders: pd.DataFrame, drivers: pd.DataFrame) -> pd.DataFrame:
    """The table of confounders, with a column `told` that says to what the points belong."""
    labels = dict(zip(drivers["theme"], drivers["label"], strict=True))
    rows = confounders[["by", "source", "source_sign"]].to_dict("records")
    return confounders.assign(told=[_belongs_to(row, labels) for row in rows])


def _belongs_to(row: Mapping[Any, Any], labels: Mapping[str, str]) -> str:
    if row["by"] == "theme":
        return f"to {_in_words(labels[row['source']], row['source_sign'])}"
    if row["by"] == "segment":
        return f'to the levels of "{row["source"]}"'
    return "to themes and segments that cannot be told apart"


def _audited(drivers: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Drivers that have points, with the limits of their classic impact; the largest gap first."""
    limits = sources[[*_KEY, "classic_low", "classic_high"]].drop_duplicates(_KEY)
    known = drivers[drivers["points"].notna()].merge(limits, on=_KEY, validate="one_to_one")
    gaps = (known["classic_impact"] - known["points"]).abs()
    return known.assign(gap=gaps).sort_values("gap", ascending=False, kind="stable")


def _turned(audited: pd.DataFrame) -> pd.Series:
    """Simpson's reversals: classic and adjusted on opposite sides of 0, both clear of it."""
    lost, won = audited["classic_high"] < 0, audited["classic_low"] > 0
    turned: pd.Series = (lost & (audited["points_low"] > 0)) | (won & (audited["points_high"] < 0))
    return turned


def _innocent(audited: pd.DataFrame) -> pd.Series:
    """Companions: a classic impact that is large and clear of 0, and nothing of their own."""
    clear = (audited["classic_high"] < 0) | (audited["classic_low"] > 0)
    large = audited["classic_impact"].abs() >= LARGE
    innocent: pd.Series = clear & large & (audited["verdict"] == "not distinguishable")
    return innocent


def _about(
    audited: pd.DataFrame, sources: pd.DataFrame, sentence: Callable[[pd.Series, str], str]
) -> list[str]:
    """Sentences on the drivers with the largest gaps, and on how many more there are."""
    first = [driver for _, driver in audited.head(_NAMED).iterrows()]
    said = [sentence(driver, _owed(driver, sources)) for driver in first]
    more = len(audited) - len(first)
    return [*said, f"The same holds of {words.count(more, 'more driver')}."] if more else said


def _worst_sentence(driver: pd.Series, sources: pd.DataFrame) -> str:
    adjusted = words.with_interval(
        driver["points"], driver["points_low"], driver["points_high"], words.points
    )
    owed = _owed(driver, sources)
    rest = f" Of the difference {owed}." if owed else ""
    return (
        f"The classic impact (NPS minus NPS without the responses that say it) misleads most on "
        f"{_named(driver)}: it is {words.points(driver['classic_impact'])}, but with the other "
        f"themes and segments held fixed the theme goes with {adjusted} points.{rest}"
    )


def _turned_sentence(driver: pd.Series, owed: str) -> str:
    return (
        f"{_named(driver)} turns round, from {words.points(driver['classic_impact'])} to "
        f"{words.points(driver['points'])}{f': {owed}' if owed else ''}."
    )


def _innocent_sentence(control: str | None) -> Callable[[pd.Series, str], str]:
    """Say what a driver cannot be told from: noise, or the control that it is tested against."""
    noise = "noise or from the negative control" if control else "noise"

    def sentence(driver: pd.Series, owed: str) -> str:
        classic = words.points(driver["classic_impact"])
        return (
            f"{_named(driver)} has a classic impact of {classic} and nothing of its own that can "
            f"be told from {noise}{f': {owed}' if owed else ''}."
        )

    return sentence


def _owed(driver: pd.Series, sources: pd.DataFrame) -> str:
    """Say which two sources hold most of what the classic impact has beyond the points."""
    own = sources[(sources["theme"] == driver["theme"]) & (sources["sign"] == driver["sign"])]
    direction = 1.0 if driver["classic_impact"] > driver["points"] else -1.0
    along = own.assign(size=own["points"] * direction).nlargest(2, "size", keep="first")
    shown = along[along["size"] >= _SHOWN]
    parts = [f"{words.points(row.points)} {row.told}" for row in shown.itertuples()]
    if not parts:
        return ""
    return words.listing([parts[0].replace(" to ", " belongs to ", 1), *parts[1:]])


def _named(driver: pd.Series) -> str:
    return _in_words(driver["label"], driver["sign"])


def _in_words(label: str, sign: str) -> str:
    return f"{label} ({words.SIGN_WORDS[sign]})"
