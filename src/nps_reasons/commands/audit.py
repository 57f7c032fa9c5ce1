"""The commands on a coded sample: `nps-reasons audit ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nps_reasons.commands.options import (  # noqa: TC001 - Typer reads them
    Codeframe,
    DrawSeed,
    Json,
    Quiet,
    Tier,
)

# Only light modules are imported above: `--help` must not wait for pandas.

audit_app = typer.Typer(help="Comments coded by hand: draw them, check the coding, use it.")

RunFolder = Annotated[
    Path,
    typer.Argument(help="Folder that nps-reasons run wrote.", metavar="RUN", show_default=False),
]
WorkbookOut = Annotated[Path, typer.Option("--out", help="Workbook to write.", metavar="FILE.xlsx")]
SampleSize = Annotated[
    int, typer.Option("--size", help="Responses to draw, of all periods.", min=1, metavar="N")
]
Both = Annotated[
    int,
    typer.Option(
        "--both", help="How many of them both people code; 0: one codes all.", min=0, metavar="N"
    ),
]
SamplePeriods = Annotated[
    list[str] | None,
    typer.Option(
        "--period",
        help="Period to draw from; repeatable; else those that the run compares.",
        metavar="PERIOD",
    ),
]
ByGroup = Annotated[
    bool, typer.Option("--by-group", help="As many promoters as passives and detractors.")
]
SampleSeed = Annotated[int, typer.Option("--seed", help="Seed of the draw.", min=0, metavar="N")]


@audit_app.command("sample")
def draw_sample(  # noqa: PLR0913, PLR0917 - the public contract names these options
    run: RunFolder,
    out: WorkbookOut,
    codeframe: Codeframe = None,
    size: SampleSize = 400,
    both: Both = 100,
    period: SamplePeriods = None,
    by_group: ByGroup = False,
    seed: SampleSeed = 0,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw responses at random into a workbook, to be coded by hand by one or two people."""
    from nps_reasons.commands.audit_sampling import SampleAsked, sample_into  # noqa: PLC0415 - see the top
    from nps_reasons.commands.console import show_json, show_lines  # noqa: PLC0415

    asked = SampleAsked(tuple(period or ()), size, both, by_group=by_group, seed=seed)
    sampled = sample_into(out, run, asked, codeframe=codeframe)
    if as_json:
        show_json({**sampled.account, "out": str(out)})
    elif not quiet:
        show_lines([*sampled.lines, f"Workbook: {out}; its first sheet says how to code"])


CodedWorkbook = Annotated[
    Path,
    typer.Argument(
        help="Workbook of audit sample, coded.", metavar="SHEET.xlsx", show_default=False
    ),
]
OfRun = Annotated[
    Path, typer.Option("--run", help="Folder of the run that it was drawn from.", metavar="RUN")
]
FiguresOut = Annotated[Path, typer.Option("--out", help="New folder to write to.", metavar="DIR")]
NoLearn = Annotated[
    bool, typer.Option("--no-learn", help="Do not measure what the machine gains by learning.")
]


@audit_app.command("apply")
def apply_coding(  # noqa: PLR0913, PLR0917 - the public contract names these options
    sheet: CodedWorkbook,
    run: OfRun,
    out: FiguresOut,
    codeframe: Codeframe = None,
    tier: Tier = None,
    no_learn: NoLearn = False,
    seed: DrawSeed = 0,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check a coded workbook; say how far people and machine agree; write what corrects drivers."""
    from nps_reasons.commands.console import Stages, show_json  # noqa: PLC0415 - see the top of this file
    from nps_reasons.report.run_folder import run_folder  # noqa: PLC0415

    with Stages(quiet=quiet or as_json) as stages:
        stages("loading")
        from nps_reasons.commands.audit_applying import (  # noqa: PLC0415
            ApplyAsked,
            apply_into,
            refuse_used_folder,
        )
        from nps_reasons.commands.audit_showing import show_applied  # noqa: PLC0415

        refuse_used_folder(out)
        asked = ApplyAsked(codeframe, tier, learn=not no_learn, seed=seed)
        with run_folder(out) as draft:
            applied = apply_into(draft, sheet, run, asked, stages)
    if as_json:
        show_json({**applied.account, "out": str(out)})
    elif not quiet:
        show_applied(applied, out)
