"""Rows of what the machine and what the person found, for responses alike in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from nps_reasons.drivers.coded.moments import CodedMoments
from nps_reasons.drivers.commenters import FEWEST_MENTIONS
from nps_reasons.drivers.design import SIGNED
from nps_reasons.drivers.patterns import Rows, packed, same_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.coded.sample import Coded
    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of what the machine and what the person found of the themes that are shown.

    Attributes
    ----------
    points : (n_rows,)
        NPS contribution.
    base : (n_rows, q)
        Regressors beside the themes, the intercept first.
    machine, person : (n_rows, k)
        The same where nobody coded the row.
    hidden : (n_rows, 2)
        Whether the person found a complaint, praise, of a theme that is not shown, and the machine
        did not.
    signs : (n_signs, k)
        Which themes are complaints, which are praise.
    lift : (n_rows,)
        1 / probability of being coded; 0 where the row was not.
    weights : (n_rows,)
        Of one response.
    rows
        What the rows stand for.
    """

    points: Array
    base: Array
    machine: Array
    person: Array
    hidden: Flags
    signs: Flags
    lift: Array
    weights: Array
    rows: Rows

    @classmethod
    def of(cls, people: Commenters, coded: Coded) -> Self:
        """Put both labellings of each response side by side."""
        shown = people.shown
        said, hidden = coded.said[:, shown], _hidden(people, coded)
        alike = [people.row_of, coded.lift, *packed(np.column_stack([said, hidden]))]
        codes, firsts = same_rows(alike)
        row, drawn = people.row_of[firsts], coded.drawn[firsts]
        machine = people.mentions[row][:, shown]
        signs = np.array([sign for _, sign in people.themes], dtype=object)[shown]
        return cls(
            points=people.points[row],
            base=np.column_stack([np.ones(len(row)), people.controls[row]]),
            machine=machine,
            person=np.where(drawn[:, None], said[firsts], machine),
            hidden=hidden[firsts],
            signs=np.stack([signs == sign for sign in SIGNED]),
            lift=coded.lift[firsts],
            weights=people.weights[row],
            rows=Rows.of(codes, people.respondents),
        )

    @property
    def n_found(self) -> Array:
        """Respondents of the sample in whom the person finds each theme."""
        return self.rows.respondents_with(self.person * (self.lift > 0)[:, None])

    def labelled(self, corrected: Flags) -> CodedMoments:
        """Both labellings as regressors; of themes that are not corrected both are the machine's.

        A complaint beyond the corrected themes that only the person found, and praise likewise, are
        regressors, too: without them, the themes said beside those would have their points.
        """
        person = np.where(corrected, self.person, self.machine)
        missed = self._missed(corrected)
        return CodedMoments(
            machine=np.column_stack([self.base, np.zeros_like(missed), self.machine]),
            person=np.column_stack([self.base, missed, person]),
            lift=self.lift,
            weights=self.weights,
            times=self.rows.times,
        )

    def _missed(self, corrected: Flags) -> Array:
        """Those that five coded respondents have, shape (n_rows, 0 to 2)."""
        beyond = (self.person > self.machine) & ~corrected
        missed = self.hidden | np.column_stack([(beyond & of).any(axis=1) for of in self.signs])
        flags = missed.astype(np.float64)
        kept: Array = flags[:, self.rows.respondents_with(flags) >= FEWEST_MENTIONS]
        return kept


def _hidden(people: Commenters, coded: Coded) -> Flags:
    """What `Pairs.hidden` holds, by response: shape (n_heard, 2)."""
    drawn = np.flatnonzero(coded.drawn)
    machine = people.mentions[people.row_of[drawn]] > 0
    missed = coded.said[drawn] & ~machine & ~people.shown
    hidden = coded.beyond > 0
    for column, sign in enumerate(SIGNED):
        of = np.array([own == sign for _, own in people.themes], dtype=bool)
        hidden[drawn, column] |= missed[:, of].any(axis=1)
    return hidden
