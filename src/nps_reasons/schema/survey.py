"""The tables of a survey: responses, what was set aside, mentions, and what describes them."""

from __future__ import annotations

from typing import Final

from nps_reasons.schema.contract import Column, TableContract, numbers, text
from nps_reasons.schema.terms import ALL, GROUPS, SIGNS, VERDICTS

RESPONSES: Final = TableContract(
    "responses",
    (
        Column("response_id", "text"),
        Column("respondent_id", "text", required=False, optional=True),
        Column("responded_at", "time", required=False),
        Column("period", "text"),
        Column("score", "integer"),
        Column("group", "text", allowed=GROUPS),
        Column("contribution", "number"),
        Column("reason", "text", required=False),
        Column("language", "text", required=False),
        Column("weight", "number"),
        Column("unfinished", "flag", required=False, optional=True),
        Column("churned", "flag", required=False, optional=True),
        Column("renewed", "flag", required=False, optional=True),
        Column("value", "number", required=False, optional=True),
    ),
    key=("response_id",),
)
"""One row per answered survey; the segment columns follow.

`unfinished` marks responses whose respondent left before the last question; `churned`, `renewed`
and `value` are the outcomes that the settings name.
"""

QUARANTINE: Final = TableContract(
    "quarantine",
    (
        Column("source", "text"),
        Column("row", "integer"),
        Column("column", "text", required=False),
        Column("value", "text", required=False),
        Column("reason", "text"),
    ),
    key=(),
    order=("source", "row", "column", "reason"),
)
"""One row per row that was set aside; `row` is the 1-based line of the file it starts on."""

MENTIONS: Final = TableContract(
    "mentions",
    (
        Column("response_id", "text"),
        Column("clause", "integer"),
        Column("theme", "text"),
        Column("start", "integer"),
        Column("end", "integer"),
        Column("sentiment", "number", required=True),
        Column("sign", "text", allowed=SIGNS),
        Column("confidence", "number", required=True),
        Column("tagged_by", "text", required=False, optional=True),
    ),
    key=("response_id", "clause", "theme"),
)
"""One row per theme said in one clause; `start` and `end` are offsets into the reason.

`tagged_by` names the codeframe and, by a hash, everything else that the mention depends on: only
mentions with the same name may be compared.
"""

NPS_TABLE: Final = TableContract(
    "nps",
    (
        *text("period segment value"),
        *(Column(name, "integer") for name in ("n", "promoters", "passives", "detractors")),
        *numbers("nps nps_low nps_high"),
    ),
    key=("period", "segment", "value"),
)
"""NPS with its interval, per period, in total (segment `all`) and per segment."""

THEMES: Final = TableContract(
    "themes",
    (
        *text("period theme label"),
        Column("group", "text", allowed=(ALL, *GROUPS)),
        Column("n", "integer"),
        *numbers("reach share_negative share_neutral share_positive sentiment nps_of_mentioners"),
    ),
    key=("period", "theme", "group"),
)
"""How many say a theme and how they speak of it, per respondent category."""

TREND: Final = TableContract(
    "trend",
    (
        Column("period", "text"),
        *(Column(name, "integer") for name in ("n", "reasons")),
        Column("invited", "integer", required=False),
        *numbers("response_rate response_low response_high nps nps_low nps_high"),
        *numbers("effective_n design_effect centre lower upper"),
        Column("signal", "flag", required=False),
    ),
    key=("period",),
)
"""NPS, response rate, the cost of weights and the control chart, one row per dated period.

`centre`, `lower` and `upper` are the chart's; `signal` marks a period outside the limits, and is
missing where there are too few periods for a chart.
"""

DIFFERENCES: Final = TableContract(
    "differences",
    (
        *text("period reference segment value"),
        Column("kind", "text", allowed=("period", "segment")),
        *(Column(name, "integer") for name in ("n", "n_reference", "both")),
        *numbers("difference low high p_value q_value"),
        Column("verdict", "text", allowed=VERDICTS),
    ),
    key=("period", "reference", "segment", "value", "kind"),
    order=("period", "kind", "reference"),
)
"""Differences of NPS: a period against the reference, a level of a segment against the rest of it.

`both` is how many respondents answered in both; q-values are within one kind, period and
reference, and a period's total (segment `all`) is a family of its own.
"""
