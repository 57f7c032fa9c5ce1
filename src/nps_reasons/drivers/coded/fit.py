"""Label-error correction: the driver model of what people said, from a sample that a person coded.

A machine's tags are known of every response, a person's of a random sample. The moments of the
regression are those of the tags, plus what the sample shows to be wrong with them (design-based
supervised learning).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.drivers.adjusted import Effects, pseudo_inverse, unanimous_variance
from nps_reasons.drivers.coded.moments import CodedMoments, weakest_theme
from nps_reasons.drivers.commenters import FEWEST_MENTIONS, RESPONSES_PER_COEFFICIENT
from nps_reasons.drivers.patterns import Rows, packed, same_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.coded.sample import Coded
    from nps_reasons.drivers.commenters import Commenters

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
    machine, person : (n_rows, p)
        Regressors, the intercept first, with the themes as the machine tagged and as the person
        coded them; the same where nobody coded the row.
    lift : (n_rows,)
        1 / probability of being coded; 0 where the row was not.
    weights : (n_rows,)
        Of one response.
    rows
        What the rows stand for.
    bread : (p, p)
        Inverse of the sum of the corrected moments.
    estimable : (p,)
        False where the data cannot tell the coefficient from others.
    columns : (k,)
        Which regressors are the themes that are shown.
    corrected : (k,)
        Which of these are corrected; of the others too little is coded, and the person is taken
        to agree with the machine.
    """

    points: Array
    machine: Array
    person: Array
    lift: Array
    weights: Array
    rows: Rows
    bread: Array
    estimable: Flags
    columns: Codes
    corrected: Flags

    @property
    def n_coded(self) -> int:
        """Responses that a person coded."""
        return int(self.rows.times[self.lift > 0].sum())

    @property
    def degrees_of_freedom(self) -> int:
        """Coded responses minus coefficients that can be estimated."""
        return self.n_coded - int(np.linalg.matrix_rank(self.bread, hermitian=True))

    @property
    def least_variances(self) -> Array:
        """Least credible variance of the effects, as `adjusted.least_variances` has it."""
        said = self._mixed(self.columns)
        times = self.rows.times
        n = np.maximum(times @ said, 0.0)
        weight = np.maximum((times * self.weights) @ said, 0.0) / np.maximum(n, 1.0)
        spread = np.maximum(np.diag(self.bread)[self.columns], 0.0)
        least: Array = unanimous_variance(n) * weight * spread
        return least

    def effects_of(self, points: Array) -> Effects:
        """Corrected effects and reaches, with leave-one-out influence.

        Parameters
        ----------
        points : ndarray of shape (n_rows,)
            `points`, or a part of them.
        """
        totals = self.weights * self.rows.times
        outcome = totals * points
        own, sample = outcome * (1 - self.lift), outcome * self.lift
        coefficients = self.bread @ (self.machine.T @ own + self.person.T @ sample)
        said = self._mixed(self.columns)
        reach = totals @ said / totals.sum()
        relative = self.weights * (self.rows.times.sum() / totals.sum())
        return Effects(
            effects=coefficients[self.columns],
            influence=self._influence(points, coefficients),
            # The reach of a rare theme may be corrected past the end of what a share can be.
            reach=np.clip(reach, 0.0, 1.0),
            reach_influence=relative[:, None] * (said - reach),
        )

    def _mixed(self, columns: Codes) -> Array:
        """Mentions whose mean is the corrected reach."""
        machine, lift = self.machine[:, columns], self.lift[:, None]
        mixed: Array = machine + lift * (self.person[:, columns] - machine)
        return mixed

    def _influence(self, points: Array, coefficients: Array) -> Array:
        machine, person = self.machine @ self.bread, self.person @ self.bread
        residuals = np.stack(
            [points - self.machine @ coefficients, points - self.person @ coefficients]
        )
        pull = self._left_out(residuals, machine, person) * self.rows.times.sum()
        result: Array = (
            machine[:, self.columns] * pull[0][:, None] + person[:, self.columns] * pull[1][:, None]
        )
        return result

    def _left_out(self, residuals: Array, machine: Array, person: Array) -> Array:
        """Weighted residuals under the fit to all other responses, shape (2, n_rows)."""
        levers = np.stack(
            [
                (machine * self.machine).sum(axis=1),
                (machine * self.person).sum(axis=1),
                (person * self.person).sum(axis=1),
            ]
        )
        return left_out_residuals(residuals, levers, self.weights, self.lift)


def left_out_residuals(residuals: Array, levers: Array, weights: Array, lift: Array) -> Array:
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

    Returns
    -------
    ndarray of shape (2, n_rows)
        Those of the machine's labels times weight (1 - lift), the person's times weight lift.
    """
    own, sample = weights * (1 - lift), weights * lift
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


def corrected_fit(people: Commenters, coded: Coded) -> CorrectedFit | None:
    """Fit the adjusted model to corrected moments.

    ``A = mean w [x^ x^' + (R/p) (x x' - x^ x^')]``, ``b = mean w [x^ y + (R/p) (x - x^) y]``,
    effects ``A^-1 b``: x^ holds the machine's tags, x the person's, R says whether the response
    was coded, p is the chance of that. With every response coded it is the model of the person's
    labels; with a machine that never errs, that of the machine's.

    Parameters
    ----------
    people
        All responses with a reason of a period.
    coded
        What a person coded of them.

    Returns
    -------
    CorrectedFit or None
        None where too little is coded: fewer than 50 responses, fewer than three a coefficient,
        or no theme that machine and person both find in five respondents of the sample.

    References
    ----------
    Egami, Hinck, Stewart and Wei (2023), "Using imperfect surrogates for downstream inference:
    design-based supervised learning for social science applications of large language models",
    NeurIPS.
    """
    if not enough_coded(people, coded):
        return None
    themes = np.flatnonzero(people.shown)
    pairs = _Pairs.of(people, coded, themes)
    n_found = pairs.n_found
    corrected = n_found >= FEWEST_MENTIONS
    while corrected.any():
        person = pairs.person_where(corrected)
        weakest = weakest_theme(pairs.moments(person), corrected, n_found)
        if weakest is None:
            return pairs.fit(person, corrected)
        corrected[weakest] = False
    return None


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Rows of what the machine and what the person found, for responses alike in both."""

    points: Array
    base: Array
    machine: Array
    person: Array
    lift: Array
    weights: Array
    rows: Rows

    @classmethod
    def of(cls, people: Commenters, coded: Coded, themes: Codes) -> _Pairs:
        said = coded.said[:, themes]
        codes, firsts = same_rows([people.row_of, coded.lift, *packed(said)])
        row, drawn = people.row_of[firsts], coded.drawn[firsts]
        machine = people.mentions[row][:, themes]
        return cls(
            points=people.points[row],
            base=np.column_stack([np.ones(len(row)), people.controls[row]]),
            machine=machine,
            person=np.where(drawn[:, None], said[firsts], machine),
            lift=coded.lift[firsts],
            weights=people.weights[row],
            rows=Rows.of(codes, people.respondents),
        )

    @property
    def n_found(self) -> Array:
        """Respondents of the sample in whom both machine and person find each theme."""
        drawn = (self.lift > 0)[:, None]
        machine = self.rows.respondents_with(self.machine * drawn)
        person = self.rows.respondents_with(self.person * drawn)
        found: Array = np.minimum(machine, person)
        return found

    def person_where(self, corrected: Flags) -> Array:
        """The person's mentions of the corrected themes, the machine's of the others."""
        return np.where(corrected, self.person, self.machine)

    def moments(self, person: Array) -> CodedMoments:
        return CodedMoments(
            machine=self._with_base(self.machine),
            person=self._with_base(person),
            lift=self.lift,
            weights=self.weights,
            times=self.rows.times,
        )

    def fit(self, person: Array, corrected: Flags) -> CorrectedFit:
        bread, estimable = pseudo_inverse(self.moments(person).by_sample)
        n_base = self.base.shape[1]
        return CorrectedFit(
            points=self.points,
            machine=self._with_base(self.machine),
            person=self._with_base(person),
            lift=self.lift,
            weights=self.weights,
            rows=self.rows,
            bread=bread,
            estimable=estimable,
            columns=np.arange(n_base, n_base + self.machine.shape[1]),
            corrected=corrected,
        )

    def _with_base(self, mentions: Array) -> Array:
        return np.column_stack([self.base, mentions])
