"""The tables of drivers: what goes with how many points, and whether to believe it."""

from __future__ import annotations

from typing import Final

from nps_reasons.schema.contract import Column, TableContract, numbers, text
from nps_reasons.schema.terms import ASYMMETRIES, LABEL_STATES, VERDICTS

DRIVERS: Final = TableContract(
    "drivers",
    (
        *text("period theme label"),
        Column("sign", "text", allowed=("negative", "positive")),
        Column("n", "integer"),
        *numbers("reach severity classic_impact effect effect_low effect_high"),
        *numbers("points points_low points_high"),
        *(Column(name, "integer", required=False) for name in ("rank", "rank_low", "rank_high")),
        *numbers("p_value q_value"),
        Column("verdict", "text", allowed=VERDICTS),
        *numbers("top3 shrunk_points", optional=True),
        *numbers("promoter_points promoter_points_low promoter_points_high", optional=True),
        *numbers("detractor_points detractor_points_low detractor_points_high", optional=True),
        Column("labels", "text", required=False, optional=True, allowed=LABEL_STATES),
        Column("segments_agreeing", "integer", required=False, optional=True),
        Column("segments_tested", "integer", required=False, optional=True),
    ),
    key=("period", "theme", "sign"),
    order=("period", "sign", "rank"),
)
"""What each theme and sign goes with, in NPS points.

`top3` is the probability of being among the three largest of its sign; `shrunk_points` are the
points drawn towards 0 with those of all drivers of the sign, the uncertain ones most.
`promoter_points` and `detractor_points` are the parts of the points that go with promoters and
with detractors.
`labels` says whether a coded sample corrected the row for the machine's errors: its reach, effect
and points; `n`, `severity` and `classic_impact` are always those of the machine's labels.
`segments_agreeing` of `segments_tested` levels of the segments have an effect of the same sign.
"""
OF_A_STUDY: Final = ("segments_agreeing", "segments_tested")
"""Columns of `drivers` that need the drivers of each segment, which only a whole analysis has."""

SEGMENT_DRIVERS: Final = TableContract(
    "segment_drivers",
    (
        *text("period segment value theme label"),
        Column("sign", "text", allowed=("negative", "positive")),
        *(Column(name, "integer") for name in ("n", "base")),
        *numbers("reach effect effect_low effect_high shrunk_effect shrunk_low shrunk_high"),
        *numbers("points points_low points_high p_value q_value"),
        Column("verdict", "text", allowed=VERDICTS),
    ),
    key=("period", "segment", "value", "theme", "sign"),
)
"""What each theme and sign goes with within each level of each segment, in NPS points.

`base` is the number of commenters of the level, `n` how many of them say it. q-values are within
all rows of a period.
"""

CONFOUNDERS: Final = TableContract(
    "confounders",
    (
        *text("period theme"),
        Column("sign", "text", allowed=("negative", "positive")),
        Column("by", "text", allowed=("theme", "segment", "inseparable")),
        Column("source", "text"),
        Column("source_sign", "text", required=False, allowed=("negative", "positive")),
        *numbers("points points_low points_high classic_impact classic_low classic_high"),
    ),
    key=("period", "theme", "sign", "by", "source", "source_sign"),
    order=("period", "theme", "sign"),
)
"""How much of a theme's classic impact belongs to each other theme and segment, in NPS points.

The points of one theme and sign add up to its classic impact minus its adjusted points. The
classic impact and its interval stand in each of its rows.
"""

ROBUSTNESS: Final = TableContract(
    "robustness",
    (
        *text("period theme"),
        Column("sign", "text", allowed=("negative", "positive")),
        *numbers("points points_error ordinal_points ordinal_error"),
        *numbers("doubly_robust_points doubly_robust_error robustness_value e_value"),
        Column("agrees", "flag", required=False),
    ),
    key=("period", "theme", "sign"),
)
"""The points of each known driver by two other methods, and how strong a hidden cause must be.

`agrees` says whether both are within one standard error of the points, or a tenth of them; it is
missing where one of them could not be had. `robustness_value` is the share, 0 to 1, of what is left
of both the score and the mention that a hidden cause has to explain to bring the points to 0;
`e_value` the same as a risk ratio, for detractors (negative) or promoters (positive).
"""

ASYMMETRY: Final = TableContract(
    "asymmetry",
    (
        *text("period theme label"),
        *(Column(name, "integer") for name in ("n_negative", "n_positive")),
        *numbers("penalty penalty_low penalty_high reward reward_low reward_high"),
        *numbers("difference difference_low difference_high p_value q_value"),
        Column("kind", "text", allowed=ASYMMETRIES),
    ),
    key=("period", "theme"),
)
"""Whether a theme's complaint goes with more lost points than its praise goes with won ones.

`penalty` and `reward` are the effects of a negative and of a positive mention, `difference` is
their sum: below 0 the theme hurts more than it delights.
"""
