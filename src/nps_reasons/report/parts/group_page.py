"""What the pages of detractors and of promoters say: the answer, its base, what sets them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.estimates import share_words
from nps_reasons.report.figures.group_reasons import reasons_of, share_of_any, told_in
from nps_reasons.report.lookups import FEW, anchors_of, responses_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.blocks import Tone
    from nps_reasons.report.figures.group_reasons import Reason, Told
    from nps_reasons.report.figures.shares import Share

DRAWN: Final = 8
NAMED: Final = 3
"""How many themes a chart draws, and how many a sentence names."""


@dataclass(frozen=True, slots=True)
class Side:
    """The words of a page.

    Attributes
    ----------
    group, sign
        Whom the page is about, and with which sign they speak.
    one, many
        Name of what they say.
    verb
        What they do about a theme.
    """

    group: str
    sign: str
    one: str
    many: str
    verb: str
    tone: Tone

    @property
    def people(self) -> str:
        """The category in the plural."""
        return f"{self.group}s"

    @property
    def other(self) -> str:
        """The category beyond the passives."""
        return "promoter" if self.group == "detractor" else "detractor"


COMPLAINTS: Final = Side(
    "detractor", "negative", "complaint", "complaints", "complain about", "costs"
)
PRAISE: Final = Side(
    "promoter", "positive", "subject of praise", "subjects of praise", "praise", "earns"
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is made of.

    Attributes
    ----------
    responses, members
        Of the period: all, and those of the category; with and without a reason.
    reasons
        Themes that the category speaks of with the page's sign, said by most first.
    anchors
        Theme to the name of its drill-down, or "".
    """

    analysis: Analysis
    side: Side
    told: Told
    responses: pd.DataFrame
    members: pd.DataFrame
    reasons: tuple[Reason, ...]
    anchors: Mapping[str, str]

    @property
    def n_reasons(self) -> int:
        """How many of the category gave a reason."""
        return int(self.told.are(self.side.group).sum())


def page_of(analysis: Analysis, side: Side) -> Page | None:
    """Return what the page is made of; None where nobody of the period is of its category."""
    responses = responses_of(analysis, analysis.period)
    members = responses[responses["group"] == side.group]
    if members.empty:
        return None
    told = told_in(analysis)
    reasons = reasons_of(analysis, told, side.group, sign=side.sign)
    anchors = dict(zip(told.themes, anchors_of(analysis, told.themes), strict=True))
    return Page(analysis, side, told, responses, members, tuple(reasons), anchors)


def base_sentence(page: Page) -> str:
    """How many there are, how many gave a reason, and the share of those who did not."""
    n, silent = len(page.members), len(page.members) - page.n_reasons
    are = "is" if n == 1 else "are"
    sentence = (
        f"There {are} {words.count(n, page.side.group)} "
        f"({words.share(n / len(page.responses))} of the respondents); "
        f"{words.count(page.n_reasons)} gave a reason, "
        f"{words.share(silent / n)} gave none that can be used."
    )
    if 0 < page.n_reasons < FEW:
        return f"{sentence} So few reasons show little: mind how wide the intervals are."
    return sentence


def answer(page: Page) -> str:
    """Name the largest themes and what share of the category they cover together."""
    side, top = page.side, page.reasons[:NAMED]
    base = f"the {words.count(page.n_reasons, side.group)} who gave a reason"
    if page.n_reasons == 1:
        base = f"the only {side.group} who gave a reason"
    named = words.listing([f"{reason.label} {share_words(reason.share)}" for reason in top])
    if len(top) == 1:
        return f"One {side.one} is known of {base}: {named}."
    covered = share_of_any(
        page.told, side.group, themes=[reason.theme for reason in top], sign=side.sign
    )
    assert covered is not None
    number = {2: "Two", 3: "Three"}[len(top)]
    return f"{number} {side.many} cover {words.share(covered.value)} of {base}: {named}."


def times_text(times: Share | None) -> str:
    """How many times as often, with its interval; a dash where there is none."""
    if times is None:
        return words.NOTHING
    return words.with_interval(times.value, times.low, times.high)


def apart_sentences(page: Page) -> tuple[str, ...]:
    """What sets the category apart from passives, and what everybody says."""
    if not page.told.are("passive").any():
        return ("No passive gave a reason: what sets them apart from those is not known.",)
    drawn = page.reasons[:DRAWN]
    by_standing: dict[str, list[Reason]] = {}
    for reason in drawn:
        by_standing.setdefault(reason.standing, []).append(reason)
    sentences = [
        _more_sentence(page.side, by_standing.get("more", [])),
        _leaning_sentence(by_standing.get("leaning", [])),
        _alike_sentence(page.side, by_standing.get("alike", []), by_standing.get("less", [])),
        _open_sentence(page.side, [*by_standing.get("open", []), *by_standing.get("too few", [])]),
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _more_sentence(side: Side, more: Sequence[Reason]) -> str:
    if not more:
        return (
            f"Of the {side.many} in the chart, none is clearly said more often by {side.people} "
            "than by passives, who are one step away."
        )
    named = [f"{r.label} {times_text(r.times('passive'))}" for r in more if r.times("passive")]
    alone = [r.label for r in more if not r.times("passive")]
    text = f"What sets {side.people} apart from passives, who are one step away"
    times = f" (times as often): {words.listing(named)}" if named else ""
    never = (
        f"{';' if named else ':'} {words.listing(alone)}, which no passive says" if alone else ""
    )
    return f"{text}{times}{never}."


def _leaning_sentence(leaning: Sequence[Reason]) -> str:
    if not leaning:
        return ""
    named = [f"{r.label} {times_text(r.times('passive'))}" for r in leaning]
    return f"Leaning that way, not yet clear (times as often): {words.listing(named)}."


def _alike_sentence(side: Side, alike: Sequence[Reason], less: Sequence[Reason]) -> str:
    said = [
        f"{r.label} ({words.share(r.share.value)} against {words.share(r.others['passive'].value)})"
        for r in (*alike, *less)
    ]
    if not said:
        return ""
    how = "as often or more often" if less else "about as often"
    return (
        f"Frequent, but said {how} by passives, and so not what sets {side.people} apart: "
        f"{words.listing(said)}."
    )


def _open_sentence(side: Side, unsure: Sequence[Reason]) -> str:
    if not unsure:
        return ""
    named = words.listing([reason.label for reason in unsure])
    if len(unsure) > NAMED:
        named = f"the other {len(unsure)} in the chart"
    return f"Whether {side.people} say it more often than passives cannot be told of {named}."


def nothing_known(page: Page) -> str:
    """What to say where no theme can be named."""
    if not page.n_reasons:
        return "Why they think so cannot be told from this survey."
    if not page.told.weights[page.told.are(page.side.group)].any():
        return "Their responses weigh nothing, so that no share of them can be told."
    return f"No {page.side.one} that the codeframe knows is among what they wrote."
