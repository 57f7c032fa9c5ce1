"""What is shipped of the themes: how clues weigh, and trained heads for the general codeframe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nps_reasons.themes.prior import described

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nps_reasons.encoders.features import Features, Mix
    from nps_reasons.encoders.passages import Passages
    from nps_reasons.logistic import Linear
    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.cutoff import Cutoff

    Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """Linear heads for the themes that they were trained for.

    Attributes
    ----------
    prior
        Weight of each clue, by name.
    themes
        Id of each theme to the description that it was trained with, in the order of the outputs.
    cutoff
        For themes with a head.
    uncoded
        For themes of which only the codeframe is known.
    """

    prior: Mapping[str, float]
    themes: Mapping[str, str]
    features: Features
    mix: Mix
    linear: Linear
    cutoff: Cutoff
    uncoded: Cutoff

    def served(self, codeframe: Codeframe) -> NDArray[np.int64]:
        """Output of each theme of a codeframe; -1 where it has none.

        A theme has a head where id and description are those of the training: what was redefined
        is another theme.
        """
        order = {(id_, text): place for place, (id_, text) in enumerate(self.themes.items())}
        places = [order.get((theme.id, described(theme)), -1) for theme in codeframe.active]
        return np.array(places, dtype=np.int64)

    def logits(self, passages: Passages, served: NDArray[np.int64]) -> Array:
        """What the heads add to the log-odds of the prior; 0 where a theme has none."""
        found = np.zeros((len(passages), len(served)), dtype=np.float32)
        has = served >= 0
        if has.any():
            told = self.linear.logits(self.mix.weigh(self.features.rows(passages)))
            found[:, has] = told[:, served[has]]
        return found
