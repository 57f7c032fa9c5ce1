"""The answer first: the score, how sure it is, whether it moved, and what it goes with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Fact, Facts, Notes, Section
from nps_reasons.report.estimates import points_words
from nps_reasons.report.lookups import (
    FEW,
    asked_twice,
    change_of,
    clear_drivers,
    cost_of_weights,
    responses_of,
    total_of,
    with_reason,
)
from nps_reasons.report.parts.moves import verdict_on, why

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.inference.differences import Difference
    from nps_reasons.report.lookups import Record

_JUST_BEGUN: Final = 0.25
"""A later period with less than this share of the period's responses has only begun."""

_COSTLY: Final = 2.0
"""Design effect above which a reader is warned: half of the responses tell nothing."""


def headline(analysis: Analysis) -> Section:
    """NPS of the period with its interval and base, against the reference, and the top drivers."""
    total, change = total_of(analysis, analysis.period), change_of(analysis)
    return Section(
        title="The answer",
        text=_score_sentence(analysis, total),
        parts=(
            Notes(
                (
                    *_caution(total),
                    *_weights_sentence(analysis),
                    *_later_period(analysis),
                    _change_sentence(analysis, change),
                    *_why(analysis, change),
                    *_driver_sentences(analysis),
                )
            ),
            Facts((*_score_facts(analysis, total, change), *_driver_facts(analysis))),
        ),
    )


def _score_sentence(analysis: Analysis, total: Record | None) -> str:
    base = words.count(len(responses_of(analysis, analysis.period)), "response")
    when = words.within(analysis.period)
    if total is None:
        return f"There is no Net Promoter Score{when}, from {base}."
    value = words.with_interval(total["nps"], total["nps_low"], total["nps_high"])
    return f"NPS is {value}{when}, from {base}."


def _caution(total: Record | None) -> tuple[str, ...]:
    if total is None or total["n"] >= FEW:
        return ()
    return ("With so few responses the interval says more than the number.",)


def _weights_sentence(analysis: Analysis) -> tuple[str, ...]:
    """Say what the weights cost, where responses are weighted."""
    responses = responses_of(analysis, analysis.period)
    cost = cost_of_weights(responses)
    if cost is None:
        return ()
    worth = words.count(round(len(responses) / cost))
    text = (
        f"Responses are weighted: they tell as much as {worth} unweighted ones would "
        f"(design effect of the weights {cost:.2f})."
    )
    if cost <= _COSTLY:
        return (text,)
    return (f"{text} Few responses carry much of the weight, so check the weights.",)


def _later_period(analysis: Analysis) -> tuple[str, ...]:
    """Say why the report is not about the last period of the data, where it is not."""
    if analysis.period not in analysis.periods or analysis.period == analysis.periods[-1]:
        return ()
    last = analysis.periods[-1]
    n, usual = (len(responses_of(analysis, name)) for name in (last, analysis.period))
    about = f"this report is about {analysis.period}"
    if n < max(FEW, _JUST_BEGUN * usual):
        return (f"{last} has only {words.count(n, 'response')} so far; {about}.",)
    return (f"{last} is later, with {words.count(n, 'response')}; {about}.",)


def _change_sentence(analysis: Analysis, change: Difference | None) -> str:
    if change is None:
        return "There is no other period to compare it with."
    before = total_of(analysis, analysis.reference or "")
    assert before is not None
    moved = _shown_change(analysis)
    verb = "rose" if moved > 0 else "fell"
    size = words.score(abs(moved))
    start = f"It {verb} by {size} points" if size != "0.0" else "It did not move"
    span = words.interval(change.low, change.high, words.points)
    return (
        f"{start} since {analysis.reference}, when it was {words.score(before['nps'])}; "
        f"the interval of the change is {span}: {verdict_on(change)}.{_who_changed(analysis)}"
    )


def _who_changed(analysis: Analysis) -> str:
    both = asked_twice(analysis)
    if not both:
        return ""
    return f" {words.count(both, 'respondent')} answered in both, and the interval counts them so."


def _why(analysis: Analysis, change: Difference | None) -> tuple[str, ...]:
    reason = why(analysis, change) if change else ""
    return (reason,) if reason else ()


def _shown_change(analysis: Analysis) -> float:
    before, after = (
        total_of(analysis, name) for name in (analysis.reference or "", analysis.period)
    )
    return words.gap(before["nps"], after["nps"]) if before and after else 0.0


def _driver_sentences(analysis: Analysis) -> list[str]:
    """Return a sentence on the largest driver of each sign whose verdict is clear."""
    phrases = (
        ("negative", "Complaints about {} go with the most lost points: {}."),
        ("positive", "Praise for {} goes with the most gained points: {}."),
    )
    tops = [(phrase, _top(analysis, sign)) for sign, phrase in phrases]
    found = [phrase.format(top["label"], points_words(top)) for phrase, top in tops if top]
    if not len(with_reason(responses_of(analysis, analysis.period))):
        return ["Nobody gave a reason, so nothing can be said about why."]
    return found or ["No theme goes with the score clearly enough to be told from noise."]


def _top(analysis: Analysis, sign: str) -> Record | None:
    return next(iter(clear_drivers(analysis, sign)), None)


def _score_facts(analysis: Analysis, total: Record | None, change: Difference | None) -> list[Fact]:
    facts = []
    if total:
        span = words.interval(total["nps_low"], total["nps_high"])
        facts.append(Fact("NPS", words.score(total["nps"]), f"{words.SURE} interval {span}"))
    if change:
        note = f"{words.interval(change.low, change.high, words.points)}, {verdict_on(change)}"
        facts.append(
            Fact(f"Since {analysis.reference}", words.points(_shown_change(analysis)), note)
        )
    responses = responses_of(analysis, analysis.period)
    reasons = len(with_reason(responses))
    if len(responses):
        share = words.share(reasons / len(responses))
        note = f"{words.count(reasons)} of {words.count(len(responses), 'response')}"
        facts.append(Fact("Gave a reason", share, note))
    return facts


def _driver_facts(analysis: Analysis) -> list[Fact]:
    labels = (("negative", "Costs most"), ("positive", "Earns most"))
    tops = [(label, _top(analysis, sign)) for sign, label in labels]
    return [Fact(label, top["label"], _in_short(top)) for label, top in tops if top]


def _in_short(driver: Record) -> str:
    return f"{points_words(driver)} points, said by {words.share(driver['reach'])}"
