"""The parts that the pages of detractors and of promoters have in common, from their `Page`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons import words
from nps_reasons.inference.power import smallest_change
from nps_reasons.report.blocks import Bars, Estimate, Notes, Quotes, Reading, Table
from nps_reasons.report.estimates import share_words
from nps_reasons.report.figures.concentration import concentrations, where_sentences
from nps_reasons.report.figures.group_reasons import sides_of
from nps_reasons.report.figures.shares import weighted_share
from nps_reasons.report.lookups import FEW, Talk, machine_labels, segments_of
from nps_reasons.report.parts.group_page import DRAWN, NAMED, times_text
from nps_reasons.report.quotes import choose_quotes, quotable
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    import pandas as pd

    from nps_reasons.report.blocks import Quote
    from nps_reasons.report.figures.group_reasons import Reason
    from nps_reasons.report.figures.shares import Share
    from nps_reasons.report.parts.group_page import Page, Side

_SPLIT: Final = 5
_QUOTED: Final = 2

_ONE_IN_TEN: Final = 0.1
"""Share of passives for which the smallest visible difference is told."""

_NEAR_MISS: Final = "one step from passive"
_OTHERWISE: Final = "says otherwise"

_STANDING: Final = {
    "more": "more often",
    "leaning": "leaning to more often",
    "less": "less often",
    "alike": "about as often",
    "open": "cannot tell",
    "too few": words.TOO_FEW,
}


def chart(page: Page) -> Bars:
    """Bars of what most say; the table behind them has everything, against each other category."""
    side, drawn = page.side, page.reasons[:DRAWN]
    name = words.GROUP_WORDS[side.group]
    what = side.many[0].upper() + side.many[1:]
    return Bars(
        title=f"{what} of {side.people}: share of those who gave a reason",
        alt=words.listing([f"{r.label} {share_words(r.share)}" for r in drawn]),
        axis=f"Share of {side.people} with a reason",
        estimates=tuple(_estimate(reason) for reason in drawn),
        table=Table(
            f"{what} of {side.people}, and how many times as often as by passives and by "
            f"{side.other}s",
            (
                "Theme",
                "n",
                *(words.GROUP_WORDS[group] for group in (side.group, "passive", side.other)),
                "Times passives",
                f"Times {side.other}s",
                f"{name} against passives",
            ),
            tuple(_table_row(reason, side) for reason in page.reasons),
            prose=(0, 7),
            anchors=tuple(page.anchors[reason.theme] for reason in page.reasons),
        ),
        tone=side.tone,
        percent=True,
    )


def _estimate(reason: Reason) -> Estimate:
    share, times = reason.share, reason.times("passive")
    against = f"  {words.score(times.value)}\N{MULTIPLICATION SIGN} passives" if times else ""
    return Estimate(
        reason.label,
        share.value,
        share.low,
        share.high,
        f"{share_words(share)}{against}",
        solid=reason.standing == "more",
    )


def _table_row(reason: Reason, side: Side) -> tuple[str, ...]:
    return (
        reason.label,
        words.count(reason.n),
        share_words(reason.share),
        *(share_words(reason.others.get(group)) for group in ("passive", side.other)),
        *(times_text(reason.times(group)) for group in ("passive", side.other)),
        _STANDING[reason.standing],
    )


def reading(page: Page) -> Reading:
    """How to read the chart."""
    people, verb = page.side.people, page.side.verb
    return Reading(
        (
            f"A bar is the share of {people} with a reason who {verb} the theme; the whiskers are "
            f"its {words.SURE} interval. One person can {verb} several themes.",
            f"Filled: {people} say it clearly more often than passives, beyond what chance does "
            "among as many themes. Hollow: they do not, or it cannot be told.",
            f"Times passives: how many times as often {people} say it; a dash where no passive "
            "does. About as often: not clearly more, and surely less than twice as often. What "
            f"everybody says about as often is not what sets {people} apart.",
        )
    )


def sides_table(page: Page) -> Table:
    """How those who speak of the largest themes do so, in numbers of respondents."""
    side, top = page.side, page.reasons[:_SPLIT]
    rows = []
    for reason in top:
        sides = sides_of(page.told, side.group, theme=reason.theme)
        counts = (sides.speak, sides.complain, sides.praise, sides.both, sides.neither)
        rows.append((reason.label, *(words.count(n) for n in counts)))
    return Table(
        f"How {side.people} speak of these themes: number of {side.people}",
        ("Theme", "Speak of it", "Only complain", "Only praise", "Both", "Neither"),
        tuple(rows),
        anchors=tuple(page.anchors[reason.theme] for reason in top),
    )


def where_notes(page: Page) -> tuple[Notes, ...]:
    """Where the largest themes concentrate; nothing where there are no segments."""
    segments, side = segments_of(page.analysis), page.side
    if not segments:
        return ()
    stands = concentrations(
        page.told,
        page.reasons[:NAMED],
        group=side.group,
        sign=side.sign,
        segments=segments,
    )
    sentences = where_sentences(stands, who=side.people, what=side.many)
    return (Notes(sentences, "Where it concentrates"),)


def quotes(page: Page, *, near: int | None = None) -> tuple[Quotes, ...]:
    """A typical and the strongest quote of the category for each of its largest themes.

    Parameters
    ----------
    near
        Score of a near miss: where neither quote has it, one with that score is added.
    """
    said = _quotable(page)
    segments = segments_of(page.analysis)
    quoted: set[str] = set()
    found = []
    for reason in page.reasons[:NAMED]:
        talk = Talk(reason.theme, page.side.sign)
        chosen = _chosen(said, talk, segments, quoted)
        if near is not None:
            chosen += _near_miss(said[said["score"] == near], talk, segments, chosen)
        quoted |= {quote.response_id for quote in chosen}
        found.append(Quotes(f"{reason.label}: {words.SIGN_WORDS[talk.sign]}", "", tuple(chosen)))
    return tuple(block for block in found if block.quotes)


def _quotable(page: Page) -> pd.DataFrame:
    """Return what the category says of the themes that are quoted."""
    mentions = page.analysis.mentions
    wanted = {reason.theme for reason in page.reasons[:NAMED]}
    few = mentions[mentions["theme"].isin(list(wanted))]
    return quotable(replace(page.analysis, responses=page.members, mentions=few))


def _chosen(
    said: pd.DataFrame, talk: Talk, segments: tuple[str, ...], quoted: set[str]
) -> list[Quote]:
    found = choose_quotes(said, talk, segments=segments, avoid=quoted)
    return [quote for quote in found if quote.role != _OTHERWISE][:_QUOTED]


def _near_miss(
    near: pd.DataFrame, talk: Talk, segments: tuple[str, ...], chosen: list[Quote]
) -> list[Quote]:
    """Return a quote of a near miss; nothing where one is quoted already, or none speaks so."""
    if near["response_id"].isin([quote.response_id for quote in chosen]).any():
        return []
    found = choose_quotes(near, talk, segments=segments)
    return [replace(quote, role=_NEAR_MISS) for quote in found if quote.role != _OTHERWISE][:1]


def limits(page: Page) -> Notes:
    """What the page cannot tell."""
    side = page.side
    silent = len(page.members) - page.n_reasons
    sentences = [
        _silent_sentence(side, silent, len(page.members)),
        *_uncovered(page),
        *_smallest(page),
        *machine_labels(page.analysis),
    ]
    return Notes(tuple(s for s in sentences if s), "What this page cannot tell")


def _silent_sentence(side: Side, silent: int, n: int) -> str:
    if not silent:
        return ""
    return (
        f"{words.count(silent, side.group)} ({words.share(silent / n)}) gave no reason that can be "
        "used; they may think otherwise than those who write."
    )


def _uncovered(page: Page) -> tuple[str, ...]:
    """Reasons in which no theme was found, and those that speak of themes otherwise."""
    side, told = page.side, page.told
    members = told.are(side.group)
    n = int(members.sum())
    by_sign = {sign: told.any_of(told.themes, sign)[members] for sign in SIGNS}
    any_theme = np.logical_or.reduce(list(by_sign.values()))
    without = int((~any_theme).sum())
    otherwise = int((any_theme & ~by_sign[side.sign]).sum())
    sentences = []
    if without:
        sentences.append(
            f"In {words.count(without)} of the {words.count(n, 'reason')} "
            f"({words.share(without / n)}) no theme of the codeframe was found."
        )
    if otherwise:
        sentences.append(
            f"In {words.count(otherwise)} more, themes are named without "
            f"{words.SIGN_WORDS[side.sign]}."
        )
    return tuple(sentences)


def _smallest(page: Page) -> tuple[str, ...]:
    """What so many reasons cannot show: what nobody wrote, and small differences to passives."""
    side = page.side
    own, passives = (_base(page, group) for group in (side.group, "passive"))
    if own is None:
        return ()
    alone = page.n_reasons == 1
    nobody = "the only one did not write" if alone else f"nobody of the {page.n_reasons:,} wrote"
    unseen = (
        f"A {side.one} that {nobody} may still be that of up to {words.share(own.high)} of those "
        "like them."
    )
    if passives is None or min(own.base, passives.base) < FEW:
        return (unseen,)
    seen = _visible(own.base, passives.base)
    return (
        unseen,
        f"A {side.one} of one passive in ten must be that of {words.share(seen)} of "
        f"{side.people} for the difference to be seen four times of five; of more, where many "
        "themes are compared.",
    )


def _base(page: Page, group: str) -> Share | None:
    """Share of nobody: its base is how many the category counts for, its upper limit the unseen."""
    weights = page.told.weights[page.told.are(group)]
    return weighted_share(np.zeros(len(weights)), weights)


def _visible(base: float, base_of_passives: float) -> float:
    """Smallest share, in whole per cent, that is told apart from one passive in ten.

    Examples
    --------
    >>> _visible(200, 200), _visible(54, 60)
    (0.2, 0.31)
    """
    variance = _ONE_IN_TEN * (1 - _ONE_IN_TEN)
    shares = (percent / 100 for percent in range(11, 100))
    return next(
        (
            share
            for share in shares
            if share - _ONE_IN_TEN
            >= smallest_change(variance, base_of_passives, share * (1 - share), base)
        ),
        1.0,
    )
