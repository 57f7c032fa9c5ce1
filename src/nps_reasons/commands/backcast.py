"""`nps-reasons themes backcast`: earlier periods, tagged again with another codeframe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from nps_reasons.commands.options import Json, Out, Quiet, Tier  # noqa: TC001 - Typer reads annotations
from nps_reasons.commands.themes import themes_app
from nps_reasons.errors import UsageError

# Only light modules are imported above: `--help` must not wait for pandas.

GENERAL: Final = "general"
"""Stands for the codeframe that is shipped."""

_Run = Annotated[
    Path, typer.Argument(help="Folder of an earlier run.", metavar="RUN", show_default=False)
]
_New = Annotated[
    Path,
    typer.Option(
        "--codeframe", help="Codeframe file to tag with, or the word general.", metavar="FILE"
    ),
]
_Was = Annotated[
    Path | None,
    typer.Option(
        "--was", help="Codeframe file that tagged the run: tells edited themes.", metavar="FILE"
    ),
]


@themes_app.command("backcast")
def backcast(
    run: _Run,
    codeframe: _New,
    out: Out,
    tier: Tier = None,
    was: _Was = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tag all periods of an earlier run again, analyse them again, and say what changed."""
    from nps_reasons.commands.console import Stages, show_json, show_lines  # noqa: PLC0415 - see the top
    from nps_reasons.report.run_folder import run_folder  # noqa: PLC0415

    _refuse_the_run_itself(run, out)
    with run_folder(out) as draft, Stages(quiet=quiet or as_json) as stages:
        stages("loading")
        from nps_reasons.commands.retagging import Order, backcast_into  # noqa: PLC0415

        named = None if str(codeframe) == GENERAL and not codeframe.exists() else codeframe
        made = backcast_into(draft, Order(run, named, tier, was), stages)
    if as_json:
        told = {"out": str(out), "restatement": made.analysis.restatement}
        show_json({**made.content, **told, "not_carried_over": list(made.notes)})
    elif not quiet:
        show_lines([*made.lines, f"Report: {out / 'report.html'}"])


def _refuse_the_run_itself(run: Path, out: Path) -> None:
    """Refuse to write into the run that a backcast is made of, or into a folder of it."""
    here, there = run.resolve(), out.resolve()
    if there == here or here in there.parents or there / "tables" == here:
        raise UsageError(
            f"{out}: is the earlier run itself, or lies in it, and a backcast leaves that run as "
            "it is; give another folder with --out"
        )
