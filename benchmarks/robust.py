"""The driver model against the methods that check it: bias, coverage, agreement, and speed.

    python benchmarks/robust.py [--repeats 100] [--seed 1] [--big]

Surveys of n = 1,000 with known truth, in which the linear model, the ordinal model and the doubly
robust estimate answer the same question. "disagree" is the share of drivers for which one of the
two is further from the points than one standard error, and than a tenth of them; "gap" is how far,
in standard errors.
"""

from __future__ import annotations

import argparse
from time import perf_counter
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import pandas as pd
from planted import GENERATORS, survey_of
from planted_people import NAMES, true_points

from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.estimates import fitted
from nps_reasons.drivers.robust import robustness
from nps_reasons.drivers.robust.logit import fit_logit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray
    from planted import Generator

    Array = NDArray[np.float64]

T = TypeVar("T")

SHOWN: Final = ("clean", "segment confounding", "innocent companion", "ceiling scores")
METHODS: Final = {
    "linear": ("points", "points_error"),
    "ordinal": ("ordinal_points", "ordinal_error"),
    "doubly robust": ("doubly_robust_points", "doubly_robust_error"),
}
LIMIT: Final = 1.96


def found_in(generator: Generator, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """The robustness table of one survey, complaints alone."""
    responses, mentions = survey_of(generator, n, rng).tables()
    table = robustness(commenters(responses, mentions, segments=["plan"]), period="all")
    return table[table["sign"] == "negative"]


def lines(table: pd.DataFrame) -> Iterable[str]:
    """One line a method: bias, root mean squared error, coverage; then how often they agree."""
    for name, (points, error) in METHODS.items():
        miss = table[points] - table["truth"]
        held = miss.abs() <= LIMIT * table[error]
        mc_error = np.sqrt(held.mean() * (1 - held.mean()) / len(held))
        yield (
            f"  {name:14} bias {miss.mean():+6.3f}   RMSE {np.sqrt((miss**2).mean()):6.3f}   "
            f"coverage {held.mean():.3f} ({mc_error:.3f})"
        )
    others = table[["ordinal_points", "doubly_robust_points"]]
    gaps = others.sub(table["points"], axis=0).abs()
    apart = (~table["agrees"]).mean()
    yield f"  disagree       {apart:.1%} of {table['agrees'].count()}"
    for name in gaps:
        relative = gaps[name] / table["points_error"]
        yield (
            f"  gap of {name:21} median {relative.median():.2f}, 95 % below "
            f"{relative.quantile(0.95):.2f} standard errors; largest {gaps[name].max():.2f} points"
        )


def survey_lines(name: str, n: int, repeats: int, seed: int) -> Iterable[str]:
    """What the methods find in surveys of one kind."""
    generator = GENERATORS[name]
    truth = dict(zip(NAMES, true_points(generator.world, seed=seed + 10_000), strict=True))
    tables = [found_in(generator, n, np.random.default_rng([seed, i])) for i in range(repeats)]
    table = pd.concat(tables, ignore_index=True)
    yield f"{name}, n = {n:,}, {repeats} surveys, seed {seed}"
    yield from lines(table.assign(truth=table["theme"].map(truth).astype(float)))


def random_ratings(n: int, k: int, seed: int) -> tuple[NDArray[np.intp], Array]:
    """Three ordered categories that hang on k dummies."""
    rng = np.random.default_rng(seed)
    x = (rng.random((n, k)) < 0.1).astype(float)
    latent = x @ rng.normal(0, 1, k) + rng.logistic(size=n)
    return np.digitize(latent, [-0.5, 0.8]), x


def speed_lines(n: int, k: int, seed: int) -> Iterable[str]:
    """Seconds of the ordinal fit, ours and statsmodels'."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel  # noqa: PLC0415 - slow to import

    categories, x = random_ratings(n, k, seed)
    ours, fit = timed(lambda: fit_logit(categories, x, np.ones(n)))
    theirs, other = timed(
        lambda: OrderedModel(categories, x, distr="logit").fit(
            method="bfgs", disp=False, maxiter=500
        )
    )
    apart = np.abs(fit.coefficients - np.asarray(other.params)[:k]).max()
    yield f"ordinal fit, {n:,} rows x {k} columns, seed {seed}"
    yield f"  ours {ours:.2f} s, statsmodels OrderedModel (bfgs) {theirs:.2f} s"
    yield f"  {theirs / ours:.0f} times as fast; coefficients at most {apart:.1e} apart"


def size_lines(n: int, seed: int) -> Iterable[str]:
    """Seconds of the whole table on one large survey."""
    responses, mentions = survey_of(GENERATORS["clean"], n, np.random.default_rng(seed)).tables()
    people = commenters(responses, mentions, segments=["plan"])
    linear, _ = timed(lambda: fitted(people))
    seconds, table = timed(lambda: robustness(people, period="all"))
    yield (
        f"table of {len(table)} drivers, {n:,} responses in {len(people.points):,} different ones: "
        f"{seconds:.2f} s (the linear fit alone {linear:.2f} s)"
    )


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of the work, and what came of it."""
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--big", action="store_true", help="also surveys of 100,000 and a million")
    args = parser.parse_args()
    for name in SHOWN:
        print("\n".join(survey_lines(name, 1000, args.repeats, args.seed)), flush=True)
    print("\n".join(survey_lines("clean", 20_000, max(args.repeats // 10, 1), args.seed)))
    print("\n".join(speed_lines(10_000, 40, args.seed)), flush=True)
    for n in (1000, 20_000, *([100_000, 1_000_000] if args.big else [])):
        print("\n".join(size_lines(n, args.seed)), flush=True)


if __name__ == "__main__":
    main()
