"""Method and limits: how each number is made, what was checked, and what this cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.report.blocks import Notes, Section, Table, Terms

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis

_CONCERNS: Final = {"fine": "fine", "note": "note", "warning": "warning: think before acting"}


def method(analysis: Analysis) -> Section:
    """How the numbers are computed, in plain words, with checks, limits and versions."""
    return Section(
        "Method and limits",
        "Every figure here is an association in survey answers: it says what goes with the score, "
        "not what would happen if something were changed.",
        (
            *_checks(analysis),
            Terms("How the numbers are made", _computed(analysis)),
            Notes(_limits(analysis), "What this cannot tell"),
            _versions(analysis),
        ),
    )


def _checks(analysis: Analysis) -> tuple[Table, ...]:
    if not analysis.checks:
        return ()
    rows = tuple((check.name, check.finding, _CONCERNS[check.concern]) for check in analysis.checks)
    return (Table("Checks", ("Check", "Finding", "Concern"), rows, prose=(0, 1, 2)),)


def _computed(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    return (
        (
            "NPS",
            f"Share of promoters minus share of detractors, times 100. Scale {analysis.scale}: "
            f"{analysis.cut_offs}.",
        ),
        (
            "Intervals",
            f"{words.SURE}. For NPS the score interval, for a change of NPS the adjusted Wald "
            "interval of a difference, for shares the Wilson interval.",
        ),
        (
            "Themes",
            "Each reason is split into clauses, and each clause is matched with the themes of the "
            f"codeframe ({analysis.codeframe_version}): several, one or none.",
        ),
        (
            "Sentiment",
            "How a clause speaks of a theme, from -1 to 1: negative, neutral or positive. The "
            "score plays no part in it.",
        ),
        (
            "Drivers",
            "One linear model of the contribution to NPS on all complaints, all praise and the "
            "segments together, over the responses with a reason. Points are the effect per "
            "mention times the share who say it.",
        ),
        (
            "Verdict",
            "Clear where the driver stays below a 5 % false discovery rate over all drivers and "
            "above what shuffled scores give; leaning up to 20 %; else, or where a coded sample "
            "contradicts the theme, not distinguishable.",
        ),
        (
            "Small bases",
            f"Segments under {words.count(analysis.minimum_base, 'response')} and themes with very "
            "few mentions have no number: they say too few.",
        ),
    )


_ALWAYS: Final = (
    "What silent customers think: only those who answered, and for themes only those who wrote a "
    "reason, are counted.",
    "Cause and effect: people mention a theme because they are unhappy as well as the other way "
    "round. A driver goes with the score; it is not a promise of points.",
    "Themes that are not in the codeframe, and clauses that it misreads.",
)


def _limits(analysis: Analysis) -> tuple[str, ...]:
    free = [name for name in analysis.segments if name not in analysis.adjusted]
    missing = (
        (analysis.reference is None, "Change: there is no earlier period to compare with."),
        (not analysis.segments, "Segments: the data have no segment column."),
        (
            free,
            f"What lies between the service and the score: {words.listing(free)} are shown, but "
            "not held fixed in the driver model, which would take away the effect of the service.",
        ),
        (analysis.mentions.empty, "Reasons: no response says anything that the codeframe knows."),
    )
    return (*_ALWAYS, *(sentence for is_missing, sentence in missing if is_missing))


def _versions(analysis: Analysis) -> Table:
    named = {"codeframe": analysis.codeframe_version, **analysis.versions}
    rows = tuple(sorted((n, v) for n, v in named.items() if not n.endswith("sha256")))
    return Table("Versions", ("Part", "Version"), rows, prose=(0, 1))
