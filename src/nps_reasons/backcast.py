"""Backcast: what tagging earlier periods again, with another codeframe, does to their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nps_reasons import words
from nps_reasons.schema import ALL, RESTATED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from nps_reasons.themes.codeframe import Codeframe

UNKNOWN: Final = "not in this codeframe"


def restated(
    responses: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    frame: Codeframe,
    was: Mapping[str, str],
    edited: Collection[str] = (),
) -> pd.DataFrame:
    """Compare two taggings of the same responses, by period, theme and sign.

    Parameters
    ----------
    responses
        Needs `response_id`, `period`, `reason` and `weight`.
    before, after
        Mentions of the two taggings: `response_id`, `theme` and `sign`.
    frame
        The codeframe of the second tagging.
    was
        Id of each theme that the first tagging could give, to its label.
    edited
        Ids of themes whose definition, keywords or examples are not what they were.

    Returns
    -------
    pd.DataFrame
        As `schema.RESTATED`: rows of what either tagging found.

    Examples
    --------
    >>> from nps_reasons.themes.codeframe import Codeframe, Theme
    >>> responses = pd.DataFrame({"response_id": ["a", "b"], "period": "2031Q1", "reason": "Dear",
    ...                           "weight": 1.0})
    >>> old = pd.DataFrame({"response_id": ["a"], "theme": ["fees"], "sign": "negative"})
    >>> new = pd.DataFrame({"response_id": ["a", "b"], "theme": "price", "sign": "negative"})
    >>> frame = Codeframe("shop", 2, (Theme("price", "Price", "What it costs."),
    ...                   Theme("fees", "Fees", "Extra costs.", retired="2")))
    >>> table = restated(responses, old, new, frame=frame, was={"fees": "Fees"})
    >>> table.loc[table["sign"] == "all", ["theme", "n_before", "n_after", "why"]].values.tolist()
    [['fees', 1, 0, 'retired'], ['price', 0, 2, 'added']]
    """
    # In the order of ids: sums of numbers in another order may have other last bits.
    wrote = responses.loc[responses["reason"].notna(), ["response_id", "period", "weight"]]
    wrote = wrote.astype({"response_id": "string"}).sort_values("response_id")
    pairs = _said(before, wrote).merge(
        _said(after, wrote), on=_KEY, how="outer", indicator="found", validate="1:1"
    )
    placed = pairs.merge(wrote, on="response_id", validate="m:1").sort_values(_KEY)
    counted = _counted(placed, wrote.groupby("period")["weight"].sum())
    labels = {**was, **{theme.id: theme.label for theme in frame.themes}}
    moved = (counted["only_before"] + counted["only_after"]) > 0
    kept = counted["theme"].isin(set(was) & set(_active(frame)))
    fates = {theme: fate(theme, frame, was=was, edited=edited) for theme in set(counted["theme"])}
    return RESTATED.check(
        counted.assign(
            label=[labels.get(theme, theme) for theme in counted["theme"]],
            why=counted["theme"].map(fates) + (moved & kept).map({True: _OTHERWISE, False: ""}),
        )
    )


_OTHERWISE: Final = ", tagged otherwise"
_KEY: Final = ["response_id", "theme", "sign"]


def _active(frame: Codeframe) -> dict[str, str]:
    """Label of each theme that is assigned today."""
    return {theme.id: theme.label for theme in frame.active}


def _said(mentions: pd.DataFrame, wrote: pd.DataFrame) -> pd.DataFrame:
    """Each theme once per response and sign, and once with the sign `all`."""
    plain = mentions[_KEY].astype(dict.fromkeys(_KEY, "string"))
    heard = plain[plain["response_id"].isin(wrote["response_id"].astype("string"))]
    return pd.concat([heard, heard.assign(sign=ALL)]).astype("string").drop_duplicates()


def _counted(placed: pd.DataFrame, bases: pd.Series) -> pd.DataFrame:
    """Responses and reach of each period, theme and sign, in the two taggings."""
    weight, found = placed["weight"].to_numpy(dtype=np.float64), placed["found"]
    was, now = found.isin(["both", "left_only"]), found.isin(["both", "right_only"])
    sums = (
        placed[["period", "theme", "sign"]]
        .assign(
            n_before=was.astype(int),
            n_after=now.astype(int),
            reach_before=np.where(was, weight, 0.0),
            reach_after=np.where(now, weight, 0.0),
            both=(was & now).astype(int),
            only_before=(was & ~now).astype(int),
            only_after=(now & ~was).astype(int),
        )
        .groupby(["period", "theme", "sign"], as_index=False)
        .sum()
    )
    # A period whose weights are all zero has no reach.
    base = sums["period"].map(bases.where(bases > 0)).astype("float64")
    return sums.assign(
        reach_before=sums["reach_before"] / base, reach_after=sums["reach_after"] / base
    )


def fate(
    theme: str, frame: Codeframe, *, was: Mapping[str, str], edited: Collection[str] = ()
) -> str:
    """What became of a theme in a codeframe, in a few words; parameters as `restated` has them.

    Examples
    --------
    >>> from nps_reasons.themes.codeframe import Codeframe, Theme
    >>> frame = Codeframe("shop", 2, (Theme("price", "Cost", "What it costs.",
    ...                   merged_from=("fees",)), Theme("fees", "Fees", "Extra.", retired="2")))
    >>> fate("fees", frame, was={"price": "Price", "fees": "Fees"})
    'merged into price'
    >>> fate("price", frame, was={"price": "Price", "fees": "Fees"})
    'renamed, merged from fees'
    >>> fate("price", frame, was={"price": "Cost"})
    'same theme'
    """
    active = _active(frame)
    if theme not in active:
        return _gone(theme, frame)
    sources = [old for old in was if old not in active and theme in successors(old, frame)]
    came = [f"merged from {words.listing(sources)}"] if sources else []
    if theme not in was:
        return ", ".join(["added", *came])
    new = [
        *(["renamed"] if active[theme] != was[theme] else []),
        *(["edited"] if theme in edited else []),
        *came,
    ]
    return ", ".join(new) or "same theme"


def _gone(theme: str, frame: Codeframe) -> str:
    into = successors(theme, frame)
    if into:
        return f"{'merged' if len(into) == 1 else 'split'} into {words.listing(into)}"
    return "retired" if any(known.id == theme for known in frame.themes) else UNKNOWN


def successors(theme: str, frame: Codeframe) -> list[str]:
    """Ids of the active themes that a theme is today: itself, what it went into, or none.

    Examples
    --------
    >>> from nps_reasons.themes.codeframe import Codeframe, Theme
    >>> frame = Codeframe("shop", 2, (Theme("price", "Cost", "What it costs.",
    ...                   merged_from=("fees",)), Theme("fees", "Fees", "Extra.", retired="2")))
    >>> successors("fees", frame), successors("price", frame), successors("staff", frame)
    (['price'], ['price'], [])
    """
    active, found, seen, ahead = _active(frame), [], {theme}, [theme]
    while ahead:
        name = ahead.pop(0)
        if name in active:
            found.append(name)
            continue
        further = [into for into in _went_into(name, frame) if into not in seen]
        seen.update(further)
        ahead += further
    return found


def _went_into(theme: str, frame: Codeframe) -> list[str]:
    """Themes that one was merged or split into, by the last change, or by `merged_from`."""
    ends = [change for change in frame.history if change.change in _ENDS and theme in change.themes]
    # What was restored since, and then retired by itself, went into nothing.
    if ends and ends[-1].change in ("merged", "split"):
        return list(ends[-1].into)
    return [known.id for known in frame.themes if theme in known.merged_from]


_ENDS: Final = ("merged", "split", "restored")
"""Changes that say what a theme went into, and that it came back."""


def restatement(table: pd.DataFrame, codeframe: str) -> str:
    """Say what the largest restatement is.

    Parameters
    ----------
    table
        As `restated` gives it.
    codeframe
        Name and version of the codeframe of the second tagging.

    Examples
    --------
    >>> restatement(RESTATED.empty(), "techcorp 3")
    'Earlier periods were tagged again with techcorp 3; no figure changed.'
    """
    told = f"Earlier periods were tagged again with {codeframe}"
    rows = changed(table)
    if rows.empty:
        return f"{told}; no figure changed."
    row = rows.iloc[0]
    return f"{told}; the largest restatement is {described(row)}."


def changed(table: pd.DataFrame) -> pd.DataFrame:
    """Themes that some responses say in one tagging alone, the largest change of reach first."""
    rows = table[(table["sign"] == ALL) & (table["only_before"] + table["only_after"] > 0)]
    size = (rows["reach_after"] - rows["reach_before"]).abs().fillna(0.0)
    others = rows["only_before"] + rows["only_after"]
    order = np.lexsort((rows["theme"], rows["period"], -others, -size))
    return rows.iloc[order]


def described(row: pd.Series) -> str:
    """Say what tagging again did to a theme in a period."""
    if pd.isna(row["reach_before"]):
        numbers = f"{words.count(row['n_before'], 'response')} before, {row['n_after']} now"
    else:
        numbers = f"{words.share(row['reach_before'])} of reasons before, "
        numbers += f"{words.share(row['reach_after'])} now"
    return f"“{row['label']}”{words.within(row['period'])}: {numbers} ({row['why']})"
