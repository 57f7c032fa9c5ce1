"""Noise drill: how large a "driver" this method shows when scores are shuffled."""

from __future__ import annotations

import numpy as np

from nps_reasons import words
from nps_reasons.checks.check import Check, Evidence
from nps_reasons.inference.multiplicity import CLEAR


def noise_drill(evidence: Evidence) -> Check | None:
    """Compare the drivers found with those that shuffled scores show."""
    if evidence.shuffled_points is None:
        return None
    typical, large = np.quantile(evidence.shuffled_points, [0.5, 0.95])
    tested = evidence.drivers[evidence.drivers["p_value"].notna()]
    clear = int((tested["verdict"] == "clear").sum())
    finding = (
        f"With the scores shuffled among respondents, the largest driver still shows "
        f"{words.score(typical)} NPS points in half of {len(evidence.shuffled_points)} shuffles, "
        f"and {words.score(large)} or more in one of twenty. A driver is called clear only where "
        f"its points, measured in standard errors, exceed those of {words.share(0.95)} of the "
        f"shuffles and its q-value is at most {CLEAR:.2f}: {clear} of {len(tested)} are."
    )
    if evidence.corrected:
        finding += " The shuffles are of the machine's labels."
    return Check("Noise drill", finding, "fine" if clear else "note")
