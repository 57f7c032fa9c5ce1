"""The rows of one of two periods, weighted to all who answered and to the mix of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from nps_reasons.drivers.bridge.pair import CodedRows
from nps_reasons.drivers.commenters import FEWEST_MENTIONS, RESPONSES_PER_COEFFICIENT, most_said
from nps_reasons.drivers.design import commenter_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.bridge.pair import Pair

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PeriodRows:
    """The rows of a period of a pair.

    Attributes
    ----------
    points : (n_rows,)
    mentions : (n_rows, n_themes)
        As the machine tagged them.
    shares : (n_rows,)
        Weight of all responses of a row; they sum to 1. 0 where there is no reason.
    times, cells, categories : (n_rows,)
        Responses of each row; its cell; 0 detractor, 1 passive, 2 promoter.
    n_cells
    lifted
        Whether the commenters' weights are lifted to those of all, category by category.
    n_heard, n_all
        Responses that weigh something: with a reason, and all.
    carried : (n_themes,)
        Themes that the base of the period carries.
    coded
        What a person coded of the rows; None where the pair is not corrected.
    n_found : (n_themes,)
        Coded respondents in whom both machine and person find the theme.
    """

    points: Array
    mentions: Array
    shares: Array
    times: Array
    cells: Codes
    categories: Codes
    n_cells: int
    lifted: bool
    n_heard: int
    n_all: int
    carried: Flags
    coded: CodedRows | None
    n_found: Array

    @classmethod
    def of(cls, pair: Pair, of: Flags, factors: Array) -> Self:
        """Take the rows of one period.

        Parameters
        ----------
        of : ndarray of shape (n_rows,)
            Which rows are of the period.
        factors : ndarray of shape (n_cells,)
            What brings the weights of the cells to their shares in both periods.
        """
        points, times, cells = pair.points[of], pair.rows.times[of], pair.cells[of]
        categories = np.searchsorted((-100.0, 0.0, 100.0), points)
        totals = pair.weights[of] * times * factors[cells]
        lifted = commenter_weights(cells, points, pair.commented[of], totals)
        shares = lifted / max(lifted.sum(), 1e-300)
        heard, all_of = np.bincount(categories, shares, 3), np.bincount(categories, totals, 3)
        coded, counted = pair.coded, of & (pair.weights > 0)
        return cls(
            points=points,
            mentions=pair.mentions[of],
            shares=shares,
            times=times,
            cells=cells,
            categories=categories,
            n_cells=pair.n_cells,
            lifted=bool((heard[all_of > 0] > 0).all()),
            n_heard=int(pair.rows.times[counted & pair.commented].sum()),
            n_all=int(pair.rows.times[counted].sum()),
            carried=_carried(pair, of),
            coded=CodedRows(coded.lift[of], coded.person[of]) if coded is not None else None,
            n_found=_n_found(pair, of),
        )

    @property
    def weights(self) -> Array:
        """Weight of one response, shape (n_rows,)."""
        return self.shares / self.times


def _carried(pair: Pair, of: Flags) -> Flags:
    """Themes that the period's base carries: said often enough, and not too many of them.

    Which ones are the most said is decided by both periods, so that each leaves out the same.
    """
    counted = pair.commented & (pair.weights > 0)
    here = counted & of
    often = pair.rows.respondents_with(pair.mentions * here[:, None]) >= FEWEST_MENTIONS
    n = (pair.rows.times * counted) @ pair.mentions
    base = int(pair.rows.times[here].sum())
    return most_said(n, often, room=base // RESPONSES_PER_COEFFICIENT - pair.n_cells)


def _n_found(pair: Pair, of: Flags) -> Array:
    if pair.coded is None:
        return np.zeros(pair.mentions.shape[1])
    drawn = (of & (pair.coded.lift > 0))[:, None]
    machine = pair.rows.respondents_with(pair.mentions * drawn)
    person = pair.rows.respondents_with(pair.coded.person * drawn)
    found: Array = np.minimum(machine, person)
    return found
