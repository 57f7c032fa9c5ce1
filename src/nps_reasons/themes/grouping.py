"""Groups of like clauses: k-means on many bags of them, and what the bags agree on.

One k-means of the same texts, of half of them or of next quarter's ends up elsewhere: there are
many ways to cut a cloud into twelve. The centres of many runs lie close together where the data
hold a group, and apart where one run only happened to cut; so the centres are grouped in turn.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from nps_reasons.errors import UsageError
from nps_reasons.rowwise import unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Labels = NDArray[np.int64]

NOWHERE: Final = -1
"""Group of what is near no centre."""

NEAR: Final = 0.35
"""Cosine, as seen from the mean of all texts, from which on a text belongs to a group."""

BAGS: Final = 300
LARGEST_BAG: Final = 4_000
"""Texts of one bag: what more of them would add is the time it takes."""


class Grouping:
    """Puts vectors into groups that other vectors of the same kind would be put into, too.

    Parameters
    ----------
    n_groups
        How many groups there are to be; there are fewer where fewer vectors differ.
    seed
        Of the bags.

    Attributes
    ----------
    centre_ : ndarray of shape (width,)
        Mean of the vectors.
    centres_ : ndarray of shape (n_groups, width)
        One per group, as seen from there.
    labels_ : ndarray of shape (n_vectors,)
        Group of each vector that was learned from; `NOWHERE` where it is near no centre.

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
        """Find the groups of vectors; their order decides who is in which bag.

        Raises
        ------
        UsageError
            There is no vector, or no group is asked for.
        """
        if self.n_groups < 1 or not len(vectors):
            raise UsageError(
                f"{self.n_groups:,} groups of {len(vectors):,} vectors; expected one or more of "
                "each"
            )
        with _one_thread():
            self.centre_: Array = vectors.mean(axis=0)
            self.centres_ = self._agreed(*self._bags(self.placed(vectors)))
            self.labels_ = self.predict(vectors)
        return self

    def placed(self, vectors: Array) -> Array:
        """Vectors as seen from the mean of all, of length one."""
        return unit(vectors - self.centre_)

    def predict(self, vectors: Array) -> Labels:
        """Group of each vector; `NOWHERE` where it is near no centre, or all zeros."""
        nearest, likeness = self._nearest(vectors)
        # Zeros are a text without a word: it says nothing, and so nothing that others say.
        near = (likeness >= NEAR) & vectors.any(axis=1)
        return np.where(near, nearest, NOWHERE)

    def nearness(self, vectors: Array) -> Array:
        """Cosine of each vector and the centre that is nearest to it."""
        return self._nearest(vectors)[1]

    def _nearest(self, vectors: Array) -> tuple[Labels, Array]:
        """Group whose centre is nearest to each vector, and the cosine of the two."""
        with _one_thread():
            placed = self.placed(vectors)
            closeness = placed @ self.centres_.T - 0.5 * (self.centres_**2).sum(axis=1)
        nearest: Labels = closeness.argmax(axis=1).astype(np.int64)
        return nearest, np.einsum("ij,ij->i", placed, unit(self.centres_)[nearest])

    def _bags(self, placed: Array) -> tuple[list[Array], list[Labels]]:
        """Centres of k-means on each bag, and how many texts each stands for."""
        rng = np.random.default_rng(self.seed)
        size = min(len(placed), LARGEST_BAG)
        _, kinds = np.unique(placed, axis=0, return_inverse=True)
        centres, counts = [], []
        for _ in range(BAGS):
            drawn = rng.integers(0, len(placed), size)
            n_groups = min(self.n_groups, len(np.unique(kinds.ravel()[drawn])))
            own, sizes = _clustered(placed[drawn], n_groups, seed=int(rng.integers(2**31)))
            centres.append(own[sizes > 0])
            counts.append(sizes[sizes > 0])
        return centres, counts

    def _agreed(self, bags: list[Array], sizes: list[Labels]) -> Array:
        """Mean of the bags' centres that belong together (Ward)."""
        from scipy.cluster.hierarchy import fcluster, ward  # noqa: PLC0415 - takes a second

        centres, counts = np.concatenate(bags), np.concatenate(sizes)
        # Where no bag has so many, the rest would be differences of rounding.
        n_groups = max(map(len, bags))
        belongs = fcluster(ward(centres), n_groups, criterion="maxclust")
        together = [belongs == group for group in np.unique(belongs)]
        return np.stack(
            [np.average(centres[own], axis=0, weights=counts[own]) for own in together]
        ).astype(np.float32)


@contextmanager
def _one_thread() -> Iterator[None]:
    """With more, sums are rounded in another order; that decides who is nearest."""
    # A limit binds only what is loaded before.
    import sklearn.cluster  # noqa: F401, PLC0415 - comes with the extra
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - takes a while to look around

    with threadpool_limits(limits=1):
        yield


def _clustered(bag: Array, n_groups: int, *, seed: int) -> tuple[Array, Labels]:
    """Centres of one k-means, and how many vectors are nearest to each."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 - comes with the extra
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415

    with warnings.catch_warnings():
        # Vectors that differ by rounding alone leave groups empty; these are dropped.
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = KMeans(n_groups, n_init=1, random_state=seed).fit(bag)
    return found.cluster_centers_, np.bincount(found.labels_, minlength=n_groups)
