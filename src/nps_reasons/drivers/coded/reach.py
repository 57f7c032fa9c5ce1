"""Reach of themes, corrected by a coded sample: the machine's share plus its mean error.

The difference estimator of survey sampling. How much the machine's share counts is tuned, theme by
theme: a machine that errs much is left aside (the prediction-powered mean, PPI++).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.coded.fit import FEWEST_CODED
from nps_reasons.drivers.coded.sample import coded_of, gold_sample
from nps_reasons.drivers.coded.tuning import mixed_means, shares_of_reach
from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.patterns import Rows, covariance, packed, same_rows
from nps_reasons.inference.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nps_reasons.drivers.coded.sample import Coded
    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares from 0 to 1 with their 95 % intervals, each of shape (k,)."""

    value: Array
    low: Array
    high: Array


def corrected_reach(
    responses: pd.DataFrame,
    mentions: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Share who say each theme, corrected for the machine's errors by a coded sample.

    Parameters
    ----------
    responses, mentions, gold
        As `rank_drivers` takes them; those of one period.
    labels
        Theme id to its label: ids that may be coded beside those that the machine found.

    Returns
    -------
    pd.DataFrame
        A row per theme and sign that the machine found: `theme`, `sign`, `machine_reach`, `reach`,
        `reach_low`, `reach_high`, shares of those who gave a reason, weighted to all respondents.

    Raises
    ------
    InputError
        The tables do not have what is needed.

    References
    ----------
    Sarndal, Swensson and Wretman (1992), "Model Assisted Survey Sampling", section 6.3;
    Angelopoulos et al. (2023), Science 382:669; Angelopoulos, Duchi and Zrnic (2023),
    arXiv:2311.01453, for how much the machine counts.

    Examples
    --------
    >>> responses = pd.DataFrame({"response_id": ["a", "b", "c", "d"], "score": [3, 9, 10, 2]})
    >>> mentions = pd.DataFrame({"response_id": ["a"], "theme": "price", "sign": "negative"})
    >>> gold = pd.DataFrame({"response_id": ["c", "d"],
    ...                      "labels": [[], [{"theme": "price", "sign": "negative"}]]})
    >>> corrected_reach(responses, mentions, gold)[["theme", "machine_reach", "reach"]]
       theme  machine_reach  reach
    0  price           0.25   0.75
    """
    people = commenters(responses, mentions)
    known = {*mentions["theme"].astype("string").unique(), *(labels or ())}
    coded = coded_of(people, gold_sample(gold, responses, known))
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        found = reach_of(people, coded)
    return pd.DataFrame(
        {
            "theme": [theme for theme, _ in people.themes],
            "sign": [sign for _, sign in people.themes],
            "machine_reach": people.reach,
            "reach": found.value,
            "reach_low": found.low,
            "reach_high": found.high,
        }
    )


def reach_of(people: Commenters, coded: Coded | None) -> Shares:
    """Reach of every theme and sign of a period; the machine's where nothing is coded."""
    if coded is None or not coded.drawn.any():
        lift = np.zeros(len(people.points))
        found = difference_estimate(
            people.mentions, people.mentions, lift, people.weights, rows=people.rows
        )
        return _shares(*found, people.rows.n)
    codes, firsts = same_rows([people.row_of, coded.lift, *packed(coded.said)])
    machine = people.mentions[people.row_of[firsts]]
    person = np.where(coded.drawn[firsts, None], coded.said[firsts], machine)
    lift, weights = coded.lift[firsts], people.weights[people.row_of[firsts]]
    rows, n_coded = Rows.of(codes, people.respondents), int(coded.drawn.sum())
    shares = np.ones(machine.shape[1])
    if n_coded >= FEWEST_CODED:
        shares = shares_of_reach(machine, person, lift, weights, times=rows.times)
    found = difference_estimate(machine, person, lift, weights, rows=rows, shares=shares)
    return _shares(*found, n_coded)


def difference_estimate(
    machine: Array,
    person: Array,
    lift: Array,
    weights: Array,
    *,
    rows: Rows | None = None,
    shares: Array | None = None,
) -> tuple[Array, Array]:
    """Weighted mean of what the machine found, plus the mean error that the sample shows.

    ``mean w [x^ + (R/p) (x - x^)] / mean w``, with x^ times its share where there is one.

    Parameters
    ----------
    machine, person : ndarray of shape (n_rows, k)
        Of a row that nobody coded, `person` may hold anything finite.
    lift : ndarray of shape (n_rows,)
        1 / probability of being coded; 0 where it was not.
    weights : ndarray of shape (n_rows,)
        Of one response.
    rows
        What the rows stand for; a response of another respondent each where it is None.
    shares : ndarray of shape (k,), optional
        How much the machine's labels count, 0 to 1; 1 where it is None.

    Returns
    -------
    value, variance : ndarray of shape (k,)

    Examples
    --------
    >>> machine = np.array([[1.0], [0], [0], [0], [1], [0.4]])
    >>> person = np.array([[1.0], [0], [1], [0], [1], [0]])
    >>> lift = np.array([1.2, 1.2, 1.2, 1.2, 1.2, 0.0])
    >>> value, _ = difference_estimate(machine, person, lift, np.ones(6))
    >>> value
    array([0.6])
    """
    alone = np.arange(len(weights))
    rows = rows or Rows.of(alone, alone)
    counts = np.ones(machine.shape[1]) if shares is None else shares
    found = mixed_means(machine, person, lift, weights, times=rows.times, shares=counts)
    return found.means, np.diag(covariance(found.influence, rows))


def _shares(value: Array, variance: Array, n: int) -> Shares:
    """Wilson's interval at the n that a simple random sample of that variance has.

    `n` is that of the coded responses, for shares of which nothing varies.
    """
    kept = np.clip(value, 0.0, 1.0)
    spread = kept * (1 - kept)
    bases = np.where((spread > 0) & (variance > 0), spread / np.maximum(variance, 1e-300), n)
    limits = [
        wilson(float(share), max(float(base), 1.0)) for share, base in zip(kept, bases, strict=True)
    ]
    low, high = np.array(limits).reshape(-1, 2).T
    return Shares(kept, low, high)
