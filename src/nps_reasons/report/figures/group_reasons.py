"""What one respondent category says more than the others do: flags, shares and ratios per theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from nps_reasons.drivers.commenters import FEWEST_MENTIONS
from nps_reasons.inference.multiplicity import CLEAR, LEANING, q_values
from nps_reasons.inference.shares import Part, p_value_of
from nps_reasons.report.figures.shares import Share, ratio, weighted_share
from nps_reasons.report.lookups import label_of, responses_of, with_reason
from nps_reasons.schema import GROUPS, SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.analysis import Analysis

    Flags = NDArray[np.bool_]
    Array = NDArray[np.float64]

ALIKE: Final = 2.0
"""What is surely said less than this many times as often as by passives sets nobody apart."""

Standing = Literal["more", "leaning", "less", "alike", "open", "too few"]


@dataclass(frozen=True, slots=True)
class Told:
    """Who of those with a reason speaks of which theme, and how.

    Attributes
    ----------
    commenters
        Responses of the period with a reason, sorted by id.
    themes
        Ids of the themes that anybody of them speaks of, sorted.
    said
        Sign to flags of shape (n_commenters, n_themes).
    groups
        Category to flags of shape (n_commenters,): who belongs to it.
    weights : ndarray of shape (n_commenters,)
    """

    commenters: pd.DataFrame
    themes: tuple[str, ...]
    said: Mapping[str, Flags]
    groups: Mapping[str, Flags]
    weights: Array

    def are(self, group: str) -> Flags:
        """Tell which commenters belong to a category."""
        return self.groups[group]

    def scored(self, scores: Sequence[int]) -> Flags:
        """Tell which commenters gave one of the scores."""
        result: Flags = self.commenters["score"].isin(list(scores)).to_numpy(dtype=bool)
        return result

    def hits(self, theme: str, sign: str) -> Flags:
        """Tell which commenters speak so of the theme."""
        result: Flags = self.said[sign][:, self.themes.index(theme)]
        return result

    def any_of(self, themes: Sequence[str], sign: str) -> Flags:
        """Tell which commenters speak so of at least one of the themes."""
        columns = [self.themes.index(theme) for theme in themes]
        result: Flags = np.any(self.said[sign][:, columns], axis=1)
        return result


def told_in(analysis: Analysis) -> Told:
    """Return who speaks of which theme in the analysis' period."""
    commenters = with_reason(responses_of(analysis, analysis.period))
    mentions = analysis.mentions
    rows = pd.Index(commenters["response_id"]).get_indexer(pd.Index(mentions["response_id"]))
    mentions, rows = mentions[rows >= 0], rows[rows >= 0]
    themes = tuple(sorted(mentions["theme"].unique()))
    columns = pd.Index(themes, dtype=object).get_indexer(pd.Index(mentions["theme"], dtype=object))
    signs = mentions["sign"].to_numpy(dtype=object)
    said = {sign: np.zeros((len(commenters), len(themes)), dtype=bool) for sign in SIGNS}
    for sign, flags in said.items():
        flags[rows[signs == sign], columns[signs == sign]] = True
    group = commenters["group"].to_numpy(dtype=object)
    return Told(
        commenters,
        themes,
        said,
        groups={name: group == name for name in GROUPS},
        weights=commenters["weight"].to_numpy(dtype=np.float64),
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Share of some respondents who say a thing, beside that of others.

    Attributes
    ----------
    n
        How many of the first say it, unweighted.
    p_value
        Two-sided, of the (N-1) test; nan where too few say it for the test to hold its level.
    """

    n: int
    share: Share
    other: Share
    p_value: float


def compare(hits: Flags, weights: Array, *, here: Flags, there: Flags) -> Comparison | None:
    """Compare two sets of respondents; None where one of them is empty or weighs nothing.

    Parameters
    ----------
    hits, here, there : ndarray of shape (n_respondents,)
        Who says it; who is of the first and of the second set.
    weights : ndarray of shape (n_respondents,)
        Not negative.

    References
    ----------
    Pearson (1947), Biometrika 34:139; Campbell (2007), Statistics in Medicine 26:3661.

    Examples
    --------
    >>> hits = np.repeat([True, False, True, False], [20, 180, 10, 190])
    >>> here = np.arange(400) < 200
    >>> found = compare(hits, np.ones(400), here=here, there=~here)
    >>> found.n, found.share.value, found.other.value, f"{found.p_value:.4f}"
    (20, 0.1, 0.05, '0.0580')
    """
    share, other = (weighted_share(hits[who], weights[who]) for who in (here, there))
    if share is None or other is None:
        return None
    p_value = p_value_of(Part(share.value, share.base), Part(other.value, other.base))
    return Comparison(int((hits & here).sum()), share, other, p_value)


def together(comparisons: Sequence[Comparison | None]) -> Array:
    """q-values of comparisons that are one family; nan where nothing could be compared."""
    return q_values(np.array([each.p_value if each else np.nan for each in comparisons]))


@dataclass(frozen=True, slots=True)
class Reason:
    """A theme as one category speaks of it, beside the other categories.

    Attributes
    ----------
    n
        How many of the category say it, unweighted.
    share
        Share of the category's respondents with a reason who say it.
    others
        The same share of each other category that has any.
    q_value
        Of the difference to passives, among all themes of the category that are compared.
    """

    theme: str
    label: str
    n: int
    share: Share
    others: Mapping[str, Share]
    q_value: float

    def times(self, group: str) -> Share | None:
        """How many times as often as another category; None where either never says it."""
        return ratio(self.share, self.others[group]) if group in self.others else None

    @property
    def standing(self) -> Standing:
        """How the category stands to passives."""
        if self.n < FEWEST_MENTIONS:
            return "too few"
        passives = self.others.get("passive")
        is_more = passives is not None and self.share.value > passives.value
        if self.q_value <= CLEAR:
            return "more" if is_more else "less"
        if is_more and self.q_value <= LEANING:
            return "leaning"
        times = self.times("passive")
        return "alike" if times and times.high <= ALIKE else "open"


def reasons_of(analysis: Analysis, told: Told, group: str, *, sign: str) -> list[Reason]:
    """Themes that a category speaks of with this sign, said by most first."""
    members, passives = told.are(group), told.are("passive")
    weights = told.weights
    said = [theme for theme in told.themes if (told.hits(theme, sign) & members).any()]
    counts = [int((told.hits(theme, sign) & members).sum()) for theme in said]
    compared = [
        compare(told.hits(theme, sign), weights, here=members, there=passives)
        if n >= FEWEST_MENTIONS
        else None
        for theme, n in zip(said, counts, strict=True)
    ]
    found = []
    for theme, n, q_value in zip(said, counts, together(compared), strict=True):
        shares = _shares(told, theme, sign)
        if group in shares and shares[group].value > 0:
            own = shares.pop(group)
            found.append(Reason(theme, label_of(analysis, theme), n, own, shares, float(q_value)))
    return sorted(found, key=lambda reason: (-reason.share.value, reason.theme))


def _shares(told: Told, theme: str, sign: str) -> dict[str, Share]:
    """Share of each category that has anybody with a reason."""
    hits, weights = told.hits(theme, sign), told.weights
    shares = {group: told.are(group) for group in GROUPS}
    found = {group: weighted_share(hits[who], weights[who]) for group, who in shares.items()}
    return {group: share for group, share in found.items() if share}


def share_of_any(told: Told, group: str, *, themes: Sequence[str], sign: str) -> Share | None:
    """Share of a category who say at least one of the themes with this sign."""
    members = told.are(group)
    return weighted_share(told.any_of(themes, sign)[members], told.weights[members])


@dataclass(frozen=True, slots=True)
class Sides:
    """How those of a category who speak of a theme do so: numbers of respondents.

    Attributes
    ----------
    both
        Complain and praise in one reason.
    neither
        Mention it without either.
    """

    complain: int
    both: int
    praise: int
    neither: int

    @property
    def speak(self) -> int:
        """All who speak of the theme."""
        return self.complain + self.both + self.praise + self.neither


def sides_of(told: Told, group: str, *, theme: str) -> Sides:
    """Split those of a category who speak of a theme by how they do so."""
    members = told.are(group)
    negative, neutral, positive = (told.hits(theme, sign)[members] for sign in SIGNS)
    return Sides(
        complain=int((negative & ~positive).sum()),
        both=int((negative & positive).sum()),
        praise=int((positive & ~negative).sum()),
        neither=int((neutral & ~negative & ~positive).sum()),
    )
