"""What the command line shows: stages on stderr, a short summary on stdout."""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING, Any, Self

from pandas import isna
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nps_reasons import words
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    import pandas as pd
    from rich.status import Status

    from nps_reasons.analysis import Analysis, Source
    from nps_reasons.readers import Coverage, FileCount
    from nps_reasons.reading import Reading


class Stages:
    """Shows each stage on stderr as it runs, and keeps the seconds it took.

    Attributes
    ----------
    seconds
        Stage to its seconds, in the order in which they ran.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.seconds: dict[str, float] = {}
        self._console = Console(stderr=True, quiet=quiet, highlight=False)
        self._spinner: Status | None = None
        self._stage: str | None = None
        self._begun = 0.0

    def __call__(self, stage: str) -> None:
        """End the stage that runs, begin the next."""
        self._end()
        self._stage, self._begun = stage, perf_counter()
        if self._console.is_terminal:
            self._spinner = self._console.status(f"{stage} ...")
            self._spinner.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end(finished=error is None)

    def _end(self, *, finished: bool = True) -> None:
        if self._spinner is not None:
            self._spinner.stop()
            self._spinner = None
        if self._stage is not None and finished:
            self.seconds[self._stage] = perf_counter() - self._begun
            self._console.print(f"{self._stage}: {self.seconds[self._stage]:.1f} s")
        self._stage = None


def show_reading(reading: Reading) -> None:
    """Print how a survey was read: columns, counts, what was set aside and why."""
    console = Console(highlight=False)
    profile, source = reading.profile, reading.source
    console.print(f"Read as: {profile.title} (--profile {profile.name})", markup=False)
    columns = Table("role", "column", title="Columns", title_justify="left")
    for role, name in profile.columns.items():
        columns.add_row(role, escape(name))
    for name in profile.segments:
        columns.add_row("segment", escape(name))
    console.print(columns)
    console.print(f"Score scale {profile.scale}: {profile.cut_offs}")
    for note in profile.notes:
        console.print(f"- {note}", markup=False)
    if source.coverage:
        console.print(_coverage_table(source.coverage))
    if len(source.counts) > 1:
        console.print(_files_table(source.counts))
    for kind, n in source.redacted.items():
        console.print(f"{n:,} x {kind} redacted in reasons", markup=False)
    aside = reading.quarantine
    console.print(_account(source, len(reading.responses), len(aside)))
    for reason, n in aside["reason"].value_counts().sort_index().items():
        console.print(f"  {n:,} x {reason}", markup=False)


def _account(source: Source, kept: int, aside: int) -> str:
    """Say what became of the rows that were read."""
    joined = sum(file.kept for file in source.counts) - kept
    unused = sum(file.unused for file in source.counts)
    others = f", {joined:,} joined to them, {unused:,} not needed" if joined or unused else ""
    return f"{source.rows_read:,} rows read, {kept:,} kept{others}, {aside:,} set aside"


def _coverage_table(joins: Iterable[Coverage]) -> Table:
    view = Table("file", "key", "responses", "number", "NPS", title="Joins", title_justify="left")
    for join in joins:
        for part, n, score in join.parts:
            nps = "" if score is None else words.plain(words.score(score))
            view.add_row(escape(join.source), escape(join.key), part, f"{n:,}", nps)
    return view


def _files_table(counts: Iterable[FileCount]) -> Table:
    view = Table("file", "read", "used", "set aside", "not needed", title="Rows of each file")
    view.title_justify = "left"
    for file in counts:
        numbers = (file.read, file.kept, file.quarantined, file.unused)
        view.add_row(escape(file.source), *(f"{n:,}" for n in numbers))
    return view


def show_analysis(analysis: Analysis) -> None:
    """Print the score, its interval, the clear drivers and what was set aside."""
    console = Console(highlight=False)
    totals = analysis.nps[analysis.nps["segment"] == ALL]
    console.print(_nps_table(totals))
    console.print(f"Score scale {analysis.scale}: {analysis.cut_offs}")
    drivers = analysis.drivers[analysis.drivers["period"] == analysis.period]
    found = drivers[drivers["verdict"].isin(["clear", "leaning"])]
    if found.empty:
        console.print(f"No driver of {analysis.period} can be told from noise.")
    else:
        console.print(_driver_table(found, analysis.period))
    kept, aside = len(analysis.responses), len(analysis.quarantine)
    console.print(_account(analysis.source, kept, aside))


def show_comparison(compared: pd.DataFrame) -> None:
    """Print what was planted beside what was found, a line each."""
    width = compared["what"].str.len().max()
    lines = [f"{'':{width}}  planted    found  95 % interval"]
    for row in compared.to_dict("records"):
        low, high = row["found_low"], row["found_high"]
        interval = "" if isna(low) else _interval(low, high)
        numbers = f"{_points(row['planted']):>7}  {_points(row['found']):>7}  {interval:<16}"
        corrected = "" if isna(row["labels"]) or row["labels"] == "uncorrected" else ", corrected"
        lines.append(f"{row['what']:{width}}  {numbers}  {row['verdict']}{corrected}")
    show_lines(lines)


def _points(value: float) -> str:
    return "" if isna(value) else words.plain(words.points(value))


def _interval(low: float, high: float) -> str:
    return words.plain(words.interval(low, high, words.points))


def _nps_table(totals: pd.DataFrame) -> Table:
    view = Table(
        "period", "NPS", "95 % interval", "n", title="Net Promoter Score", title_justify="left"
    )
    for row in totals.to_dict("records"):
        view.add_row(
            "all periods" if row["period"] == ALL else row["period"],
            words.plain(words.score(row["nps"])),
            words.plain(words.interval(row["nps_low"], row["nps_high"])),
            f"{row['n']:,}",
        )
    return view


def _driver_table(drivers: pd.DataFrame, period: str) -> Table:
    title = f"Drivers of {period}: NPS points that go with a theme"
    view = Table(
        "theme",
        "sign",
        "points",
        "95 % interval",
        "reach",
        "verdict",
        title=title,
        title_justify="left",
    )
    for row in drivers.to_dict("records"):
        view.add_row(
            escape(row["label"]),
            row["sign"],
            _points(row["points"]),
            _interval(row["points_low"], row["points_high"]),
            words.plain(words.share(row["reach"])),
            row["verdict"],
        )
    return view


def show_json(content: Mapping[str, Any]) -> None:
    """Print one JSON object on stdout."""
    print(json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2))  # noqa: T201


def show_lines(lines: Iterable[str]) -> None:
    """Print lines as they are."""
    console = Console(highlight=False)
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
