"""The noise drill: what the adjusted model shows when scores are shuffled among respondents.

Small surveys are shuffled and fitted again. In large ones the shuffled effects are as good as
normal, and are drawn from the distribution that shuffling has (Hoeffding 1951).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.drivers.adjusted import Fit, columns_of, effect_influence
from nps_reasons.drivers.patterns import Rows, covariance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEW_ENOUGH: Final = 20_000
"""Responses up to which scores are really shuffled."""

SHUFFLES: Final = 400


@dataclass(frozen=True, slots=True)
class NoiseDrill:
    """What shuffled scores show.

    Attributes
    ----------
    largest_t : (n_shuffles,)
        Largest |t| (points over their standard error) over the drivers of each shuffle.
    largest_points : (n_shuffles,)
        Largest |points| of each shuffle, in NPS points.
    """

    largest_t: Array
    largest_points: Array

    @property
    def threshold(self) -> float:
        """|t| that 95 % of the shuffles stay below."""
        return float(np.quantile(self.largest_t, 0.95))


def shuffle_scores(
    points: Array,
    fit: Fit,
    columns: NDArray[np.intp],
    *,
    clusters: NDArray[np.intp],
    seed: int,
    shuffles: int = SHUFFLES,
) -> NoiseDrill:
    """Refit the model to shuffled scores.

    Whole respondents change places with respondents who gave as many responses, so that the
    drill is as clustered as the data.

    Parameters
    ----------
    points : ndarray of shape (n,)
    fit
        The fit to the real scores, with weights that do not depend on the scores; each of its
        rows is one response.
    columns
        Which of its regressors are themes.
    """
    design = _Design.of(fit, columns, clusters)
    orders = _shuffled_orders(design.codes, np.random.default_rng(seed))
    chunks = [
        _largest(points[np.stack([next(orders) for _ in range(size)], axis=1)], fit, design)
        for size in _chunk_sizes(shuffles)
    ]
    largest_t, largest_points = np.concatenate(chunks, axis=1)
    return NoiseDrill(largest_t=largest_t, largest_points=largest_points)


def draw_noise(
    points: Array,
    fit: Fit,
    columns: NDArray[np.intp],
    *,
    rows: Rows,
    seed: int,
    draws: int = SHUFFLES,
) -> NoiseDrill:
    """Draw what shuffled scores would show in a large survey.

    Shuffled scores leave the mean alone and make every effect normal around 0; its covariance is
    that of the model whose residuals are the distances from the mean.

    Parameters
    ----------
    points : ndarray of shape (n_rows,)
    fit
        As for `shuffle_scores`; its rows are those of `rows`.
    """
    totals = fit.weights * fit.times
    distances = points - totals @ points / totals.sum()
    reach = totals @ columns_of(fit.x, columns) / totals.sum()
    spread = covariance(effect_influence(fit, distances, columns), rows) * np.outer(reach, reach)
    errors = np.sqrt(np.maximum(np.diag(spread), 1e-300))
    values, vectors = np.linalg.eigh(spread)
    normal = np.random.default_rng(seed).standard_normal((draws, len(columns)))
    size = np.abs(normal @ (vectors * np.sqrt(np.maximum(values, 0.0))).T)
    return NoiseDrill(
        largest_t=(size / errors).max(axis=1, initial=0.0),
        largest_points=size.max(axis=1, initial=0.0),
    )


@dataclass(frozen=True, slots=True)
class _Design:
    """What stays the same in every shuffle.

    Attributes
    ----------
    columns : (k,)
        Regressors that are themes.
    reach : (k,)
    lever : (k, n)
        What a residual adds to a coefficient.
    spread : (k, n)
        What a response adds to a theme's reach, less its mean.
    codes : (n,)
        Respondents, numbered without gaps.
    """

    columns: NDArray[np.intp]
    reach: Array
    lever: Array
    spread: Array
    codes: NDArray[np.intp]

    @classmethod
    def of(cls, fit: Fit, columns: NDArray[np.intp], clusters: NDArray[np.intp]) -> Self:
        share = fit.weights / fit.weights.sum()
        mentions = fit.x[:, columns]
        reach = share @ mentions
        return cls(
            columns=columns,
            reach=reach,
            lever=(fit.bread @ (fit.x * fit.weights[:, None]).T)[columns],
            spread=(share[:, None] * (mentions - reach)).T,
            codes=np.unique(clusters, return_inverse=True)[1],
        )


def _largest(shuffled: Array, fit: Fit, design: _Design) -> Array:
    """Largest |t| and largest |points| of each shuffle, shape (2, shuffles)."""
    coefficients = fit.bread @ ((fit.x * fit.weights[:, None]).T @ shuffled)
    inflation = 1 / np.maximum(1 - fit.leverages, 1e-6)
    residuals = (shuffled - fit.x @ coefficients) * inflation[:, None]
    effects = coefficients[design.columns]
    size = np.abs(effects * design.reach[:, None])
    t = size / np.sqrt(np.maximum(_points_variance(effects, residuals, design), 1e-300))
    return np.stack([t.max(axis=0, initial=0.0), size.max(axis=0, initial=0.0)])


def _points_variance(effects: Array, residuals: Array, design: _Design) -> Array:
    """Variance of each theme's points in each shuffle, shape (k, shuffles)."""
    lever, reach = design.lever * design.reach[:, None], design.spread
    n_clusters = int(design.codes.max()) + 1
    if n_clusters == len(design.codes):
        crossed = 2 * effects * ((lever * reach) @ residuals)
        alone = effects**2 * (reach**2).sum(axis=1, keepdims=True)
        singles: Array = (lever**2) @ (residuals**2) + crossed + alone
        return singles
    order = np.argsort(design.codes, kind="stable")
    firsts = np.concatenate([[0], np.cumsum(np.bincount(design.codes))[:-1]])
    variance = np.empty_like(effects)
    for column in range(effects.shape[1]):
        influence = lever * residuals[:, column] + reach * effects[:, [column]]
        sums = np.add.reduceat(influence[:, order], firsts, axis=1)
        variance[:, column] = (sums**2).sum(axis=1)
    return variance


_CHUNK: Final = 50


def _chunk_sizes(shuffles: int) -> list[int]:
    """Sizes of chunks of shuffles, small enough for memory."""
    return [min(_CHUNK, shuffles - start) for start in range(0, shuffles, _CHUNK)]


def _shuffled_orders(
    codes: NDArray[np.intp], rng: np.random.Generator
) -> Iterator[NDArray[np.intp]]:
    """Endless row orders in which respondents with equally many responses change places."""
    by_cluster = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    blocks = [
        by_cluster[starts[sizes == size][:, None] + np.arange(size)] for size in np.unique(sizes)
    ]
    while True:
        order = np.empty(len(codes), dtype=np.intp)
        for block in blocks:
            order[block] = rng.permutation(block)
        yield order
