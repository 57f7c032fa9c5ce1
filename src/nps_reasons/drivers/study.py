"""All that drivers say of a survey: every period ranked, one audited, changes explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.audit.asymmetry import asymmetry
from nps_reasons.drivers.audit.by_segment import segment_drivers, sign_stability
from nps_reasons.drivers.audit.confounders import confounders
from nps_reasons.drivers.bridge.table import change_between
from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.follow_up.actions import judge_actions
from nps_reasons.drivers.follow_up.emerging import emerging_themes
from nps_reasons.drivers.follow_up.outcomes import outcomes_table
from nps_reasons.drivers.ranking import Ranking, rank_commenters
from nps_reasons.drivers.robust.agreement import robustness
from nps_reasons.errors import InputError
from nps_reasons.periods import in_period
from nps_reasons.schema import CHANGES, DRIVERS, EMERGING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nps_reasons.drivers.coded.sample import GoldSample
    from nps_reasons.drivers.commenters import Commenters
    from nps_reasons.settings import ActionSettings


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a survey.

    Attributes
    ----------
    period
        The period that is audited; `all` for the whole survey.
    pairs
        Periods to compare, each with its reference.
    segments
        Columns that the models hold fixed.
    labels
        Theme id to its label.
    gold
        Hand-coded responses for label-error correction; None where there are none.
    negative_control
        Theme that is known to be irrelevant; None where none is. Periods other than the audited
        one in which it is said too rarely are tested against 0.
    actions
        What was done, for the action ledger.
    minimum_base
        Levels of a segment with fewer commenters have no drivers of their own.
    seed
        Of shuffles and rank draws.
    """

    period: str
    pairs: tuple[tuple[str, str], ...] = ()
    segments: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    gold: GoldSample | None = None
    negative_control: str | None = None
    actions: tuple[ActionSettings, ...] = ()
    minimum_base: int = 10
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Study:
    """What was found, as the tables of schema/.

    Attributes
    ----------
    ranking
        Of the period that is audited, with its noise drill.
    drivers, changes, emerging, actions, outcomes
        Of all periods.
    segment_drivers, confounders, robustness, asymmetry
        Of the period that is audited.
    """

    ranking: Ranking
    drivers: pd.DataFrame
    changes: pd.DataFrame
    emerging: pd.DataFrame
    actions: pd.DataFrame
    outcomes: pd.DataFrame
    segment_drivers: pd.DataFrame
    confounders: pd.DataFrame
    robustness: pd.DataFrame
    asymmetry: pd.DataFrame


def study(responses: pd.DataFrame, mentions: pd.DataFrame, question: Question) -> Study:
    """Answer a question about a survey.

    Parameters
    ----------
    responses, mentions
        The tables of those names.

    Returns
    -------
    Study
        A period whose weights are all zero has no known NPS: it has no drivers, and no change from
        or to it is explained.

    Raises
    ------
    InputError, UsageError
        As `rank_drivers`, `explain_change` and `judge_actions` have them; or the weights of the
        audited period are all zero.
    """
    weightless = _weightless(responses)
    names = sorted({*responses["period"], question.period} - weightless)
    _check_audited(responses, question.period)
    people = {name: _people(responses, mentions, name, question) for name in names}
    rankings = {name: _ranked(people[name], name, question) for name in names}
    audited = people[question.period]
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        by_segment = segment_drivers(
            audited,
            period=question.period,
            labels=question.labels,
            minimum_base=question.minimum_base,
        )
        tables = {
            "confounders": confounders(audited, period=question.period),
            "robustness": robustness(audited, period=question.period),
            "asymmetry": asymmetry(audited, period=question.period, labels=question.labels),
        }
    drivers = DRIVERS.check(pd.concat([ranking.table for ranking in rankings.values()]))
    return Study(
        ranking=rankings[question.period],
        drivers=_with_stability(drivers, by_segment, question.period),
        segment_drivers=by_segment,
        changes=_changes(responses, mentions, question, leave_out=weightless),
        emerging=_emerging(responses, mentions, question),
        actions=judge_actions(
            responses,
            mentions,
            question.actions,
            segments=question.segments,
            labels=question.labels,
        ),
        outcomes=outcomes_table(responses, mentions, question.labels, segments=question.segments),
        **tables,
    )


def _weightless(responses: pd.DataFrame) -> set[str]:
    """Periods whose weights are all zero."""
    if "weight" not in responses:
        return set()
    weighs = (responses["weight"] != 0).groupby(responses["period"]).any()
    return {str(name) for name in weighs.index[~weighs]}


def _check_audited(responses: pd.DataFrame, period: str) -> None:
    part = in_period(responses, period)
    if "weight" in part and len(part) and not (part["weight"] != 0).any():
        raise InputError(
            f"responses: the weights of period {period} are all zero ({len(part)} responses), so "
            "that its NPS is not known; weigh its responses or report another period"
        )


def _people(
    responses: pd.DataFrame, mentions: pd.DataFrame, name: str, question: Question
) -> Commenters:
    part = in_period(responses, name)
    said = mentions[mentions["response_id"].isin(part["response_id"])]
    return commenters(part, said, segments=question.segments)


def _ranked(people: Commenters, name: str, question: Question) -> Ranking:
    return rank_commenters(
        people,
        period=name,
        labels=question.labels,
        seed=question.seed,
        gold=question.gold,
        negative_control=_control(people, name, question),
    )


def _control(people: Commenters, name: str, question: Question) -> str | None:
    """Negative control of a period: none in an earlier one where hardly anybody speaks of it."""
    wanted = question.negative_control
    said = {theme for (theme, _), kept in zip(people.themes, people.shown, strict=True) if kept}
    return wanted if name == question.period or wanted in said else None


def _with_stability(drivers: pd.DataFrame, by_segment: pd.DataFrame, period: str) -> pd.DataFrame:
    """Add in how many levels of the segments each driver of the audited period keeps its sign."""
    kept = sign_stability(by_segment, drivers[drivers["period"] == period])
    key = ["period", "theme", "sign"]
    return DRIVERS.check(drivers.merge(kept, on=key, how="left", validate="1:1"))


def _changes(
    responses: pd.DataFrame, mentions: pd.DataFrame, question: Question, *, leave_out: set[str]
) -> pd.DataFrame:
    tables = [
        change_between(
            responses,
            mentions,
            period=period,
            reference=reference,
            segments=question.segments,
            gold=question.gold,
        )
        for period, reference in question.pairs
        if not leave_out & {period, reference}
    ]
    return CHANGES.check(pd.concat(tables)) if tables else CHANGES.empty()


def _emerging(responses: pd.DataFrame, mentions: pd.DataFrame, question: Question) -> pd.DataFrame:
    tables = [
        emerging_themes(
            responses, mentions, period=period, reference=reference, labels=question.labels
        )
        for period, reference in question.pairs
    ]
    return EMERGING.check(pd.concat(tables)) if tables else EMERGING.empty()
