"""Do other methods find the same points? The table `robustness`, one row per known driver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.estimates import Model, fitted
from nps_reasons.drivers.patterns import covariance
from nps_reasons.drivers.robust.doubly_robust import doubly_robust_points
from nps_reasons.drivers.robust.ordinal import fit_ordinal, risk_ratios, standardised_points
from nps_reasons.drivers.robust.sensitivity import e_value, robustness_values
from nps_reasons.schema import ROBUSTNESS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nps_reasons.drivers.adjusted import Fit
    from nps_reasons.drivers.commenters import Commenters
    from nps_reasons.drivers.robust.ordinal import ThemePoints

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

MANY_ROWS: Final = 50_000
"""Different responses above which only the largest drivers are estimated doubly robust."""

LARGEST: Final = 10
"""How many those are."""

SMALL_PART: Final = 0.1
"""Share of a driver's points; in a large survey even a smaller difference is many standard errors,
and changes nothing that anybody would do."""


def robustness(people: Commenters, *, period: str) -> pd.DataFrame:
    """Estimate the points of every known driver by two other methods.

    The ordinal model knows that a score is a detractor, a passive or a promoter; the doubly robust
    estimate also models who says a theme. All three answer the same question, on the same
    responses, so that chance moves them together, and far less apart than a standard error. Where
    one of them differs from the points by more than that, and by more than a tenth of them, the
    points hang on how the model was written down.

    Parameters
    ----------
    people
        One period's responses with a reason.

    Returns
    -------
    pd.DataFrame
        As `schema.ROBUSTNESS`; themes that are too few, or that the data cannot tell from others,
        have no row. Above 50,000 different responses only the 10 largest drivers have doubly
        robust points.

    References
    ----------
    docs/methods.md, "Other methods for the same points".

    Examples
    --------
    >>> from nps_reasons.drivers.commenters import commenters
    >>> ids = [f"{i:02}" for i in range(60)]
    >>> responses = pd.DataFrame({"response_id": ids, "contribution": [-100.0, 100.0, 0.0] * 20})
    >>> mentions = pd.DataFrame(
    ...     {"response_id": ids[:20] + ids[::3], "theme": ["docs"] * 20 + ["bugs"] * 20,
    ...      "sign": "negative"})
    >>> found = robustness(commenters(responses, mentions), period="1")
    >>> found[["theme", "points", "ordinal_points", "agrees"]].round(1).to_dict("records")[0]
    {'theme': 'bugs', 'points': -50.0, 'ordinal_points': -50.0, 'agrees': True}
    """
    if not people.shown.any():
        return ROBUSTNESS.empty()
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        fit, columns = fitted(people)
        model = Model.of(fit, columns, people.rows)
        themes = [pair for pair, shown in zip(people.themes, people.shown, strict=True) if shown]
        known = np.flatnonzero(model.known)
        if not len(known):
            return ROBUSTNESS.empty()
        table = pd.DataFrame([themes[k] for k in known], columns=["theme", "sign"])
        table = table.assign(
            period=period, points=model.found.points[known], points_error=model.points_errors[known]
        )
        table = table.join(_ordinal(people, fit, columns[known], table["sign"]))
        table = table.join(_doubly_robust(people, fit, columns[known], table["points"]))
        table["robustness_value"] = robustness_values(fit, columns[known])
    table["agrees"] = _agrees(table)
    return ROBUSTNESS.check(table)


def _ordinal(people: Commenters, fit: Fit, columns: Codes, signs: pd.Series[str]) -> pd.DataFrame:
    """Points by the ordinal model, and the E-value of the group each sign makes more common."""
    model = fit_ordinal(people.points, fit.x[:, 1:], people.weights, times=people.rows.times)
    found = standardised_points(model, columns - 1)
    ends = np.where(signs == "negative", -100.0, 100.0)
    ratios = risk_ratios(model, columns - 1, ends)
    strengths = [e_value(ratio) if np.isfinite(ratio) else np.nan for ratio in ratios]
    table = _with_errors("ordinal", found, people)
    return table.assign(e_value=np.where(np.isfinite(strengths), strengths, np.nan))


def _doubly_robust(
    people: Commenters, fit: Fit, columns: Codes, points: pd.Series[float]
) -> pd.DataFrame:
    """Doubly robust points, of the largest drivers alone where there are many rows."""
    largest = np.arange(len(columns))
    if len(people.points) > MANY_ROWS:
        largest = np.sort(np.argsort(-points.abs().to_numpy(), kind="stable")[:LARGEST])
    found = doubly_robust_points(people.points, fit, columns[largest])
    return _with_errors("doubly_robust", found, people).set_index(largest)


def _with_errors(method: str, found: ThemePoints, people: Commenters) -> pd.DataFrame:
    """Points with their standard errors, clustered by respondent; none where the method failed."""
    failed = ~np.isfinite(found.points)
    influence = np.where(failed, 0.0, found.influence)
    errors = np.sqrt(np.maximum(np.diag(covariance(influence, people.rows)), 0.0))
    return pd.DataFrame(
        {
            f"{method}_points": np.where(failed, np.nan, found.points),
            f"{method}_error": np.where(failed, np.nan, errors),
        }
    )


def _agrees(table: pd.DataFrame) -> pd.Series[bool]:
    """Whether both methods are near enough to the points; unknown without both."""
    others = table[["ordinal_points", "doubly_robust_points"]]
    gap = others.sub(table["points"], axis=0).abs().max(axis=1)
    near = np.maximum(table["points_error"], SMALL_PART * table["points"].abs())
    close = (gap <= near).astype("boolean")
    return close.mask(others.isna().any(axis=1))
