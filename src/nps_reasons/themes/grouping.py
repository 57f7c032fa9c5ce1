"""Groups of like clauses: k-means on many bags of them, and what the bags agree on.

One k-means of the same texts, of half of them or of next quarter's ends up elsewhere: there are
many ways to cut a cloud into twelve. The centres of many runs lie close together where the data
hold a group, and apart where one run only happened to cut; so the centres are grouped in turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Labels = NDArray[np.int64]

NOWHERE: Final = -1
"""Group of what is near no centre."""

NEAR: Final = 0.4
"""Cosine, among the directions that are kept, from which on a text belongs to a group."""

DIRECTIONS: Final = 20
"""Directions that are kept; in the others, noise tells like texts apart."""

BAGS: Final = 150
LARGEST_BAG: Final = 4_000
"""Texts of one bag: what more of them would add is the time it takes."""


class Grouping:
    """Puts vectors into groups that other vectors of the same kind would be put into, too.

    Parameters
    ----------
    n_groups
        How many groups there are to be.
    seed
        Of the bags.

    Attributes
    ----------
    centre_ : ndarray of shape (width,)
        Mean of the vectors, each of length one.
    directions_ : ndarray of shape (width, n_directions)
        In which they differ most.
    centres_ : ndarray of shape (n_groups, n_directions)
        One per group.
    labels_ : ndarray of shape (n_vectors,)
        Group of each vector that was learned from.

    References
    ----------
    Leisch (1999), Bagged clustering, Working Paper 51, SFB Adaptive Information Systems, Vienna.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> two = np.repeat([[9.0, 0, 1], [0.0, 9, 1]], 30, axis=0) + rng.normal(size=(60, 3))
    >>> found = Grouping(2).fit(two.astype(np.float32)).labels_
    >>> len(set(found[:30])), len(set(found[30:])), len(set(found))
    (1, 1, 2)
    """

    def __init__(self, n_groups: int, *, seed: int = 0) -> None:
        self.n_groups = n_groups
        self.seed = seed

    def fit(self, vectors: Array) -> Self:
        """Find the groups of vectors; their order decides who is in which bag."""
        from threadpoolctl import threadpool_limits  # noqa: PLC0415 - takes a while to look around

        # The number of threads decides in which order sums are rounded, and so who is nearest.
        with threadpool_limits(limits=1):
            directed = _unit(vectors)
            self.centre_: Array = directed.mean(axis=0)
            self.directions_ = _main_directions(_unit(directed - self.centre_))
            self.centres_ = self._agreed(*self._bags(self.placed(vectors)))
            self.labels_ = self.predict(vectors)
        return self

    def placed(self, vectors: Array) -> Array:
        """Vectors among the directions that were kept, of length one."""
        return _unit(_unit(_unit(vectors) - self.centre_) @ self.directions_)

    def predict(self, vectors: Array) -> Labels:
        """Group of each vector; `NOWHERE` where it is near no centre."""
        placed = self.placed(vectors)
        nearest = _nearest(placed, self.centres_)
        return np.where(self._likeness(placed, nearest) >= NEAR, nearest, NOWHERE)

    def nearness(self, vectors: Array) -> Array:
        """Cosine of each vector and the centre that is nearest to it."""
        placed = self.placed(vectors)
        return self._likeness(placed, _nearest(placed, self.centres_))

    def _likeness(self, placed: Array, nearest: Labels) -> Array:
        found: Array = np.einsum("ij,ij->i", placed, _unit(self.centres_)[nearest])
        return found

    def _bags(self, placed: Array) -> tuple[Array, NDArray[np.float64]]:
        """Centres of k-means on each bag, and how many texts each stands for."""
        from sklearn.cluster import KMeans  # noqa: PLC0415 - comes with the extra

        rng = np.random.default_rng(self.seed)
        size = min(len(placed), LARGEST_BAG)
        centres, counts = [], []
        for _ in range(BAGS):
            bag = placed[rng.integers(0, len(placed), size)]
            found = KMeans(self.n_groups, n_init=1, random_state=int(rng.integers(2**31))).fit(bag)
            centres.append(found.cluster_centers_)
            counts.append(np.bincount(found.labels_, minlength=self.n_groups))
        return np.concatenate(centres), np.concatenate(counts).astype(np.float64)

    def _agreed(self, centres: Array, counts: NDArray[np.float64]) -> Array:
        """Mean of the bags' centres that belong together (Ward)."""
        from scipy.cluster.hierarchy import fcluster, ward  # noqa: PLC0415 - takes a second

        belongs = fcluster(ward(centres), self.n_groups, criterion="maxclust")
        together = [belongs == group for group in np.unique(belongs)]
        return np.stack(
            [np.average(centres[own], axis=0, weights=counts[own] + 1e-9) for own in together]
        ).astype(np.float32)


def _unit(vectors: Array) -> Array:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Array = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return found


def _main_directions(vectors: Array) -> Array:
    """Principal directions of vectors, as columns."""
    centred = (vectors - vectors.mean(axis=0)).astype(np.float64)
    _, directions = np.linalg.eigh(centred.T @ centred)
    return directions[:, ::-1][:, :DIRECTIONS].astype(np.float32)


def _nearest(placed: Array, centres: Array) -> Labels:
    closeness = placed @ centres.T - 0.5 * (centres**2).sum(axis=1)
    nearest: Labels = closeness.argmax(axis=1).astype(np.int64)
    return nearest
