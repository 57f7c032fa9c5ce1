"""What `audit apply` does: a coded workbook to figures, and to files that correct and teach."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from nps_reasons.audit.sheet import read_coding
from nps_reasons.audited import audit_figures, coded_responses, reach_by_theme
from nps_reasons.audited.reach import name_of
from nps_reasons.audited.tables import (
    disagreement_table,
    figures_account,
    plain_rows,
    theme_table,
)
from nps_reasons.drivers.coded.sample import gold_sample
from nps_reasons.errors import OutputError
from nps_reasons.files import write_whole
from nps_reasons.labelled import Labelled
from nps_reasons.lessons import FEWEST, lessons_of, readable
from nps_reasons.report.tables import as_csv
from nps_reasons.saved_run import read_run
from nps_reasons.scale.annotator import make_cross_fitted_annotator
from nps_reasons.scale.kernel import annotate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nps_reasons.audit.coding import Coding
    from nps_reasons.audited import AuditFigures, CodedResponses
    from nps_reasons.commands.console import Stages
    from nps_reasons.drivers.coded.sample import GoldSample
    from nps_reasons.saved_run import SavedRun
    from nps_reasons.themes.codeframe import Codeframe

ENOUGH: Final = ((2_000, 300), (10**12, 600))
"""Up to so many responses with a reason, so many coded ones are enough: docs/gold.md."""


@dataclass(frozen=True, slots=True)
class ApplyAsked:
    """How a coded workbook is to be used; without a tier, that of the run."""

    codeframe: Path | None = None
    tier: str | None = None
    learn: bool = True
    seed: int = 0


@dataclass(frozen=True)
class Applied:
    """What a coded workbook says.

    Attributes
    ----------
    themes
        As `audited.tables.theme_table` makes it.
    reach
        Corrected, of every period that enough of was coded.
    labels
        Theme id to its label.
    tier
        Of the machine that learned; None where it did not.
    asked
        What was asked for, with the tier that a further run should have; None where it is not
        known.
    warnings
        Sentences on what makes the figures worth less.
    """

    coding: Coding
    coded: CodedResponses
    figures: AuditFigures
    themes: pd.DataFrame
    reach: pd.DataFrame
    labels: Mapping[str, str]
    tier: str | None
    asked: ApplyAsked
    warnings: tuple[str, ...]

    @property
    def account(self) -> dict[str, Any]:
        """All of it as plain data, ready for JSON; what is undefined is null."""
        coding = self.coding
        return {
            "codeframe": coding.codeframe,
            "seed": self.asked.seed,
            "tier_that_learned": self.tier,
            "drawn": len(coding.drawn),
            "coded": len(coding.coded),
            "coded_by": {name: len(said) for name, said in sorted(coding.coders.items())},
            "coded_by_both": len(coding.coded_by_both),
            "disagreed": len(coding.disagreed),
            "unsettled": len(coding.unsettled),
            "strata": [asdict(stratum) for stratum in coding.strata],
            **figures_account(self.figures, self.coded.themes),
            "themes": plain_rows(self.themes),
            "reach": plain_rows(self.reach),
            "notes": list(coding.notes),
            "warnings": list(self.warnings),
        }


def refuse_used_folder(out: Path) -> None:
    """Refuse a folder that holds something.

    Raises
    ------
    OutputError
        There is such a folder already, and it is not empty.
    """
    if out.is_dir() and any(out.iterdir()):
        raise OutputError(
            f"{out}: exists, and is not empty; give a new folder with --out, so that no earlier "
            "figures are lost"
        )


def apply_into(draft: Path, sheet: Path, run: Path, asked: ApplyAsked, stages: Stages) -> Applied:
    """Read a coded workbook, compare people with each other and the machine, and write it all.

    Raises
    ------
    UsageError
        Another codeframe tagged the run, or there is no such tier.
    InputError
        The workbook or the run cannot be used, or they do not belong together.
    """
    stages("reading")
    saved = read_run(run)
    frame = saved.codeframe_of(asked.codeframe)
    coding = read_coding(sheet, frame, responses=saved.responses)
    coded = coded_responses(coding, saved.responses, [theme.id for theme in frame.active])
    # Checked as `run --gold` checks it.
    sample = gold_sample(coding.final(), saved.responses, coded.themes)
    tier, lessons = _to_learn(saved, asked, sample, coded)
    learned = None
    if tier is not None:
        stages("learning")
        learned = _learned(frame, tier, lessons, coded)
    stages("measuring")
    applied = _applied(saved, frame, coding, coded, learned, tier, asked)
    if asked.learn and tier is None:
        applied = replace(applied, warnings=(*applied.warnings, _too_few_lessons(lessons)))
    stages("writing")
    _write(draft, applied, lessons_of(sample, coded.rows.set_index("response_id")["reason"]))
    return applied


def _to_learn(
    saved: SavedRun, asked: ApplyAsked, sample: GoldSample, coded: CodedResponses
) -> tuple[str | None, Labelled]:
    """Tier of the machine that is to learn, None where it is not to; and what it learns from."""
    if not asked.learn:
        return None, Labelled((), ())
    tier = asked.tier or saved.tier or "accurate"
    lessons = lessons_of(sample, readable(coded.rows, tier).set_index("response_id")["reason"])
    return (tier if len(lessons.texts) >= FEWEST else None), lessons


def _learned(frame: Codeframe, tier: str, lessons: Labelled, coded: CodedResponses) -> pd.DataFrame:
    """What the machine says of each coded reason, having learned from the others."""
    annotator = make_cross_fitted_annotator(frame, tier, labelled=lessons)
    said = coded.rows.set_index("response_id")
    return annotate(said["reason"], annotator, said["language"])


def _applied(
    saved: SavedRun,
    frame: Codeframe,
    coding: Coding,
    coded: CodedResponses,
    learned: pd.DataFrame | None,
    tier: str | None,
    asked: ApplyAsked,
) -> Applied:
    labels = {theme.id: theme.label for theme in frame.active}
    figures = audit_figures(coded, saved.mentions, learned, seed=asked.seed)
    reach, notes = reach_by_theme(saved, coding, labels)
    warnings = (
        *coding.warnings,
        *notes,
        *_too_few(coding),
        *_learned_already(saved),
        *_another_tier(saved, tier),
    )
    return Applied(
        coding=coding,
        coded=coded,
        figures=figures,
        themes=theme_table(figures, coded.themes, labels, _of_the_report(reach, saved)),
        reach=reach,
        labels=labels,
        tier=tier,
        asked=replace(asked, tier=tier or asked.tier or saved.tier),
        warnings=warnings,
    )


def _of_the_report(reach: pd.DataFrame, saved: SavedRun) -> pd.DataFrame:
    """Reach in the period that the report is about; where that is not known, in another."""
    periods = list(dict.fromkeys(reach["period"]))
    shown = saved.period if saved.period in periods else next(iter(periods), None)
    return reach[reach["period"] == shown]


def _too_few(coding: Coding) -> Iterator[str]:
    """Say of which period a larger sample would be worth its while."""
    coded = coding.drawn[coding.drawn["response_id"].isin(coding.coded)]["period"].value_counts()
    for period in dict.fromkeys(stratum.period for stratum in coding.strata):
        there = sum(s.with_reason for s in coding.strata if s.period == period)
        enough = min(there, next(good for limit, good in ENOUGH if there <= limit))
        n = int(coded.get(period, 0))
        if n < enough:
            yield (
                f"{name_of(period)}: {n:,} of {there:,} responses with a reason are coded; "
                f"intervals of corrected figures are wide with fewer than {enough:,}. The same "
                "draw with a larger --size goes on from here."
            )


def _learned_already(saved: SavedRun) -> Iterator[str]:
    models = saved.manifest["models"]
    if "coded_texts_sha256" in models and "cross-fitted" not in str(models.get("tagger", "")):
        yield (
            "The run's machine had learned from coded texts already; where they are those of this "
            "sample, it errs less on them than elsewhere, and its figures are too good."
        )


def _too_few_lessons(lessons: Labelled) -> str:
    return (
        f"{len(lessons.texts):,} coded responses in a language that the models read are too few to "
        f"learn from; the machine learns from {FEWEST} on."
    )


def _another_tier(saved: SavedRun, tier: str | None) -> Iterator[str]:
    if tier is not None and tier != saved.tier:
        yield (
            f"The run was tagged by {saved.tier or 'models that are not known here'}, and {tier} "
            "learned: before and after differ by more than what was learned."
        )


def _write(draft: Path, applied: Applied, lessons: Labelled) -> None:
    apart = disagreement_table(applied.coding, applied.coded, applied.figures, applied.labels)
    write_whole(draft / "coded.csv", as_csv(_coded_table(applied.coding)))
    write_whole(draft / "labelled.csv", as_csv(_labelled_table(lessons)))
    write_whole(draft / "themes.csv", as_csv(applied.themes))
    write_whole(draft / "disagreements.csv", as_csv(apart))
    text = json.dumps(applied.account, ensure_ascii=False, sort_keys=True, indent=2)
    write_whole(draft / "audit.json", f"{text}\n".encode("utf-8", "replace"))


def _coded_table(coding: Coding) -> pd.DataFrame:
    """The sample as `run --gold` reads it."""
    final = coding.final()
    return final.assign(
        labels=[json.dumps(labels, ensure_ascii=False) for labels in final["labels"]],
    )


def _labelled_table(lessons: Labelled) -> pd.DataFrame:
    """The coded texts as `tag --train` reads them."""
    cells = [
        json.dumps(
            [{key: part for key, part in asdict(label).items() if part} for label in labels],
            ensure_ascii=False,
        )
        for labels in lessons.labels
    ]
    return pd.DataFrame({"text": list(lessons.texts), "labels": cells})
