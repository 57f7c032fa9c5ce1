"""What was planted, in the terms in which it will be found: NPS, drivers, parts of the change.

Everything here is a sum over the cells of the population: nothing is simulated, and nothing
depends on the sample.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from nps_reasons.demo.population import (
    CONTACTS,
    EXPERIENCES,
    QUARTERS,
    SEGMENTS,
    Cells,
    Quarter,
    cells,
    expected_contribution,
    latent_score,
    score_effects,
)
from nps_reasons.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ABOUT: Final = (
    "Planted truth of the generated TechCorp survey. points of a driver: NPS of the population "
    "minus its NPS if nobody had the experience. Parts of a change that are not listed are 0."
)

DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class PlantedNPS:
    """NPS of the population in a period, to one decimal; the sample's is the same."""

    period: str
    responses: int
    nps: float


@dataclass(frozen=True, slots=True)
class PlantedDriver:
    """What an experience is worth in a period.

    Attributes
    ----------
    reach
        Share of the respondents who had it.
    effect
        Mean effect on those who had it, in NPS points.
    points
        reach x effect: NPS minus the NPS if nobody had had it; negative = costs.
    """

    period: str
    theme: str
    sign: str
    reach: float
    effect: float
    points: float


@dataclass(frozen=True, slots=True)
class PlantedPart:
    """A part of the change between two periods, as in the table `changes`."""

    period: str
    reference: str
    part: str
    theme: str | None
    sign: str | None
    points: float


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that was planted.

    Attributes
    ----------
    nps
        Per period, in order of time.
    drivers
        Per period and experience.
    changes
        Per pair of consecutive periods, and of the first and last; a pair's parts add up to the
        change of the population's NPS, and parts that are not listed are 0.
    """

    nps: tuple[PlantedNPS, ...]
    drivers: tuple[PlantedDriver, ...]
    changes: tuple[PlantedPart, ...]

    @property
    def periods(self) -> tuple[str, ...]:
        """The planted periods, in order of time."""
        return tuple(row.period for row in self.nps)

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a truth.json.

        Raises
        ------
        InputError
            The file cannot be read, or does not hold a truth.
        """
        try:
            content: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
            return cls(
                nps=tuple(PlantedNPS(**row) for row in content["nps"]),
                drivers=tuple(PlantedDriver(**row) for row in content["drivers"]),
                changes=tuple(PlantedPart(**row) for row in content["changes"]),
            )
        except OSError as error:
            raise InputError(
                f"{path}: cannot be read ({error.strerror}); expected a truth.json of the demo"
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path}: is not the truth of a demo ({error}); write it again with the demo"
            ) from error

    def to_json(self) -> str:
        """The truth as the text of a truth.json."""
        return json.dumps({"about": ABOUT, **asdict(self)}, indent=2) + "\n"

    def points(
        self, period: str, *, reference: str, part: str, theme: str | None = None, sign: str | None
    ) -> float:
        """Planted points of one part of a change."""
        wanted = (period, reference, part, theme, sign)
        return sum(
            row.points
            for row in self.changes
            if (row.period, row.reference, row.part, row.theme, row.sign) == wanted
        )


def planted_truth() -> Truth:
    """The truth of the planted world.

    Examples
    --------
    >>> [(row.period, row.nps) for row in planted_truth().nps][:2]
    [('2024Q1', 45.0), ('2024Q2', 45.6)]
    """
    pairs = [*pairwise(QUARTERS), (QUARTERS[0], QUARTERS[-1])]
    return Truth(
        nps=tuple(
            PlantedNPS(quarter.period, quarter.responses, round(population_nps(quarter), 1))
            for quarter in QUARTERS
        ),
        drivers=tuple(row for quarter in QUARTERS for row in _drivers(quarter)),
        changes=tuple(row for before, after in pairs for row in _parts(before, after)),
    )


def population_nps(quarter: Quarter, *, among: NDArray[np.bool_] | None = None) -> float:
    """NPS of everybody who might have answered in the quarter, or of those in some cells.

    Parameters
    ----------
    among : ndarray of shape (n_cells,)
        Which of the quarter's cells to look at; all where it is None.
    """
    table = cells(quarter)
    weights = table.probability * np.array(quarter.shares)[table.segment]
    if among is not None:
        weights = weights * among
    latent = latent_score(table, score_effects(quarter))
    return float(weights @ expected_contribution(latent) / weights.sum())


@dataclass(frozen=True, slots=True)
class _Worth:
    """What experiences are worth in a quarter, per segment (rows) and experience (columns)."""

    reach: Array
    points: Array

    @property
    def effect(self) -> Array:
        return self.points / self.reach


def _worth(quarter: Quarter) -> _Worth:
    """Counterfactual: each experience in turn loses its effect, the others keep theirs."""
    table, effects = cells(quarter), score_effects(quarter)
    latent = latent_score(table, effects)
    without = latent[:, None] - table.lived * effects
    gap = expected_contribution(latent)[:, None] - expected_contribution(without)
    return _Worth(
        reach=_by_segment(table, table.lived.astype(float)), points=_by_segment(table, gap)
    )


def _by_segment(table: Cells, values: Array) -> Array:
    """Mean of the values per segment, weighted by the probability of the cells."""
    membership = table.segment == np.arange(len(SEGMENTS))[:, None]
    means: Array = (membership * table.probability) @ values
    return means


def _nps_by_segment(quarter: Quarter) -> Array:
    table = cells(quarter)
    latent = latent_score(table, score_effects(quarter))
    return _by_segment(table, expected_contribution(latent))


def _drivers(quarter: Quarter) -> list[PlantedDriver]:
    worth, shares = _worth(quarter), np.array(quarter.shares)
    rows = zip(EXPERIENCES, shares @ worth.reach, shares @ worth.points, strict=True)
    return [
        PlantedDriver(
            quarter.period,
            experience.theme,
            experience.sign,
            reach=_rounded(reach),
            effect=_rounded(points / reach),
            points=_rounded(points),
        )
        for experience, reach, points in rows
    ]


def _rounded(value: float) -> float:
    return round(float(value), DECIMALS) + 0.0  # no minus zero


def _parts(before: Quarter, after: Quarter) -> list[PlantedPart]:
    """The change as docs/methods.md splits it: mix, said more, hurts more, at midpoints.

    Nothing changes but the shares of the segments, how contacts with support go, and what an
    unhelpful contact does. A contact goes one way only, so that per segment the change is exactly
    the sum over the ways of reach x effect, and nothing is left unexplained.
    """
    (shares_0, shares_1), (nps_0, nps_1) = (
        (np.array(before.shares), np.array(after.shares)),
        (_nps_by_segment(before), _nps_by_segment(after)),
    )
    mix = float((shares_1 - shares_0) @ (nps_0 + nps_1) / 2)
    rows = [("mix", None, None, mix), *_contact_parts(before, after, (shares_0 + shares_1) / 2)]
    return [
        PlantedPart(after.period, before.period, part, theme, sign, _rounded(points))
        for part, theme, sign, points in rows
    ]


def _contact_parts(
    before: Quarter, after: Quarter, shares: Array
) -> list[tuple[str, str | None, str | None, float]]:
    """What changed about contacts with support, at the mean shares of the segments."""
    old, new = _worth(before), _worth(after)
    said_more = shares @ ((new.reach - old.reach) * (old.effect + new.effect) / 2)
    hurts_more = shares @ ((old.reach + new.reach) / 2 * (new.effect - old.effect))
    return [
        (part, experience.theme, experience.sign, float(points[EXPERIENCES.index(experience)]))
        for part, points in (("said_more", said_more), ("hurts_more", hurts_more))
        for experience in CONTACTS
    ]
