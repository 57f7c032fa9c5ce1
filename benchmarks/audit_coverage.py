"""Do corrected figures cover what people found? NHS v6: 600 coded rows correct all others.

    python benchmarks/audit_coverage.py [--coded N] [--draws N] [--learned N] [--tier T] [--seed N]

Every row was coded by people; all but a random sample of the labels are hidden. Reach and driver
points, corrected by the sample, are held against those of all the labels, for themes and signs with
20 coded mentions or more in the sample. The codeframe knows the names of the themes alone; the
machine reads with it as shipped, and as it learned, cross-fitted, from each sample. Beside them:
the machine without correction, and the sample alone.

The rows are a finite population: a part of what an interval allows for, that other people might
have been asked, does not happen here, and intervals cover more than they must. "new people" draws
the respondents anew, with replacement, before the sample; there nothing is given away.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import compress, starmap
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from sets import (
    DATA,
    LEAST_ROWS,
    NHS,
    NHS_LAST_BEFORE_THEMES,
    NHS_NO_THEME,
    NHS_SIGNS,
    codeframe_of,
    theme_id,
)
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.coded.fit import corrected_fit
from nps_reasons.drivers.coded.reach import reach_of
from nps_reasons.drivers.coded.sample import coded_of, gold_sample
from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.estimates import Model, fitted
from nps_reasons.lessons import lessons_of
from nps_reasons.net_promoter import classify, contributions
from nps_reasons.scale.annotator import make_annotator, make_cross_fitted_annotator
from nps_reasons.scale.kernel import annotate
from nps_reasons.text.clauses import ClauseSplitter
from nps_reasons.text.clean import clean_reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from nps_reasons.drivers.coded.sample import GoldSample
    from nps_reasons.drivers.commenters import Commenters
    from nps_reasons.scale.annotator import Annotator
    from nps_reasons.text.clauses import Clause
    from nps_reasons.themes.codeframe import Codeframe

Pair = tuple[str, str]

LEAST_CODED: Final = 20
"""Coded mentions from which on a theme and sign is measured."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Responses with a reason, and what people coded in them.

    Attributes
    ----------
    responses
        `response_id`, `respondent_id`, `contribution`, `reason`.
    labels
        A row per response, in the same order: `response_id`, and `labels` as a coded sample has.
    """

    responses: pd.DataFrame
    labels: pd.DataFrame

    @property
    def mentions(self) -> pd.DataFrame:
        """What people coded, as mentions."""
        rows = [
            (key, label["theme"], label["sign"])
            for key, some in self.labels.itertuples(index=False)
            for label in some
        ]
        return pd.DataFrame(rows, columns=["response_id", "theme", "sign"])

    @property
    def themes(self) -> list[str]:
        """Ids of the themes."""
        return sorted({label["theme"] for some in self.labels["labels"] for label in some})

    def drawn(self, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Return the labels of a simple random sample of the responses."""
        return self.labels.iloc[np.sort(rng.choice(len(self.labels), n, replace=False))]

    def of_new_people(self, rng: np.random.Generator) -> tuple[Survey, pd.Series]:
        """Draw as many respondents with replacement; return them, and whose each response was."""
        places = self.responses.groupby("respondent_id", sort=True).indices
        names = list(places)
        rows, people = [], []
        for number, name in enumerate(rng.choice(len(names), len(names))):
            rows += list(places[names[name]])
            people += [f"p{number:05}"] * len(places[names[name]])
        ids = [f"n{place:05}" for place in range(len(rows))]
        was = pd.Series(self.responses["response_id"].to_numpy()[rows], index=ids)
        responses = self.responses.iloc[rows].assign(response_id=ids, respondent_id=people)
        return Survey(responses, self.labels.iloc[rows].assign(response_id=ids)), was


def nhs(folder: Path) -> Survey:
    """Comments with a score, themes and a sentiment; every theme of a comment has its sentiment.

    1 is the best score; 6 and 7 are none. A theme with fewer than 30 rows is left out, and so is a
    comment that is no reason, such as "Nothing".
    """
    table = pd.read_csv(folder / NHS, encoding="utf-8-sig", dtype="string")
    table.columns = table.columns.map(lambda name: " ".join(name.split()))
    known = table["FFT categorical answer"].isin(list(NHS_SIGNS)) & (
        table["Comment sentiment"].isin(list(NHS_SIGNS)) & table[NHS_NO_THEME].isna()
    )
    reasons = clean_reasons(table["FFT answer"]).reasons
    heard = table[known & reasons.notna()].reset_index(drop=True)
    scores = heard["FFT categorical answer"].astype(int)
    responses = pd.DataFrame(
        {
            "response_id": [f"r{place:05}" for place in range(len(heard))],
            "respondent_id": heard["Respondent ID"],
            "contribution": contributions(classify(scores, "5-1")),
            "reason": reasons[known & reasons.notna()].reset_index(drop=True),
        }
    )
    return Survey(responses, responses[["response_id"]].assign(labels=_labels(heard)))


def _labels(heard: pd.DataFrame) -> list[list[dict[str, str]]]:
    after = list(heard.columns)[list(heard.columns).index(NHS_LAST_BEFORE_THEMES) + 1 :]
    said = heard[after].eq("1").fillna(value=False).astype(bool)
    measured = said.loc[:, said.sum() >= LEAST_ROWS]
    themes = [theme_id(name) for name in measured.columns]
    signs = heard["Comment sentiment"].map(NHS_SIGNS)
    return [
        [{"theme": themes[k], "sign": sign} for k in np.flatnonzero(row)]
        for row, sign in zip(measured.to_numpy(), signs, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval: points in NPS points, reach in percentage points."""

    value: float
    low: float
    high: float

    def holds(self, truth: float) -> bool:
        """Whether the truth lies within."""
        return self.low <= truth <= self.high


@dataclass(frozen=True, slots=True)
class Figures:
    """Of each theme and sign: reach, and points where it is in the model.

    Attributes
    ----------
    corrected
        Themes and signs whose points a sample corrected.
    """

    reach: dict[Pair, Interval]
    points: dict[Pair, Interval]
    corrected: frozenset[Pair] = frozenset()


def figures_of(people: Commenters, sample: GoldSample | None = None) -> Figures:
    """Reach and points of a survey, corrected where there is a sample."""
    coded = None if sample is None else coded_of(people, sample)
    with threadpool_limits(1, user_api="blas"):
        shares = reach_of(people, coded)
        fit = None if coded is None else corrected_fit(people, coded)
        model = Model.of(*fitted(people), people.rows) if fit is None else Model.of_corrected(fit)
    shown = [people.themes[k] for k in np.flatnonzero(people.shown)]
    flags = np.zeros(len(shown), dtype=bool) if fit is None else fit.corrected
    reach = 100 * np.column_stack([shares.value, shares.low, shares.high])
    value, half = model.found.points, model.limit * model.points_errors
    points = np.column_stack([value, value - half, value + half])
    return Figures(
        reach=dict(zip(people.themes, starmap(Interval, reach.tolist()), strict=True)),
        points=dict(zip(shown, starmap(Interval, points.tolist()), strict=True)),
        corrected=frozenset(compress(shown, flags)),
    )


class Tally:
    """What intervals did over the draws, method by method."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], list[tuple[Pair, Interval, float]]] = defaultdict(list)
        self.asked: Counter[str] = Counter()

    def add(self, method: str, found: Figures, truth: Figures, pairs: Iterable[Pair]) -> None:
        """Add the figures of some themes and signs of one draw."""
        for pair in pairs:
            self.asked[method] += 1
            if pair in found.reach:
                row = (pair, found.reach[pair], truth.reach[pair].value)
                self.rows[method, "reach"].append(row)
            if pair in found.points and pair in truth.points:
                row = (pair, found.points[pair], truth.points[pair].value)
                self.rows[method, "points"].append(row)

    def told(self, method: str) -> str:
        """Coverage, the worst theme's, half-width, bias and error of a method."""
        return f"{method:46s}" + "".join(self._told(method, kind) for kind in ("reach", "points"))

    def _told(self, method: str, kind: str) -> str:
        rows = self.rows[method, kind]
        if not rows:
            return f"{'-':>8s}" * 4
        held = defaultdict(list)
        for pair, found, truth in rows:
            held[pair].append(found.holds(truth))
        often = [
            np.mean(some) for some in held.values() if len(some) >= max(map(len, held.values())) / 2
        ]
        covered = np.mean([one for some in held.values() for one in some])
        half = np.mean([(found.high - found.low) / 2 for _, found, _ in rows])
        error = np.sqrt(np.mean([(found.value - truth) ** 2 for _, found, truth in rows]))
        return f"{covered:8.3f}{min(often):8.2f}{half:8.2f}{error:8.2f}"


HEADER: Final = (
    f"{'':46s}{'reach, percentage points':>32s}{'NPS points':>32s}\n"
    f"{'':46s}" + f"{'covered':>8s}{'worst':>8s}{'+-':>8s}{'error':>8s}" * 2
)


def tally_draw(
    tally: Tally, arm: str, survey: Survey, people: Commenters, gold: pd.DataFrame, truth: Figures
) -> None:
    """Add one draw of one arm: corrected, uncorrected, and the sample alone; the same themes."""
    pairs = often_coded(gold, truth)
    sample = gold_sample(gold, survey.responses, survey.themes)
    found = figures_of(people, sample)
    corrected = [pair for pair in pairs if pair in found.corrected]
    tally.add(f"{arm}: corrected", found, truth, corrected)
    tally.add(f"{arm}: not corrected", figures_of(people), truth, corrected)
    inside = survey.responses["response_id"].isin(gold["response_id"])
    alone = commenters(survey.responses[inside], Survey(survey.responses, gold).mentions)
    tally.add(f"{arm}: sample alone, same themes", figures_of(alone), truth, corrected)
    tally.asked[arm] += len(pairs)


def often_coded(gold: pd.DataFrame, truth: Figures) -> list[Pair]:
    """Themes and signs with enough coded mentions; a neutral one is no driver."""
    said = ((label["theme"], label["sign"]) for some in gold["labels"] for label in some)
    return sorted(
        pair for pair, n in Counter(said).items() if n >= LEAST_CODED and pair in truth.points
    )


class SplitOnce:
    """Clauses that are remembered: the same texts are read at every draw."""

    def __init__(self) -> None:
        self.splitter = ClauseSplitter()
        self.known: dict[str, list[Clause]] = {}

    @property
    def name(self) -> str:
        """Pipeline and rules, with versions."""
        return self.splitter.name

    def split(self, texts: Sequence[str]) -> list[list[Clause]]:
        """Clauses of each text."""
        new = list(dict.fromkeys(text for text in texts if text not in self.known))
        self.known |= dict(zip(new, self.splitter.split(new), strict=True))
        return [self.known[text] for text in texts]


def read_by(annotator: Annotator, survey: Survey) -> pd.DataFrame:
    """Mentions of a survey; all of it is English."""
    return annotate(survey.responses.set_index("response_id")["reason"], annotator)


def as_shipped(
    tally: Tally, survey: Survey, mentions: pd.DataFrame, truth: Figures, args: argparse.Namespace
) -> None:
    """Draw samples of the survey as it is, read by the machine as it is shipped."""
    people = commenters(survey.responses, mentions)
    for draw in range(args.draws):
        gold = survey.drawn(args.coded, np.random.default_rng([args.seed, draw]))
        tally_draw(tally, "as shipped", survey, people, gold, truth)


def of_new_people(
    tally: Tally, survey: Survey, mentions: pd.DataFrame, truth: Figures, args: argparse.Namespace
) -> None:
    """Draw the respondents anew, then a sample of theirs."""
    for draw in range(args.draws):
        rng = np.random.default_rng([args.seed, draw, 1])
        drawn, was = survey.of_new_people(rng)
        keys = was.rename("was").rename_axis("now").reset_index()
        said = keys.merge(mentions, left_on="was", right_on="response_id")
        people = commenters(drawn.responses, said.assign(response_id=said["now"]))
        tally_draw(
            tally, "as shipped, new people", drawn, people, drawn.drawn(args.coded, rng), truth
        )


def learned(
    tally: Tally, survey: Survey, frame: Codeframe, truth: Figures, args: argparse.Namespace
) -> None:
    """Draw samples; the machine learns from each, and reads the survey again."""
    splitter = SplitOnce()
    reasons = survey.responses.set_index("response_id")["reason"]
    for draw in range(args.learned):
        gold = survey.drawn(args.coded, np.random.default_rng([args.seed, draw]))
        labelled = lessons_of(gold_sample(gold, survey.responses, survey.themes), reasons)
        made = make_cross_fitted_annotator(frame, args.tier, labelled=labelled)
        mentions = read_by(replace(made, splitter=splitter), survey)
        people = commenters(survey.responses, mentions)
        tally_draw(tally, f"learned, {args.tier}", survey, people, gold, truth)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--coded", type=int, default=600)
    parser.add_argument("--draws", type=int, default=200, help="as shipped")
    parser.add_argument(
        "--learned", type=int, default=20, help="draws that the machine learns from"
    )
    parser.add_argument("--tier", choices=["accurate", "fast"], default="fast", help="that learns")
    parser.add_argument("--seed", type=int, default=6)
    args = parser.parse_args()
    survey = nhs(DATA)
    frame = codeframe_of(survey.themes, "nhs")
    truth = figures_of(commenters(survey.responses, survey.mentions))
    tally = Tally()
    if args.draws:
        mentions = read_by(make_annotator(frame, "accurate"), survey)
        as_shipped(tally, survey, mentions, truth, args)
        of_new_people(tally, survey, mentions, truth, args)
    learned(tally, survey, frame, truth, args)
    show(tally, survey, args)


METHODS: Final = ("not corrected", "corrected", "sample alone, same themes")


def show(tally: Tally, survey: Survey, args: argparse.Namespace) -> None:
    """Print the table and what it is of."""
    n, people = len(survey.responses), survey.responses["respondent_id"].nunique()
    print(f"NHS v6: {n:,} reasons of {people:,} people, {len(survey.themes)} themes")
    print(f"{args.coded} coded; {args.draws} draws as shipped, {args.learned} learned")
    print(f"themes and signs with {LEAST_CODED} coded mentions or more; seed {args.seed}\n{HEADER}")
    for arm in sorted({method.split(":")[0] for method in tally.asked}):
        print("\n".join(tally.told(f"{arm}: {what}") for what in METHODS))
        share = tally.asked[f"{arm}: corrected"] / max(tally.asked[arm], 1)
        print(f"  {share:.0%} of {tally.asked[arm]:,} such themes and signs were corrected")


if __name__ == "__main__":
    main()
