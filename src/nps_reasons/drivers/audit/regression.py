"""The driver model with the covariance of all its coefficients, segments' and themes' alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from nps_reasons.drivers.adjusted import effect_influence
from nps_reasons.drivers.estimates import ROUNDING, fitted
from nps_reasons.drivers.patterns import covariance
from nps_reasons.inference.student import student_limit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.adjusted import Fit
    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Regression:
    """The fit of one period.

    Attributes
    ----------
    fit
        Its first regressor is the intercept; then come the segments' dummies, then the themes.
    themes
        The k pairs of theme and sign in the model.
    columns : (k,)
        Which of the regressors they are.
    spread : (p, p)
        Covariance of the coefficients, leave-one-out and summed by respondent.
    freedom
        Degrees of freedom: of the residuals, or of the respondents where those are fewer.
    """

    fit: Fit
    themes: tuple[tuple[str, str], ...]
    columns: NDArray[np.intp]
    spread: Array
    freedom: int

    @classmethod
    def of(cls, people: Commenters) -> Self:
        """Fit the model of the commenters of one period."""
        fit, columns = fitted(people)
        every = np.arange(fit.x.shape[1])
        influence = effect_influence(fit, fit.leave_one_out_residuals, every)
        return cls(
            fit=fit,
            themes=tuple(people.themes[place] for place in np.flatnonzero(people.shown)),
            columns=columns,
            spread=covariance(influence, people.rows),
            freedom=min(fit.degrees_of_freedom, people.rows.n_respondents - 1),
        )

    @property
    def effects(self) -> Array:
        """Effect of each theme, in NPS points, shape (k,)."""
        return self.fit.coefficients[self.columns]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether each effect can be told from others, and anything varies, shape (k,)."""
        variances = np.diag(self.spread)[self.columns]
        moved = np.maximum(np.abs(self.effects), np.sqrt(np.maximum(variances, 0.0))) > ROUNDING
        return np.asarray(self.fit.estimable[self.columns] & moved)

    @property
    def limit(self) -> float:
        """Student's quantile that a 95 % interval is made with."""
        return student_limit(self.freedom)
