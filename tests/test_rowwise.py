"""Rows by themselves: no neighbour, place or number of threads reaches the last bit."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.rowwise import dots, unit

sizes = st.tuples(
    st.integers(0, 40), st.sampled_from([1, 3, 30, 200]), st.sampled_from([1, 7, 64, 384])
)


def drawn(rng, *shape):
    return rng.normal(size=shape).astype(np.float32)


@given(sizes, st.integers(0, 999))
@settings(max_examples=60)
def test_a_row_has_the_same_product_alone_and_at_any_place(size, seed):
    n_rows, n_others, width = size
    rng = np.random.default_rng(seed)
    rows, others = drawn(rng, n_rows, width), drawn(rng, n_others, width)
    found = dots(rows, others)
    np.testing.assert_allclose(found, rows @ others.T, atol=1e-3)
    order = rng.permutation(n_rows)
    assert np.array_equal(dots(rows[order], others), found[order])
    for row in range(n_rows):
        assert np.array_equal(dots(rows[[row]], others)[0], found[row])


THREADS = """
import os
import subprocess
import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_limits
from nps_reasons.rowwise import dots

rng = np.random.default_rng(0)
for n_others in (96, 128, 400):
    rows = rng.normal(size=(801, 384)).astype("f4")
    others = rng.normal(size=(n_others, 384)).astype("f4")
    found = []
    for threads in (1, 2, 8):
        with threadpool_limits(threads):
            found.append(dots(rows, others))
    assert all(np.array_equal(found[0], one) for one in found), n_others
"""


@pytest.mark.parametrize("kernel", [None, "Haswell", "SkylakeX", "Sandybridge"])
def test_the_number_of_threads_does_not_reach_a_product(kernel):
    # Another kind of processor has other kernels; OpenBLAS takes those that are named here.
    named = {} if kernel is None else {"OPENBLAS_CORETYPE": kernel}
    subprocess.run([sys.executable, "-c", THREADS], env={**os.environ, **named}, check=True)


@given(sizes, st.integers(0, 999))
def test_unit_vectors_have_length_one_each_by_itself(size, seed):
    n_rows, _, width = size
    rows = drawn(np.random.default_rng(seed), n_rows, width)
    found = unit(rows)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    for row in range(n_rows):
        assert np.array_equal(unit(rows[[row]])[0], found[row])
    assert not unit(np.zeros((2, 3), np.float32)).any()
