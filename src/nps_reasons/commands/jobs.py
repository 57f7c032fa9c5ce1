"""What the commands do once the options are read: a run into a folder, settings into a file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nps_reasons.errors import UsageError
from nps_reasons.files import write_whole
from nps_reasons.pipeline import analyze
from nps_reasons.reading import read_settings
from nps_reasons.report import write_formats, write_tables
from nps_reasons.report.formats import FILES, named_formats
from nps_reasons.report.manifest import manifest, write_manifest
from nps_reasons.saved_analysis import read_analysis
from nps_reasons.starter import starter_toml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.analysis import Analysis
    from nps_reasons.commands.console import Stages
    from nps_reasons.reading import Reading
    from nps_reasons.settings import Settings


def run_into(
    draft: Path, settings: Settings, period: str | None, compare: str | None, stages: Stages
) -> tuple[Analysis, dict[str, Any]]:
    """Read, analyse and write a whole run into a folder; return the analysis and its manifest."""
    stages("reading")
    reading = read_settings(settings)
    analysis = analyze(
        reading.responses,
        period=period,
        reference=compare,
        settings=settings,
        reading=reading,
        progress=stages,
    )
    stages("report")
    write_formats(analysis, draft, settings.report.formats)
    write_tables(analysis, draft / "tables")
    content = manifest(analysis, stages.seconds, seed=settings.drivers.seed, settings=settings)
    write_manifest(content, draft / "manifest.json")
    return analysis, content


def report_into(draft: Path, run: Path, formats: Sequence[str], stages: Stages) -> list[str]:
    """Write the report of an earlier run in these formats; return the names of the files."""
    names = named_formats(formats)
    stages("reading")
    analysis = read_analysis(run)
    stages("report")
    write_formats(analysis, draft, names)
    return [FILES[name] for name in names]


def init_into(out: Path, settings: Settings) -> Reading:
    """Write the settings with which a survey is read; return the reading."""
    reading = read_settings(settings)
    text = starter_toml(reading, settings, folder=out.parent)
    write_whole(out, text.encode("utf-8"))
    return reading


def account_of(reading: Reading) -> dict[str, Any]:
    """How a survey was read, as plain data, ready for JSON."""
    profile, source = reading.profile, reading.source
    return {
        "profile": profile.name,
        "platform": profile.title,
        "columns": dict(profile.columns),
        "segments": list(profile.segments),
        "score_scale": {"name": profile.scale, "cut_offs": profile.cut_offs},
        "notes": list(profile.notes),
        "read": source.rows_read,
        "kept": len(reading.responses),
        "quarantined": len(reading.quarantine),
        "quarantine": json.loads(reading.quarantine.to_json(orient="records")),
        "files": [asdict(count) for count in source.counts],
        "joins": [asdict(coverage) for coverage in source.coverage],
        "invitations": dict(source.invitations),
        "redacted": dict(source.redacted),
    }


def refuse_to_overwrite(settings: Settings, out: Path) -> None:
    """Refuse a run whose input lies where its output goes.

    Raises
    ------
    UsageError
        An input is a file that the run would write.
    """
    tables = (out / "tables").resolve()
    ours = [(out / name).resolve() for name in (*FILES.values(), "manifest.json")]
    invitations = settings.periods.invitations
    counted = (invitations,) if isinstance(invitations, Path) else ()
    coded = (settings.drivers.gold,) if settings.drivers.gold else ()
    status = (settings.report.status,) if settings.report.status else ()
    for path in (*settings.input.all_files, *counted, *coded, *status):
        place = path.resolve()
        if place.parent == tables or place in ours:
            raise UsageError(f"{path}: lies where the run writes; give another folder with --out")
