"""The scoreboard of driver methods: planted surveys, ours against the others, with what must hold.

    python benchmarks/drivers.py [--quick] [--seed 1] [--json FILE]

Every figure is a mean over planted surveys with its Monte-Carlo standard error. A seed gives the
same surveys again, whoever takes part. What is missed and where others do better is printed too.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from math import hypot
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final

from contests import CONTESTS, OURS, Contest, play
from drills import identical_groups, mix_alone, planted_change, rare_themes, shuffled_scores
from marks import MARKS, Mark, MarkName
from planted import GENERATORS
from rivals import RIVALS

import nps_reasons as nr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Figures = Mapping[str, Mark]
    Board = Mapping[str, Mapping[str, Figures]]

DRILLS: Final[dict[str, tuple[str, Callable[[int, int], dict[str, Mark]]]]] = {
    "shuffled scores": ("n = 400: every driver is false", shuffled_scores),
    "identical groups": ("two halves of 500: every difference is false", identical_groups),
    "mix shift without change": ("periods of 1,500: only segment shares differ", mix_alone),
    "planted change": (
        "periods of 1,500: mix, reach of support, effect of reliability",
        planted_change,
    ),
    "rare themes": ("n = 400: coverage of the effect", rare_themes),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How many surveys each part of the scoreboard is played on.

    Attributes
    ----------
    clean, coded
        Of 1,000 responses: clean, and with classifier error; what must hold is said of these.
    others
        Every other contest, but a third as many where surveys are larger.
    """

    clean: int = 1200
    coded: int = 600
    others: int = 300
    shuffled: int = 1000
    identical: int = 600
    changes: int = 150
    rare: int = 300

    def surveys(self, part: Contest | str) -> int:
        """How many for a contest or drill."""
        if isinstance(part, Contest):
            first = {"clean, n = 1,000": self.clean, "classifier error, n = 1,000": self.coded}
            return first.get(str(part), self.others if part.n <= 1000 else -(-self.others // 3))
        drills = {"shuffled scores": self.shuffled, "identical groups": self.identical}
        return drills.get(part, self.rare if part == "rare themes" else self.changes)


QUICK: Final = Plan(clean=60, coded=40, others=20, shuffled=100, identical=30, changes=10, rare=20)


@dataclass(frozen=True, slots=True)
class Target:
    """Something that must hold, and where on the board it stands."""

    what: str
    path: tuple[str, str, str]
    least: float = float("-inf")
    most: float = float("inf")

    def line(self, board: Board) -> str:
        """The limits beside what was measured."""
        part, method, name = self.path
        mark = board.get(part, {}).get(method, {}).get(name)
        if mark is None:
            return f"  {'NOT MEASURED':13} {self.what}: want {self._wanted}"
        holds = self.least <= mark.mean <= self.most
        error = max(mark.error, 1 / mark.surveys)  # a share of 0 has no spread, but is not certain
        near = min(abs(mark.mean - self.least), abs(mark.mean - self.most)) < CERTAIN * error
        doubt = "; too few surveys to be sure" if near else ""
        word = "ok" if holds else "MISSED"
        return f"  {word:13} {self.what}: want {self._wanted}, measured {mark}{doubt}"

    @property
    def _wanted(self) -> str:
        limits = [f">= {self.least:.2f}"] * (self.least > float("-inf"))
        return " and ".join([*limits, *[f"<= {self.most:.2f}"] * (self.most < float("inf"))])


CERTAIN: Final = 2.0
"""Standard errors by which a difference counts."""

CLEAN: Final = "clean, n = 1,000"
CODED: Final = ("classifier error, n = 1,000", "ours, 400 coded")
SAME: Final = "identical groups"
TARGETS: Final = (
    Target("clean: Kendall's tau", (CLEAN, "ours", "tau"), least=0.87),
    Target("clean: coverage", (CLEAN, "ours", "coverage"), least=0.93, most=0.97),
    Target("clean: false positives on nulls", (CLEAN, "ours", "false"), most=0.06),
    Target("clean: false drivers of classic impact", (CLEAN, "classic impact", "false"), least=0.5),
    Target("classifier error, 400 coded: coverage", (*CODED, "coverage"), least=0.93),
    Target("shuffled: any clear driver", ("shuffled scores", "", "any clear"), most=0.07),
    Target("identical groups: NPS", (SAME, "", "NPS differs"), most=0.07),
    Target(
        "identical groups: drivers", (SAME, "", "any theme's points differ (q <= .05)"), most=0.07
    ),
    Target(
        "identical groups: bridge", (SAME, "", "any part of the bridge called clear"), most=0.07
    ),
)


def played(plan: Plan, seed: int) -> Iterator[tuple[str, dict[str, dict[str, Mark]]]]:
    """Play every contest and drill; a drill has one nameless method."""
    for contest in CONTESTS:
        yield str(contest), play(contest, plan.surveys(contest), seed)
    for name, (_, drill) in DRILLS.items():
        yield name, {"": drill(plan.surveys(name), seed)}


def table_of(figures: Mapping[str, Figures]) -> str:
    """Marks of each method, or of a drill, as Markdown."""
    if "" in figures:
        return "\n".join(f"  {name:50} {mark}" for name, mark in figures[""].items())
    shown = [name for name in MARKS if any(name in found for found in figures.values())]
    rows = [["", *shown], ["-"] * (len(shown) + 1)]
    rows += [[m, *(str(f.get(name, "-")) for name in shown)] for m, f in figures.items()]
    widths = [max(len(row[k]) for row in rows) for k in range(len(shown) + 1)]
    return "\n".join(
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    )


def _distance(name: str, value: float) -> float:
    """How far a mark is from the best it can be; intervals and tests are to be exact, not timid."""
    if name == "coverage":
        return abs(value - 0.95)
    if name == "false":
        return max(value - 0.05, 0.0)
    return value if name == "RMSE" else 1 - value


COMPARED: Final[tuple[MarkName, ...]] = ("tau", "NDCG@3", "RMSE", "coverage", "false")


def losses(board: Board) -> list[str]:
    """Where a rival does better than ours, and where ours does not keep what it promises."""
    lines: list[str] = []
    for part, methods in board.items():
        if "ours" in methods:
            lines += [*_broken_promises(part, methods), *_beaten(part, methods)]
        else:
            lines += _drill_gaps(part, methods[""])
    return lines


def _drill_gaps(part: str, figures: Figures) -> Iterator[str]:
    for name, mark in figures.items():
        if "coverage" in name and mark.mean < 0.93 - CERTAIN * mark.error:
            yield f"  {part}: {name} {mark} (want .95)"


def _broken_promises(part: str, methods: Mapping[str, Figures]) -> Iterator[str]:
    for method in [name for name in methods if name in OURS]:
        for name, limit in (("coverage", 0.02), ("false", 0.01)):
            mark = methods[method].get(name)
            if mark and _distance(name, mark.mean) > limit + CERTAIN * mark.error:
                want = "want .95" if name == "coverage" else "want .05"
                yield f"  {part}: {method} has {name} {mark} ({want})"


def _beaten(part: str, methods: Mapping[str, Figures]) -> Iterator[str]:
    for name in COMPARED:
        mark = methods["ours"][name]
        for rival in [r for r in RIVALS if name in methods.get(r, {})]:
            other = methods[rival][name]
            lead = _distance(name, mark.mean) - _distance(name, other.mean)
            if lead > CERTAIN * hypot(mark.error, other.error):
                yield f"  {part}: {rival} has the better {name}, {other} (ours {mark})"


def _about(part: str) -> str:
    kind = part.split(", n =", maxsplit=1)[0]
    return GENERATORS[kind].about if kind in GENERATORS else DRILLS[part][0]


def _print_board(plan: Plan, seed: int) -> dict[str, dict[str, dict[str, Mark]]]:
    board, counts = {}, {str(c): plan.surveys(c) for c in CONTESTS}
    start = perf_counter()
    for part, figures in played(plan, seed):
        board[part] = figures
        surveys = counts.get(part, plan.surveys(part))
        print(f"\n{part}: {_about(part)}; {surveys} surveys, {perf_counter() - start:.0f} s\n")
        print(table_of(figures), flush=True)
    return board


def main(arguments: Sequence[str] | None = None, *, plan: Plan | None = None) -> None:
    """Play the scoreboard, print it, and say what held, what was missed and where ours loses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="a minute; too few surveys to judge")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args(arguments)
    plan = plan or (QUICK if options.quick else Plan())
    print(f"nps_reasons {nr.__version__}, seed {options.seed}; mean ± Monte-Carlo standard error")
    print("tau, NDCG@3: rank order; RMSE: NPS points; coverage: of 95 % intervals, real themes;")
    print("false: null themes significant at 5 %; clear: themes whose verdict is clear")
    print("(null-b alone where null-a is taken as a control)")
    print("rank held: true rank in its interval; top 3: themes sure to be among the three that are")
    board = _print_board(plan, options.seed)
    print("\nMust hold", *(target.line(board) for target in TARGETS), sep="\n")
    print("\nWhere ours loses", *(losses(board) or ["  nowhere on this board"]), sep="\n")
    if options.json:
        _write(options.json, options.seed, plan, board)


def _write(file: Path, seed: int, plan: Plan, board: Board) -> None:
    plain = {
        part: {
            method: {n: asdict(m) for n, m in found.items()} for method, found in methods.items()
        }
        for part, methods in board.items()
    }
    content = {"version": nr.__version__, "seed": seed, "plan": asdict(plan), "board": plain}
    content["targets"] = [target.line(board).strip() for target in TARGETS]
    content["losses"] = [line.strip() for line in losses(board)]
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
