"""Arrays for the tests of the robustness methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def _random_arrays(seed: int, *, n: int = 120, k: int = 4) -> tuple[Array, Array, Array]:
    """Contributions that hang on k mentions, the mentions behind an intercept, and weights."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.random((n, k)) < rng.uniform(0.1, 0.5, k)]).astype(float)
    latent = x[:, 1:] @ rng.normal(0, 1.5, k) + rng.logistic(size=n) + rng.normal()
    points = np.select([latent < -0.5, latent < 0.7], [-100.0, 0.0], 100.0)
    return points, x, rng.choice([0.5, 1.0, 2.0], n)


@pytest.fixture(scope="session")
def random_arrays() -> Callable[..., tuple[Array, Array, Array]]:
    """Points, regressors with the intercept first, and weights, of a seed."""
    return _random_arrays
