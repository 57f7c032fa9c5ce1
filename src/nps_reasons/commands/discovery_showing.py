"""What is shown of a discovery: lines for people, plain data for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

    from nps_reasons.commands.discovering import Found

STABLE: Final = 0.6
"""Adjusted Rand index of two halves below which the themes are a matter of chance."""


def found_account(found: Found, out: Path) -> dict[str, Any]:
    """All that was proposed as plain data, ready for JSON; `out` is null where no file is."""
    proposals = [
        {
            "label": proposal.label,
            "keywords": list(proposal.keywords),
            "quotes": [{"response_id": key, "text": text} for key, text in proposal.quotes],
            "clauses": proposal.n_clauses,
            **standing.account,
            "like": None if match is None else {**asdict(match), "same": match.same},
        }
        for proposal, standing, match in zip(
            found.discovery.proposals, found.standings, found.matches, strict=True
        )
    ]
    return {
        "reasons": found.n_reasons,
        "clauses": found.n_clauses,
        "grouped": found.n_left,
        "in_proposals": found.n_in_proposals,
        "stability": found.stability,
        "notes": list(found.notes),
        "proposals": proposals,
        "alike": [
            {"proposals": [first, second], "likeness": likeness}
            for first, second, likeness in found.pairs
        ],
        "out": str(out) if proposals else None,
    }


def found_lines(found: Found, out: Path) -> list[str]:
    """What the command line says of it."""
    lines = [
        f"{found.n_reasons:,} reasons, {found.n_clauses:,} clauses, {found.n_left:,} of them "
        f"grouped; {found.n_in_proposals:,} in {len(found.standings)} proposals, the others are "
        "near none.",
        *found.notes,
    ]
    if not found.standings:
        return [*lines, "Too few clauses that are alike: nothing to propose, no file written."]
    proposals = zip(found.discovery.proposals, found.standings, found.matches, strict=True)
    for proposal, standing, match in proposals:
        like = "" if match is None else f"; {'as' if match.same else 'near'} {match.theme}"
        score = f": NPS {standing.nps.value:+.0f}" if standing.of_all else ""
        lines.append(f"{proposal.n_clauses:,} x {proposal.label}{score}{like}")
    if found.stability is not None:
        lines.append(
            f"Two halves of the comments group them alike to {found.stability:.2f} (adjusted Rand "
            f"index; 1 is the same){'' if found.stability >= STABLE else ': take care'}."
        )
    return [*lines, f"Look through them: {out}"]
