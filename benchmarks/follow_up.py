"""Simulations of what follows the drivers: emerging themes, the action ledger, value at risk.

    python benchmarks/follow_up.py --repeats 200 --seed 1

Prints false discoveries and power of emerging themes, how often actions that did nothing, something
or half of it are said to have worked, and how often the interval of the value at risk holds.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from math import sqrt
from time import perf_counter
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.drivers.follow_up import emerging_themes, judge_actions, outcomes_table
from nps_reasons.settings import ActionSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Tables = tuple[pd.DataFrame, pd.DataFrame]

DOUBLING: Final = (0.004, 0.015, 0.05)
STEADY: Final = tuple(np.geomspace(0.004, 0.08, 47))
SIZES: Final = ((1000, 1000), (4000, 1000), (5000, 5000))
QUARTERS: Final = ("2031Q1", "2031Q2", "2031Q3")
TRAINING: Final = ActionSettings(
    name="Training", date="2031-07-01", theme="support", exposed={"plan": "Pro"}
)


def main() -> None:
    """Run and print all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    start = perf_counter()
    for report in (print_emerging, print_actions, print_value_at_risk):
        report(options.repeats, options.seed)
    print(f"\n{options.repeats} repeats each, seed {options.seed}, {perf_counter() - start:.0f} s")


def print_emerging(repeats: int, seed: int) -> None:
    """Print false discoveries and power of themes that double."""
    print("Emerging themes: 47 steady, 3 doubling; Benjamini-Hochberg at 10 %")
    print(f"{'reference / period':>20}{'FDR':>14}   power at base {DOUBLING}")
    for before, now in SIZES:
        found = [emerging_once(before, now, seed * 10_000 + i) for i in range(repeats)]
        false, *power = np.array(found).mean(axis=0)
        spread = np.std([row[0] for row in found]) / sqrt(repeats)
        told = "  ".join(f"{share:.2f}" for share in power)
        print(f"{before:>12,} / {now:<5,}{false:>9.3f} ±{spread:.3f}   {told}")


def emerging_once(before: int, now: int, seed: int) -> list[float]:
    """Share of false ones among discoveries, and which of the doubling themes were found."""
    rng = np.random.default_rng(seed)
    shares = np.array([*DOUBLING, *STEADY])
    grown = np.where(np.arange(len(shares)) < len(DOUBLING), 2 * shares, shares)
    said = np.concatenate(
        [rng.random((before, len(shares))) < shares, rng.random((now, len(shares))) < grown]
    )
    responses = pd.DataFrame(
        {
            "response_id": [f"{i:06}" for i in range(before + now)],
            "period": ["1"] * before + ["2"] * now,
            "score": 7,
        }
    )
    table = emerging_themes(responses, mentions_of(responses, said), period="2", reference="1")
    moved = set(table.loc[table["verdict"].isin(["emerging", "fading"]), "theme"])
    up = set(table.loc[table["verdict"] == "emerging", "theme"])
    true = [f"t{i:02}" in up for i in range(len(DOUBLING))]
    return [(len(moved) - sum(true)) / max(len(moved), 1), *map(float, true)]


def mentions_of(responses: pd.DataFrame, said: Bools) -> pd.DataFrame:
    """Negative mentions of themes t00, t01 ... by response."""
    rows, columns = np.nonzero(said)
    themes = np.array([f"t{i:02}" for i in range(said.shape[1])])
    ids = responses["response_id"].to_numpy()[rows]
    return pd.DataFrame({"response_id": ids, "theme": themes[columns], "sign": "negative"})


@dataclass(frozen=True)
class Course:
    """Share of the exposed (30 % of customers) who complain of support, quarter by quarter.

    Of the others it is 20 %, moved by `common` in the last quarter, as all are.
    """

    name: str
    exposed: tuple[float, float, float]
    common: float = 0.0


COURSES: Final = (
    Course("nothing happened", (0.30, 0.30, 0.30)),
    Course("nothing, but all improve", (0.30, 0.30, 0.30), common=-0.08),
    Course("complaints fall by a third", (0.30, 0.30, 0.20)),
    Course("complaints halve", (0.30, 0.30, 0.15)),
    Course("they had halved before", (0.30, 0.15, 0.15)),
    Course("they rise by a third", (0.30, 0.30, 0.40)),
)


def print_actions(repeats: int, seed: int) -> None:
    """Print how often each course of an action gets which verdict."""
    for n in (400, 1500):
        print(f"\nActions: {n:,} responses a quarter, two quarters before and one after")
        print(f"{'':28}{'worked':>8}{'tell not':>10}{'no':>6}{'reach in interval':>20}")
        for course in COURSES:
            found = [judged_once(course, n, seed * 10_000 + i) for i in range(repeats)]
            verdicts = [verdict for verdict, _ in found]
            shares = [verdicts.count(v) / repeats for v in ("worked", "cannot tell", "no")]
            held = float(np.mean([inside for _, inside in found]))
            numbers = f"{shares[0]:>8.3f}{shares[1]:>10.3f}{shares[2]:>6.2f}{held:>20.3f}"
            print(f"{course.name:28}{numbers}")


def judged_once(course: Course, n: int, seed: int) -> tuple[str, bool]:
    """Verdict on the action, and whether the interval of reach holds the planted effect."""
    table = judge_actions(*course_survey(course, n, seed), [TRAINING], segments=["plan"])
    row = table[table["measure"] == "reach"].iloc[0]
    planted = course.exposed[2] - np.mean(course.exposed[:2])
    return row["action_verdict"], bool(row["low"] <= planted <= row["high"])


def course_survey(course: Course, n: int, seed: int) -> Tables:
    """Responses and mentions; 40 % of answers are of people who answer again."""
    rng = np.random.default_rng(seed)
    quarter = np.repeat(np.arange(3), n)
    total = len(quarter)
    plan = rng.choice(["Free", "Team", "Pro"], total, p=[0.4, 0.3, 0.3])
    share = np.where(plan == "Pro", np.array(course.exposed)[quarter], 0.20)
    bad = rng.random(total) < share + np.where(quarter == 2, course.common, 0.0)
    dear = rng.random(total) < 0.15
    score = 8.2 - 2.5 * bad - 1.5 * dear - 0.5 * (plan == "Pro") + rng.normal(0, 1.6, total)
    again = rng.integers(0, total // 2, total).astype(str)
    responses = pd.DataFrame(
        {
            "response_id": [f"{i:06}" for i in range(total)],
            "period": np.array(QUARTERS)[quarter],
            "plan": plan,
            "score": np.clip(np.round(score), 0, 10).astype(int),
            "respondent_id": np.where(rng.random(total) < 0.4, again, None),
        }
    )
    parts = [
        pd.DataFrame(
            {"response_id": responses.loc[said, "response_id"], "theme": theme, "sign": "negative"}
        )
        for theme, said in (("support", bad), ("price", dear))
    ]
    return responses, pd.concat(parts)


def print_value_at_risk(repeats: int, seed: int) -> None:
    """Print how often the interval holds the planted value at risk."""
    print("\nValue at risk: 10 points more of those who complain leave; Pro leaves more, too")
    print(f"{'respondents':>12}{'coverage':>10}{'bias, share of truth':>22}{'not held fixed':>16}")
    for n in (150, 400, 2000):
        found = np.array([at_risk_once(n, seed * 10_000 + i) for i in range(repeats)])
        held, adjusted, plain = found.mean(axis=0)
        print(f"{n:>12,}{held:>10.3f}{adjusted - 1:>22.2f}{plain - 1:>16.2f}")


def at_risk_once(n: int, seed: int) -> tuple[float, float, float]:
    """Whether the interval holds the truth; the estimate over it, with segments and without."""
    rng = np.random.default_rng(seed)
    pro = rng.random(n) < 0.4
    said = rng.random(n) < np.where(pro, 0.4, 0.15)
    responses = pd.DataFrame(
        {
            "response_id": [f"{i:06}" for i in range(n)],
            "score": 6,
            "plan": np.where(pro, "Pro", "Free"),
            "churned": rng.random(n) < 0.05 + 0.15 * pro + 0.10 * said,
            "value": 10.0,
        }
    )
    mentions = mentions_of(responses, said[:, None])
    row, plain = (risk_row(responses, mentions, segments) for segments in (["plan"], []))
    truth = row["value"] * 0.10
    held = row["value_at_risk_low"] <= truth <= row["value_at_risk_high"]
    return float(held), row["value_at_risk"] / truth, plain["value_at_risk"] / truth


def risk_row(responses: pd.DataFrame, mentions: pd.DataFrame, segments: list[str]) -> pd.Series:
    """Return the row of the complaint's value."""
    table = outcomes_table(responses, mentions, segments=segments)
    return table[(table["kind"] == "theme") & (table["outcome"] == "value")].iloc[0]


if __name__ == "__main__":
    main()
