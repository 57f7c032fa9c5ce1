"""Comments to search and filter: which of them a page carries, and what is told of each."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.periods import dated, in_period
from nps_reasons.report.blocks import Comment, Comments
from nps_reasons.report.lookups import label_of, mentions_of, records, with_reason
from nps_reasons.report.quotes import score_words
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record

MOST: Final = 5_000
"""Comments that a page carries."""

LONGEST: Final = 600
"""Characters of a comment that a page carries; of a longer one, its beginning."""

MOST_VALUES: Final = 200
"""A segment with more values is no filter: nobody finds one in so long a list."""

Said = tuple[tuple[int, str], ...]
"""Position of a theme and a sign, of each thing that a comment says."""


def comments_of(analysis: Analysis, *, most: int = MOST) -> Comments:
    """Comments of the report's period, then of its reference, then of the other periods.

    Within a period they stand in an order drawn by a hash of their ids, so that the first of them
    are a fair sample of all, whatever the order of the rows.

    Parameters
    ----------
    most
        How many to take where there are more.
    """
    written = with_reason(analysis.responses)
    chosen = _in_turn(analysis, written).head(most)
    segments = _filters(analysis, chosen)
    said = mentions_of(analysis, chosen)
    themes = _themes(analysis, said["theme"])
    signed = _signed(said, [theme for theme, _ in themes])
    return Comments(
        comments=tuple(
            _comment(row, analysis.scale, segments, signed.get(row["response_id"], ()))
            for row in records(chosen)
        ),
        total=len(written),
        periods=_newest_first(chosen["period"]),
        segments=segments,
        themes=themes,
        minimum_base=analysis.minimum_base,
    )


def _in_turn(analysis: Analysis, written: pd.DataFrame) -> pd.DataFrame:
    """Sort by the turn of the period, then by the hash of the id."""
    others = _newest_first(written["period"])
    turns = {name: 2 + place for place, name in enumerate(others)}
    if analysis.reference is not None:
        turns[analysis.reference] = 1
    now = written.index.isin(in_period(written, analysis.period).index)
    turn = written["period"].map(turns).mask(now, 0)
    drawn = [_hash(response_id) for response_id in written["response_id"]]
    order = pd.DataFrame({"turn": turn, "drawn": drawn}).sort_values(["turn", "drawn"])
    return written.loc[order.index]


def _newest_first(periods: pd.Series) -> tuple[str, ...]:
    """Return the distinct periods, `undated` last."""
    known = dated(periods)
    return (*reversed(known), *sorted(set(periods) - set(known)))


def _hash(response_id: str) -> str:
    # An id may hold half a character.
    return blake2b(response_id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _filters(analysis: Analysis, chosen: pd.DataFrame) -> tuple[str, ...]:
    """Segments that tell the comments apart."""
    values = {name: chosen[name].nunique() for name in analysis.segments}
    return tuple(name for name, n in values.items() if 1 < n <= MOST_VALUES)


def _themes(analysis: Analysis, said: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Id and label of the themes that are said, by label."""
    named = {theme: label_of(analysis, theme) for theme in set(said)}
    return tuple(sorted(named.items(), key=lambda item: (item[1].casefold(), item[0])))


def _signed(said: pd.DataFrame, themes: list[str]) -> Mapping[str, Said]:
    """Return what each response says, each theme and sign once."""
    place = {theme: k for k, theme in enumerate(themes)}
    once = said[["response_id", "theme", "sign"]].drop_duplicates()
    pairs: dict[str, set[tuple[int, str]]] = {}
    for response_id, theme, sign in once.itertuples(index=False):
        pairs.setdefault(response_id, set()).add((place[theme], sign))
    return {
        response_id: tuple(sorted(of_one, key=lambda pair: (SIGNS.index(pair[1]), pair[0])))
        for response_id, of_one in pairs.items()
    }


def _comment(row: Record, scale: str, segments: tuple[str, ...], themes: Said) -> Comment:
    text = beginning(row["reason"])
    return Comment(
        response_id=row["response_id"],
        period=row["period"],
        score=score_words(int(row["score"]), scale),
        group=row["group"],
        text=text,
        segments=tuple("" if row[name] is None else str(row[name]) for name in segments),
        themes=themes,
        weight=float(row["weight"]),
        cut=len(text) < len(row["reason"].rstrip()),
    )


def beginning(reason: str, longest: int = LONGEST) -> str:
    """Return the reason, or an exact beginning of a long one that ends with a word.

    A single word that is too long is cut.

    Examples
    --------
    >>> beginning("Nobody called back, not even once.", 22)
    'Nobody called back,'
    >>> beginning("x" * 50, 22) == "x" * 22
    True
    """
    if len(reason) <= longest:
        return reason.rstrip()
    start = reason[: longest + 1]
    last = next((at for at in reversed(range(len(start))) if start[at].isspace()), 0)
    whole = start[:last].rstrip()
    return whole if longest // 2 <= len(whole) <= longest else start[:longest].rstrip()
