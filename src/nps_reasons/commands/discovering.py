"""What `themes discover` does: a survey's clauses to proposals in a file to look through."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.errors import InputError
from nps_reasons.files import write_whole
from nps_reasons.net_promoter import nps_of_groups
from nps_reasons.reading import read_settings
from nps_reasons.scale.annotator import make_annotator
from nps_reasons.scale.clause_vectors import clause_vectors
from nps_reasons.scale.kernel import annotate
from nps_reasons.scale.models import encoder_of
from nps_reasons.scale.theme_space import DIRECTIONS, theme_space
from nps_reasons.scale.workers import on_all_processors
from nps_reasons.schema import GROUPS
from nps_reasons.text.language import covered, languages_of
from nps_reasons.themes.codeframe import chosen_codeframe, general_codeframe
from nps_reasons.themes.discover import discover
from nps_reasons.themes.halves import halves_agree
from nps_reasons.themes.matching import alike, matched
from nps_reasons.themes.prior import described
from nps_reasons.themes.proposals import Standing, proposals_toml
from nps_reasons.themes.uncovered import uncovered

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.commands.console import Stages
    from nps_reasons.scale.theme_space import ThemeSpace
    from nps_reasons.settings import Settings
    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.discover import Discovery
    from nps_reasons.themes.matching import Match
    from nps_reasons.themes.proposals import Proposal

    Array = NDArray[np.float32]

MOST_REASONS: Final = 30_000
"""Reasons that are looked at; of more, so many are drawn by a hash of their id."""

ENCODER: Final = "accurate"
"""Tier whose encoder is asked, whatever tags the survey: the fast one's groups are not stable."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be proposed.

    Attributes
    ----------
    most
        Themes looked for.
    everything
        Whether all clauses are grouped, and not those alone that the codeframe leaves uncovered.
    group
        promoter, passive or detractor: those alone are looked at; None for all.
    """

    most: int = 12
    everything: bool = False
    group: str | None = None


@dataclass(frozen=True)
class Found:
    """What was proposed, and of what.

    Attributes
    ----------
    n_reasons, n_clauses
        That were looked at.
    n_left
        Clauses that were grouped: those without a theme of the codeframe, or all.
    stability
        How alike two halves of the comments are grouped, by adjusted Rand index; None where
        there are too few to tell.
    pairs
        Places of proposals that may be one theme, and their likeness.
    notes
        What a reader must know of what was looked at.
    """

    discovery: Discovery
    standings: tuple[Standing, ...]
    matches: tuple[Match | None, ...]
    pairs: tuple[tuple[int, int, float], ...]
    n_reasons: int
    n_clauses: int
    n_left: int
    stability: float | None
    notes: tuple[str, ...]

    @property
    def n_in_proposals(self) -> int:
        """Clauses that a proposal holds."""
        return sum(proposal.n_clauses for proposal in self.discovery.proposals)


def discover_into(out: Path, settings: Settings, asked: Asked, stages: Stages) -> Found:
    """Write theme proposals, where there are any.

    Parameters
    ----------
    out
        The file to write; it is not written where nothing is proposed.
    stages
        Is told what is done next.

    Raises
    ------
    InputError
        No response of the group has a reason in a language that the models know.
    OutputError
        The file cannot be written.
    """
    stages("reading")
    responses = _with_languages(read_settings(settings).responses, settings)
    frame = chosen_codeframe(settings.themes.codeframe)
    stages("themes")
    looked_at = _looked_at(responses, frame, asked, tier=settings.themes.tier)
    stages("discovery")
    seed = settings.drivers.seed
    found = discover(looked_at.clauses, looked_at.vectors, most=asked.most, seed=seed)
    stages("stability")
    stability = halves_agree(looked_at.clauses, looked_at.vectors, most=asked.most, seed=seed)
    account = _account(found, looked_at, frame, stability)
    if found.proposals:
        write_whole(out, _proposals_file(account, frame).encode("utf-8"))
    return account


def _proposals_file(found: Found, frame: Codeframe) -> str:
    return proposals_toml(
        found.discovery.proposals,
        codeframe=frame.name,
        taken=[theme.id for theme in frame.themes],
        labels=[theme.label for theme in frame.themes],
        remarks=_remarks(found, frame),
    )


@dataclass(frozen=True)
class _LookedAt:
    """Clauses to be grouped, with their vectors, and the responses that were looked at.

    `n_clauses` and `middle`, the mean vector, are of all clauses, grouped or not.
    """

    responses: pd.DataFrame
    clauses: pd.DataFrame
    vectors: Array
    n_clauses: int
    middle: Array
    space: ThemeSpace
    notes: tuple[str, ...]


def _looked_at(responses: pd.DataFrame, frame: Codeframe, asked: Asked, *, tier: str) -> _LookedAt:
    """Cut reasons into clauses; those with a theme of the codeframe are left out, if so asked."""
    annotator, space = make_annotator(frame, tier), theme_space(encoder_of(ENCODER))
    known, notes = _readable(responses, annotator.languages, asked)
    said = known["reason"]
    clauses, vectors = clause_vectors(said, annotator.splitter, space)
    n_clauses = len(clauses)
    middle = vectors.sum(axis=0) / max(n_clauses, 1)
    if not asked.everything:
        with on_all_processors(annotator, said) as reader:
            clauses = uncovered(clauses, annotate(said, reader, known["language"]))
        vectors = vectors[clauses.index.to_numpy()]
    return _LookedAt(known, clauses, vectors, n_clauses, middle, space, notes)


def _account(
    found: Discovery, looked_at: _LookedAt, frame: Codeframe, stability: float | None
) -> Found:
    centres = _centres(found.proposals, DIRECTIONS)
    matches = matched(
        centres,
        _known(frame, looked_at.space),
        [theme.id for theme in frame.active],
        middle=looked_at.middle,
        middle_known=_known(general_codeframe(), looked_at.space).mean(axis=0),
    )
    return Found(
        discovery=found,
        standings=tuple(_standing(one, looked_at.responses) for one in found.proposals),
        matches=tuple(matches),
        pairs=tuple(alike(centres, middle=looked_at.middle)),
        n_reasons=len(looked_at.responses),
        n_clauses=looked_at.n_clauses,
        n_left=len(looked_at.clauses),
        stability=stability,
        notes=looked_at.notes,
    )


def _with_languages(responses: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    language = languages_of(
        responses["reason"], responses["language"], fixed=settings.themes.language
    )
    # Sums depend on the order of what is added; what is proposed must not.
    return responses.assign(language=language).set_index("response_id").sort_index()


def _readable(
    responses: pd.DataFrame, languages: frozenset[str], asked: Asked
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Responses with a reason that the models can read, of one group or all; and what was left."""
    given = responses[responses["reason"].notna()]
    if asked.group is not None:
        given = given[given["group"] == asked.group]
    known = given[covered(given["language"], languages)]
    names = ", ".join(sorted(languages))
    if known.empty:
        raise _nothing_to_read(len(given), asked, names)
    notes = []
    if len(known) < len(given):
        n_others = len(given) - len(known)
        notes.append(f"{n_others:,} reasons in other languages than {names} were not looked at.")
    if len(known) > MOST_REASONS:
        notes.append(f"{MOST_REASONS:,} of {len(known):,} reasons were drawn by chance.")
    return _drawn(known), tuple(notes)


def _nothing_to_read(n_given: int, asked: Asked, languages: str) -> InputError:
    who = f"no {asked.group}" if asked.group else "no response"
    if not n_given:
        return InputError(
            f"{who} has a reason: there is nothing to discover; expected comments in the survey"
        )
    return InputError(
        f"{who} has a reason in a language that the models know ({languages}); {n_given:,} in "
        f'others; if that is wrong, say which it is: language = "..." under [themes] in nps.toml'
    )


def _drawn(known: pd.DataFrame) -> pd.DataFrame:
    """Responses whose ids have the smallest hashes, in their order; all where there are few."""
    ranked = sorted(known.index, key=lambda key: hashlib.sha256(str(key).encode()).digest())
    return known[known.index.isin(ranked[:MOST_REASONS])]


def _centres(proposals: tuple[Proposal, ...], width: int) -> Array:
    centres = [proposal.centre for proposal in proposals if proposal.centre is not None]
    return np.array(centres, dtype=np.float32).reshape(-1, width)


def _known(frame: Codeframe, space: ThemeSpace) -> Array:
    """Centre of what the codeframe says of each theme: its description and its examples."""
    told = [[described(theme), *theme.examples] for theme in frame.active]
    texts = [text for some in told for text in some]
    vectors = space.placed(space.encoder.encode(texts).directions)
    firsts = np.cumsum([0, *(len(some) for some in told[:-1])])
    counts = np.array([len(some) for some in told])
    found: Array = np.add.reduceat(vectors, firsts, axis=0) / counts[:, None]
    return found


def _standing(proposal: Proposal, looked_at: pd.DataFrame) -> Standing:
    """Who says it, and what NPS they have."""
    ids = list(proposal.response_ids)
    who = looked_at.loc[ids]
    groups = looked_at["group"].value_counts()
    own = who["group"].value_counts()
    return Standing(
        n_reasons=len(who),
        reach=len(who) / len(looked_at),
        nps=nps_of_groups(who["group"], respondents=who.get("respondent_id")),
        shares={
            group: float(own.get(group, 0) / groups[group])
            for group in GROUPS
            if groups.get(group, 0)
        },
    )


def _remarks(found: Found, frame: Codeframe) -> list[list[str]]:
    """What stands above each proposal in the file: who says it, and what it is like."""
    remarks = []
    for place, (standing, match) in enumerate(zip(found.standings, found.matches, strict=True)):
        lines = [*standing.sentences]
        if match is not None:
            lines.append(_like(match, frame))
        for first, second, likeness in found.pairs:
            if place in {first, second}:
                other = found.discovery.proposals[second if place == first else first]
                lines.append(f'Like the proposal "{other.label}" ({likeness:.2f}): one theme?')
        remarks.append(lines)
    return remarks


def _like(match: Match, frame: Codeframe) -> str:
    label = frame.theme(match.theme).label
    if match.same:
        return (
            f'Says what "{match.theme}" ({label}) says ({match.likeness:.2f}): rather give its '
            "examples and keywords to that theme."
        )
    return (
        f'Near "{match.theme}" ({label}, {match.likeness:.2f}): a part of it? '
        f'Then add: parent = "{match.theme}"'
    )
