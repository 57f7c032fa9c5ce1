"""The sheet of data quality: what was read and set aside, what was checked, with what versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.report.blocks import Notes
from nps_reasons.report.sections.quality import quality
from nps_reasons.report.workbook.plain import Column, Listing, Sheet, listing
from nps_reasons.report.workbook.response_rows import left_out

if TYPE_CHECKING:
    from nps_reasons.analysis import Analysis

NAME: Final = "Quality"

_ABOUT: Final = (
    "What was read, what was set aside and why, what was checked, and the versions that the "
    "numbers depend on."
)

_CONCERNS: Final = {"fine": "fine", "note": "note", "warning": "warning: think before acting"}


def quality_sheet(analysis: Analysis) -> Sheet:
    """Counts, checks and versions, each in a listing of its own; none without a row."""
    found = quality(analysis)
    notes = [text for part in found.parts if isinstance(part, Notes) for text in part.sentences]
    told = [text for text in (*notes, left_out(analysis)) if text]
    listings = (_aside(analysis), _files(analysis), _checks(analysis), _versions(analysis))
    return Sheet(
        NAME,
        _ABOUT,
        ((found.title, ""), ("Read", found.text), *(("", note) for note in told)),
        tuple(one for one in listings if one.n_rows),
    )


def _aside(analysis: Analysis) -> Listing:
    found = analysis.quarantine["reason"].value_counts()
    counts = sorted((-int(n), str(why)) for why, n in found.items())
    return listing(
        (
            Column("Why", span=6),
            Column("Rows", "whole", "Rows that were set aside for this reason."),
        ),
        [(why, -less) for less, why in counts],
        caption="Rows set aside; tables/quarantine has each of them",
    )


def _files(analysis: Analysis) -> Listing:
    return listing(
        (
            Column("File"),
            Column("Read", "whole", "Rows of the file."),
            Column("Used", "whole", "Rows that became a response, or part of one."),
            Column("Set aside", "whole", "Rows that could not be used."),
            Column("Not needed", "whole", "Rows that no response asked for."),
        ),
        [
            (file.source, file.read, file.kept, file.quarantined, file.unused)
            for file in analysis.source.counts
        ],
        caption="Rows of each file",
    )


def _checks(analysis: Analysis) -> Listing:
    return listing(
        (Column("Check"), Column("Concern", span=2), Column("Finding", span=10)),
        [(check.name, _CONCERNS[check.concern], check.finding) for check in analysis.checks],
        caption="Checks: can this be believed?",
    )


def _versions(analysis: Analysis) -> Listing:
    named = {"codeframe": analysis.codeframe_version, **analysis.versions, **analysis.source.hashes}
    return listing(
        (Column("Part"), Column("Version, or SHA-256", span=8)),
        sorted(named.items()),
        caption="Versions, and the files that were read",
    )
