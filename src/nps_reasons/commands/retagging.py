"""Tagging an earlier run again with another codeframe, and analysing it again: a backcast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.backcast import changed, described, restated, restatement
from nps_reasons.carried_over import carried_over
from nps_reasons.files import write_whole
from nps_reasons.net_promoter import scale_named
from nps_reasons.pipeline import Prepared, analyze_prepared
from nps_reasons.report import write_formats, write_tables
from nps_reasons.report.manifest import manifest, write_manifest
from nps_reasons.report.tables import as_csv, as_parquet
from nps_reasons.saved_run import read_run
from nps_reasons.schema import PLANNED, QUARANTINE, THEMES
from nps_reasons.themes.codeframe import chosen_codeframe, general_codeframe

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from nps_reasons.analysis import Analysis
    from nps_reasons.carried_over import CarriedOver
    from nps_reasons.commands.console import Stages
    from nps_reasons.saved_run import SavedRun
    from nps_reasons.themes.codeframe import Codeframe

MOST_NAMED: Final = 5
"""Restatements that the summary names."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be tagged again, with what.

    Attributes
    ----------
    run
        Folder of the earlier run.
    codeframe
        File of the codeframe to tag with; None for the general one.
    tier
        Which models tag; None for those of the run.
    was
        File of the codeframe that tagged the run; None where it is not at hand.
    """

    run: Path
    codeframe: Path | None
    tier: str | None = None
    was: Path | None = None


@dataclass(frozen=True, slots=True)
class Backcast:
    """What came of it.

    Attributes
    ----------
    content
        The manifest.
    restated
        As `schema.RESTATED`.
    notes
        What of the earlier run could not be carried over, in sentences.
    """

    analysis: Analysis
    content: dict[str, Any]
    restated: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """Say what was restated, and what could not be carried over."""
        rows = changed(self.restated)
        named = [described(row) for _, row in rows.head(MOST_NAMED).iterrows()]
        left = len(rows) - len(named)
        more = [f"{left:,} further restatements: tables/restated.csv"] if left else []
        return [self.analysis.restatement, *named, *more, *self.notes]


def backcast_into(draft: Path, order: Order, stages: Stages) -> Backcast:
    """Tag a run again, analyse it again, and write a whole run folder with what was restated.

    Raises
    ------
    InputError
        The run cannot be read.
    UsageError
        The codeframe is not as it must be, or `was` did not tag the run.
    """
    stages("reading")
    run = read_run(order.run)
    frame = chosen_codeframe(order.codeframe)
    old = _codeframe_before(run, order)
    kept = carried_over(run, frame, path=order.codeframe, tier=order.tier)
    again = _analyzed(run, kept, stages)
    table = restated(
        again.responses,
        run.mentions,
        again.mentions,
        frame=frame,
        was=_labels_before(run, old),
        edited=_edited(old, frame),
    )
    again = replace(again, restatement=restatement(table, again.codeframe_version))
    stages("report")
    write_formats(again, draft, kept.settings.report.formats)
    write_tables(again, draft / "tables")
    write_whole(draft / "tables" / "restated.csv", as_csv(table))
    write_whole(draft / "tables" / "restated.parquet", as_parquet(table))
    settings = kept.settings
    content = manifest(again, stages.seconds, seed=settings.drivers.seed, settings=settings)
    content["backcast"] = _origin(run, again)
    write_manifest(content, draft / "manifest.json")
    return Backcast(again, content, table, kept.notes)


def _analyzed(run: SavedRun, kept: CarriedOver, stages: Stages) -> Analysis:
    source = run.source
    prepared = Prepared(
        responses=run.responses,
        scale=scale_named(str(run.manifest["score_scale"].get("name"))),
        segments=run.segments,
        adjusted=run.adjusted,
        quarantine=run.table(QUARANTINE),
        source=replace(source, notes=(*source.notes, *kept.notes)),
    )
    return analyze_prepared(
        prepared,
        kept.settings,
        chosen=(run.period, run.reference),
        gold=kept.gold,
        planned=run.table(PLANNED),
        progress=stages,
    )


def _codeframe_before(run: SavedRun, order: Order) -> Codeframe | None:
    """Return the codeframe that tagged the run; None where it is not at hand."""
    if order.was is not None:
        return run.codeframe_of(order.was)
    for frame in (chosen_codeframe(order.codeframe), general_codeframe()):
        if frame.hash == run.manifest["models"].get("codeframe_sha256"):
            return frame
    return None


def _labels_before(run: SavedRun, old: Codeframe | None) -> dict[str, str]:
    """Label of each theme that the run could be tagged with."""
    if old is not None:
        return {theme.id: theme.label for theme in old.active}
    known = run.table(THEMES).drop_duplicates("theme")
    said = {theme: theme for theme in run.mentions["theme"].unique()}
    return {**said, **dict(zip(known["theme"], known["label"], strict=True))}


def _edited(old: Codeframe | None, frame: Codeframe) -> list[str]:
    """Themes that say something else than they did; none where the old codeframe is not there."""
    before = {theme.id: theme for theme in old.active} if old else {}
    return [
        theme.id
        for theme in frame.active
        if theme.id in before
        and any(getattr(theme, part) != getattr(before[theme.id], part) for part in _SAYS)
    ]


_SAYS: Final = ("definition", "keywords", "examples", "counter_examples")


def _origin(run: SavedRun, again: Analysis) -> dict[str, Any]:
    """Which run this was made of, and by what each was tagged."""
    parts = ("codeframe", "codeframe_sha256", "encoder", "encoder_sha256")
    before, after = run.manifest["models"], again.versions
    return {
        "of": run.manifest_hash,
        "before": {part: before.get(part) for part in parts},
        "after": {part: after.get(part) for part in parts},
    }
