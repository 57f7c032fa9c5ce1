"""Confounders: which theme said beside a driver, and which segment, moved its classic impact.

The classic severity of a theme is a regression on that theme alone. What it says beyond the
adjusted effect is, exactly, the effects of everything else times how much more of it there is
among those who say the theme (docs/methods.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from nps_reasons.drivers.audit.classic_errors import classic_with_errors
from nps_reasons.drivers.audit.regression import Regression
from nps_reasons.drivers.design import segment_dummies
from nps_reasons.schema import CONFOUNDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from nps_reasons.drivers.adjusted import Fit
    from nps_reasons.drivers.commenters import Commenters

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

INSEPARABLE: Final = "inseparable"
"""Sources that the data cannot tell apart: only what they do together is known."""


def confounders(people: Commenters, *, period: str) -> pd.DataFrame:
    """Say what each theme's classic impact owes to other themes and to segments.

    Parameters
    ----------
    people
        The commenters of one period.
    period
        Its name.

    Returns
    -------
    pd.DataFrame
        As `schema.CONFOUNDERS`: for each theme and sign whose effect is known one row per other
        theme and sign of the model, and one per segment. The points of a theme's rows add up to
        its classic impact minus its adjusted points. Sources that cannot be told apart share one
        row `inseparable`. Limits take who said what as given: the question is what happened in
        this survey.

    References
    ----------
    Goldberger (1991), A Course in Econometrics, chapter 17, for the identity of the short and the
    long regression; docs/methods.md, "What moved a theme's points".

    Examples
    --------
    >>> from nps_reasons.drivers.commenters import commenters
    >>> responses = pd.DataFrame({
    ...     "response_id": [f"{i:02}" for i in range(40)], "plan": ["a"] * 20 + ["b"] * 20,
    ...     "contribution": [-100.0] * 16 + [100.0] * 4 + [-100.0] * 4 + [100.0] * 16})
    >>> said = [*range(3, 19), 20, 21, 22, 37]
    >>> mentions = pd.DataFrame({
    ...     "response_id": [f"{i:02}" for i in said], "theme": "billing", "sign": "negative"})
    >>> table = confounders(commenters(responses, mentions, segments=["plan"]), period="all")
    >>> table[["source", "points", "classic_impact"]].round(1).to_dict("records")
    [{'source': 'plan', 'points': -22.5, 'classic_impact': -60.0}]
    """
    # One thread: the matrices are too small to share, and sums would depend on the thread count.
    with threadpool_limits(limits=1, user_api="blas"):
        audit = _audit(people) if people.shown.any() else None
    rows = list(_rows(audit)) if audit else []
    if not rows:
        return CONFOUNDERS.empty()
    return CONFOUNDERS.check(pd.DataFrame(rows).assign(period=period))


@dataclass(frozen=True, slots=True)
class _Source:
    """Regressors that count as one: a theme, the dummies of a segment, what is inseparable."""

    by: str
    name: str
    sign: str | None
    columns: Flags


@dataclass(frozen=True, slots=True)
class _Audit:
    """Classic impacts, and what they owe to each source.

    Attributes
    ----------
    themes : the k themes and signs of the model
    known : (k,)
        Whether the effect of the theme is known.
    classic, classic_errors : (k,)
    sources : of the model
    owed, owed_errors : (k, n_sources)
        In NPS points; a theme owes itself nothing.
    limit
        Student's quantile.
    """

    themes: tuple[tuple[str, str], ...]
    known: Flags
    classic: Array
    classic_errors: Array
    sources: tuple[_Source, ...]
    owed: Array
    owed_errors: Array
    limit: float


def _audit(people: Commenters) -> _Audit:
    model = Regression.of(people)
    said = model.fit.x[:, model.columns]
    sources = tuple(_sources(people, model))
    excess = _excess(said, model.fit) * people.reach[people.shown][:, None]
    excess[np.arange(len(model.themes)), model.columns] = 0.0
    owed = [excess[:, each.columns] @ model.fit.coefficients[each.columns] for each in sources]
    variances = [_variances(excess, model.spread, each.columns) for each in sources]
    classic, classic_errors = classic_with_errors(people, said)
    return _Audit(
        themes=model.themes,
        known=model.known,
        classic=classic,
        classic_errors=classic_errors,
        sources=sources,
        owed=np.column_stack(owed),
        owed_errors=np.sqrt(np.maximum(np.column_stack(variances), 0.0)),
        limit=model.limit,
    )


def _sources(people: Commenters, model: Regression) -> Iterator[_Source]:
    """Sources of the model; those with a regressor that is inseparable are one."""
    fit, p = model.fit, model.fit.x.shape[1]
    owner = np.full(p, -1)
    named: list[tuple[str, str, str | None]] = []
    place = 1
    for segment in people.segments:
        width = segment_dummies(people.segments[[segment]], people.rows.times).shape[1]
        owner[place : place + width] = len(named)
        named.append(("segment", str(segment), None))
        place += width
    owner[place:] = len(named) + np.arange(p - place)
    named += [("theme", theme, sign) for theme, sign in model.themes]
    torn = np.isin(owner, owner[1:][~fit.estimable[1:]]) & (owner >= 0)
    torn &= np.ptp(fit.x, axis=0) > 0  # what everybody says moves nobody's impact
    for number, (by, name, sign) in enumerate(named):
        own = owner == number
        if own.any() and not torn[own].any():
            yield _Source(by, name, sign, own)
    if torn.any():
        yield _Source(INSEPARABLE, INSEPARABLE, None, torn)


def _excess(said: Array, fit: Fit) -> Array:
    """How much more of each regressor there is among those who say a theme, shape (k, p)."""
    totals = fit.weights * fit.times
    with_theme = totals @ said
    without = totals.sum() - with_theme
    sums = (said * totals[:, None]).T @ fit.x
    rest = totals @ fit.x - sums
    usable = (with_theme > 0) & (without > 0)
    mean_with = sums / np.where(usable, with_theme, 1.0)[:, None]
    mean_without = rest / np.where(usable, without, 1.0)[:, None]
    return np.where(usable[:, None], mean_with - mean_without, 0.0)


def _variances(excess: Array, spread: Array, columns: Flags) -> Array:
    """Variance of what each theme owes to a source, shape (k,)."""
    own = excess[:, columns]
    variances: Array = ((own @ spread[np.ix_(columns, columns)]) * own).sum(axis=1)
    return variances


def _rows(audit: _Audit) -> Iterator[dict[str, Any]]:
    for k in np.flatnonzero(audit.known):
        theme, sign = audit.themes[k]
        half = audit.limit * audit.classic_errors[k]
        itself = {
            "theme": theme,
            "sign": sign,
            "classic_impact": audit.classic[k],
            "classic_low": audit.classic[k] - half,
            "classic_high": audit.classic[k] + half,
        }
        for s, source in enumerate(audit.sources):
            if (source.by, source.name, source.sign) == ("theme", theme, sign):
                continue
            owed, doubt = audit.owed[k, s] + 0.0, audit.limit * audit.owed_errors[k, s]
            yield {
                **itself,
                "by": source.by,
                "source": source.name,
                "source_sign": source.sign,
                "points": owed,
                "points_low": owed - doubt,
                "points_high": owed + doubt,
            }
