"""In their own words: quotes per theme, chosen by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Quotes, Section
from nps_reasons.report.lookups import label_of, segments_of, top_talk
from nps_reasons.report.quotes import choose_quotes, quotable

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Talk

_COSTS: Final = 5
_EARNS: Final = 3

_RULE: Final = (
    "Quotes are exact parts of what people wrote, chosen by rule and not by hand: the reason "
    "nearest to the theme's middle sentiment, the strongest one, two from lower and higher scores, "
    "and one that says otherwise where there is one. Complaints are those of detractors and "
    "passives, praise that of promoters and passives, unless only others speak so. The marked "
    "clause is the one that speaks of the theme."
)


def voices(analysis: Analysis) -> Section | None:
    """Quotes for the largest drivers; None where nobody mentions a theme."""
    found = _chosen(analysis)
    if not found:
        return None
    text = f"What people wrote, on {words.count(len(found), 'subject')} of complaint or praise."
    return Section("In their own words", text, (Notes((_RULE,)), *found))


def _chosen(analysis: Analysis) -> list[Quotes]:
    said = quotable(analysis)
    quoted: set[str] = set()
    segments = segments_of(analysis)
    found = []
    for talk in top_talk(analysis, costs=_COSTS, earns=_EARNS):
        quotes = choose_quotes(said, talk, segments=segments, avoid=quoted)
        quoted |= {quote.response_id for quote in quotes}
        if quotes:
            found.append(Quotes(_heading(analysis, talk), _definition(analysis, talk), quotes))
    return found


def _heading(analysis: Analysis, talk: Talk) -> str:
    return f"{label_of(analysis, talk.theme)}: {words.SIGN_WORDS[talk.sign]}"


def _definition(analysis: Analysis, talk: Talk) -> str:
    info = analysis.codeframe.get(talk.theme)
    return info.definition if info else ""
