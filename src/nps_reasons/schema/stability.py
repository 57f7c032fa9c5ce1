"""The tables that tell whether the codeframe still fits, and what another one changes."""

from __future__ import annotations

from typing import Final

from nps_reasons.schema.contract import Column, TableContract, numbers, text
from nps_reasons.schema.terms import ALL, SIGNS

MEASURES: Final = ("uncovered", "confidence", "agreement", "word")

DRIFT: Final = TableContract(
    "drift",
    (
        Column("period", "text"),
        Column("measure", "text", allowed=MEASURES),
        Column("item", "text", required=False),
        *(Column(name, "integer") for name in ("n", "base", "base_before")),
        *numbers("value value_low value_high before change change_low change_high p_value q_value"),
        Column("n_uncovered", "integer", required=False),
        Column("verdict", "text", allowed=("steady", "drifting", "new", "too few")),
    ),
    key=("period", "measure", "item"),
)
"""What of a period the codeframe reads otherwise than it read all dated periods before together.

`uncovered` is the share of reasons (`base`) in which no theme was found (`n`); `confidence` the
mean confidence of the mentions of a reason that has some; `agreement` the micro-F1 of machine and
person over coded responses; each with its change and a verdict, `drifting` where the q-value is
.05 or less. `word` is a new word, `item`: the share of people with a reason (`base`) who say it
(`n`, of whom `n_uncovered` in a reason without a theme); only words that are significantly
commoner than before have a row, at most twenty a period. q-values are within one period: the three
measures are a family, and all words that were tested are another.
"""

CODED: Final = TableContract(
    "coded",
    (*text("response_id labels"), *numbers("probability")),
    key=("response_id",),
)
"""The coded sample that the drivers were corrected by; without rows where there was none.

`labels` is the JSON list of {"theme", "sign"} of each response; `probability` is missing where the
sample counts as a simple random one.
"""

RESTATED: Final = TableContract(
    "restated",
    (
        *text("period theme label"),
        Column("sign", "text", allowed=(ALL, *SIGNS)),
        *(Column(name, "integer") for name in ("n_before", "n_after")),
        *numbers("reach_before reach_after"),
        *(Column(name, "integer") for name in ("both", "only_before", "only_after")),
        Column("why", "text"),
    ),
    key=("period", "theme", "sign"),
)
"""What tagging earlier periods again did to each theme; only a backcast has this table.

`n` are responses that say the theme with that sign (sign `all`: with any), `reach` their weighted
share of those with a reason; `both`, `only_before` and `only_after` say in how many responses the
two taggings find it. `why` says what became of the theme in the codeframe.
"""
