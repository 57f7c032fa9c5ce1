"""How often the demo's intervals hold what was planted, over many seeds.

    python benchmarks/demo_coverage.py --seeds 20 [--coded 300]

One seed is a picture, not a proof. Each survey is tagged once and analysed twice: without the coded
sample and with it. The tags are those of the shipped tagger, so tagging errors
count; the phrases of the demo were revised with that tagger at hand, which flatters it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import nps_reasons as nr
from nps_reasons.demo import compare, generate_survey, write_survey
from nps_reasons.demo.coded import CODED

if TYPE_CHECKING:
    from nps_reasons.demo import Survey
    from nps_reasons.reading import Reading

KINDS = {
    "Support (negative), points of the first quarter": r"^Support.*negative\), points 2024Q1$",
    "points of every driver": r", points ",
    "drivers without effect": r"\(no effect\)$",
    "segment mix": r"^Segment mix$",
    "support (negative), said more": r"^Support quality \(negative\), said more$",
    "support: said more, hurts more, both signs": r"^Support.*(?:said|hurts|both)",
    "unexplained": r"^Unexplained$",
    "everything with an interval": r".",
}


def compared(seed: int, coded: int) -> list[pd.DataFrame]:
    """Planted against found for one seed, without and with the coded sample."""
    survey = generate_survey(seed, coded=coded)
    with tempfile.TemporaryDirectory() as folder:
        reading = nr.read(write_survey(Path(folder), survey).survey)
    samples = {"machine alone": None, f"{coded} coded": survey.coded}
    return [
        _analysed(survey, reading, sample).assign(seed=seed, how=how)
        for how, sample in samples.items()
    ]


def _analysed(survey: Survey, reading: Reading, sample: pd.DataFrame | None) -> pd.DataFrame:
    first, last = survey.truth.periods[0], survey.truth.periods[-1]
    analysis = nr.analyze(
        reading.responses, period=last, reference=first, reading=reading, gold=sample
    )
    return compare(survey.truth, analysis.drivers, analysis.changes, analysis.nps)


def main() -> None:
    """Print coverage by kind of row, and the verdicts of cause and companion."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--coded", type=int, default=CODED)
    arguments = parser.parse_args()
    seeds = range(arguments.seeds)
    rows = pd.concat([table for seed in seeds for table in compared(seed, arguments.coded)])
    for how, part in rows.groupby("how", sort=False):
        print(f"\n{how}: share of intervals that hold what was planted")
        _tell(part)
    print("\nIntervals that hold, by seed")
    known = rows[rows["covered"].notna()]
    held = known.assign(held=known["covered"].astype(int)).pivot_table(
        index="seed", columns="how", values="held", aggfunc=["sum", "count"], sort=False
    )
    print(held.to_string())


def _tell(rows: pd.DataFrame) -> None:
    known = rows[rows["covered"].notna()]
    for name, pattern in KINDS.items():
        part = known[known["what"].str.contains(pattern, regex=True)]
        print(f"  {name:<56} {part['covered'].mean():.3f}  ({len(part)} intervals)")
    cause = rows[rows["what"].str.contains(r"^Support quality \(negative\), rank", regex=True)]
    companion = rows[rows["what"].str.contains(r"^Documentation.*\(negative\)", regex=True)]
    print(
        f"  Support costliest and clear: {(cause['verdict'] == 'clear').mean():.2f} of seeds, "
        f"rank 1 in {(cause['found'] == 1).mean():.2f}"
    )
    print(f"  Companion called clear: {(companion['verdict'] == 'clear').mean():.2f} of seeds")


if __name__ == "__main__":
    main()
