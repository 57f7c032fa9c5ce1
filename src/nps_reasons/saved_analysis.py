"""The analysis that a run folder holds: reports are written from it without tagging anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nps_reasons.analysis import Analysis, Check, ThemeInfo
from nps_reasons.errors import InputError
from nps_reasons.saved_run import MANIFEST, read_run
from nps_reasons.saved_run import TABLES as FOLDER
from nps_reasons.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from nps_reasons.saved_run import SavedRun

_NOT_KEPT = ("responses", "mentions", "planning")
"""Tables that `SavedRun` has read, and the one that a report makes of the others."""


def read_analysis(path: str | Path) -> Analysis:
    """Read the analysis of an earlier run; its report has the bytes of the one in the folder.

    Raises
    ------
    InputError
        The folder is no run, a file in it is missing or damaged, or an older version wrote it.
    """
    run = read_run(path)
    told = run.manifest.get("report")
    if told is None:
        raise InputError(
            f"{run.path / MANIFEST}: was written by an older version, and does not hold what a "
            "report says beside the tables; run the survey again"
        )
    try:
        return _analysis(run, told)
    except (KeyError, TypeError) as error:
        raise InputError(
            f"{run.path / MANIFEST}: report is not as it was written ({error}); run the survey "
            "again"
        ) from error


def _analysis(run: SavedRun, told: Mapping[str, Any]) -> Analysis:
    scale = run.manifest["score_scale"]
    return Analysis(
        responses=run.responses,
        mentions=run.mentions,
        **_further_tables(run),
        period=run.period,
        reference=run.reference,
        periods=tuple(told["periods"]),
        segments=run.segments,
        adjusted=run.adjusted,
        codeframe={info["id"]: ThemeInfo(**info) for info in told["themes"]},
        codeframe_version=run.codeframe,
        codeframe_changes=tuple(told["codeframe_changes"]),
        restatement=told["restatement"],
        scale=scale["name"],
        cut_offs=scale["cut_offs"],
        checks=tuple(Check(**check) for check in told["checks"]),
        minimum_base=told["minimum_base"],
        title=told["title"],
        source=run.source,
        versions=run.manifest["models"],
        languages=frozenset(told["languages"]),
    )


def _further_tables(run: SavedRun) -> dict[str, pd.DataFrame]:
    """Read every other table; one that is not there was there when the run was written."""
    wanted = {name: contract for name, contract in TABLES.items() if name not in _NOT_KEPT}
    for name in wanted:
        path = run.path / FOLDER / f"{name}.parquet"
        if not path.is_file():
            raise InputError(
                f"{path}: is missing, and the report cannot be written without it; run the survey "
                "again"
            )
    return {name: run.table(contract) for name, contract in wanted.items()}
