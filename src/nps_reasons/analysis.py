"""Analysis: everything that a report may read, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from nps_reasons.checks.check import Check
from nps_reasons.errors import UsageError, did_you_mean
from nps_reasons.schema import (
    ACTIONS,
    ASYMMETRY,
    CODED,
    CONFOUNDERS,
    DIFFERENCES,
    DRIFT,
    EMERGING,
    OUTCOMES,
    PLANNED,
    ROBUSTNESS,
    SEGMENT_DRIVERS,
    TREND,
)
from nps_reasons.text.language import covered

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from nps_reasons.readers import Coverage, FileCount
    from nps_reasons.themes.codeframe import Codeframe

__all__ = ["Analysis", "Check", "Source", "ThemeInfo"]


@dataclass(frozen=True, slots=True)
class ThemeInfo:
    """What a report says of a theme, taken from the codeframe.

    Attributes
    ----------
    owner
        Who plans work on it; None where the codeframe names nobody.
    parent
        Id of the wider theme; None at the top.
    severe
        Whether each complaint about it is severe, however rare.
    """

    id: str
    label: str
    definition: str
    owner: str | None = None
    parent: str | None = None
    severe: bool = False


def theme_infos(
    codeframe: Codeframe, owners: Mapping[str, str], severe: Collection[str]
) -> dict[str, ThemeInfo]:
    """What a report says of each theme in use.

    Parameters
    ----------
    owners
        Theme to who plans work on it; it wins over the codeframe.
    severe
        Themes of which each complaint is severe.

    Raises
    ------
    UsageError
        One of them is no theme in use.
    """
    ids = [theme.id for theme in codeframe.active]
    for place, named in (("[report.owners]", owners), ("[report] severe:", severe)):
        for theme in named:
            if theme not in ids:
                raise UsageError(f'{place} "{theme}" is no theme; {did_you_mean(theme, ids)}')
    return {
        theme.id: ThemeInfo(
            theme.id,
            theme.label,
            theme.definition,
            owners.get(theme.id, theme.owner),
            parent=theme.parent,
            severe=theme.id in severe,
        )
        for theme in codeframe.active
    }


@dataclass(frozen=True, slots=True)
class Source:
    """Where the responses came from and how they were read; empty where they came as a table.

    Attributes
    ----------
    hashes
        Name of each input file, without its folder, to the SHA-256 of its bytes; that of a query
        to the SHA-256 of the rows it gave.
    columns
        Role (score, reason, date, id ...) to the name of the column found for it.
    notes
        What a reader of the report must know about the reading: assumed formats, ignored columns.
    counts
        The accounts of each file: rows read, kept, not needed, set aside.
    non_answers
        Reasons that say nothing ("n/a", "none"); they count as no reason.
    coverage
        What each file about customers knows of the responses.
    invitations
        Period to how many were invited, where that is known.
    redacted
        Kind of personal data to how many were taken out of the reasons.
    """

    hashes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()
    counts: tuple[FileCount, ...] = ()
    non_answers: int = 0
    coverage: tuple[Coverage, ...] = ()
    invitations: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    redacted: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def known(self) -> bool:
        """Whether files were read; if not, what was set aside before is not known."""
        return bool(self.counts)

    @property
    def rows_read(self) -> int:
        """Rows read, of all files."""
        return sum(file.read for file in self.counts)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The result of one analysis: tables as in schema/, and what a reader needs beside them.

    Attributes
    ----------
    responses, quarantine, mentions, nps, drivers, changes, themes
        The tables of schema/, checked.
    trend, differences, emerging, actions, outcomes, drift, coded
        Further ones, of all periods.
    planned
        What became of the planning feed, as a file of tickets says.
    segment_drivers, confounders, robustness, asymmetry
        Further ones, of the period that the report is about.
    period
        The period that the report is about.
    reference
        The period it is compared with; None where there is nothing to compare.
    periods
        All dated periods in order (or `all`), without `undated`.
    segments
        Names of the segment columns of `responses`.
    adjusted
        Those of them that the driver model holds fixed.
    codeframe
        Theme id to its label, definition and owner, in the codeframe's order.
    codeframe_version
        Name and version of the codeframe, such as "general 1".
    codeframe_changes
        What was done to the codeframe to make this version of it, in sentences.
    restatement
        What tagging earlier periods again has changed, in a sentence; empty but after a backcast.
    scale
        The score scale, such as "0-10", and its cut-offs in words.
    checks
        In the order in which a report prints them.
    minimum_base
        Segments with fewer responses are not reported.
    title
        Of the report.
    versions
        What the result depends on: the library, models and pipelines, with versions or hashes.
    languages
        Codes of the languages that the models cover.
    """

    responses: pd.DataFrame
    quarantine: pd.DataFrame
    mentions: pd.DataFrame
    nps: pd.DataFrame
    drivers: pd.DataFrame
    changes: pd.DataFrame
    themes: pd.DataFrame
    period: str
    reference: str | None
    periods: tuple[str, ...]
    segments: tuple[str, ...]
    adjusted: tuple[str, ...]
    codeframe: Mapping[str, ThemeInfo]
    codeframe_version: str
    scale: str
    cut_offs: str
    checks: tuple[Check, ...]
    minimum_base: int
    title: str
    source: Source
    versions: Mapping[str, str]
    languages: frozenset[str]
    trend: pd.DataFrame = field(default_factory=TREND.empty)
    differences: pd.DataFrame = field(default_factory=DIFFERENCES.empty)
    emerging: pd.DataFrame = field(default_factory=EMERGING.empty)
    actions: pd.DataFrame = field(default_factory=ACTIONS.empty)
    outcomes: pd.DataFrame = field(default_factory=OUTCOMES.empty)
    segment_drivers: pd.DataFrame = field(default_factory=SEGMENT_DRIVERS.empty)
    confounders: pd.DataFrame = field(default_factory=CONFOUNDERS.empty)
    robustness: pd.DataFrame = field(default_factory=ROBUSTNESS.empty)
    asymmetry: pd.DataFrame = field(default_factory=ASYMMETRY.empty)
    drift: pd.DataFrame = field(default_factory=DRIFT.empty)
    coded: pd.DataFrame = field(default_factory=CODED.empty)
    planned: pd.DataFrame = field(default_factory=PLANNED.empty)
    codeframe_changes: tuple[str, ...] = ()
    restatement: str = ""

    @property
    def spoken(self) -> pd.Series:
        """Language of each reason; null where it is not known."""
        return self.responses.loc[self.responses["reason"].notna(), "language"]

    @property
    def read_by_keywords(self) -> pd.Series:
        """Language of each reason that the models do not cover: keywords alone read it."""
        return self.spoken[~covered(self.spoken, self.languages)]

    def __repr__(self) -> str:
        compared = f" against {self.reference}" if self.reference else ""
        return (
            f"<Analysis of {self.period}{compared}: {len(self.responses):,} responses, "
            f"{len(self.mentions):,} mentions, {len(self.drivers):,} drivers>"
        )
