"""The manifest of a run: what was read, what it depends on, what came of it."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.files import write_whole
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nps_reasons.analysis import Analysis
    from nps_reasons.settings import Settings

DEPENDS_ON = ("nps-reasons", "numpy", "pandas", "pyarrow", "scipy", "spacy", "altair")


def manifest(
    analysis: Analysis,
    seconds: Mapping[str, float],
    *,
    seed: int,
    settings: Settings | None = None,
) -> dict[str, Any]:
    """Describe a run as plain data, ready for JSON.

    Parameters
    ----------
    seconds
        Seconds that each stage took.
    seed
        Of the noise drill and the rank intervals.
    settings
        Those of the run: what is analysed again must be analysed alike.
    """
    return {
        "period": analysis.period,
        "reference": analysis.reference,
        "counts": _counts(analysis),
        "nps": _headline(analysis),
        "score_scale": {"name": analysis.scale, "cut_offs": analysis.cut_offs},
        "columns": dict(analysis.source.columns),
        "segments": list(analysis.segments),
        "adjusted_segments": list(analysis.adjusted),
        "joins": [asdict(coverage) for coverage in analysis.source.coverage],
        "invitations": dict(analysis.source.invitations),
        "notes": list(analysis.source.notes),
        "input_sha256": dict(analysis.source.hashes),
        "codeframe": analysis.codeframe_version,
        "models": dict(analysis.versions),
        "versions": {"python": platform.python_version()} | {n: version(n) for n in DEPENDS_ON},
        "seed": seed,
        "settings": plain_settings(settings) if settings else None,
        "report": _told(analysis),
        "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
    }


def plain_settings(settings: Settings) -> dict[str, Any]:
    """Settings that shape an analysis, as plain data without a path: `Settings.from_dict` reads it.

    How the files were read is not among them; the responses of the run are what came of that.

    Examples
    --------
    >>> from nps_reasons.settings import Settings
    >>> plain_settings(Settings())["drivers"]["minimum_base"]
    10
    """
    plain = settings.model_dump(mode="json", include=set(_SHAPING))
    return {
        section: {key: value for key, value in content.items() if key not in _PATHS}
        if isinstance(content, dict)
        else content
        for section, content in plain.items()
    }


def _told(analysis: Analysis) -> dict[str, Any]:
    """What a report says beside the tables, so that it can be written again from the folder."""
    return {
        "title": analysis.title,
        "periods": list(analysis.periods),
        "minimum_base": analysis.minimum_base,
        "themes": [asdict(info) for info in analysis.codeframe.values()],
        "checks": [asdict(check) for check in analysis.checks],
        "languages": sorted(analysis.languages),
        "codeframe_changes": list(analysis.codeframe_changes),
        "restatement": analysis.restatement,
    }


_SHAPING: Final = ("score", "periods", "themes", "drivers", "population", "actions", "report")
_PATHS: Final = ("codeframe", "gold", "invitations", "status")


def _counts(analysis: Analysis) -> dict[str, Any]:
    """Rows and texts; `read` is what was kept, joined to it, not needed or set aside."""
    files, reasons = analysis.source.counts, analysis.quarantine["reason"]
    return {
        "read": analysis.source.rows_read,
        "kept": len(analysis.responses),
        "joined": sum(file.kept for file in files) - len(analysis.responses) if files else 0,
        "not_needed": sum(file.unused for file in files),
        "quarantined": len(reasons),
        "quarantined_by_reason": reasons.value_counts().sort_index().to_dict(),
        "files": [asdict(file) for file in files],
        "with_reason": int(analysis.responses["reason"].notna().sum()),
        "languages": analysis.spoken.fillna("unknown").value_counts().sort_index().to_dict(),
        "read_by_keywords_only": len(analysis.read_by_keywords),
        "non_answers": analysis.source.non_answers,
        "redacted": dict(analysis.source.redacted),
        "mentions": len(analysis.mentions),
    }


def _headline(analysis: Analysis) -> dict[str, dict[str, float | int]]:
    """NPS with interval and base, of the whole survey and of the report's periods."""
    totals = analysis.nps[analysis.nps["segment"] == ALL].set_index("period")
    wanted = [ALL, analysis.reference, analysis.period]
    return {
        str(period): {
            "nps": float(row["nps"]),
            "low": float(row["nps_low"]),
            "high": float(row["nps_high"]),
            "n": int(row["n"]),
            "promoters": int(row["promoters"]),
            "passives": int(row["passives"]),
            "detractors": int(row["detractors"]),
        }
        for period, row in totals.iterrows()
        if period in wanted
    }


def write_manifest(content: Mapping[str, Any], path: Path) -> Path:
    """Write a manifest as JSON."""
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return write_whole(path, text.encode("utf-8"))
