"""Drivers of two real surveys: tables reproduce themselves, points add up, ratings agree or not.

    python benchmarks/real_drivers.py

What passengers commented on is ranked, and so are the ratings that the same passengers gave of
the same topics. No ranking is the truth here; where they disagree, one of them misleads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from real_surveys import SFO_TOPICS, Coded, by_topic, nhs, sfo, sfo_ratings
from scipy.stats import kendalltau, spearmanr
from sets import DATA

import nps_reasons as nr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ROUNDING: Final = 1e-9
SHUFFLES: Final = (1, 2)


@dataclass(frozen=True, slots=True)
class Sum:
    """Whether points add up to the score.

    Attributes
    ----------
    nps
        Of all who answered, weighted.
    rest
        Intercept and segments, from the same model fitted again by statsmodels.
    points
        Of all drivers in the table.
    effects_apart
        Largest difference between an effect of the table and of the refit.
    """

    nps: float
    rest: float
    points: float
    effects_apart: float

    @property
    def gap(self) -> float:
        """What is missing to the score, in NPS points."""
        return self.nps - self.rest - self.points


def ranked(coded: Coded) -> pd.DataFrame:
    """Drivers of a survey, as anybody would get them."""
    return nr.rank_drivers(coded.responses, coded.mentions, segments=list(coded.segments))


def reproduces(coded: Coded) -> bool:
    """Whether shuffled rows give the same table, to the bit."""
    table = ranked(coded)
    for seed in SHUFFLES:
        turned = Coded(
            coded.name,
            coded.responses.sample(frac=1, random_state=seed),
            coded.mentions.sample(frac=1, random_state=seed + 100),
            coded.segments,
        )
        if not ranked(turned).equals(table):
            return False
    return True


def summed(coded: Coded, table: pd.DataFrame) -> Sum:
    """Add up effects times reach, and what a second fit of the same model leaves to the rest."""
    import statsmodels.api as sm  # type: ignore[import-untyped]  # noqa: PLC0415 - only here

    weights = commenter_weights(coded)
    heard = coded.responses[weights > 0]
    shown = table[table["effect"].notna()]
    mentions, controls = _mention_dummies(coded, heard, shown), _segment_dummies(coded, heard)
    x = np.column_stack([np.ones(len(heard)), controls, mentions])
    w = weights[weights > 0]
    fit = sm.WLS(heard["contribution"].to_numpy(dtype=np.float64), x, weights=w).fit()
    fixed = x.shape[1] - len(shown)
    survey = _survey_weights(coded)
    return Sum(
        nps=float(np.average(coded.responses["contribution"], weights=survey)),
        rest=float(np.average(x[:, :fixed] @ fit.params[:fixed], weights=w)),
        points=float((shown["effect"] * shown["reach"]).sum()),
        effects_apart=float(np.abs(fit.params[fixed:] - shown["effect"].to_numpy()).max()),
    )


def commenter_weights(coded: Coded) -> Array:
    """Weights under which those who commented have the NPS of all, built up anew from tables."""
    rows = coded.responses.assign(survey=_survey_weights(coded))
    spoke = rows["reason"].notna() if "reason" in rows else pd.Series(data=True, index=rows.index)
    heard = rows["survey"].where(spoke, 0.0)
    stratum = [rows[name] for name in (*coded.segments, "contribution")]
    factor = rows["survey"].groupby(stratum).transform("sum") / heard.groupby(stratum).transform(
        "sum"
    ).replace(0.0, np.nan)
    lifted = (heard * factor).fillna(0.0)
    group = rows["contribution"]
    wanted = rows["survey"].groupby(group).transform("sum")
    return np.asarray(lifted * wanted / lifted.groupby(group).transform("sum"))


def _survey_weights(coded: Coded) -> Array:
    n = len(coded.responses)
    weights = coded.responses.get("weight", pd.Series(1.0, index=coded.responses.index))
    return np.asarray(weights.to_numpy(dtype=np.float64)).reshape(n)


def _mention_dummies(coded: Coded, heard: pd.DataFrame, shown: pd.DataFrame) -> Array:
    keys = pd.MultiIndex.from_frame(coded.mentions[["theme", "sign"]])
    columns = []
    for key in shown[["theme", "sign"]].itertuples(index=False, name=None):
        said = coded.mentions.loc[keys == key, "response_id"]
        columns.append(heard["response_id"].isin(said).to_numpy(dtype=np.float64))
    return np.column_stack(columns)


def _segment_dummies(coded: Coded, heard: pd.DataFrame) -> Array:
    names = heard[list(coded.segments)].astype("string")
    return pd.get_dummies(names, drop_first=True).to_numpy(dtype=np.float64)


def compared(comments: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
    """Return negative drivers of the matched topics, from comments and from ratings."""
    columns = ["n", "points", "points_low", "points_high", "classic_impact", "verdict"]
    said, rated = (
        t[(t["sign"] == "negative") & t["theme"].isin(list(SFO_TOPICS))].set_index("theme")[columns]
        for t in (comments, ratings)
    )
    return said.add_suffix("_said").join(rated.add_suffix("_rated"), how="inner")


def agreements(table: pd.DataFrame) -> list[str]:
    """How rankings from comments agree with that from ratings, over topics that have both."""
    known = table.dropna(subset=["points_said", "points_rated"])
    rankings = {
        "ours, points": -known["points_said"],
        "classic impact": -known["classic_impact_said"],
        "how many say it": known["n_said"].astype(float),
    }
    lines = []
    for name, cost in rankings.items():
        tau, rho = kendalltau(cost, -known["points_rated"]), spearmanr(cost, -known["points_rated"])
        lines.append(
            f"  {name:17} Kendall {tau.statistic:+.2f} (p {tau.pvalue:.2f}), "
            f"Spearman {rho.statistic:+.2f} (p {rho.pvalue:.2f}), {len(known)} topics"
        )
    return lines


def _verdict(*, holds: bool) -> str:
    return "ok" if holds else "MISSED"


def check_lines(coded: Coded) -> list[str]:
    """What must hold on a real survey, beside what was found."""
    table = ranked(coded)
    found = summed(coded, table)
    same = reproduces(coded)
    shown = table["effect"].notna()
    return [
        f"{coded.name}: {len(coded.responses):,} responses, {int(shown.sum())} drivers shown, "
        f"{int((~shown).sum())} too few",
        f"  {_verdict(holds=same):6} shuffled rows give the same table to the bit",
        f"  {_verdict(holds=abs(found.gap) < ROUNDING):6} effects x reach {found.points:+.3f} + "
        f"intercept and segments {found.rest:+.3f} = NPS {found.nps:+.3f}, gap {found.gap:.1e}",
        f"  {_verdict(holds=found.effects_apart < 1e-6):6} effects are those of statsmodels' WLS "
        f"with the same weights, at most {found.effects_apart:.1e} apart",
    ]


def top_lines(coded: Coded, rows: int = 5) -> list[str]:
    """Return the costliest themes of a survey."""
    table = ranked(coded)
    first = table[table["sign"] == "negative"].nsmallest(rows, "points")
    return [
        f"  {row.theme:55} {row.points:+6.1f} ({row.points_low:+.1f} to {row.points_high:+.1f}), "
        f"n {row.n}, {row.verdict}"
        for row in first.itertuples()
    ]


def comparison_lines(table: pd.DataFrame) -> list[str]:
    """Each topic's points from comments and from ratings, costliest by ratings first."""
    lines = [f"  {'topic':20} {'said badly of':>32}   {'rated below 4':>32}"]
    ordered = table.sort_values("points_rated")
    cells = [_cells(ordered, source) for source in ("said", "rated")]
    for topic, said, rated in zip(ordered.index, *cells, strict=True):
        lines.append(f"  {topic:20} {said:>32}   {rated:>32}")
    return lines


def _cells(table: pd.DataFrame, source: str) -> list[str]:
    names = [f"{name}_{source}" for name in ("points", "points_low", "points_high", "n")]
    numbers = table[names].to_numpy(dtype=np.float64, na_value=np.nan)
    return [
        "too few" if np.isnan(row[0]) else "{:+5.1f} ({:+5.1f} to {:+5.1f}), n {:4.0f}".format(*row)
        for row in numbers
    ]


def main(arguments: Sequence[str] | None = None, *, folder: Path = DATA) -> None:  # noqa: ARG001
    """Print the checks, the costliest themes, and how comments and ratings agree."""
    codes, patients = sfo(folder), nhs(folder)
    topics, ratings = by_topic(codes), sfo_ratings(folder)
    for coded in (codes, topics, ratings, patients):
        print("\n".join(check_lines(coded)), end="\n\n")
    print("Costliest themes of the NHS answers", *top_lines(patients), "", sep="\n")
    table = compared(ranked(topics), ranked(ratings))
    print("SFO 2017: points of topics from comments and from ratings, by the same model")
    print("\n".join(comparison_lines(table)))
    print("\nAgreement with the ratings' ranking", *agreements(table), sep="\n")


if __name__ == "__main__":
    main()
