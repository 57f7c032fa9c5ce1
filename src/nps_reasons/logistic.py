"""Logistic regression that starts from what is known: many themes at once, or one of three signs.

Both minimise the texts' losses, summed, plus a ridge on the weights; what is known before any
text was coded comes in as an offset, so that few coded texts change it little and many change it
much. The search is L-BFGS (Liu and Nocedal 1989), on one thread, so that the sums do not depend on
the machine's number of cores.

With a ridge, the best weights are a sum of the texts' rows (Kimeldorf and Wahba 1971): where texts
are fewer than features, the search is for how much each row counts, and many times shorter.

References
----------
Kimeldorf and Wahba (1971), Some results on Tchebycheffian spline functions, Journal of Mathematical
Analysis and Applications 33. Liu and Nocedal (1989), On the limited memory BFGS method for large
scale optimization, Mathematical Programming 45.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from nps_reasons.rowwise import dots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import scipy.sparse as sp
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Wide = NDArray[np.float64]
    Floats = NDArray[np.floating[Any]]
    Loss = Callable[[Floats], tuple[float, Floats]]

INTERCEPT: Final = 0.01
"""How much less an intercept is held than a weight."""
MOST_ROWS: Final = 2_000
"""Texts up to which the search is among rows: the memory that it takes goes with their square, and
is 100 MiB here; of more texts, the search among features takes less of that and of time."""
STEPS: Final = 50
"""Of the search among features."""
MOST_STEPS: Final = 1_000
"""Of the search among rows, which needs about 80 for themes and 200 for signs."""
LEVEL: Final = 1e-6
"""Slope at which the search among rows ends: logits are then within about 1e-5 of the optimum's."""
NO_LENGTH: Final = 1e-12
"""Square of an axis, as a share of the longest one's, up to which it is rounding."""
FOLDS: Final = 3


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as rows of features: a few that all texts have, and many that few have.

    Attributes
    ----------
    dense : ndarray of shape (n_texts, n_dense), float32
    sparse : csr_matrix of shape (n_texts, n_sparse), float32
    """

    dense: Array
    sparse: sp.csr_matrix

    def __getitem__(self, chosen: NDArray[np.int64]) -> Rows:
        """Return some of the rows."""
        return Rows(self.dense[chosen], self.sparse[chosen])

    def __len__(self) -> int:
        """Number of texts."""
        return len(self.dense)

    @property
    def width(self) -> int:
        """Number of features."""
        return int(self.dense.shape[1] + self.sparse.shape[1])

    def times(self, weights: Array) -> Array:
        """Rows times weights; each row by itself, so that its neighbours cannot reach it."""
        n_dense = self.dense.shape[1]
        found: Array = self.sparse @ weights[n_dense:]
        return found + dots(self.dense, weights[:n_dense].T)


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear head: logits are features times weights, plus intercept, plus the offset.

    Attributes
    ----------
    weights : ndarray of shape (n_features, n_outputs), float32
    intercept : ndarray of shape (n_outputs,), float32
    """

    weights: Array
    intercept: Array

    def logits(self, rows: Rows) -> Array:
        """Logits of each row for each output, before any offset."""
        return rows.times(self.weights) + self.intercept


def probability(logits: Array) -> Array:
    """The logistic function of logits."""
    return np.asarray(_probability(logits), dtype=np.float32)


def shares(logits: Array) -> Array:
    """The softmax of each row of logits."""
    return np.asarray(_shares(logits), dtype=np.float32)


def _probability(logits: Floats) -> Floats:
    """As exact as the logits are, as a search needs it."""
    found: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return found


def _shares(logits: Floats) -> Floats:
    raised: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found


def fit_themes(
    rows: Rows,
    truth: NDArray[np.bool_],
    offset: Array,
    *,
    ridge: float,
    known: Array | None = None,
) -> Linear:
    """Fit one logistic regression for each theme.

    Parameters
    ----------
    truth : ndarray of shape (n_texts, n_themes)
        Whether a text speaks of a theme.
    offset : ndarray of shape (n_texts, n_themes)
        Logits that are known beforehand.
    ridge
        Weight of half the squared weights; the intercept is held by a much weaker one.
    known : ndarray of shape (n_texts, n_themes) or None
        How much each truth counts; 0 where it is not known.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> rows = Rows(np.array([[1.0], [-1.0]], "f4"), csr_matrix((2, 0), dtype="f4"))
    >>> head = fit_themes(rows, np.array([[True], [False]]), np.zeros((2, 1), "f4"), ridge=1.0)
    >>> head.weights.round(2)
    array([[0.67]], dtype=float32)
    """
    wanted = truth.astype(np.float32)
    counts = np.float32(1) if known is None else known

    def loss(logits: Floats) -> tuple[float, Floats]:
        value = counts * (np.logaddexp(0, logits) - wanted * logits)
        return float(value.sum(dtype=np.float64)), counts * (_probability(logits) - wanted)

    return _fitted(rows, offset, loss, ridge)


def fit_signs(rows: Rows, sign: NDArray[np.int64], offset: Array, *, ridge: float) -> Linear:
    """Fit a multinomial logistic regression for signs.

    Parameters
    ----------
    sign : ndarray of shape (n_pairs,)
        0 negative, 1 neutral, 2 positive.
    offset : ndarray of shape (n_pairs, 3)
        Logits that are known beforehand.
    """
    row = np.arange(len(sign))

    def loss(logits: Floats) -> tuple[float, Floats]:
        share = _shares(logits)
        value = -np.log(np.maximum(share[row, sign], 1e-12)).sum(dtype=np.float64)
        share[row, sign] -= 1
        return float(value), share

    return _fitted(rows, offset, loss, ridge)


def folds_of(texts: Sequence[str]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield which texts are inside and outside of the training of each fold.

    Equal texts, whatever their case and punctuation, are in one fold; which one depends on the
    text alone, not on its place.
    """
    fold = np.array([_fold_of(text) for text in texts])
    for number in range(FOLDS):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)


def _fold_of(text: str) -> int:
    return sha256(folded(text).encode("utf-8", "surrogatepass")).digest()[0] % FOLDS


def folded(text: str) -> str:
    """The letters and digits of a text: equal texts in other spellings are equal.

    Examples
    --------
    >>> folded("Too DEAR!") == folded("too dear")
    True
    """
    return re.sub(r"[\W_]+", "", text.casefold())


def _fitted(rows: Rows, offset: Array, loss: Loss, ridge: float) -> Linear:
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - only those who train wait for it

    search = _among_rows if 0 < len(rows) <= min(MOST_ROWS, rows.width) else _among_features
    with threadpool_limits(1):
        return search(rows, offset, loss, ridge)


def _among_rows(rows: Rows, offset: Array, loss: Loss, ridge: float) -> Linear:
    """Search among sums of rows, where a ridge leaves the optimum.

    The search goes along the axes of the rows' Gram matrix, each stretched so that the objective
    bends about alike along all: it then takes tens of steps to the optimum itself.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - only those who train wait for it

    length, turn = _axes(rows)
    # Of a sound guess p, the mean of |p - truth| is 2 p (1 - p), and the loss bends by p (1 - p);
    # less than half of it, as fitting makes the guess better.
    bend = np.abs(loss(offset.astype(np.float64))[1]).mean(axis=0) / 4
    narrow = 1 / np.sqrt(bend * length[:, None] ** 2 + ridge)
    stretch, held = length[:, None] * narrow, ridge * narrow**2

    def objective(flat: Wide) -> tuple[float, Wide]:
        place = flat.reshape(narrow.shape)
        value, slope = loss(turn @ (stretch * place) + offset)
        gradient = stretch * (turn.T @ slope) + held * place
        return value + 0.5 * float((held * place**2).sum()), gradient.ravel()

    found = minimize(
        objective,
        np.zeros(narrow.size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": MOST_STEPS, "gtol": LEVEL, "ftol": 0.0},
    )
    share = turn @ (found.x.reshape(narrow.shape) * narrow / length[:, None])
    weights = np.vstack([rows.dense.T @ share, rows.sparse.T @ share])
    intercept = share.sum(axis=0) / INTERCEPT
    return Linear(weights.astype(np.float32), intercept.astype(np.float32))


def _axes(rows: Rows) -> tuple[Wide, Wide]:
    """Lengths and directions of the axes of rows with an intercept; those of no length left out.

    Returns
    -------
    ndarray of shape (n_axes,), ndarray of shape (n_texts, n_axes)
    """
    dense, sparse = rows.dense.astype(np.float64), rows.sparse.astype(np.float64)
    gram = dense @ dense.T + (sparse @ sparse.T).toarray() + 1 / INTERCEPT
    square, turn = np.linalg.eigh(gram)
    kept = square > NO_LENGTH * square[-1]
    return np.sqrt(square[kept]), turn[:, kept]


def _among_features(rows: Rows, offset: Array, loss: Loss, ridge: float) -> Linear:
    """Search among weights of features, for a number of steps."""
    from scipy.optimize import minimize  # noqa: PLC0415 - only those who train wait for it

    n_features, n_outputs, n_dense = rows.width, offset.shape[1], rows.dense.shape[1]
    turned: Any = rows.sparse.T.tocsr()
    held = np.full((n_features + 1, 1), float(ridge))
    held[-1] *= INTERCEPT

    def objective(flat: Wide) -> tuple[float, Wide]:
        both = flat.reshape(n_features + 1, n_outputs)
        weights, intercept = both[:-1].astype(np.float32), both[-1].astype(np.float32)
        told = rows.dense @ weights[:n_dense] + rows.sparse @ weights[n_dense:]
        value, slope = loss(told + intercept + offset)
        ends = slope.sum(axis=0, keepdims=True)
        gradient = np.vstack([rows.dense.T @ slope, turned @ slope, ends]) + held * both
        return value + 0.5 * float((held * both**2).sum()), gradient.astype(np.float64).ravel()

    start = np.zeros((n_features + 1) * n_outputs)
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    both = found.x.reshape(n_features + 1, n_outputs).astype(np.float32)
    return Linear(weights=both[:-1], intercept=both[-1])
