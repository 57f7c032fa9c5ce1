"""Reach of each theme in the periods that were drawn from, corrected by the coded sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from nps_reasons.drivers.coded.fit import FEWEST_CODED
from nps_reasons.drivers.coded.reach import corrected_reach
from nps_reasons.errors import InputError
from nps_reasons.schema import ALL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nps_reasons.audit.coding import Coding
    from nps_reasons.saved_run import SavedRun

ANY: Final = "any"
"""Stands for all signs of a theme together."""

COLUMNS: Final = ("period", "theme", "sign", "machine_reach", "reach", "reach_low", "reach_high")


def reach_by_theme(
    run: SavedRun, coding: Coding, labels: Mapping[str, str]
) -> tuple[pd.DataFrame, list[str]]:
    """Share who say each theme, with each sign and with any, as the sample corrects it.

    Parameters
    ----------
    labels
        Theme id to its label, of the themes that may be coded.

    Returns
    -------
    pd.DataFrame
        `period`, `theme`, `sign` (or `any`), `machine_reach`, `reach`, `reach_low`, `reach_high`;
        only themes that the machine finds, of periods of which 50 responses or more are coded.
    list of str
        Which periods are missing, and why.
    """
    final, parts, notes = coding.final(), [pd.DataFrame(columns=list(COLUMNS))], []
    for period in periods_of(coding, run):
        here = run.responses
        here = here if period == ALL else here[here["period"] == period]
        gold = final[final["response_id"].isin(here["response_id"].astype(str))]
        if len(gold) < FEWEST_CODED:
            notes.append(
                f"{name_of(period)}: {len(gold):,} responses are coded; from {FEWEST_CODED} on, "
                "the reach of its themes, and its drivers, are corrected."
            )
            continue
        try:
            parts += [part.assign(period=period) for part in _both(run, here, gold, labels)]
        except InputError as error:
            notes.append(f"{name_of(period)}: reach is not corrected: {error}.")
    found = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    return found[list(COLUMNS)], notes


def name_of(period: str) -> str:
    """Return what a sentence calls a period.

    Examples
    --------
    >>> name_of("2025Q1"), name_of("all")
    ('2025Q1', 'Whole survey')
    """
    return "Whole survey" if period == ALL else period


def periods_of(coding: Coding, run: SavedRun) -> list[str]:
    """Periods that the sample speaks for: those drawn from, or those that the run compares."""
    drawn = list(dict.fromkeys(stratum.period for stratum in coding.strata))
    if drawn != [ALL]:
        return drawn
    return list(dict.fromkeys(period for period in (run.period, run.reference) if period))


def _both(
    run: SavedRun, responses: pd.DataFrame, gold: pd.DataFrame, labels: Mapping[str, str]
) -> Sequence[pd.DataFrame]:
    """Reach with each sign, then with any."""
    signed = corrected_reach(responses, run.mentions, gold, labels=labels)
    # Which sign counts for nothing here: all mentions are given the same.
    one = run.mentions.assign(sign=_ONE_SIGN)
    without = gold.assign(labels=gold["labels"].map(_one_sign))
    whole = corrected_reach(responses, one, without, labels=labels)
    return signed, whole.assign(sign=ANY)


_ONE_SIGN: Final = "negative"


def _one_sign(objects: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    themes = dict.fromkeys(label["theme"] for label in objects)
    return [{"theme": theme, "sign": _ONE_SIGN} for theme in themes]
