"""The change bridge with and without a coded sample: coverage and error of its parts.

    python benchmarks/coded_bridge.py [--repeats N] [--seed N]

Two periods of 1,000 responses, a fifth without a reason. Complaints about support halve and become
milder; the machine misreads happy customers more than unhappy ones: it overhears their complaints,
and takes a third of the praise for support as a complaint. 400 reasons of each period are coded.
The scores are drawn from a linear model, so that the parts are known without chance.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.drivers import explain_change

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

THEMES: Final = (("support", "negative"), ("support", "positive"), ("price", "negative"))
PLANS: Final = {"basic": 10.0, "plus": 50.0}
"""NPS of those of each plan who speak of nothing."""

PERIODS: Final = ("1", "2")
REACH: Final = np.array([[0.30, 0.10, 0.20], [0.15, 0.22, 0.20]])
EFFECTS: Final = np.array([[-60.0, 25.0, -30.0], [-45.0, 25.0, -30.0]])
PLUS: Final = (0.4, 0.6)
"""Share of the plan plus in each period."""

PASSIVE: Final = 0.2
SILENT: Final = 0.2
HEARD: Final = {100.0: 0.6, 0.0: 0.75, -100.0: 0.9}
"""Share of the mentions that the machine hears, by contribution."""

OVERHEARD: Final = {100.0: 0.04, 0.0: 0.03, -100.0: 0.01}
"""Share of the others in which it hears one that is not there."""

MISREAD: Final = 1 / 3
"""Share of the praise for support that it takes for a complaint."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One survey: what was answered, what was said, what the machine heard."""

    responses: pd.DataFrame
    said: Flags
    heard: Flags

    @property
    def mentions(self) -> pd.DataFrame:
        """The machine's, as the public functions take them."""
        rows, columns = np.nonzero(self.heard)
        themes = [THEMES[k] for k in columns]
        return pd.DataFrame(
            {
                "response_id": self.responses["response_id"].to_numpy()[rows],
                "theme": [theme for theme, _ in themes],
                "sign": [sign for _, sign in themes],
            }
        )

    def coded(self, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Code n reasons of each period, drawn at random, with what was said in them."""
        rows: list[int] = []
        for period in PERIODS:
            here = (self.responses["period"] == period) & self.responses["reason"].notna()
            rows += rng.choice(np.flatnonzero(here), n, replace=False).tolist()
        labels = [
            [{"theme": THEMES[k][0], "sign": THEMES[k][1]} for k in np.flatnonzero(self.said[row])]
            for row in rows
        ]
        ids = self.responses["response_id"].iloc[rows].to_numpy()
        return pd.DataFrame({"response_id": ids, "labels": labels})


def drawn(n: int, rng: np.random.Generator) -> Drawn:
    """Draw two periods of n responses each."""
    later = np.arange(2 * n) >= n
    plus = rng.random(2 * n) < np.where(later, *PLUS[::-1])
    said = rng.random((2 * n, 3)) < REACH[later.astype(int)]
    nps = np.where(plus, PLANS["plus"], PLANS["basic"])
    nps = nps + (said * EFFECTS[later.astype(int)]).sum(axis=1)
    points = _scored(nps, rng)
    spoken = rng.random(2 * n) >= SILENT
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:05}" for i in range(2 * n)],
            "period": np.where(later, PERIODS[1], PERIODS[0]),
            "plan": np.where(plus, "plus", "basic"),
            "contribution": points,
            "reason": pd.array(np.where(spoken, "said", None), dtype="string"),
        }
    )
    return Drawn(responses, said, _heard(said, points, rng) & spoken[:, None])


def _scored(nps: Array, rng: np.random.Generator) -> Array:
    """Contributions with these means; at the ends there are fewer passives."""
    passive = np.minimum(PASSIVE, 1 - np.abs(nps) / 100)
    promoter = (1 - passive + nps / 100) / 2
    chance = rng.random(len(nps))
    return np.where(chance < promoter, 100.0, np.where(chance < promoter + passive, 0.0, -100.0))


def _heard(said: Flags, points: Array, rng: np.random.Generator) -> Flags:
    hears, overhears = (
        np.array([shares[p] for p in points])[:, None] for shares in (HEARD, OVERHEARD)
    )
    heard = rng.random(said.shape) < np.where(said, hears, overhears)
    misread = heard[:, 1] & (rng.random(len(said)) < MISREAD)
    heard[:, 0] |= misread
    heard[:, 1] &= ~misread
    return heard


def planted() -> pd.Series:
    """The parts without chance, by part, theme and sign."""
    mix = (PLUS[1] - PLUS[0]) * (PLANS["plus"] - PLANS["basic"])
    said_more = EFFECTS.mean(axis=0) * np.diff(REACH, axis=0)[0]
    hurts_more = REACH.mean(axis=0) * np.diff(EFFECTS, axis=0)[0]
    rows = {("mix", "", ""): mix, ("unexplained", "", ""): 0.0}
    for k, theme in enumerate(THEMES):
        rows |= {("said_more", *theme): said_more[k], ("hurts_more", *theme): hurts_more[k]}
    return pd.Series(rows)


def simulate(n: int, n_coded: int, repeats: int, seed: int) -> pd.DataFrame:
    """Parts of every survey, without and with the sample: error, half width, whether it holds."""
    truth, tables = planted(), []
    for repeat in range(repeats):
        rng = np.random.default_rng([seed, n, n_coded, repeat])
        survey = drawn(n, rng)
        gold = survey.coded(n_coded, rng)
        for name, sample in (("uncorrected", None), ("corrected", gold)):
            found = explain_change(
                survey.responses,
                survey.mentions,
                period=PERIODS[1],
                reference=PERIODS[0],
                segments=["plan"],
                gold=sample,
            )
            tables.append(_against(found, truth).assign(how=name))
    return pd.concat(tables, ignore_index=True)


def _against(found: pd.DataFrame, truth: pd.Series) -> pd.DataFrame:
    keys = found[["part", "theme", "sign"]].fillna("")
    true = np.array([truth[tuple(key)] for key in keys.to_numpy()])
    half = (found["points_high"] - found["points_low"]) / 2
    error = found["points"] - true
    return keys.assign(planted=true, error=error, half=half, holds=error.abs() <= half)


def summary(found: pd.DataFrame) -> str:
    """Per part: planted value, and without and with the sample bias, RMSE and coverage."""
    lines = [f"{'':34s}{'planted':>8s}   {'uncorrected':^27s}   {'corrected':^27s}"]
    figures = f"{'bias':>8s} {'RMSE':>8s} {'covered':>9s}"
    lines.append(f"{'':42s}   {figures}   {figures}")
    for key, rows in found.groupby(["part", "theme", "sign"]):
        line = f"{' '.join(key):34s}{rows['planted'].iloc[0]:8.2f}"
        for how in ("uncorrected", "corrected"):
            some = rows[rows["how"] == how]
            rmse = np.sqrt((some["error"] ** 2).mean())
            line += f"   {some['error'].mean():8.2f} {rmse:8.2f} {some['holds'].mean():9.3f}"
        lines.append(line)
    return "\n".join(lines)


def main() -> None:
    """Print a table per size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    for n, n_coded in ((1000, 400), (1000, 200)):
        print(
            f"\n{n:,} responses a period, {n_coded} coded, {arguments.repeats} surveys, "
            f"seed {arguments.seed}"
        )
        print(summary(simulate(n, n_coded, arguments.repeats, arguments.seed)), flush=True)


if __name__ == "__main__":
    main()
