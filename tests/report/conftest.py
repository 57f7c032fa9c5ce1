"""A made-up software company's survey as a hand-built Analysis, and tiny ones beside it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from nps_reasons.analysis import Analysis, Check, Source, ThemeInfo
from nps_reasons.compare import differences_table
from nps_reasons.drift import drift_table
from nps_reasons.drivers.study import Question, study
from nps_reasons.net_promoter import classify, contributions, nps_of_groups
from nps_reasons.readers import FileCount
from nps_reasons.schema import (
    CHANGES,
    CODED,
    DRIVERS,
    MENTIONS,
    NPS_TABLE,
    QUARANTINE,
    RESPONSES,
    THEMES,
)
from nps_reasons.settings import ActionSettings
from nps_reasons.trend import trend_table

PERIODS = ("2031Q1", "2031Q2", "2031Q3", "2031Q4")
SEGMENTS = ("plan", "region")
NEGATIVE, NEUTRAL, POSITIVE = -0.7, 0.0, 0.8

CODEFRAME = {
    theme: ThemeInfo(theme, label, definition, owner)
    for theme, label, definition, owner in (
        ("support-quality", "Support quality", "How well the help desk solves a problem.", "Ada"),
        ("price", "Price and value", "What the product costs against what it gives.", None),
        ("ease", "Ease of use", "How easily people find their way.", "Design & flow"),
        ("speed", "Speed", "How fast pages and exports are.", None),
        ("billing", "Billing", "Invoices, refunds and payment.", "Finance <ops>"),
        ("bugs", "Reliability and bugs", "Crashes, errors, lost work.", "Platform"),
        ("features", "Features", "What the product can do.", None),
        ("docs", "Documentation", "Manuals, guides and tutorials.", None),
    )
}

CLAUSES = {
    ("support-quality", "negative"): "the help desk never wrote back",
    ("support-quality", "positive"): "somebody at the desk fixed it in one go",
    ("price", "negative"): "it got dearer without getting better",
    ("price", "positive"): "worth each cent that we pay",
    ("ease", "positive"): "our interns found their way alone",
    ("speed", "negative"): "the export crawls at month end",
    ("billing", "negative"): "we were invoiced two times over",
    ("bugs", "negative"): "it froze and ate an hour of my work",
    ("features", "positive"): "the new board does what we missed",
    ("docs", "neutral"): "there is a manual somewhere",
}

HOSTILE = (
    "<script>alert('x')</script> it froze and ate an hour of my work",
    "</style></section><img src=x onerror=alert(1)> the help desk never wrote back",
    "javascript:alert(1) \u202eegnarts\u202c the help desk never wrote back",
    "=cmd|' /C calc'!A0 we were invoiced two times over",
    "+1+1 but {{ 7*7 }} the export crawls at month end",
)


def responses_table(per_period: int, periods: tuple[str, ...], seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    keys = list(CLAUSES)
    rows = []
    for number in range(per_period * len(periods)):
        period = periods[number % len(periods)]
        said = [keys[i] for i in sorted(rng.choice(len(keys), size=2, replace=False))]
        tone = sum({"negative": -2.2, "neutral": 0, "positive": 1.6}[sign] for _, sign in said)
        wordy = rng.random() < 0.8
        opening = rng.choice(["Honestly,", "In short,", "For our team", "Since spring", "Well,"])
        reason = f"{opening} {CLAUSES[said[0]]}, and {CLAUSES[said[1]]} ({number})."
        rows.append(
            {
                "response_id": f"r{number:05}",
                "responded_at": pd.Timestamp("2031-02-03T08:00:00Z") + pd.Timedelta(hours=number),
                "period": period,
                "score": int(np.clip(round(8 + tone + rng.normal(0, 1.5)), 0, 10)),
                "reason": reason if wordy else None,
                "language": "en" if wordy else None,
                "weight": 1.0,
                "plan": rng.choice(["Free", "Team", "Enterprise"], p=[0.5, 0.35, 0.15]),
                "region": rng.choice(["North", "South"]),
            }
        )
    table = pd.DataFrame(rows)
    for place, text in enumerate(HOSTILE):
        last = table.index[table["period"] == periods[-1]]
        if place < len(last):
            table.loc[last[place], ["reason", "score", "language"]] = [text, 1, "en"]
    groups = classify(table["score"])
    table = table.assign(group=groups, contribution=contributions(groups))
    # One segment value below the minimum base, with a name that a page must escape.
    table.loc[table.index[table["period"] == periods[-1]][:3], "plan"] = "<b>Trial</b>"
    table = table.astype({"plan": "string", "region": "string"})
    return RESPONSES.check(table)


def mentions_table(responses: pd.DataFrame) -> pd.DataFrame:
    sentiment = {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}
    rows = []
    for row in responses.dropna(subset=["reason"]).itertuples():
        for (theme, sign), clause in CLAUSES.items():
            start = row.reason.find(clause)
            if start >= 0:
                rows.append(
                    {
                        "response_id": row.response_id,
                        "clause": int(start > 30),
                        "theme": theme,
                        "start": start,
                        "end": start + len(clause),
                        "sentiment": sentiment[sign] * (0.6 + (len(row.reason) % 5) / 10),
                        "sign": sign,
                        "confidence": 0.5 + (start % 40) / 100,
                    }
                )
    return MENTIONS.check(pd.DataFrame(rows, columns=MENTIONS.column_names))


def nps_rows(responses: pd.DataFrame, minimum_base: int) -> pd.DataFrame:
    rows = []
    for period in sorted(responses["period"].unique()):
        of_period = responses[responses["period"] == period]
        parts = [("all", "all", of_period)]
        for name in SEGMENTS:
            if name in responses:
                parts += [(name, v, p) for v, p in of_period.groupby(name)]
        for segment, value, part in parts:
            score = nps_of_groups(part["group"])
            shown = segment == "all" or score.n >= minimum_base
            rows.append(
                {
                    "period": period,
                    "segment": segment,
                    "value": value,
                    "n": score.n,
                    "promoters": score.promoters,
                    "passives": score.passives,
                    "detractors": score.detractors,
                    "nps": score.value if shown else None,
                    "nps_low": score.low if shown else None,
                    "nps_high": score.high if shown else None,
                }
            )
    return NPS_TABLE.check(pd.DataFrame(rows))


def themes_rows(responses: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    said = mentions.merge(responses, on="response_id")
    rows = []
    for period in sorted(responses["period"].unique()):
        for group in ("all", "promoter", "passive", "detractor"):
            base = responses[(responses["period"] == period) & responses["reason"].notna()]
            part = said[said["period"] == period]
            if group != "all":
                base, part = base[base["group"] == group], part[part["group"] == group]
            for theme, info in CODEFRAME.items():
                own = part[part["theme"] == theme]
                n = own["response_id"].nunique()
                shares = own["sign"].value_counts(normalize=True)
                rows.append(
                    {
                        "period": period,
                        "theme": theme,
                        "label": info.label,
                        "group": group,
                        "n": n,
                        "reach": n / len(base) if len(base) else None,
                        **{
                            f"share_{sign}": shares.get(sign, 0.0) if n else None
                            for sign in ("negative", "neutral", "positive")
                        },
                        "sentiment": own["sentiment"].mean() if n else None,
                        "nps_of_mentioners": own["contribution"].mean() if n else None,
                    }
                )
    return THEMES.check(pd.DataFrame(rows, columns=THEMES.column_names))


# theme, sign, reach, effect, verdict: all four verdicts stand among them.
DRIVER_ROWS = (
    ("support-quality", "negative", 0.211, -40.5, "clear"),
    ("bugs", "negative", 0.182, -30.2, "clear"),
    ("price", "negative", 0.153, -14.1, "leaning"),
    ("speed", "negative", 0.124, -6.3, "not distinguishable"),
    ("billing", "negative", 0.011, None, "too few"),
    ("ease", "positive", 0.257, 28.4, "clear"),
    ("features", "positive", 0.168, 11.9, "leaning"),
    ("price", "positive", 0.139, 4.6, "not distinguishable"),
    ("support-quality", "positive", 0.012, None, "too few"),
)


def drivers_rows(periods: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    ranks = {"negative": 0, "positive": 0}
    for place, period in enumerate(periods):
        ranks = dict.fromkeys(ranks, 0)
        for theme, sign, last_reach, effect, verdict in DRIVER_ROWS:
            waned = 0.05 * (len(periods) - 1 - place) if theme == "support-quality" else 0.0
            reach = last_reach + waned
            row = {
                "period": period,
                "theme": theme,
                "label": CODEFRAME[theme].label,
                "sign": sign,
                "n": round(400 * reach) if effect else 3,
                "verdict": verdict,
            }
            if effect:
                ranks[sign] += 1
                points = effect * reach
                row |= {
                    "reach": reach,
                    "severity": 1.3 * effect,
                    "classic_impact": 1.4 * points,
                    "effect": effect,
                    "effect_low": effect - 9.0,
                    "effect_high": effect + 9.0,
                    "points": points,
                    "points_low": points - 1.7,
                    "points_high": points + 1.7,
                    "rank": ranks[sign],
                    "rank_low": max(1, ranks[sign] - 1),
                    "rank_high": ranks[sign] + 1,
                    "p_value": 0.01,
                    "q_value": 0.03,
                    "top3": 0.9 / ranks[sign],
                    "shrunk_points": 0.9 * points,
                    "promoter_points": 0.4 * points,
                    "promoter_points_low": 0.4 * points - 0.9,
                    "promoter_points_high": 0.4 * points + 0.9,
                    "detractor_points": 0.6 * points,
                    "detractor_points_low": 0.6 * points - 1.1,
                    "detractor_points_high": 0.6 * points + 1.1,
                    "labels": "uncorrected",
                    "segments_agreeing": 4,
                    "segments_tested": 5,
                }
            rows.append(row)
    table = pd.DataFrame(rows, columns=DRIVERS.column_names)
    return DRIVERS.check(table)


def changes_rows(nps: pd.DataFrame, period: str, reference: str) -> pd.DataFrame:
    totals = nps[nps["segment"] == "all"].set_index("period")["nps"]
    parts = [
        ("mix", None, None, -1.25),
        *(
            (part, theme, sign, points)
            for (theme, sign, *_), share in zip(DRIVER_ROWS, range(9), strict=True)
            for part, points in (
                ("said_more", 2.7 - share * 0.4),
                ("hurts_more", -0.9 + share * 0.2),
            )
        ),
    ]
    known = sum(points for *_, points in parts)
    parts.append(("unexplained", None, None, totals[period] - totals[reference] - known))
    table = pd.DataFrame(parts, columns=["part", "theme", "sign", "points"])
    return CHANGES.check(
        table.assign(
            period=period,
            reference=reference,
            points_low=table["points"] - 2.1,
            points_high=table["points"] + 2.1,
            verdict=np.where(table["points"].abs() > 2.1, "clear", "not distinguishable"),
        )
    )


def coded_rows(responses: pd.DataFrame) -> pd.DataFrame:
    first = responses.dropna(subset=["reason"])["response_id"].iloc[:1]
    return CODED.check(pd.DataFrame({"response_id": first, "labels": "[]", "probability": None}))


def quarantine_rows() -> pd.DataFrame:
    return QUARANTINE.check(
        pd.DataFrame(
            {
                "source": ["survey.csv"] * 3,
                "row": [7891, 7892, 7893],
                "column": ["score"] * 3,
                "value": ["", "", "eleven"],
                "reason": ["score is missing", "score is missing", "score is not a whole number"],
            }
        )
    )


@cache
def build(*, per_period: int = 60, periods: tuple[str, ...] = PERIODS, seed: int = 5) -> Analysis:
    responses = responses_table(per_period, periods, seed)
    mentions = mentions_table(responses)
    nps = nps_rows(responses, 10)
    compared = len(periods) > 1
    reference = periods[-2] if compared else None
    return Analysis(
        responses=responses,
        quarantine=quarantine_rows(),
        mentions=mentions,
        nps=nps,
        drivers=drivers_rows(periods),
        changes=changes_rows(nps, periods[-1], periods[-2]) if compared else CHANGES.empty(),
        themes=themes_rows(responses, mentions),
        period=periods[-1],
        reference=reference,
        periods=periods,
        segments=SEGMENTS,
        adjusted=SEGMENTS,
        codeframe=CODEFRAME,
        codeframe_version="general 1",
        scale="0-10",
        cut_offs="promoter 9-10, passive 7-8, detractor 0-6",
        checks=(
            Check("Noise drill", "Shuffled scores give at most 2.4 points."),
            Check("Confounding", "Price and billing are often said together.", "warning"),
        ),
        minimum_base=10,
        title="TechCorp <driver> report",
        source=Source(
            hashes={"survey.csv": "0" * 64},
            columns={"score": "How likely?", "reason": "Why?"},
            notes=("Dates were read as day first.",),
            counts=(FileCount("survey.csv", len(responses) + 3, len(responses), 0, 3),),
            non_answers=2,
        ),
        codeframe_changes=('"fees" was merged into "price".',),
        coded=coded_rows(responses),
        versions={"library": "0.1.0", "splitter": "rules 1"},
        languages=frozenset({"en"}),
        **further_tables(responses, mentions, periods),
    )


ACTION = ActionSettings(
    name="A second desk",
    date="2031-07-01",
    theme="support-quality",
    exposed={"region": ("North",)},
)


def further_tables(
    responses: pd.DataFrame, mentions: pd.DataFrame, periods: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    """Tables that are as the analysis makes them, of the customers' outcomes, too."""
    left = (responses["score"] < 4).astype("boolean")
    known = responses.assign(churned=left, value=100.0 + 10 * responses["score"].astype(float))
    pairs = tuple(pairwise(reversed(periods)))
    question = Question(
        period=periods[-1],
        pairs=pairs,
        segments=SEGMENTS,
        labels={theme: info.label for theme, info in CODEFRAME.items()},
        actions=(ACTION,) if len(periods) > 2 else (),
    )
    found = study(known, mentions, question)
    names = [
        "emerging",
        "actions",
        "outcomes",
        "segment_drivers",
        "confounders",
        "robustness",
        "asymmetry",
    ]
    return {
        "trend": trend_table(responses),
        "differences": differences_table(
            responses, pairs, periods=periods[-1:], segments=SEGMENTS, minimum_base=10
        ),
        "drift": drift_table(responses, mentions),
        **{name: getattr(found, name) for name in names},
    }


def without_mentions(analysis: Analysis) -> Analysis:
    """Return the same survey as one where nobody said anything that the codeframe knows."""
    mentions = analysis.mentions.iloc[:0]
    return replace(
        analysis,
        mentions=mentions,
        drivers=analysis.drivers.iloc[:0],
        changes=analysis.changes.iloc[:0],
        themes=themes_rows(analysis.responses, mentions),
        **further_tables(analysis.responses, mentions, analysis.periods),
    )


def without_reasons(analysis: Analysis) -> Analysis:
    silent = analysis.responses.assign(
        reason=pd.Series(pd.NA, index=analysis.responses.index, dtype="string"),
        language=pd.Series(pd.NA, index=analysis.responses.index, dtype="string"),
    )
    silent_analysis = without_mentions(replace(analysis, responses=silent))
    return replace(silent_analysis, themes=THEMES.empty())


def one_response(reason: str | None) -> Analysis:
    whole = build(per_period=1, periods=("all",))
    responses = whole.responses.assign(reason=pd.Series([reason], dtype="string"))
    mentions = mentions_table(responses)
    return replace(
        whole,
        responses=responses,
        mentions=mentions,
        nps=nps_rows(responses, 10),
        drivers=whole.drivers[whole.drivers["verdict"] == "too few"],
        themes=themes_rows(responses, mentions),
        **further_tables(responses, mentions, whole.periods),
        quarantine=QUARANTINE.empty(),
        checks=(),
        source=Source(),
    )


def nothing_but_promoters() -> Analysis:
    whole = build(periods=("2031Q4",))
    happy = whole.responses.assign(score=10, group="promoter", contribution=100.0)
    happy = RESPONSES.check(happy)
    return replace(
        whole,
        responses=happy,
        nps=nps_rows(happy, 10),
        themes=themes_rows(happy, whole.mentions),
        **further_tables(happy, whole.mentions, whole.periods),
    )


TINY = {
    "no reasons": lambda: without_reasons(build(per_period=20)),
    "no mentions": lambda: without_mentions(build(per_period=20)),
    "one response": lambda: one_response("We saw how it froze and ate an hour of my work"),
    "one silent response": lambda: one_response(None),
    "one period": lambda: build(per_period=15, periods=("2031Q4",)),
    "undated": lambda: build(per_period=30, periods=("all",)),
    "no segments": lambda: replace(build(per_period=20), segments=()),
    "no detractors": nothing_but_promoters,
    "small segments": lambda: build(per_period=8),
}


@cache
def made(name: str) -> Analysis:
    return TINY[name]()


@pytest.fixture(scope="session")
def make_analysis():
    """Function that builds a full Analysis of any size."""
    return build


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return build()


@pytest.fixture(scope="session", params=sorted(TINY))
def tiny(request: pytest.FixtureRequest) -> Analysis:
    return made(request.param)


@pytest.fixture(scope="session")
def hostile() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture(scope="session")
def clauses() -> dict[tuple[str, str], str]:
    return CLAUSES
