"""Choosing quotes by rule: typical, strongest, spread over the scores, and one that disagrees.

Every quote is an exact substring of its reason. The rule reads no row order and draws no lots.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.report.blocks import Quote
from nps_reasons.report.lookups import mentions_of, responses_of, with_reason
from nps_reasons.schema import BLANK

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nps_reasons.analysis import Analysis
    from nps_reasons.report.lookups import Record, Talk

LONGEST: Final = 280
"""Characters of a reason that is quoted whole; of a longer one, the clause with what is near it."""

_SHORTEST: Final = 25
"""Below this a quote tells little; it is chosen only where nothing longer is there."""

_ENOUGH: Final = 4
"""Responses not yet quoted that must be left, or quotes are repeated from other themes."""

_SPEAK_FIRST: Final = {
    "negative": ("detractor", "passive"),
    "positive": ("promoter", "passive"),
}
"""Who is quoted with a complaint or with praise; the others only where nobody of these says it."""

_OF_RESPONSES: Final = ["response_id", "score", "group", "reason"]

_COMPARED: Final = [*_OF_RESPONSES, "number", "sentiment", "confidence", "brief", "main"]
"""What the choice reads; the other columns are only read of the rows that it chooses."""

_SEGMENT: Final = "segment "
"""Before the name of a segment column, which may be that of a column of mentions."""

_OTHERWISE: Final = {"negative": "positive", "positive": "negative"}
_TOWARDS: Final = {"negative": 1, "positive": -1}
_REVERSED: Final = {1: "best", 5: "worst"}


def quotable(analysis: Analysis) -> pd.DataFrame:
    """Mentions of the analysis' period with the response they stand in, strongest first.

    `main` says whether the clause speaks of no other theme more surely. Where a person coded the
    response, what that person did not hear is left out.
    """
    responses = with_reason(responses_of(analysis, analysis.period))
    mentions = _undenied(mentions_of(analysis, responses), analysis.coded)
    said = mentions.merge(
        _quoted(responses, analysis.segments), on="response_id", validate="many_to_one"
    )
    scores = {score: score_words(int(score), analysis.scale) for score in said["score"].unique()}
    surest = said.groupby(["number", "clause"])["confidence"].transform("max")
    said = said.assign(
        scored=said["score"].map(scores),
        strength=said["sentiment"].abs(),
        brief=said["reason"].str.len().astype("int64") < _SHORTEST,
        main=said["confidence"] >= surest,
    )
    order = ["strength", "confidence", "number", "clause", "theme"]
    return said.sort_values(order, ascending=[False, False, True, True, True], ignore_index=True)


def _quoted(responses: pd.DataFrame, segments: Sequence[str]) -> pd.DataFrame:
    """Return what a quote tells of its response, the segments under names of their own.

    Its number in the order of ids stands for the id in what follows: numbers compare faster.
    """
    own = responses[list(segments)].add_prefix(_SEGMENT)
    return pd.concat([responses[_OF_RESPONSES], own], axis=1).assign(number=range(len(responses)))


def _undenied(mentions: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """Leave out what the person who coded a response did not hear in it."""
    if coded.empty:
        return mentions
    heard = {
        (response, label["theme"], label["sign"])
        for response, labels in zip(coded["response_id"], coded["labels"], strict=True)
        for label in json.loads(labels)
    }
    by_person = mentions["response_id"].isin(coded["response_id"])
    keys = zip(*(mentions[name] for name in ("response_id", "theme", "sign")), strict=True)
    agreed = pd.Series([key in heard for key in keys], index=mentions.index, dtype=bool)
    return mentions[~by_person | agreed]


def by_theme(said: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split what `quotable` gives, for those who choose quotes of many themes: a part each."""
    return {str(theme): rows for theme, rows in said.groupby("theme", sort=False)}


def choose_quotes(
    said: pd.DataFrame,
    talk: Talk,
    *,
    segments: Sequence[str] = (),
    avoid: Collection[str] = (),
) -> tuple[Quote, ...]:
    """Up to five quotes of one theme and sign.

    Typical is the reason nearest to the middle sentiment; strongest the one furthest out; two more
    come from the lower and upper part of the scores; the last speaks of the theme the other way.
    Complaints are those of detractors and passives, praise that of promoters and passives, where
    there is any; and clauses that speak of the theme before all others, where enough do.

    Parameters
    ----------
    said
        What `quotable` gives, or the part of it that speaks of the theme.
    segments
        Segment columns to name with each quote.
    avoid
        Ids of responses already quoted elsewhere; taken only where few others are there.
    """
    same = _pool(said, talk.theme, talk.sign, avoid)
    other = _pool(said, talk.theme, _OTHERWISE[talk.sign], avoid)
    other = other[~other["number"].isin(same["number"])]
    chosen = [
        *_pick(_spread_over(same, talk.sign)),
        *_pick([("says otherwise", _strongest(other, _OTHERWISE[talk.sign]))]),
    ]
    rows = said.loc[[place for _, place in chosen]].to_dict("records")
    return tuple(
        _quote({str(name): value for name, value in row.items()}, role, segments)
        for (role, _), row in zip(chosen, rows, strict=True)
    )


def _pool(said: pd.DataFrame, theme: str, sign: str, avoid: Collection[str]) -> pd.DataFrame:
    """Return the strongest mention of each response, and one of equal reasons."""
    rows = said.loc[(said["theme"] == theme) & (said["sign"] == sign), _COMPARED]
    first = rows["group"].isin(_SPEAK_FIRST[sign])
    rows = rows[first] if first.any() else rows
    rows = rows[rows["main"]] if rows["main"].sum() >= _ENOUGH else rows
    rows = rows.drop_duplicates("number").drop_duplicates("reason")
    fresh = rows[~rows["response_id"].isin(list(avoid))]
    return fresh if len(fresh) >= _ENOUGH else rows


def _spread_over(rows: pd.DataFrame, sign: str) -> list[tuple[str, pd.DataFrame]]:
    """Roles with their candidates, best first, in the order in which roles are filled."""
    by_score = rows.sort_values(["brief", "score", "number"])
    by_score = by_score[~by_score["brief"]] if not rows["brief"].all() else by_score
    quarter = len(by_score) // 4
    # What a promoter complains of is the strongest complaint of nobody.
    of_theirs = rows[rows["group"].isin(_SPEAK_FIRST[sign])]
    return [
        ("typical", _typical(rows)),
        ("strongest", _strongest(of_theirs, sign)),
        ("also said", by_score.iloc[quarter : len(by_score) // 2]),
        ("also said", by_score.iloc[len(by_score) - 1 - quarter :]),
    ]


def _typical(rows: pd.DataFrame) -> pd.DataFrame:
    distance = (rows["sentiment"] - rows["sentiment"].median()).abs().round(9)
    return rows.assign(distance=distance).sort_values(
        ["brief", "distance", "confidence", "number"], ascending=[True, True, False, True]
    )


def _strongest(rows: pd.DataFrame, sign: str) -> pd.DataFrame:
    return rows.assign(outward=rows["sentiment"] * _TOWARDS[sign]).sort_values(
        ["outward", "brief", "confidence", "number"], ascending=[True, True, False, True]
    )


def _pick(candidates: list[tuple[str, pd.DataFrame]]) -> list[tuple[str, int]]:
    """Roles, each with the first place among its candidates that no role before it has taken."""
    chosen: dict[int, tuple[str, int]] = {}
    for role, ordered in candidates:
        left = ordered["number"][~ordered["number"].isin(list(chosen))].head(1)
        chosen |= {n: (role, p) for n, p in zip(left.tolist(), left.index.tolist(), strict=True)}
    return list(chosen.values())


def score_words(score: int, scale: str) -> str:
    """Name a score; on a scale that runs from best to worst, say which end is which.

    Examples
    --------
    >>> score_words(9, "0-10"), score_words(1, "5-1"), score_words(3, "5-1")
    ('score 9', 'score 1 (best)', 'score 3 (1 is best)')
    """
    if scale != "5-1":
        return f"score {score}"
    return f"score {score} ({_REVERSED.get(score, '1 is best')})"


def _quote(row: Record, role: str, segments: Sequence[str]) -> Quote:
    reason = row["reason"]
    start, end = excerpt(reason, int(row["start"]), int(row["end"]))
    clause = (max(int(row["start"]), start) - start, min(int(row["end"]), end) - start)
    named = (row[f"{_SEGMENT}{name}"] for name in segments)
    return Quote(
        text=reason[start:end],
        clause=clause,
        response_id=row["response_id"],
        score=row["scored"],
        group=row["group"],
        segments=tuple(str(value) for value in named if not pd.isna(value) and value != BLANK),
        role=role,
        cut_before=bool(reason[:start].strip()),
        cut_after=bool(reason[end:].strip()),
    )


def excerpt(reason: str, start: int, end: int, *, longest: int = LONGEST) -> tuple[int, int]:
    """Offsets of what to quote: the whole reason where it is short, else the clause in context.

    Words are not cut, unless a single one is longer than `longest`.

    Examples
    --------
    >>> reason = "I waited an hour. Then the line went dead. Nobody called back, not even once."
    >>> start, end = excerpt(reason, 18, 42, longest=40)
    >>> reason[start:end]
    'hour. Then the line went dead. Nobody'
    """
    if len(reason) <= longest:
        return _trimmed(reason, 0, len(reason))
    end = min(end, start + longest)
    before = (longest - (end - start)) // 2
    first = max(0, start - before)
    last = min(len(reason), first + longest)
    return _trimmed(reason, _word_start(reason, first, start), _word_end(reason, last, end))


def _word_start(reason: str, first: int, start: int) -> int:
    if first == 0 or reason[first - 1].isspace():
        return first
    return next((i for i in range(first, start) if reason[i].isspace()), start)


def _word_end(reason: str, last: int, end: int) -> int:
    if last == len(reason) or reason[last].isspace():
        return last
    return next((i for i in range(last, end, -1) if reason[i - 1].isspace()), end)


def _trimmed(reason: str, start: int, end: int) -> tuple[int, int]:
    part = reason[start:end]
    start += len(part) - len(part.lstrip())
    return start, start + len(part.strip())
