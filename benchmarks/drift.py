"""How often the drift check alarms by chance, and how often it sees what was planted.

    python benchmarks/drift.py
    python benchmarks/drift.py --repeats 400 --seed 1

Reasons are drawn from a made-up vocabulary whose words are as unequal as those of a language; a
fifth of them are uncovered. People have habits: who is uncovered once is so again more often than
others, says some words again, and answers in several periods or twice in one. A new topic has four
words of its own, of which each who speaks of it says two. `--million` times a survey of 1,000,000
short reasons instead.
"""

from __future__ import annotations

import argparse
from time import perf_counter
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.drift import drift_table

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

PERIODS: Final = ("2031Q1", "2031Q2", "2031Q3", "2031Q4")
WORDS: Final = 4000
UNCOVERED: Final = 0.20
NEW: Final = np.array(["zorble", "quandex", "mirfold", "taskel"])
"""Words of the planted topic."""


def main() -> None:
    """Print rates of alarms and of planted drift that was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--million", action="store_true")
    options = parser.parse_args()
    if options.million:
        print(speed_line(np.random.default_rng(options.seed)))
        return
    print(f"{options.repeats} repeats, seed {options.seed}; share of periods, or of repeats")
    for n in (100, 400, 1500):
        for people in ("once", "again"):
            print(alarm_line(np.random.default_rng(options.seed), n, people, options.repeats))
    for n in (300, 1000, 3000):
        print(power_line(np.random.default_rng(options.seed), n, options.repeats))


def survey(
    rng: Generator,
    n: int,
    *,
    people: str = "once",
    topic: float = 0.0,
    uncovered: float = UNCOVERED,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Responses and mentions of four periods of n reasons; the last one may have drifted.

    Parameters
    ----------
    people
        `once`: everybody answers once; `again`: half as many people as reasons, who answer at
        random in all periods.
    topic
        Share of the last period's reasons that speak of the new topic, too.
    uncovered
        Share of the last period's reasons without a theme.
    """
    total = n * len(PERIODS)
    period = np.repeat(np.arange(len(PERIODS)), n)
    who = np.arange(total) if people == "once" else rng.integers(0, total // 2, total)
    habit = rng.normal(size=total)[who]
    mixed = np.sqrt(0.5) * habit + np.sqrt(0.5) * rng.normal(size=total)
    limit = np.quantile(mixed, np.where(period == len(PERIODS) - 1, uncovered, UNCOVERED))
    covered = mixed > limit
    texts = [" ".join(words) for words in _words(rng, who, total)]
    said = np.flatnonzero((period == len(PERIODS) - 1) & (rng.random(total) < topic))
    for row in said:
        texts[row] += " " + " ".join(rng.choice(NEW, 2, replace=False))
    responses = pd.DataFrame(
        {
            "response_id": [f"r{i:08}" for i in range(total)],
            "respondent_id": [f"p{i:08}" for i in who],
            "period": np.array(PERIODS)[period],
            "reason": texts,
        }
    )
    sure = np.clip(0.75 + 0.05 * habit[covered] + rng.normal(0, 0.1, int(covered.sum())), 0, 1)
    mentions = pd.DataFrame(
        {
            "response_id": responses["response_id"][covered],
            "theme": "service",
            "sign": "negative",
            "confidence": sure,
        }
    )
    return responses, mentions


def _words(rng: Generator, who: NDArray[np.intp], total: int) -> NDArray[np.str_]:
    """Eight words of each reason, two of which its writer says every time."""
    chance = 1 / (np.arange(WORDS) + 10.0)
    chance /= chance.sum()
    own = rng.choice(WORDS, (total, 2), p=chance)[who]
    drawn = np.column_stack([own, rng.choice(WORDS, (total, 6), p=chance)])
    return _NAMES[drawn]


def _name(number: int) -> str:
    letters = "bcdfghklmnprtvz"
    parts = []
    for _ in range(4):
        number, rest = divmod(number, len(letters))
        parts.append(letters[rest] + "aeiou"[rest % 5])
    return "".join(parts)


_NAMES: Final = np.array([_name(number) for number in range(WORDS)])


def alarm_line(rng: Generator, n: int, people: str, repeats: int) -> str:
    """How often nothing happened and something was said to have."""
    found = [drift_table(*survey(rng, n, people=people)) for _ in range(repeats)]
    tables = pd.concat([table.assign(run=run) for run, table in enumerate(found)])
    tested = repeats * (len(PERIODS) - 1)

    def share(rows: pd.Series) -> float:
        return len(tables[rows].drop_duplicates(["run", "period"])) / tested

    moved = tables["verdict"] == "drifting"
    return (
        f"nothing happened, {n:5,} reasons a period, people answer {people:6}: any alarm "
        f"{share(moved | (tables['verdict'] == 'new')):.3f} (uncovered "
        f"{share(moved & (tables['measure'] == 'uncovered')):.3f}, confidence "
        f"{share(moved & (tables['measure'] == 'confidence')):.3f}, new words "
        f"{share(tables['verdict'] == 'new'):.3f})"
    )


def power_line(rng: Generator, n: int, repeats: int) -> str:
    """How often a new topic, and a larger share without a theme, are seen in the last period."""
    topic, share = [], []
    for _ in range(repeats):
        last = _last(drift_table(*survey(rng, n, topic=0.03)))
        topic.append(bool(set(last["item"].dropna()) & set(NEW)))
        last = _last(drift_table(*survey(rng, n, uncovered=0.26)))
        moved = last.loc[last["measure"] == "uncovered", "verdict"]
        share.append(bool((moved == "drifting").any()))
    return (
        f"planted, {n:5,} reasons a period: a topic of 3 % seen {np.mean(topic):.3f}; "
        f"20 % to 26 % uncovered seen {np.mean(share):.3f}"
    )


def _last(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["period"] == PERIODS[-1]]


def speed_line(rng: Generator) -> str:
    """Seconds of one survey of a million reasons."""
    responses, mentions = survey(rng, 250_000, topic=0.03)
    begun = perf_counter()
    table = drift_table(responses, mentions)
    return f"{len(responses):,} reasons: {perf_counter() - begun:.1f} s, {len(table)} rows"


if __name__ == "__main__":
    main()
