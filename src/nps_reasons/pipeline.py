"""The one road from a survey to an Analysis; the only file that knows every room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.analysis import Analysis, Source, theme_infos
from nps_reasons.checks import Evidence, run_checks
from nps_reasons.compare import differences_table
from nps_reasons.describe import nps_table, themes_table
from nps_reasons.done_tickets import actions_of
from nps_reasons.drift import drift_table
from nps_reasons.drivers.coded.sample import coded_table, gold_sample, in_id_order
from nps_reasons.drivers.study import Question, Study, study
from nps_reasons.errors import UsageError
from nps_reasons.gold import read_gold
from nps_reasons.lessons import learned_annotator, unsaid_themes
from nps_reasons.net_promoter import scale_named
from nps_reasons.periods import dated, in_period
from nps_reasons.planned import planned_or_read
from nps_reasons.prepare import (
    adjusted_segments,
    compared_periods,
    complete_responses,
    pairs_to_explain,
    score_scale,
    segment_columns,
    with_population_weights,
    with_segments_as_text,
)
from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.kernel import annotate
from nps_reasons.scale.models import TIERS
from nps_reasons.scale.workers import on_all_processors
from nps_reasons.schema import ALL, QUARANTINE, THEMES
from nps_reasons.settings import Settings
from nps_reasons.store import read_model
from nps_reasons.text.language import languages_of
from nps_reasons.themes.codeframe import chosen_codeframe
from nps_reasons.trend import population_notes, trend_table

if TYPE_CHECKING:
    from nps_reasons.drivers.coded.sample import GoldSample
    from nps_reasons.net_promoter import Scale
    from nps_reasons.reading import Reading
    from nps_reasons.scale.annotator import Annotator
    from nps_reasons.themes.codeframe import Codeframe

Progress = Callable[[str], None]
"""Told the name of each stage as it begins."""

TAGGING: Final = "themes and sentiment"
"""Name of the stage that reads the comments."""


def _silent(stage: str) -> None:
    """Say nothing of a stage."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Responses that are complete, and what is known of them before they are tagged.

    Attributes
    ----------
    responses, quarantine
        Tables of schema/; the weights meet the known shares of the population.
    segments
        Names of the segment columns, which hold text.
    adjusted
        Those of them that the driver model holds fixed.
    """

    responses: pd.DataFrame
    scale: Scale
    segments: tuple[str, ...]
    adjusted: tuple[str, ...]
    quarantine: pd.DataFrame
    source: Source


def analyze(
    responses: pd.DataFrame,
    *,
    period: str | None = None,
    reference: str | None = None,
    settings: Settings | None = None,
    reading: Reading | None = None,
    gold: pd.DataFrame | None = None,
    progress: Progress = _silent,
) -> Analysis:
    """Analyse responses: themes, sentiment, NPS, drivers, changes and checks.

    Parameters
    ----------
    responses
        As `read` gives them, or any table with `response_id` and `score`; `reason`,
        `responded_at` (or `period`), `respondent_id`, `weight` and segment columns are used.
    period
        What the report is about; the latest that is no quarter just begun where it is None,
        `all` for the whole survey as one period.
    reference
        The period to compare with; the one before where it is None.
    settings
        Where it is None, the scale is the one that the groups in `responses` agree with, and a
        `period` column is kept as it is.
    reading
        Where the responses come from, for the report's account of rows.
    gold
        Hand-coded responses for label-error correction, as `rank_drivers` takes them; where it
        is None, those of the file that the settings name.
    progress
        Told the name of each stage as it begins.

    Raises
    ------
    InputError
        The responses cannot be used.
    UsageError
        A period, segment or theme that was named does not exist.
    """
    prepared = _prepared(responses, settings, reading)
    return analyze_prepared(
        prepared, settings or Settings(), chosen=(period, reference), gold=gold, progress=progress
    )


def analyze_prepared(
    prepared: Prepared,
    settings: Settings,
    *,
    chosen: tuple[str | None, str | None] = (None, None),
    gold: pd.DataFrame | None = None,
    planned: pd.DataFrame | None = None,
    progress: Progress = _silent,
) -> Analysis:
    """Analyse responses that are complete: as `analyze` made them, or as a run folder holds them.

    Parameters
    ----------
    chosen
        The period that the report is about and the one to compare it with, as `analyze` takes them.
    gold, progress
        As `analyze` takes them.
    planned
        What became of the planning feed, as a run folder holds it; where it is None, as the file
        says that the settings name.

    Raises
    ------
    InputError, UsageError
        As `analyze` does.
    """
    responses, source = prepared.responses, prepared.source
    known = dated(responses["period"]) or (ALL,)
    period, reference = compared_periods(responses, known, *chosen)

    progress("learning" if settings.themes.learn else TAGGING)
    codeframe = chosen_codeframe(settings.themes.codeframe)
    infos = theme_infos(codeframe, settings.report.owners, settings.report.severe)
    labels = {theme: info.label for theme, info in infos.items()}
    planned = planned_or_read(planned, settings.report.status, labels)
    sample = _gold(gold, settings, responses, list(infos))
    annotator = _annotator(codeframe, settings, sample, responses)
    if settings.themes.learn:
        progress(TAGGING)
    said = responses.set_index("response_id")
    with on_all_processors(annotator, said["reason"]) as reader:
        mentions = annotate(said["reason"], reader, said["language"])

    progress("drivers and changes")
    question = Question(
        period=period,
        pairs=tuple(pairs_to_explain(known, period, reference)),
        segments=prepared.adjusted,
        labels=labels,
        gold=sample,
        negative_control=settings.drivers.negative_control,
        actions=(*settings.actions, *actions_of(planned, labels, settings.actions)),
        minimum_base=settings.drivers.minimum_base,
        seed=settings.drivers.seed,
    )
    found = study(responses, mentions, question)

    progress("tables and checks")
    base = settings.drivers.minimum_base
    drift = drift_table(responses, mentions, sample=sample)
    evidence = _evidence(responses, mentions, question, found, settings)
    return Analysis(
        responses=responses,
        quarantine=prepared.quarantine,
        mentions=mentions,
        nps=nps_table(responses, segments=prepared.segments, minimum_base=base),
        drivers=found.drivers,
        changes=found.changes,
        themes=_themes(responses, mentions, question),
        trend=trend_table(responses, source.invitations),
        differences=differences_table(
            responses,
            question.pairs,
            periods=(period,),
            segments=prepared.segments,
            minimum_base=base,
        ),
        emerging=found.emerging,
        actions=found.actions,
        outcomes=found.outcomes,
        segment_drivers=found.segment_drivers,
        confounders=found.confounders,
        robustness=found.robustness,
        asymmetry=found.asymmetry,
        drift=drift,
        coded=coded_table(sample),
        planned=planned,
        period=period,
        reference=reference,
        periods=known,
        segments=prepared.segments,
        adjusted=prepared.adjusted,
        codeframe=infos,
        codeframe_version=f"{codeframe.name} {codeframe.version}",
        codeframe_changes=codeframe.latest_changes,
        scale=prepared.scale.name,
        cut_offs=prepared.scale.cut_offs,
        checks=run_checks(replace(evidence, drift=drift[drift["period"] == period])),
        minimum_base=base,
        title=settings.report.title,
        source=source,
        versions=annotator.versions,
        languages=annotator.languages,
    )


def _prepared(
    responses: pd.DataFrame, settings: Settings | None, reading: Reading | None
) -> Prepared:
    """Complete the responses; what settings leave open is as the responses were read."""
    periods = settings.periods if settings else None
    settings = settings or Settings()
    read_as = reading.profile.scale if reading else None
    scale = score_scale(responses, settings.score.scale or read_as)
    complete = complete_responses(responses, scale, periods)
    complete = complete.assign(
        language=languages_of(
            complete["reason"], complete["language"], fixed=settings.themes.language
        )
    )
    segments = segment_columns(complete, settings, reading.profile.segments if reading else None)
    weighted = with_population_weights(complete, settings.population)
    ready = with_segments_as_text(weighted, segments)
    source = reading.source if reading else Source()
    notes = population_notes(ready, settings.population)
    return Prepared(
        responses=ready,
        scale=scale_named(scale),
        segments=segments,
        adjusted=adjusted_segments(segments, settings),
        quarantine=reading.quarantine if reading else QUARANTINE.empty(),
        source=replace(source, notes=(*source.notes, *notes)),
    )


def _themes(responses: pd.DataFrame, mentions: pd.DataFrame, question: Question) -> pd.DataFrame:
    table = themes_table(responses, mentions, question.labels)
    if question.period != ALL or (responses["period"] == ALL).all():
        return table
    whole = themes_table(responses.assign(period=ALL), mentions, question.labels)
    return THEMES.check(pd.concat([table, whole]))


def _evidence(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    question: Question,
    found: Study,
    settings: Settings,
) -> Evidence:
    """What the checks of the report's period look at."""
    part, noise = in_period(responses, question.period), found.ranking.noise
    return Evidence(
        responses=part,
        mentions=mentions[mentions["response_id"].isin(part["response_id"])],
        drivers=found.drivers[found.drivers["period"] == question.period],
        shuffled_points=noise.largest_points if noise else None,
        confounders=found.confounders,
        robustness=found.robustness,
        sample=found.ranking.correction,
        sampled=question.gold is not None,
        learned=settings.themes.learn,
        unsaid=_unsaid(question),
        measured=read_model(TIERS[settings.themes.tier]).measured,
        control=question.negative_control,
    )


def _unsaid(question: Question) -> tuple[str, ...]:
    """Labels of the themes that nobody coded; none where there is no coded sample."""
    if question.gold is None:
        return ()
    labels = question.labels
    return tuple(labels[theme] for theme in unsaid_themes(question.gold, labels))


def _gold(
    given: pd.DataFrame | None, settings: Settings, responses: pd.DataFrame, themes: list[str]
) -> GoldSample | None:
    """Check the coded sample, before the slow stages; None where there is none."""
    if given is None and settings.drivers.gold is not None:
        given = read_gold(settings.drivers.gold)
    return None if given is None else in_id_order(gold_sample(given, responses, themes))


def _annotator(
    codeframe: Codeframe, settings: Settings, sample: GoldSample | None, responses: pd.DataFrame
) -> Annotator:
    """Put the models together; they learn from the coded sample where the settings say so."""
    tier = settings.themes.tier
    if not settings.themes.learn:
        return make_annotator(codeframe, tier)
    if sample is None:
        raise UsageError(
            "--learn ([themes] learn) has no coded sample to learn from; name one with --gold FILE "
            "or [drivers] gold, or leave it out"
        )
    return learned_annotator(codeframe, tier, sample, responses)
