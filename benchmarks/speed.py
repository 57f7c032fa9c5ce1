"""Measure how many comments a second our models read, beside sentence-transformers on the same.

Run: python benchmarks/speed.py [--comments 500] [--rounds 5] [--cores 2] [--json FILE]. Every round
has comments of its own, which all contestants read in turns; the order turns from round to round.
The fast tier reads on, so that it is at it for as long as the others. A ratio is one of comments a
second within a round, so that neighbours on the machine slow both sides of it. Models are loaded,
and worker processes started, before. The baseline needs the all-MiniLM-L6-v2 folder in
NPS_REASONS_MINILM and is skipped where it is absent.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import psutil
from baselines import lacks, minilm
from comments import comments

from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.kernel import annotate
from nps_reasons.scale.models import TIERS
from nps_reasons.scale.workers import Workers
from nps_reasons.store import models_folder
from nps_reasons.text.clauses import Clause
from nps_reasons.themes.codeframe import general_codeframe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nps_reasons.scale.kernel import Reads

BASELINE: Final = "sentence-transformers all-MiniLM-L6-v2"
BATCH: Final = 32
"""The batch that sentence-transformers takes where none is asked for."""

MUST_REACH: Final = {"accurate, models alone": 2.0, "fast, models alone, workers": 40.0}
"""Times the baseline."""

TIMES_AS_MANY: Final = {"accurate": 1, "fast": 20}
"""Comments that a tier reads for each one of the baseline."""

TELLING_FLAGS: Final = ("avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimddp")
PACKAGES: Final = ("numpy", "onnxruntime", "tokenizers", "spacy", "torch", "sentence-transformers")
MEGABYTE: Final = 1e6
MOST_MEGABYTES: Final = {TIERS["accurate"]: 30, TIERS["fast"]: 12}


class WholeTexts:
    """A splitter that leaves every text in one piece: what remains is the models."""

    name = "whole texts"

    def split(self, texts: Sequence[str]) -> list[list[Clause]]:
        """One clause a text."""
        return [[Clause(0, len(text))] for text in texts]


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a contestant was.

    Attributes
    ----------
    per_second
        Comments a second of wall time, one per round.
    per_cpu_second
        The same, per second of CPU time over all threads.
    ratios
        Times the baseline of the round; empty without a baseline.
    """

    per_second: list[float]
    per_cpu_second: list[float]
    ratios: list[float]


@dataclass(frozen=True, slots=True)
class Contestant:
    """What reads texts, and how many of them for each one of the baseline."""

    read: Callable[[list[str]], Any]
    times_as_many: int = 1


def contestants(open_: ExitStack) -> dict[str, Contestant]:
    """What reads texts, by name; the baseline is left out where it is not at hand."""
    found: dict[str, Contestant] = {}
    absent = lacks("sentence_transformers", minilm=True)
    if absent:
        print(f"skipped: {BASELINE}: {absent}")
    else:
        model = minilm()
        found[BASELINE] = Contestant(
            lambda texts: model.encode(texts, batch_size=BATCH, show_progress_bar=False)
        )
    for tier, times in TIMES_AS_MANY.items():
        annotator = make_annotator(general_codeframe(), tier)
        alone = replace(annotator, splitter=WholeTexts())
        found[f"{tier}, models alone"] = Contestant(_reader(alone), times)
        found[f"{tier}, with clauses"] = Contestant(_reader(annotator), times)
        if times > 1:
            for name, given in (("models alone", alone), ("with clauses", annotator)):
                workers = open_.enter_context(Workers(given))
                found[f"{tier}, {name}, workers"] = Contestant(_reader(workers), times)
    return found


def _reader(annotator: Reads) -> Callable[[list[str]], Any]:
    return lambda texts: annotate(pd.Series(texts, dtype="string"), annotator)


def speeds(readers: dict[str, Contestant], *, n_comments: int, rounds: int) -> dict[str, Speed]:
    """Measure every contestant in every round, on the round's comments."""
    for one in readers.values():
        one.read(comments(n_comments * one.times_as_many, seed=0))
    wall: dict[str, list[float]] = {name: [] for name in readers}
    cpu: dict[str, list[float]] = {name: [] for name in readers}
    names = list(readers)
    for number in range(1, rounds + 1):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            texts = comments(n_comments * readers[name].times_as_many, seed=number)
            seconds, busy = _timed(readers[name].read, texts)
            wall[name].append(len(texts) / seconds)
            cpu[name].append(len(texts) / max(busy, 1e-9))
    base = wall.get(BASELINE, [])
    return {
        name: Speed(wall[name], cpu[name], [x / b for x, b in zip(wall[name], base, strict=False)])
        for name in names
    }


def _timed(read: Callable[[list[str]], Any], texts: list[str]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), _busy()
    read(texts)
    return time.perf_counter() - wall, _busy() - cpu


def _busy() -> float:
    """CPU seconds of this process and of those that it has started."""
    own = psutil.Process()
    total = 0.0
    for process in (own, *own.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def use_cores(cores: int) -> None:
    """Keep this process, and all its threads, on so many cores."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def machine() -> dict[str, str]:
    """Facts of the machine that a speed depends on."""
    described = _processor()
    affinity = getattr(os, "sched_getaffinity", None)
    found = {
        "processor": described.get("model name", platform.processor() or platform.machine()),
        "cores": f"{len(affinity(0)) if affinity else os.cpu_count()} of {os.cpu_count()}",
        "flags": " ".join(f for f in TELLING_FLAGS if f in described.get("flags", "").split()),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "python": platform.python_version(),
    }
    return {**found, **{package: _version(package) for package in PACKAGES}}


def _processor() -> dict[str, str]:
    path = Path("/proc/cpuinfo")
    if not path.is_file():
        return {}
    lines = (line.partition(":") for line in path.read_text(encoding="utf-8").splitlines())
    return {key.strip(): value.strip() for key, _, value in lines if key.strip()}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def sizes(folder: Path) -> dict[str, float]:
    """Size of each model folder, in MB of a million bytes."""
    return {
        found.name: sum(f.stat().st_size for f in found.rglob("*") if f.is_file()) / MEGABYTE
        for found in sorted(folder.iterdir())
        if found.is_dir()
    }


def size_lines(weights: dict[str, float]) -> list[str]:
    """Each model folder in a line, with what it may weigh."""
    return [
        f"{name}: {size:.1f} MB"
        + (f" (at most {MOST_MEGABYTES[name]})" if name in MOST_MEGABYTES else "")
        for name, size in weights.items()
    ]


def table(found: dict[str, Speed]) -> str:
    """Speeds as a Markdown table: medians, with the range of the ratios."""
    rows = ["| | comments/s | per CPU second | times baseline | must reach |", "|-|-|-|-|-|"]
    for name, speed in found.items():
        low, high = min(speed.ratios, default=0), max(speed.ratios, default=0)
        times = f"{median(speed.ratios):.2f} ({low:.2f}-{high:.2f})" if speed.ratios else "-"
        least = f"{MUST_REACH[name]:.0f}" if name in MUST_REACH else "-"
        rows.append(
            f"| {name} | {median(speed.per_second):,.0f} | {median(speed.per_cpu_second):,.0f} "
            f"| {times} | {least} |"
        )
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the machine, the speeds and the sizes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--comments", type=int, default=500, help="comments of a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args(arguments)
    use_cores(options.cores)
    facts, weights = machine(), sizes(models_folder())
    with ExitStack() as open_:
        readers = contestants(open_)
        found = speeds(readers, n_comments=options.comments, rounds=options.rounds)
    words = [len(text.split()) for text in comments(options.comments, seed=1)]
    print(*(f"{name}: {fact}" for name, fact in facts.items()), sep="\n")
    print(f"\n{options.rounds} rounds of {options.comments} comments, {median(words):.0f} words\n")
    print(table(found), "", *size_lines(weights), sep="\n")
    if options.json:
        plain = {name: asdict(speed) for name, speed in found.items()}
        content = {"machine": facts, "sizes": weights, "speeds": plain}
        options.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
