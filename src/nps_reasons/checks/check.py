"""What a check is given, and the answer it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

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
    responses, mentions, drivers
        Tables of schema.py, rows of the period alone.
    shuffled_points : (n_shuffles,)
        Largest |points| of any driver in each shuffle; None where no model was fitted.
    """

    responses: pd.DataFrame
    mentions: pd.DataFrame
    drivers: pd.DataFrame
    shuffled_points: NDArray[np.float64] | None
