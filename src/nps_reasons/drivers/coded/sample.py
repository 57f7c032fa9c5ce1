"""The gold sample: responses that a person coded, drawn with known probabilities; checked."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons.drivers.design import SIGNED
from nps_reasons.errors import InputError, UsageError
from nps_reasons.label_lists import labels_of
from nps_reasons.schema import CODED

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from nps_reasons.drivers.commenters import Commenters
    from nps_reasons.labelled import Label

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Said = frozenset[tuple[str, str]]

PLACE: Final = "place"
"""Column that says where each row was read; file readers add it."""

_NAMED: Final = 3
"""Ids that a message names."""


@dataclass(frozen=True, slots=True)
class GoldSample:
    """Responses that a person coded.

    Attributes
    ----------
    response_ids
        Each once.
    said
        Pairs of theme and sign that the person found in each; without neutral ones.
    probabilities : (n_coded,)
        Chance that each had to be drawn; nan where the sample counts as a simple random one.
    labels
        All labels that the person gave each, neutral ones among them.
    """

    response_ids: tuple[str, ...]
    said: tuple[Said, ...]
    probabilities: Array
    labels: tuple[tuple[Label, ...], ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """What a person coded, beside the responses with a reason of one period.

    Attributes
    ----------
    drawn : (n_heard,)
        Whether the response was coded.
    lift : (n_heard,)
        How many responses it stands for, 1 / probability; 0 where it was not coded.
    said : (n_heard, n_themes)
        Whether the person found the theme with that sign; False where it was not coded.
    beyond : (n_heard, 2)
        How many complaints and how much praise the person found, by pairs of theme and sign that
        the machine found nowhere.
    simple
        Whether the sample counts as a simple random one: it came without probabilities.
    """

    drawn: Flags
    lift: Array
    said: Flags
    beyond: Array
    simple: bool


def gold_sample(gold: pd.DataFrame, responses: pd.DataFrame, themes: Collection[str]) -> GoldSample:
    """Check a table of coded responses.

    Parameters
    ----------
    gold
        `response_id`; `labels`, the list of {"theme", "sign"} of each response, or JSON text of
        it, empty where it speaks of no theme; `probability` of having been drawn, optional.
    responses
        Those that the sample was drawn from: `response_id`, and `reason` where there is one.
    themes
        Ids of the themes that may be coded.

    Raises
    ------
    UsageError
        `gold` is no table.
    InputError
        A column or value is missing, an id repeats or is no response with a reason, a label is
        none, a probability is not above 0 and at most 1.

    Examples
    --------
    >>> gold = pd.DataFrame({"response_id": ["a"], "labels": ['[{"theme": "price", "sign": "x"}]']})
    >>> gold_sample(gold, pd.DataFrame({"response_id": ["a", "b"]}), ["price"])
    Traceback (most recent call last):
    ...
    nps_reasons.errors.InputError: gold, row 1: sign "x" is not known; known: negative, neutral, ...
    """
    if not isinstance(gold, pd.DataFrame):
        raise UsageError(f"gold: expected a table of coded responses; found {type(gold).__name__}")
    _check_columns(gold)
    places = _places(gold)
    ids = gold["response_id"].astype("string")
    _check_ids(ids, places)
    _check_drawn_from(ids, responses)
    cells = zip(gold["labels"], places, strict=True)
    labels = tuple(_labels(cell, themes, place) for cell, place in cells)
    return GoldSample(
        response_ids=tuple(ids),
        said=tuple(_said(some) for some in labels),
        probabilities=_probabilities(gold, places),
        labels=labels,
    )


def _check_columns(gold: pd.DataFrame) -> None:
    for needed in ("response_id", "labels"):
        if needed not in gold:
            names = ", ".join(str(name) for name in gold.columns)
            raise InputError(
                f'gold: column "{needed}" is missing; it has {names}; expected response_id, '
                "labels, and probability where the sample is not a simple random one"
            )
    if gold.empty:
        raise InputError("gold: has no row; code some responses, or leave gold out")


def _places(gold: pd.DataFrame) -> list[str]:
    if PLACE in gold:
        return [str(place) for place in gold[PLACE]]
    return [f"gold, row {row}" for row in range(1, len(gold) + 1)]


def _check_ids(ids: pd.Series, places: Sequence[str]) -> None:
    missing = np.flatnonzero(ids.isna() | (ids.str.strip() == ""))
    if len(missing):
        raise InputError(f"{places[missing[0]]}: has no response_id ({len(missing)} such rows)")
    twice = np.flatnonzero(ids.duplicated())
    if len(twice):
        raise InputError(
            f'{places[twice[0]]}: response_id "{ids.iloc[twice[0]]}" stands there twice '
            f"({len(twice)} such rows); keep one coding of each response"
        )


def _check_drawn_from(ids: pd.Series, responses: pd.DataFrame) -> None:
    known = responses["response_id"].astype("string")
    # A million ids are soon looked up in a few; the other way round takes seconds.
    here = known.isin(ids)
    strange = ids[~ids.isin(known[here])]
    if len(strange):
        raise InputError(
            f"gold: {len(strange)} of {len(ids)} ids are no responses: {_listed(strange)}; the "
            f'responses are named like "{known.iloc[0] if len(known) else ""}"'
        )
    if "reason" not in responses:
        return
    silent = ids[ids.isin(known[here & responses["reason"].isna()])]
    if len(silent):
        raise InputError(
            f'gold: {len(silent)} coded responses have no usable reason (none, or one such as "-" '
            f'or "no comment", which count as no reason): {_listed(silent)}; draw the sample from '
            "the responses with a reason, and take these out"
        )


def _listed(ids: pd.Series) -> str:
    more = ", ..." if len(ids) > _NAMED else ""
    return ", ".join(ids.iloc[:_NAMED]) + more


def _labels(cell: object, themes: Collection[str], place: str) -> tuple[Label, ...]:
    labels = labels_of(cell, themes, place)
    for label in labels:
        if label.sign is None:
            raise InputError(
                f'{place}: theme "{label.theme}" has no sign; drivers need "negative", "positive" '
                'or "neutral"'
            )
        if labels.count(label) > 1:
            raise InputError(
                f'{place}: theme "{label.theme}" stands there twice with the sign {label.sign}'
            )
    return labels


def _said(labels: tuple[Label, ...]) -> Said:
    return frozenset((label.theme, str(label.sign)) for label in labels if label.sign in SIGNED)


def _probabilities(gold: pd.DataFrame, places: Sequence[str]) -> Array:
    if "probability" not in gold:
        return np.full(len(gold), np.nan)
    cells = gold["probability"].replace("", np.nan)
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    given = cells.notna().to_numpy()
    strange = np.flatnonzero(given & ~((numbers > 0) & (numbers <= 1)))
    if len(strange):
        raise InputError(
            f"{places[strange[0]]}: probability must be above 0 and at most 1; found "
            f'"{cells.iloc[strange[0]]}" ({len(strange)} such rows)'
        )
    if given.any() and not given.all():
        raise InputError(
            f"{places[np.flatnonzero(~given)[0]]}: has no probability ({int((~given).sum())} such "
            "rows), others have one; give every row its own, or none where the sample is a simple "
            "random one"
        )
    return np.asarray(numbers)


def in_id_order(sample: GoldSample) -> GoldSample:
    """Return the sample in the order of ids: what is learned or summed must not depend on another.

    Examples
    --------
    >>> gold = pd.DataFrame({"response_id": ["b", "a"], "labels": ["[]", "[]"]})
    >>> in_id_order(gold_sample(gold, gold, ["price"])).response_ids
    ('a', 'b')
    """
    order = sorted(range(len(sample.response_ids)), key=sample.response_ids.__getitem__)
    return GoldSample(
        response_ids=tuple(sample.response_ids[row] for row in order),
        said=tuple(sample.said[row] for row in order),
        probabilities=sample.probabilities[order],
        labels=tuple(sample.labels[row] for row in order),
    )


def coded_table(sample: GoldSample | None) -> pd.DataFrame:
    """Return a sample as the table `coded`; without a row where there is none.

    Examples
    --------
    >>> gold = pd.DataFrame({"response_id": ["a"], "labels": ["[]"]})
    >>> sample = gold_sample(gold, pd.DataFrame({"response_id": ["a", "b"]}), ["price"])
    >>> coded_table(sample)["labels"].tolist()
    ['[]']
    """
    if sample is None:
        return CODED.empty()
    plain = [[asdict(label) for label in labels] for labels in sample.labels]
    return CODED.check(
        pd.DataFrame(
            {
                "response_id": sample.response_ids,
                "labels": [json.dumps(labels, sort_keys=True) for labels in plain],
                "probability": sample.probabilities,
            }
        )
    )


def coded_of(people: Commenters, sample: GoldSample) -> Coded:
    """Put the sample beside the responses of a period; coded responses of others are left aside.

    Raises
    ------
    InputError
        By their probabilities the coded responses stand for far more or far fewer than there are.
    """
    return coded_among(people.response_ids, people.themes, sample)


def coded_among(
    response_ids: NDArray[np.object_], themes: Sequence[tuple[str, str]], sample: GoldSample
) -> Coded:
    """Put the sample beside the responses with a reason of one period.

    Without probabilities the coded ones count as a simple random sample of exactly these.

    Parameters
    ----------
    response_ids : ndarray of shape (n_heard,)
    themes
        Pairs of theme and sign.

    Raises
    ------
    InputError
        By their probabilities the coded responses stand for far more or far fewer than there are.
    """
    ids = pd.Index(response_ids.astype(str))
    rows = ids.get_indexer(pd.Index(sample.response_ids))
    here = np.flatnonzero(rows >= 0)
    drawn = np.zeros(len(ids), dtype=bool)
    lift, beyond = np.zeros(len(ids)), np.zeros((len(ids), len(SIGNED)))
    said = np.zeros((len(ids), len(themes)), dtype=bool)
    column = {theme: k for k, theme in enumerate(themes)}
    for i in here:
        said[rows[i], [column[pair] for pair in sample.said[i] if pair in column]] = True
        others = [sign for theme, sign in sample.said[i] if (theme, sign) not in column]
        beyond[rows[i]] = [others.count(sign) for sign in SIGNED]
    drawn[rows[here]] = True
    lift[rows[here]] = _lifts(sample.probabilities[here], len(ids))
    return Coded(drawn, lift, said, beyond, bool(np.isnan(sample.probabilities).any()))


def _lifts(probabilities: Array, n: int) -> Array:
    """How many responses each coded one stands for."""
    n_coded = len(probabilities)
    if not n_coded or np.isnan(probabilities).any():
        return np.full(n_coded, n / max(n_coded, 1))
    lifts: Array = 1 / probabilities
    # Chance alone leaves the sum within a few standard errors of the number of responses.
    error = np.sqrt(((1 - probabilities) * lifts**2).sum())
    if abs(lifts.sum() - n) > _FAR_OFF * error + 1e-6 * n + 1:
        raise InputError(
            f"gold: by their probabilities the {n_coded:,} coded responses stand for "
            f"{lifts.sum():,.0f}, but {n:,} have a reason; a probability is the chance to be "
            "drawn: for a simple random sample, coded / responses with a reason"
        )
    return lifts


_FAR_OFF: Final = 6.0
