"""Measure how well comments are read: ours and the baselines, on the same splits, in one run.

Run: python benchmarks/accuracy.py [--only nhs-themes,fabsa] [--tier accurate] [--json FILE].
Prints one table: what must be reached, ours, the baselines, each with a 95 % interval over texts.
The data are looked for under NPS_REASONS_DATA, else under ../shared/data beside the repository; the
baselines on embeddings need the all-MiniLM-L6-v2 folder in NPS_REASONS_MINILM. What is absent is
skipped with a line. `--rows 300` reads that many rows of each file: a test of the run, no result.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from baselines import (
    embedding_features,
    fit_vader,
    joint_features,
    lacks,
    linear,
    word_features,
)
from ours import fit_ours
from scoring import Array, Measured, measured
from sets import DATA, folded
from tasks import OURS, TASKS, Measure, Round, Task
from topics import as_documented, nearest, several, zero_shot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

COLUMNS: Final = ("accurate", "fast", "TF-IDF", "MiniLM", "MiniLM+TF-IDF", "BERTopic", "VADER")


@dataclass(frozen=True, slots=True)
class Entrant:
    """A contestant before it is fitted.

    Attributes
    ----------
    fit
        Codeframe, and labelled texts or None, to what is asked.
    lacks
        Why it cannot be measured here, or nothing.
    """

    fit: Callable[..., Any]
    lacks: str = ""


def entrants() -> dict[str, Entrant]:
    """All contestants by name."""
    embeddings = lacks("sklearn", "sentence_transformers", minilm=True)
    topics = lacks("bertopic", "umap", "sentence_transformers", minilm=True)
    return {
        "accurate": Entrant(partial(fit_ours, tier="accurate")),
        "fast": Entrant(partial(fit_ours, tier="fast")),
        "TF-IDF": Entrant(linear(word_features), lacks("sklearn")),
        "MiniLM": Entrant(linear(embedding_features), embeddings),
        "MiniLM+TF-IDF": Entrant(linear(joint_features), embeddings),
        "BERTopic": Entrant(zero_shot(as_documented), topics),
        "BERTopic nearest": Entrant(zero_shot(nearest), topics),
        "BERTopic several": Entrant(zero_shot(several), topics),
        "VADER": Entrant(fit_vader, lacks("vaderSentiment")),
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table.

    Attributes
    ----------
    texts
        Texts measured with; equal ones, and those of several rounds, counted once.
    figures
        By contestant.
    seconds
        Fitting and answering all rounds, by contestant; measures of one task share them.
    """

    task: str
    measure: str
    floor: str
    must_reach: dict[str, float]
    texts: int
    figures: dict[str, Measured]
    seconds: dict[str, float]

    @property
    def shortfalls(self) -> list[str]:
        """What of ours stays below what it must reach."""
        return [
            f"{self.task}, {self.measure}: {tier} {self.figures[tier].value:.3f}, "
            f"{least - self.figures[tier].value:.3f} below {least:.2f}"
            for tier, least in self.must_reach.items()
            if tier in self.figures and self.figures[tier].value < least
        ]


def measure_task(task: Task, rounds: Sequence[Round], chosen: dict[str, Entrant]) -> list[Line]:
    """Measure every chosen contestant that the task asks for."""
    lines = [_empty_line(task, measure, rounds) for measure in task.measures]
    for name, entrant in chosen.items():
        measures = [measure for measure in task.measures if name in measure.contestants]
        if not measures:
            continue
        started = time.perf_counter()
        tallies = _tallies(entrant, measures, rounds)
        seconds = time.perf_counter() - started
        for at, measure in enumerate(task.measures):
            if measure in measures:
                figure = measured(tallies[measure.name], _units(rounds), measure.figure)
                lines[at].figures[name] = figure
                lines[at].seconds[name] = round(seconds, 1)
        print(f"# {task.title}: {name}, {seconds:.0f} s", file=sys.stderr)
    return [line for line in lines if line.figures]


def _empty_line(task: Task, measure: Measure, rounds: Sequence[Round]) -> Line:
    reach = {"accurate": measure.accurate, "fast": measure.fast}
    known = {tier: least for tier, least in reach.items() if least is not None}
    return Line(task.title, measure.name, measure.floor, known, len(set(_units(rounds))), {}, {})


def _units(rounds: Iterable[Round]) -> list[str]:
    return [folded(text) for asked in rounds for text in asked.test.texts]


def _tallies(
    entrant: Entrant, measures: Sequence[Measure], rounds: Iterable[Round]
) -> dict[str, Array]:
    """Tally of each measure over the texts of all rounds; a question is put once a round."""
    found: dict[str, list[Array]] = {measure.name: [] for measure in measures}
    for asked in rounds:
        fitted = entrant.fit(asked.codeframe, asked.train)
        answers = {ask: ask(fitted, asked.test) for ask in {m.ask: None for m in measures}}
        for measure in measures:
            found[measure.name].append(measure.count(answers[measure.ask], asked))
    return {name: np.concatenate(parts) for name, parts in found.items()}


def table(lines: Sequence[Line]) -> str:
    """Lines as a Markdown table; the uses of BERTopic share a column, the best one shows."""
    head = ["task", "measure", "texts", "floor", "must reach", *COLUMNS, "seconds"]
    body = [
        [
            line.task,
            line.measure,
            f"{line.texts:,}",
            line.floor,
            " / ".join(f"{line.must_reach[t]:.2f}" if t in line.must_reach else "-" for t in OURS),
            *(_cell(line, column) for column in COLUMNS),
            f"{sum(line.seconds.values()):.0f}",
        ]
        for line in lines
    ]
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    rows = [head, ["-" * width for width in widths], *body]
    return "\n".join(
        "| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    )


def _cell(line: Line, column: str) -> str:
    uses = [figure for name, figure in line.figures.items() if name.split()[0] == column]
    if not uses:
        return "-"
    best = max(uses, key=lambda figure: figure.value)
    return f"{best.value:.3f} ({best.low:.3f}-{best.high:.3f})"


def topic_remarks(lines: Sequence[Line]) -> list[str]:
    """Each use of BERTopic, and how far ours lies above the best."""
    said = []
    for line in lines:
        uses = {n: f.value for n, f in line.figures.items() if n.startswith("BERTopic")}
        said += [f"{line.task}: {name} {value:.3f}" for name, value in uses.items()]
        if uses and "accurate" in line.figures:
            ahead = 100 * (line.figures["accurate"].value - max(uses.values()))
            said.append(f"{line.task}: accurate is {ahead:+.1f} points from the best of BERTopic")
    return said


def chosen_entrants(names: str, tier: str | None) -> dict[str, Entrant]:
    """Contestants that are asked for and can be measured; a line says which cannot."""
    everybody = entrants()
    wanted = names.split(",") if names else list(everybody)
    for name in wanted:
        if everybody[name].lacks:
            print(f"skipped: {name}: {everybody[name].lacks}")
    return {
        name: everybody[name]
        for name in wanted
        if not everybody[name].lacks and (tier is None or name not in OURS or name == tier)
    }


def write_json(path: Path, lines: Sequence[Line], rows: int | None) -> None:
    """Write the lines with all digits."""
    content = {"rows": rows, "lines": [asdict(line) for line in lines]}
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the tasks that are asked for and whose files are there."""
    options = _parser().parse_args(arguments)
    chosen = chosen_entrants(options.contestants, options.tier)
    lines: list[Line] = []
    for name in options.only.split(",") if options.only else TASKS:
        task = TASKS[name]
        absent = [file for file in task.files if not (options.data / file).is_file()]
        if absent:
            print(f"skipped: {name}: {options.data / absent[0]} is not there")
            continue
        lines += measure_task(task, list(task.rounds(options.data, options.rows)), chosen)
        # A long run that breaks off keeps what it has.
        if options.json:
            write_json(options.json, lines, options.rows)
    print("\n".join(["", table(lines), "", *topic_remarks(lines)]))
    if options.rows:
        print(f"Only {options.rows} rows of each file: a test of the run, no result.")
    else:
        print("\n".join(f"falls short: {text}" for line in lines for text in line.shortfalls))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    names = list(entrants())
    parser.add_argument("--only", type=_listed(list(TASKS)), default="", help=", ".join(TASKS))
    parser.add_argument("--tier", choices=OURS, help="measure only this tier of ours")
    parser.add_argument("--contestants", type=_listed(names), default="", help=", ".join(names))
    parser.add_argument("--rows", type=int, help="rows of each file; all by default")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--json", type=Path, help="write the lines here too")
    return parser


def _listed(known: Sequence[str]) -> Callable[[str], str]:
    """Return what refuses a list with a name that is not known."""

    def check(written: str) -> str:
        for name in written.split(","):
            if name and name not in known:
                raise argparse.ArgumentTypeError(f"{name} is not one of {', '.join(known)}")
        return written

    return check


if __name__ == "__main__":
    main()
