"""What the audits of the driver model are worth: shrinkage, levels, negative control, asymmetry.

    python benchmarks/audits.py
    python benchmarks/audits.py --repeats 300 --seed 1

Truth comes from the generator: of shrinkage from the family that is drawn, of points from the same
people with and without a theme, of the effects in a level from a survey of 400,000.
"""

from __future__ import annotations

import argparse
from time import perf_counter
from typing import TYPE_CHECKING, Final

import numpy as np
from planted import GENERATORS, survey_of
from planted_people import NAMES, true_points
from scipy.stats import kendalltau

from nps_reasons.drivers.adjusted import theme_effects
from nps_reasons.drivers.audit import asymmetry, segment_drivers
from nps_reasons.drivers.commenters import commenters
from nps_reasons.drivers.control import against_control, controls_of
from nps_reasons.drivers.estimates import Model, fitted
from nps_reasons.drivers.patterns import covariance
from nps_reasons.drivers.shrinkage import shrunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]
    Estimates = tuple[Array, Array]

SIZES: Final = (2, 3, 5, 12)
SPREADS: Final = (0.0, 0.5, 1.0, 2.0, 5.0)
FAMILIES: Final = 4000
TRUTH_SIZE: Final = 400_000
LEVEL: Final = ["value", "theme", "sign"]


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=200, help="surveys of each kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    start = perf_counter()
    for title, lines in (
        ("Shrinkage of a family, spread in errors", family_lines(options.seed)),
        ("Points of the drivers, shrunk", point_lines(options.repeats, options.seed)),
        ("Drivers by segment", level_lines(options.repeats // 2, options.seed)),
        ("Negative control", control_lines(options.repeats, options.seed)),
        ("Asymmetry without effects", asymmetry_lines(options.repeats, options.seed)),
    ):
        print(f"\n{title} (seed {options.seed})")
        for line in lines:
            print(f"  {line}", flush=True)
    print(f"\n{perf_counter() - start:.0f} s")


def family_lines(seed: int) -> Iterator[str]:
    """Error and coverage of families of estimates: as they are, shrunk, DerSimonian-Laird."""
    rng = np.random.default_rng(seed)
    yield f"{FAMILIES} families; RMSE as it is / ours / one spread; coverage ours / one spread"
    for size in SIZES:
        for spread in SPREADS:
            errors = rng.uniform(0.6, 1.8, (FAMILIES, size))
            truth = spread * rng.standard_normal((FAMILIES, size))
            estimates = truth + errors * rng.standard_normal((FAMILIES, size))
            ours = shrunk(estimates, errors, towards=None)
            shown = [(estimates, errors), (ours.estimates, ours.errors)]
            shown.append(one_spread(estimates, errors))
            far = " / ".join(f"{np.sqrt(np.mean((each - truth) ** 2)):.2f}" for each, _ in shown)
            held = " / ".join(f"{coverage(*each, truth):.3f}" for each in shown[1:])
            yield f"size {size:2}, spread {spread:3}: {far}; {held}"


def one_spread(estimates: Array, errors: Array) -> Estimates:
    """Empirical Bayes with the spread of DerSimonian and Laird plugged in."""
    weight = 1 / errors**2
    total = weight.sum(axis=1)
    mean = (weight * estimates).sum(axis=1) / total
    distance = (weight * (estimates - mean[:, None]) ** 2).sum(axis=1)
    squared = (distance - estimates.shape[1] + 1) / (total - (weight**2).sum(axis=1) / total)
    variance = errors**2 + np.maximum(squared, 0)[:, None]
    known = (1 / variance).sum(axis=1, keepdims=True)
    centre = (estimates / variance).sum(axis=1, keepdims=True) / known
    drawn = errors**2 / variance
    doubt = np.sqrt(errors**2 * (1 - drawn) + drawn**2 / known)
    return estimates - drawn * (estimates - centre), doubt


def coverage(estimates: Array, errors: Array, truth: Array) -> float:
    """Share of 95 % intervals that hold the truth."""
    return float((np.abs(estimates - truth) <= 1.96 * errors).mean())


def point_lines(repeats: int, seed: int) -> Iterator[str]:
    """Kendall tau, RMSE and coverage of the points of complaints, as they are and shrunk."""
    generator = GENERATORS["clean"]
    truth = true_points(generator.world, seed, TRUTH_SIZE)
    for n in (300, 1000):
        rng = np.random.default_rng(seed)
        found: dict[str, list[tuple[float, float, float]]] = {}
        for _ in range(repeats):
            people = people_of_survey("clean", n, rng)
            model, themes = model_of(people)
            real = np.array([truth[NAMES.index(theme)] for theme in themes])
            for name, (points, errors) in shrunk_points(model).items():
                tau = kendalltau(points, real)[0]
                squared = float(np.mean((points - real) ** 2))
                figures = (tau, squared, coverage(points, errors, real))
                found.setdefault(name, []).append(figures)
        for name, figures in found.items():
            tau, squared, held = np.mean(figures, axis=0)
            error = np.std([each[0] for each in figures]) / np.sqrt(repeats)
            yield (
                f"n = {n:4}, {name:24} tau {tau:.3f} ± {error:.3f}, "
                f"RMSE {np.sqrt(squared):.2f}, coverage {held:.3f}"
            )


def people_of_survey(kind: str, n: int, rng: np.random.Generator) -> Commenters:
    """The commenters of one survey of a kind."""
    responses, mentions = survey_of(GENERATORS[kind], n, rng).tables()
    return commenters(responses, mentions, segments=["plan"])


def model_of(people: Commenters) -> tuple[dict[str, Estimates], list[str]]:
    """Effects, and points, of the complaints with their errors; and of which themes they are."""
    fit, columns = fitted(people)
    model = Model.of(fit, columns, people.rows)
    shown = [pair for pair, kept in zip(people.themes, people.shown, strict=True) if kept]
    own = np.array([sign == "negative" for _, sign in shown]) & model.known
    estimates = {
        "points": (model.found.points[own], model.points_errors[own]),
        "effects": (model.found.effects[own], model.errors[own]),
    }
    return estimates, [theme for (theme, _), kept in zip(shown, own, strict=True) if kept]


def shrunk_points(model: dict[str, Estimates]) -> dict[str, Estimates]:
    """Points as they are, and drawn towards 0 or their mean, by points or by effects."""
    reach = model["points"][0] / model["effects"][0]
    result = {"as they are": model["points"]}
    for of, unit in (("points", 1.0), ("effects", reach)):
        for where, towards in (("0", 0.0), ("their mean", None)):
            drawn = shrunk(*model[of], towards=towards)
            result[f"{of} to {where}"] = (drawn.estimates * unit, drawn.errors * unit)
    return result


def level_lines(repeats: int, seed: int) -> Iterator[str]:
    """Error and coverage of effects within levels, own and shrunk."""
    for kind in ("clean", "segment confounding"):
        rng = np.random.default_rng(seed)
        large = people_of_survey(kind, TRUTH_SIZE, rng)
        truth = segment_drivers(large, period="all").set_index(LEVEL)["effect"]
        for n in (500, 2000):
            tables = [
                segment_drivers(people_of_survey(kind, n, rng), period="all").set_index(LEVEL)
                for _ in range(repeats)
            ]
            yield f"{kind}, n = {n:4}: {level_figures(tables, truth)}"


def level_figures(tables: list[pd.DataFrame], truth: pd.Series) -> str:
    """Figures of one kind of survey."""
    shown = []
    for name, low in (("effect", "effect"), ("shrunk_effect", "shrunk")):
        held, far = [], []
        for table in tables:
            known = table[table["effect"].notna()]
            real = truth.loc[known.index].to_numpy()
            far.append(np.mean((known[name].to_numpy() - real) ** 2))
            inside = (known[f"{low}_low"] <= real) & (real <= known[f"{low}_high"])
            held.append(inside.mean())
        figure = f"RMSE {np.sqrt(np.mean(far)):5.1f}, coverage {np.mean(held):.3f}"
        shown.append(f"{name.replace('_', ' ')} {figure}")
    return "; ".join(shown)


def control_lines(repeats: int, seed: int) -> Iterator[str]:
    """False alarms on a null theme, and power on a small cause, against 0 and the other null."""
    for kind in ("selective mention", "halo", "classifier error", "clean"):
        for n in (1000, 5000):
            rng = np.random.default_rng(seed)
            count = repeats if n == 1000 else max(repeats // 4, 2)
            alarms = [alarms_of(people_of_survey(kind, n, rng)) for _ in range(count)]
            false, false_beside, seen, seen_beside = np.mean(alarms, axis=0)
            yield (
                f"{kind:18} n = {n}, {count:3} surveys: false alarms {false:.2f} -> "
                f"{false_beside:.2f}; docs found {seen:.2f} -> {seen_beside:.2f}"
            )


def alarms_of(people: Commenters) -> list[bool]:
    """Whether null-b and docs are called drivers: against 0 and against null-a, each."""
    fit, columns = fitted(people)
    found = theme_effects(fit, columns)
    beside = against_control(found, controls_of(people, "null-a"))
    shown = [pair for pair, kept in zip(people.themes, people.shown, strict=True) if kept]
    alarms = []
    for theme in ("null-b", "docs"):
        place = shown.index((theme, "negative"))
        for each in (found, beside):
            error = np.sqrt(covariance(each.influence[:, [place]], people.rows)[0, 0])
            alarms.append(bool(abs(each.effects[place]) > 1.96 * error))
    return alarms


def asymmetry_lines(repeats: int, seed: int) -> Iterator[str]:
    """Share of themes with p <= .05 where scores are shuffled: penalty and reward are both 0."""
    for n in (200, 1000):
        rng = np.random.default_rng(seed)
        p_values: list[float] = []
        for _ in range(repeats):
            responses, mentions = survey_of(GENERATORS["clean"], n, rng).tables()
            scores = rng.permutation(responses["contribution"].to_numpy())
            people = commenters(responses.assign(contribution=scores), mentions)
            p_values += asymmetry(people, period="all")["p_value"].dropna().tolist()
        yield f"n = {n:4}: {np.mean(np.array(p_values) <= 0.05):.3f} of {len(p_values)} themes"


if __name__ == "__main__":
    main()
