"""The tables of what moved, what came of it, and what to plan."""

from __future__ import annotations

from typing import Final

from nps_reasons.schema.contract import Column, TableContract, numbers, text
from nps_reasons.schema.terms import LABEL_STATES, PARTS, STATES, VERDICTS

CHANGES: Final = TableContract(
    "changes",
    (
        *text("period reference"),
        Column("part", "text", allowed=PARTS),
        *text("theme sign", required=False),
        *numbers("points points_low points_high"),
        Column("labels", "text", required=False, optional=True, allowed=LABEL_STATES),
        *numbers("p_value q_value", optional=True),
        Column("verdict", "text", required=False, optional=True, allowed=VERDICTS),
        *numbers("theme_points theme_low theme_high", optional=True),
    ),
    key=("period", "reference", "part", "theme", "sign"),
)
"""What moved NPS between two periods; the points of a pair of periods add up to its change.

q-values are over all parts of a pair of periods. `theme_points` are the sum of all parts of a
theme, with an interval of its own: the parts of one theme go together.
`labels` says whether a coded sample corrected the theme's reach and effect in both periods for the
machine's errors; it is missing on rows without a theme.
"""

EMERGING: Final = TableContract(
    "emerging",
    (
        *text("period reference theme label"),
        Column("sign", "text", allowed=("negative", "positive")),
        *(Column(name, "integer") for name in ("n", "n_reference")),
        *numbers("reach reach_reference change change_low change_high p_value q_value"),
        Column("verdict", "text", allowed=("emerging", "fading", "steady", "too few")),
    ),
    key=("period", "reference", "theme", "sign"),
)
"""Themes said more, or fewer, than in the reference; each respondent counts once a period."""

ACTIONS: Final = TableContract(
    "actions",
    (
        *text("action theme"),
        Column("sign", "text", allowed=("negative", "positive")),
        *text("date exposed"),
        Column("measure", "text", allowed=("reach", "points", "nps")),
        *text("period reference"),
        *(
            Column(name, "integer")
            for name in ("n_before", "n_after", "n_before_others", "n_after_others")
        ),
        *numbers("before after before_others after_others effect low high p_value"),
        Column("design", "text", allowed=("difference in differences", "before and after")),
        Column("verdict", "text", allowed=("worked", "cannot tell", "no")),
        Column("action_verdict", "text", allowed=("worked", "cannot tell", "no")),
        Column("note", "text", required=False),
    ),
    key=("action", "measure"),
    order=("date", "action"),
)
"""What moved among those whom an action reached, against the others; `note` says what is amiss.

`period` and `reference` are the windows after and before. `reach` is a share, the other two
measures are NPS points.
"""

OUTCOMES: Final = TableContract(
    "outcomes",
    (
        Column("period", "text"),
        Column("outcome", "text", allowed=("churned", "renewed", "value")),
        Column("kind", "text", allowed=("group", "theme")),
        *text("name label"),
        Column("sign", "text", required=False, allowed=("negative", "positive")),
        *(Column(name, "integer") for name in ("n", "n_known")),
        *numbers("rate rate_low rate_high rate_others"),
        *numbers("difference difference_low difference_high p_value q_value"),
        Column("verdict", "text", required=False, allowed=VERDICTS),
        *numbers("value value_mean value_at_risk value_at_risk_low value_at_risk_high"),
    ),
    key=("period", "outcome", "kind", "name", "sign"),
)
"""What customers did, by respondent category and by theme; each respondent counts once a period.

A row of a theme is about those who say it, `rate_others` about commenters who do not. On rows of
the outcome `value` the rates are those of customers who left, and `rate_others` is that of others
of the same segments.
"""

PLANNING: Final = TableContract(
    "planning",
    (
        *text("theme title"),
        Column("owner", "text", required=False),
        *numbers("points points_low points_high reach"),
        Column("n", "integer"),
        Column("verdict", "text", allowed=VERDICTS),
        *text("segments trend quote_ids first_seen last_seen codeframe_version", required=False),
        Column("id", "text", required=False, optional=True),
        Column("lane", "text", required=False, optional=True, allowed=("main", "severe")),
        Column("place", "integer", required=False, optional=True),
        *numbers("reach_low reach_high", optional=True),
        Column("respondents", "integer", required=False, optional=True),
        *numbers("value value_at_risk value_at_risk_low value_at_risk_high", optional=True),
        *(
            Column(name, "integer", required=False, optional=True)
            for name in ("rank", "rank_low", "rank_high")
        ),
        *(
            Column(name, "text", required=False, optional=True)
            for name in ("success_measure", "severe", "status", "ticket")
        ),
    ),
    key=("theme",),
)
"""The feed for product planning: one record per theme that is complained about.

`lane` and `place` are those of the feed, missing where it leaves a theme out. `respondents` are
the people who complain, `value` what they are worth and how much of it is at risk; `severe` are the
kinds of severe matters that complaints about the theme speak of.
"""

PLANNED: Final = TableContract(
    "planned",
    (
        Column("line", "integer"),
        *text("record theme ticket", required=False),
        Column("status", "text", required=False, allowed=STATES),
        *text("created resolved", required=False),
        Column("used", "flag"),
        Column("problem", "text", required=False),
    ),
    key=("line", "record"),
)
"""What became of the feed's records, as a file of tickets says: one row per line and record.

`record` is the id of a record of the feed, `theme` the theme that it is about; both are missing
where the line names none. `created` and `resolved` are days, such as 2025-03-31. A row that is not
`used` has a `problem` that says why; a used one may have a problem, too, such as a date that
cannot be read.
"""
