"""Drivers of a million responses: seconds, memory, and the ratio to statsmodels on the same rows.

    python benchmarks/driver_speed.py --responses 1000000 --seed 1

The survey is drawn once. Every variant of it is ranked in a process of its own, from tables in
memory to the table of drivers; peak memory is that of the whole process, the tables included.
statsmodels then fits the same regression (HC1) to the dense rows of those who commented; its
design is made for it and not timed. It gets the first `--rows` commenters, because its memory
grows with them, and its seconds are scaled up to all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

import nps_reasons as nr
from nps_reasons.drivers.adjusted import theme_effects
from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.estimates import fitted
from nps_reasons.drivers.patterns import covariance

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

N_THEMES: Final = 30
SEGMENTS: Final = ["plan", "region", "tenure"]
LEVELS: Final = {
    "plan": ["Basic", "Plus", "Business", "Enterprise"],
    "region": ["North", "South", "East", "West", "Centre"],
    "tenure": ["under a year", "1 to 3 years", "over 3 years"],
}
SILENT: Final = 0.30
ANSWERED_TWICE: Final = 0.10
SURVEY_WEIGHTS: Final = np.array([0.6, 0.8, 1.0, 1.5])
MOST_SECONDS: Final = 10
MOST_GIGABYTES: Final = 2
PHRASES: Final = ("Fine on the whole, {} days.", "Why {} days?", "I waited {} days for it")
VARIANTS: Final = {
    "plain": ("respondent_id", "weight"),
    "answered twice": ("weight",),
    "weighted": ("respondent_id",),
    "both": (),
}
"""Columns that each variant of the survey does without."""


# The survey


def survey(n: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw a survey of 30 themes of two signs, 0 to 4 of them a comment."""
    rng = np.random.default_rng(seed)
    ids = np.char.add("resp-", np.char.zfill(rng.permutation(n).astype(str), 9))
    segments = {name: rng.integers(0, len(LEVELS[name]), n) for name in SEGMENTS}
    commented = rng.random(n) >= SILENT
    rows, themes, positive = _mentions(segments, commented, rng)
    effects = np.where(positive, 0.5, -1.0) * np.linspace(2.5, 0.0, N_THEMES)[themes]
    points = _points(np.bincount(rows, effects, n), segments["region"], rng)
    asked_again = np.where(rng.random(n) < ANSWERED_TWICE, rng.permutation(n), np.arange(n))
    responses = pd.DataFrame(
        {
            "response_id": pd.array(ids, dtype="string"),
            "respondent_id": pd.array(asked_again.astype(str), dtype="string"),
            "period": pd.array(np.full(n, "2024Q1"), dtype="string"),
            "contribution": points,
            "reason": pd.array(_reasons(commented, rng), dtype="string"),
            "weight": rng.choice(SURVEY_WEIGHTS, n),
        }
    )
    for name, codes in segments.items():
        responses[name] = pd.array(np.array(LEVELS[name])[codes], dtype="string")
    names = np.array([f"theme-{k:02}" for k in range(N_THEMES)])
    said = pd.DataFrame(
        {
            "response_id": pd.array(ids[rows], dtype="string"),
            "theme": pd.array(names[themes], dtype="string"),
            "sign": pd.array(np.where(positive, "positive", "negative"), dtype="string"),
        }
    )
    return responses, said


def _mentions(
    segments: dict[str, NDArray[np.intp]], commented: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
    """Rows, themes and signs of the mentions: each comment keeps to a topic of its own.

    A quarter of the themes is said again in another clause.
    """
    often = 1 / np.arange(1, N_THEMES + 1)
    topics = [often * np.where(np.arange(N_THEMES) % 5 == k, 6.0, 1.0) for k in range(5)]
    counts = np.where(commented, rng.choice(5, len(commented), p=[0.1, 0.2, 0.3, 0.25, 0.15]), 0)
    rows = np.repeat(np.arange(len(commented)), counts)
    topic = ((segments["region"] + rng.integers(0, 3, len(commented))) % 5)[rows]
    themes = np.empty(len(rows), dtype=np.intp)
    for k, weights in enumerate(topics):
        here = np.flatnonzero(topic == k)
        themes[here] = rng.choice(N_THEMES, len(here), p=weights / weights.sum())
    glad = rng.random(len(commented)) < 0.5
    positive = np.where(rng.random(len(rows)) < 0.8, glad[rows], rng.random(len(rows)) < 0.5)
    again = rng.random(len(rows)) < 0.25
    order = rng.permutation(len(rows) + int(again.sum()))
    return tuple(np.concatenate([a, a[again]])[order] for a in (rows, themes, positive))


def _points(moved: Array, region: NDArray[np.intp], rng: np.random.Generator) -> Array:
    """Contributions from a score that a segment and the mentions move."""
    score = 8.3 - 0.4 * region + moved + rng.normal(0, 2, len(moved))
    return np.where(score >= 8.5, 100.0, np.where(score >= 6.5, 0.0, -100.0))


def _reasons(commented: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.object_]:
    texts = np.array([phrase.format(days) for phrase in PHRASES for days in range(5000)], object)
    return np.where(commented, texts[rng.integers(0, len(texts), len(commented))], None)


# Ways, each in a process of its own


def ours(folder: Path, variant: str, _rows: int) -> dict[str, float]:
    """Seconds from tables to table, and peak memory."""
    responses, mentions = _tables(folder, variant)
    nr.rank_drivers(responses.head(100), mentions.head(0))  # what is imported is not timed
    before = _peak()
    start, busy = perf_counter(), process_time()
    drivers = nr.rank_drivers(responses, mentions, segments=SEGMENTS)
    return {
        "seconds": perf_counter() - start,
        "busy": process_time() - busy,
        "gigabytes": _peak(),
        "gigabytes_of_tables": before,
        "with_interval": int(drivers["points_low"].notna().sum()),
    }


def change(folder: Path, variant: str, _rows: int) -> dict[str, float]:
    """Seconds that explaining the change between the two halves takes."""
    responses, mentions = _tables(folder, variant)
    halves = np.where(np.arange(len(responses)) % 2 == 0, "2024Q1", "2024Q2")
    responses["period"] = pd.array(halves, dtype="string")
    nr.rank_drivers(responses.head(100), mentions.head(0))
    start, busy = perf_counter(), process_time()
    nr.explain_change(responses, mentions, period="2024Q2", reference="2024Q1", segments=SEGMENTS)
    return {
        "seconds": perf_counter() - start,
        "busy": process_time() - busy,
        "gigabytes": _peak(),
    }


def statsmodels(folder: Path, variant: str, rows: int) -> dict[str, float]:
    """Seconds of statsmodels and of our fit on the same rows, and how far they are apart."""
    import statsmodels.api as sm  # noqa: PLC0415 - for the tests and benchmarks only

    responses, mentions = _tables(folder, variant)
    n_heard = int(responses["reason"].notna().sum())
    heard = responses[responses["reason"].notna()].head(rows)
    mentions = mentions[mentions["response_id"].isin(heard["response_id"])]
    start = process_time()
    people = commenters(heard, mentions, segments=SEGMENTS)
    arrays_made = process_time()
    fit, columns = fitted(people)
    covariance(theme_effects(fit, columns).points_influence, people.rows)
    fit_made = process_time()
    of = people.row_of
    x, y, weights = fit.x[of], people.points[of], people.weights[of]
    wall, before = perf_counter(), process_time()
    other = sm.WLS(y, x, weights=weights).fit(cov_type="HC1")
    errors = other.bse
    return {
        "seconds": perf_counter() - wall,
        "busy": process_time() - before,
        "gigabytes": _peak(),
        "scale": n_heard / len(of),
        "rows": len(of),
        "patterns": len(fit.x),
        "our_arrays": arrays_made - start,
        "our_fit": fit_made - arrays_made,
        "apart": float(np.abs(other.params - fit.coefficients).max()),
        "largest_error": float(errors.max()),
    }


WAYS: Final[dict[str, Callable[[Path, str, int], dict[str, float]]]] = {
    "ours": ours,
    "change": change,
    "statsmodels": statsmodels,
}


def _tables(folder: Path, variant: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    responses = pd.read_parquet(folder / "responses.parquet")
    left_out = list(VARIANTS[variant])
    return responses.drop(columns=left_out), pd.read_parquet(folder / "mentions.parquet")


def _peak() -> float:
    """Peak memory of this process, GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def in_own_process(way: str, folder: Path, variant: str, rows: int) -> dict[str, float]:
    """Run a way of this file in a fresh process, and read what it measured."""
    asked = ["--way", way, "--variant", variant, "--folder", str(folder), "--rows", str(rows)]
    run = subprocess.run(
        [sys.executable, __file__, *asked], check=True, stdout=subprocess.PIPE, text=True
    )
    measured: dict[str, float] = json.loads(run.stdout)
    return measured


def compare(n: int, seed: int, rows: int) -> None:
    """Measure every way on one survey, and print it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        responses, mentions = survey(n, seed)
        responses.to_parquet(folder / "responses.parquet")
        mentions.to_parquet(folder / "mentions.parquet")
        print(
            f"{n:,} responses, {len(mentions):,} mentions of {2 * N_THEMES} signed themes, "
            f"seed {seed}, {os.cpu_count()} cores"
        )
        found = {variant: in_own_process("ours", folder, variant, rows) for variant in VARIANTS}
        for variant, of in found.items():
            _show(f"rank_drivers, {variant}", of)
            print(f"    {_judged(of)}")
            print(
                f"    {of['with_interval']:.0f} drivers with intervals; peak with the tables "
                f"alone {of['gigabytes_of_tables']:.2f} GB"
            )
        _show("explain_change, both", in_own_process("change", folder, "both", rows))
        _show_ratio(in_own_process("statsmodels", folder, "plain", rows), found["plain"]["busy"])


def _judged(of: dict[str, float]) -> str:
    """What was asked of a million responses; seconds of a processor, where others use it, too."""
    met = of["busy"] <= MOST_SECONDS and of["gigabytes"] <= MOST_GIGABYTES
    asked = f"asked: {MOST_SECONDS} s and {MOST_GIGABYTES} GB"
    return f"{asked}: {'ok' if met else 'MISSED'}"


def _show(what: str, of: dict[str, float]) -> None:
    print(
        f"  {what:30} {of['seconds']:6.1f} s  ({of['busy']:.1f} s of a processor), "
        f"peak {of['gigabytes']:.2f} GB"
    )


def _show_ratio(other: dict[str, float], ours_from_tables: float) -> None:
    """Print ratios of processor seconds, which a busy machine leaves alone."""
    _show(f"statsmodels, {other['rows']:,.0f} rows", other)
    whole = other["busy"] * other["scale"]
    print(
        f"    scaled to all commenters {whole:.1f} s; our fit of the same rows "
        f"{other['our_fit']:.1f} s, and {other['our_arrays']:.1f} s from tables to "
        f"{other['patterns']:,.0f} distinct patterns"
    )
    print(
        f"    ratio: fit to fit {other['busy'] / other['our_fit']:.1f}, "
        f"statsmodels' fit to ours from tables to table {whole / ours_from_tables:.1f}"
    )
    print(f"    largest difference of a coefficient: {other['apart']:.1e} NPS points (want 1e-8)")


def main() -> None:
    """Compare, or run one way for the process that compares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--way", choices=list(WAYS))
    parser.add_argument("--variant", choices=list(VARIANTS), default="plain")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.way is None:
        compare(options.responses, options.seed, options.rows)
    else:
        print(json.dumps(WAYS[options.way](options.folder, options.variant, options.rows)))


if __name__ == "__main__":
    main()
