"""How often the demo's intervals hold what was planted, over many seeds.

    python benchmarks/demo_coverage.py --seeds 20

One seed is a picture, not a proof. The tags are those of the shipped tagger, so tagging errors
count; the phrases of the demo were revised with that tagger at hand, which flatters it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import pandas as pd

import nps_reasons as nr
from nps_reasons.demo import compare, generate_survey, write_survey

KINDS = {
    "Support (negative), points of the first quarter": r"^Support.*negative\), points 2024Q1$",
    "points of every driver": r", points ",
    "drivers without effect": r"\(no effect\)$",
    "segment mix": r"^Segment mix$",
    "support: said more, hurts more, both signs": r"^Support.*(?:said|hurts|both)",
    "unexplained": r"^Unexplained$",
    "everything with an interval": r".",
}


def compared(seed: int) -> pd.DataFrame:
    """Planted against found for one seed."""
    survey = generate_survey(seed)
    with tempfile.TemporaryDirectory() as folder:
        file, _ = write_survey(Path(folder), survey)
        reading = nr.read(file)
    first, last = survey.truth.periods[0], survey.truth.periods[-1]
    analysis = nr.analyze(reading.responses, period=last, reference=first, reading=reading)
    table = compare(survey.truth, analysis.drivers, analysis.changes, analysis.nps)
    return table.assign(seed=seed)


def main() -> None:
    """Print coverage by kind of row, and the verdicts of cause and companion."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    rows = pd.concat([compared(seed) for seed in range(parser.parse_args().seeds)])
    known = rows[rows["covered"].notna()]
    print("Share of intervals that hold what was planted")
    for name, pattern in KINDS.items():
        part = known[known["what"].str.contains(pattern, regex=True)]
        print(f"  {name:<56} {part['covered'].mean():.3f}  ({len(part)} intervals)")
    cause = rows[rows["what"].str.contains(r"^Support quality \(negative\), rank", regex=True)]
    companion = rows[rows["what"].str.contains(r"^Documentation.*\(negative\)", regex=True)]
    print(
        f"Support costliest and clear: {(cause['verdict'] == 'clear').mean():.2f} of seeds, ",
        end="",
    )
    print(f"rank 1 in {(cause['found'] == 1).mean():.2f}")
    print(f"Companion called clear: {(companion['verdict'] == 'clear').mean():.2f} of seeds")


if __name__ == "__main__":
    main()
