"""What a check is given, and the answer it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from nps_reasons.schema import CONFOUNDERS, DRIFT, ROBUSTNESS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.checks.coded_sample import CodedSample
    from nps_reasons.store import Measured

Concern = Literal["fine", "note", "warning"]


@dataclass(frozen=True, slots=True)
class Check:
    """One answer to "can I believe this?".

    Attributes
    ----------
    name
        Short title, such as "Noise drill".
    finding
        The answer, as a sentence or two that can be quoted.
    concern
        `warning` where a reader should think before acting.
    """

    name: str
    finding: str
    concern: Concern = "fine"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The tables of one period, and what its driver model shows on shuffled scores.

    Attributes
    ----------
    responses, mentions, drivers, confounders, robustness, drift
        Tables of schema/, rows of the period alone.
    shuffled_points : (n_shuffles,)
        Largest |points| of any driver in each shuffle; None where no model was fitted.
    sample
        What a coded sample says of the labels; None where it says nothing of the period.
    sampled
        Whether a coded sample was given, of whatever period.
    learned
        Whether the tagger learned from it, cross-fitted.
    unsaid
        Labels of the themes that nobody coded, in the whole sample.
    measured
        How well the models that tagged agree with people, on public data.
    control
        Id of the theme that verdicts are measured against; None where it is noise alone.
    """

    responses: pd.DataFrame
    mentions: pd.DataFrame
    drivers: pd.DataFrame
    shuffled_points: NDArray[np.float64] | None
    confounders: pd.DataFrame = field(default_factory=CONFOUNDERS.empty)
    robustness: pd.DataFrame = field(default_factory=ROBUSTNESS.empty)
    drift: pd.DataFrame = field(default_factory=DRIFT.empty)
    sample: CodedSample | None = None
    sampled: bool = False
    learned: bool = False
    unsaid: tuple[str, ...] = ()
    measured: tuple[Measured, ...] = ()
    control: str | None = None

    @property
    def corrected(self) -> bool:
        """Whether a coded sample corrected any of the drivers."""
        return self.sample is not None and bool(self.sample.n_corrected)
