"""Who says what: the table of mentions as one matrix of flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nps_reasons.errors import InputError
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Codes = NDArray[np.intp]
    Flags = NDArray[np.bool_]


def ids_and_rows(given: pd.Series, said_in: pd.Series) -> tuple[pd.Series, Codes]:
    """Ids of the responses as text, and the row of the response that each mention is of.

    All ids are numbered at once, which is several times faster than to look texts up in others.

    Parameters
    ----------
    given
        `response_id` of the responses.
    said_in
        `response_id` of the mentions.

    Returns
    -------
    ids : Series of text, shape (n_responses,)
    rows : ndarray of shape (n_mentions,)
        -1 where there is no such response.

    Raises
    ------
    InputError
        An id of a response is missing or repeats.

    Examples
    --------
    >>> ids_and_rows(pd.Series([7, 9]), pd.Series(["9", "elsewhere"]))[1]
    array([ 1, -1])
    """
    ids = _texts(given)
    codes, _ = pd.factorize(pd.concat([ids, _texts(said_in)], ignore_index=True))
    if not np.array_equal(codes[: len(ids)], np.arange(len(ids))):
        raise InputError("responses: response_id must be unique; give each response its own")
    rows = codes[len(ids) :]
    return ids, np.where(rows < len(ids), rows, -1)


def mention_matrix(
    mentions: pd.DataFrame, rows: Codes, *, n: int, signs: Sequence[str]
) -> tuple[tuple[tuple[str, str], ...], Flags]:
    """Which response speaks of which theme with which sign.

    Parameters
    ----------
    mentions
        Needs `theme` and `sign`.
    rows : ndarray of shape (n_mentions,)
        Row of the response that each is of; -1 leaves it aside.
    n
        How many responses there are.
    signs
        Those that count.

    Returns
    -------
    themes : pairs of theme and sign, in order
    matrix : ndarray of shape (n, len(themes))

    Raises
    ------
    InputError
        A theme is missing, or a sign is no sign.

    Examples
    --------
    >>> mentions = pd.DataFrame({"theme": ["speed", "price"], "sign": ["negative", "neutral"]})
    >>> mention_matrix(mentions, np.array([1, 0]), n=2, signs=["negative", "positive"])
    ((('speed', 'negative'),), array([[False],
           [ True]]))
    """
    theme_codes, themes = _theme_codes(mentions["theme"])
    sign_codes = _sign_codes(mentions["sign"], signs)
    counted = (sign_codes >= 0) & (rows >= 0)
    pairs, columns = np.unique(
        theme_codes[counted] * len(signs) + sign_codes[counted], return_inverse=True
    )
    matrix = np.zeros((n, len(pairs)), dtype=bool)
    matrix[rows[counted], columns] = True
    named = tuple((themes[pair // len(signs)], signs[pair % len(signs)]) for pair in pairs)
    return named, matrix


def check_reasons_given(response_ids: NDArray[np.object_], matrix: Flags, commented: Flags) -> None:
    """Refuse mentions of responses without a reason.

    Raises
    ------
    InputError
        There are some.
    """
    strange = matrix.any(axis=1) & ~commented
    if strange.any():
        raise InputError(
            f"mentions: response {response_ids[strange][0]} has a mention but no reason "
            f"({int(strange.sum())} such responses); give its reason or drop its mentions"
        )


def _theme_codes(themes: pd.Series) -> tuple[Codes, list[str]]:
    codes, distinct = pd.factorize(_texts(themes), sort=True)
    missing = int((codes < 0).sum())
    if missing:
        raise InputError(
            f"mentions: {missing} rows have no theme; give each its theme or drop them"
        )
    return codes, [str(theme) for theme in distinct]


def _sign_codes(given: pd.Series, signs: Sequence[str]) -> Codes:
    """Place of each sign in `signs`; -1 for one that does not count."""
    codes, distinct = pd.factorize(_texts(given), use_na_sentinel=False)
    strange = [code for code, sign in enumerate(distinct) if pd.isna(sign) or sign not in SIGNS]
    if strange:
        rows = np.isin(codes, strange)
        raise InputError(
            f'mentions: sign must be {", ".join(SIGNS)}; found "{given[rows].iloc[0]}" '
            f"({int(rows.sum())} such rows)"
        )
    places = [signs.index(sign) if sign in signs else -1 for sign in distinct]
    return np.array(places, dtype=np.intp)[codes]


def _texts(values: pd.Series) -> pd.Series:
    return values.astype("string").reset_index(drop=True)
