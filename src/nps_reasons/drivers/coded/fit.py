"""Label-error correction: the driver model of what people said, from a sample that a person coded.

A machine's tags are known of every response, a person's of a random sample. The moments of the
regression are those of the tags, plus what the sample shows to be wrong with them (design-based
supervised learning); how much the tags count is tuned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.drivers.adjusted import Effects, pseudo_inverse, unanimous_variance
from nps_reasons.drivers.coded.moments import weakest_theme
from nps_reasons.drivers.coded.pairs import Pairs
from nps_reasons.drivers.coded.tuning import mixed_means, share_of_moments, shares_of_reach
from nps_reasons.drivers.commenters import FEWEST_MENTIONS, RESPONSES_PER_COEFFICIENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.coded.moments import CodedMoments
    from nps_reasons.drivers.coded.sample import Coded
    from nps_reasons.drivers.commenters import Commenters
    from nps_reasons.drivers.patterns import Rows

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]

FEWEST_CODED: Final = 50
"""Responses; with fewer, the sample says too little of the machine's errors."""


@dataclass(frozen=True, slots=True)
class CorrectedFit:
    """The adjusted model, fitted to moments that a coded sample corrects.

    Attributes
    ----------
    points : (n_rows,)
        NPS contribution of the responses of each row.
    labelled
        Regressors, the intercept first, with the themes as the machine tagged and as the person
        coded them; the same where nobody coded the row.
    rows
        What the rows stand for.
    bread : (p, p)
        Inverse of the sum of the corrected moments.
    estimable : (k,)
        False where the data cannot tell the theme from others.
    columns : (k,)
        Which regressors are the themes that are shown.
    corrected : (k,)
        Which of these are corrected; of the others too little is coded, and the person is taken
        to agree with the machine.
    reach_shares : (k,)
        How much the machine's labels count in the reach of each.
    """

    points: Array
    labelled: CodedMoments
    rows: Rows
    bread: Array
    estimable: Flags
    columns: Codes
    corrected: Flags
    reach_shares: Array

    @property
    def n_coded(self) -> int:
        """Responses that a person coded."""
        return int(self.rows.times[self.labelled.lift > 0].sum())

    @property
    def degrees_of_freedom(self) -> int:
        """Coded responses minus coefficients that can be estimated."""
        return self.n_coded - int(np.linalg.matrix_rank(self.bread, hermitian=True))

    @property
    def least_variances(self) -> Array:
        """Least credible variance of the effects, as `adjusted.least_variances` has it."""
        times, weights = self.rows.times, self.labelled.weights
        said = self._mixed(self.columns)
        n = np.maximum(times @ said, 0.0)
        weight = np.maximum((times * weights) @ said, 0.0) / np.maximum(n, 1.0)
        spread = np.maximum(np.diag(self.bread)[self.columns], 0.0)
        fewer = self._fewer
        least: Array = unanimous_variance(n / fewer) * fewer * weight * spread
        return least

    @property
    def _fewer(self) -> float:
        """How many responses tell as much as one would if all of them counted alike (Kish)."""
        share, times = self.labelled.share, self.rows.times
        counted = share + (1 - share) * self.labelled.lift
        total = float(times @ counted)
        return float(times.sum()) * float(times @ counted**2) / max(total, 1e-300) ** 2

    def effects_of(self, points: Array) -> Effects:
        """Corrected effects and reaches, with leave-one-out influence.

        Parameters
        ----------
        points : ndarray of shape (n_rows,)
            `points`, or a part of them.
        """
        both, columns = self.labelled, self.columns
        coefficients = self.bread @ both.products(points)
        reach = mixed_means(
            both.machine[:, columns],
            both.person[:, columns],
            both.lift,
            both.weights,
            times=self.rows.times,
            shares=self.reach_shares,
        )
        return Effects(
            effects=coefficients[columns],
            influence=self._influence(points, coefficients),
            # The reach of a rare theme may be corrected past the end of what a share can be.
            reach=np.clip(reach.means, 0.0, 1.0),
            reach_influence=reach.influence,
        )

    def _mixed(self, columns: Codes) -> Array:
        """Mentions whose mean is the corrected reach."""
        machine, person = self.labelled.machine[:, columns], self.labelled.person[:, columns]
        mixed: Array = machine + self.labelled.lift[:, None] * (person - machine)
        return mixed

    def _influence(self, points: Array, coefficients: Array) -> Array:
        both, columns = self.labelled, self.columns
        machine, person = both.machine @ self.bread, both.person @ self.bread
        residuals = np.stack(
            [points - both.machine @ coefficients, points - both.person @ coefficients]
        )
        levers = np.stack(
            [
                (machine * both.machine).sum(axis=1),
                (machine * both.person).sum(axis=1),
                (person * both.person).sum(axis=1),
            ]
        )
        pull = left_out_residuals(residuals, levers, both.weights, both.lift, share=both.share)
        pull *= self.rows.times.sum()
        result: Array = (
            machine[:, columns] * pull[0][:, None] + person[:, columns] * pull[1][:, None]
        )
        return result


def left_out_residuals(
    residuals: Array, levers: Array, weights: Array, lift: Array, *, share: float = 1.0
) -> Array:
    """Weighted residuals of responses under the corrected fit to all others.

    A response adds its machine's and its person's regressors to the moments; what the fit is
    without them follows from the inverse of a 2 x 2 matrix (Woodbury). With one labelling this
    is the weighted HC3 residual.

    Parameters
    ----------
    residuals : ndarray of shape (2, n_rows)
        By the machine's and by the person's labels.
    levers : ndarray of shape (3, n_rows)
        m' B m, m' B p and p' B p of the machine's regressors m and the person's p, where B is
        the inverse of the moments.
    weights, lift : ndarray of shape (n_rows,)
        Of one response.
    share
        How much the machine's labels count, 0 to 1.

    Returns
    -------
    ndarray of shape (2, n_rows)
        Those of the machine's labels times weight share (1 - lift), the person's times weight lift.
    """
    own, sample = weights * (share * (1 - lift)), weights * lift
    a, d = 1 - own * levers[0], 1 - sample * levers[2]
    b, c = own * levers[1], sample * levers[1]
    determinant = a * d - b * c
    stays = determinant > _NOTHING_LEFT
    scale = 1 / np.where(stays, determinant, 1.0)
    plain = np.stack([own * residuals[0], sample * residuals[1]])
    without = np.stack([d * plain[0] + b * plain[1], a * plain[1] + c * plain[0]]) * scale
    result: Array = np.where(stays, without, plain)
    return result


_NOTHING_LEFT: Final = 1e-6


def enough_coded(people: Commenters, coded: Coded) -> bool:
    """Whether enough was coded for a correction: 50 responses, three a coefficient of the model."""
    n_coefficients = 1 + people.controls.shape[1] + int(people.shown.sum())
    least = max(FEWEST_CODED, RESPONSES_PER_COEFFICIENT * n_coefficients)
    return bool(coded.drawn.sum() >= least)


def corrected_fit(
    people: Commenters, coded: Coded, *, share: float | None = None
) -> CorrectedFit | None:
    """Fit the adjusted model to corrected moments.

    ``A = mean w [s x^ x^' + (R/p) (x x' - s x^ x^')]``,
    ``b = mean w [s x^ y + (R/p) (x - s x^) y]``, effects ``A^-1 b``: x^ holds the machine's tags, x
    the person's, R says whether the response was coded, p is the chance of that. With every
    response coded it is the model of the person's labels; with a machine that never errs, that of
    the machine's. What the person says beyond the themes that are corrected is held fixed by two
    regressors: whether there is a complaint, or praise, that the machine did not find.

    Parameters
    ----------
    people
        All responses with a reason of a period.
    coded
        What a person coded of them.
    share
        s, how much the machine's labels count, 0 to 1. None takes what makes the points of the
        corrected themes surest (`tuning`), and for each reach what makes that surest.

    Returns
    -------
    CorrectedFit or None
        None where too little is coded: fewer than 50 responses, fewer than three a coefficient,
        or no theme that the person finds in five respondents of the sample.

    References
    ----------
    Egami, Hinck, Stewart and Wei (2023), "Using imperfect surrogates for downstream inference:
    design-based supervised learning for social science applications of large language models",
    NeurIPS; Angelopoulos, Duchi and Zrnic (2023), "PPI++: efficient prediction-powered inference",
    arXiv:2311.01453.
    """
    if not enough_coded(people, coded):
        return None
    pairs = Pairs.of(people, coded)
    corrected = pairs.n_found >= FEWEST_MENTIONS
    while corrected.any():
        labelled, reach_shares = _labelled(pairs, corrected, share)
        weakest = weakest_theme(labelled, corrected, pairs.n_found)
        if weakest is None:
            return _fitted(pairs, labelled, corrected, reach_shares)
        corrected[weakest] = False
    return None


def _labelled(pairs: Pairs, corrected: Flags, share: float | None) -> tuple[CodedMoments, Array]:
    """Both labellings, and how much the machine's counts in the moments and in each reach."""
    both = pairs.labelled(corrected)
    if share is not None:
        return replace(both, share=share), np.full(len(corrected), share)
    themes = np.flatnonzero(corrected) + both.machine.shape[1] - len(corrected)
    machine, person = both.machine[:, themes], both.person[:, themes]
    sample = (both.lift, both.weights)
    shares = shares_of_reach(machine, person, *sample, times=both.times)
    reach = mixed_means(machine, person, *sample, times=both.times, shares=shares).means
    tuned = share_of_moments(both, pairs.points, themes=themes, reach=reach)
    reach_shares = np.ones(len(corrected))
    reach_shares[corrected] = shares
    return replace(both, share=tuned), reach_shares


def _fitted(
    pairs: Pairs, labelled: CodedMoments, corrected: Flags, reach_shares: Array
) -> CorrectedFit:
    bread, estimable = pseudo_inverse(labelled.by_sample)
    p = labelled.machine.shape[1]
    columns = np.arange(p - len(corrected), p)
    return CorrectedFit(
        points=pairs.points,
        labelled=labelled,
        rows=pairs.rows,
        bread=bread,
        estimable=estimable[columns],
        columns=columns,
        corrected=corrected,
        reach_shares=reach_shares,
    )
