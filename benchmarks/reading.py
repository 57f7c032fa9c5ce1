"""Time and memory of reading a survey export, beside what pandas takes to read the same file.

Run: python benchmarks/reading.py [rows] [--repeats 5]. The export is invented and is as wide as a
real one. Each reading has a process of its own, the two in turns. Memory is the peak of that
process above what it held after its imports.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 2**20
LONGEST_READING = 600
"""Seconds."""

# Linux counts the peak of a process in KiB, macOS in bytes.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024

HEADER = ("Response ID", "Submitted", "Score", "Comment", "Plan", "Country", "Channel", "E-mail")
WORDS = re.findall(
    r"\w+",
    "the a my our very not really quick slow service support price team delivery app answer "
    "week after before again never always would like better more days phone order helpful",
)
PLANS = ("Free", "Basic", "Pro", "Enterprise")
COUNTRIES = ("DE", "FR", "GB", "IT", "NL", "ES", "US", "Côte d'Ivoire")
CHANNELS = ("e-mail", "in app", "web", "phone")


def write_export(path: Path, rows: int, *, seed: int = 1) -> None:
    """Write an invented export: about 15 words a comment, every fifth without one."""
    draw = random.Random(seed)
    start = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for i in range(rows):
            writer.writerow(
                (
                    f"R{i:08d}",
                    (start + timedelta(seconds=draw.randrange(31_000_000))).isoformat(" "),
                    draw.randrange(11),
                    comment(draw),
                    draw.choice(PLANS),
                    draw.choice(COUNTRIES),
                    draw.choice(CHANNELS),
                    f"person{draw.randrange(rows)}@example.com",
                )
            )


def comment(draw: random.Random) -> str:
    """Return words as people write them: commas, a quotation, a line break, an emoji."""
    if draw.random() < 0.2:
        return ""
    words = draw.choices(WORDS, k=draw.randrange(5, 26))
    endings = ("", ".", "!", ', "honestly"', "\nThanks", " \N{SMILING FACE WITH OPEN MOUTH}")
    return " ".join(words).replace("very not", "very, not") + draw.choice(endings)


def with_pandas(path: Path) -> Callable[[], object]:
    """Return what reads the file as pandas does."""
    import pandas as pd  # noqa: PLC0415 - a process imports only what it measures
    import pyarrow as pa  # noqa: F401, PLC0415 - pandas loads it while it reads, which is no reading

    return lambda: pd.read_csv(path, dtype=str)


def with_nps_reasons(path: Path) -> Callable[[], object]:
    """Return what reads the file to responses and quarantine."""
    import pyarrow.compute as pc  # noqa: F401, PLC0415 - see with_pandas
    import pyarrow.csv  # noqa: F401, PLC0415

    from nps_reasons.readers import read_survey  # noqa: PLC0415
    from nps_reasons.settings import Settings  # noqa: PLC0415

    settings = Settings.from_dict({"input": {"files": [str(path)]}})
    return lambda: read_survey(settings)


READINGS = {"pandas": with_pandas, "nps_reasons": with_nps_reasons}


def peak_memory() -> float:
    """Peak memory of this process, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT / MIB


def measure(name: str, path: Path) -> dict[str, float]:
    """Read once in this process."""
    read = READINGS[name](path)
    before, started = peak_memory(), time.perf_counter()
    result = read()
    seconds = time.perf_counter() - started
    del result
    return {"seconds": seconds, "memory": peak_memory() - before}


def measured_apart(name: str, path: Path) -> dict[str, float]:
    """Read once in a process of its own."""
    command = [sys.executable, __file__, "--measure", name, str(path)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=LONGEST_READING
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(path: Path, repeats: int) -> None:
    """Print the medians of both, and what is ours as a multiple of that of pandas."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in READINGS}
    for _ in range(repeats):
        for name in READINGS:
            runs[name].append(measured_apart(name, path))
    middle = {
        name: {what: median(run[what] for run in done) for what in ("seconds", "memory")}
        for name, done in runs.items()
    }
    for name, done in runs.items():
        each = ", ".join(f"{run['seconds']:.2f}" for run in done)
        shown = middle[name]
        print(f"{name:12} {shown['seconds']:6.2f} s ({each}), {shown['memory']:,.0f} MiB")
    ours, theirs = middle["nps_reasons"], middle["pandas"]
    for what, limit in (("seconds", 3), ("memory", 2)):
        print(f"{what:12} {ours[what] / theirs[what]:.2f} x pandas (at most {limit})")


def machine() -> str:
    """Say what this was measured on."""
    import pandas as pd  # noqa: PLC0415 - the processes that are measured start before this
    import pyarrow as pa  # noqa: PLC0415

    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python "
        f"{platform.python_version()}, pandas {pd.__version__}, pyarrow {pa.__version__}"
    )


def main() -> None:
    """Write the export, read it, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--measure", nargs=2, metavar=("READING", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        name, file = given.measure
        print(json.dumps(measure(name, Path(file))))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        write_export(path, given.rows)
        print(f"{given.rows:,} rows, {path.stat().st_size / MIB:,.0f} MiB")
        compare(path, given.repeats)
    print(machine())


if __name__ == "__main__":
    main()
