"""Figures of a coded sample as tables, and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from nps_reasons.audit.coding import CODERS
from nps_reasons.audited.reach import ANY
from nps_reasons.schema import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from nps_reasons.audit.coding import Coding
    from nps_reasons.audited.figures import AuditFigures, MachineFigures
    from nps_reasons.audited.said import CodedResponses
    from nps_reasons.evaluation.agreement import Alpha, Swap
    from nps_reasons.evaluation.by_sample import Accuracy

    Flags = NDArray[np.bool_]

MEASURES: Final = ("precision", "recall", "f1")

_MISSED: Final = "missed by the machine"
_EXTRA: Final = "only the machine"
_DIFFERS: Final = "sign differs"
_AGREES: Final = "only after it learned"


def theme_table(
    figures: AuditFigures, themes: Sequence[str], labels: Mapping[str, str], reach: pd.DataFrame
) -> pd.DataFrame:
    """Every figure of each theme, with any sign and with each that is coded or found.

    Parameters
    ----------
    themes
        Ids, in the order of the figures.
    labels
        Theme id to its label.
    reach
        Of one period, as `reach_by_theme` returns it.

    Returns
    -------
    pd.DataFrame
        `theme`, `label`, `sign` (or `any`); `coded`, `found`, `right`: labels in the sample;
        `precision`, `recall`, `f1`, each with `_low` and `_high`; the same with `learned_` in
        front where the machine learned; `reach_period`, `machine_reach`, `reach`, `reach_low`,
        `reach_high`; `coders_named`, responses coded twice in which a coder names it, and `alpha`,
        `alpha_low`, `alpha_high` of the coders. Missing where undefined.
    """
    any_sign = _part(figures, [(theme, ANY) for theme in themes], signs=False)
    pairs = [(theme, sign) for theme in themes for sign in SIGNS]
    signed = _part(figures, pairs, signs=True)
    signed = signed[(signed[["coded", "found"]] > 0).any(axis=1)]
    table = pd.concat([any_sign, signed], ignore_index=True)
    table.insert(1, "label", table["theme"].map(labels).astype("string"))
    known = reach.rename(columns={"period": "reach_period"})
    table = table.merge(known, on=["theme", "sign"], how="left", validate="one_to_one")
    order = {theme: place for place, theme in enumerate(themes)}
    return table.sort_values("theme", key=lambda ids: ids.map(order), kind="stable").reset_index(
        drop=True
    )


def _part(figures: AuditFigures, classes: list[tuple[str, str]], *, signs: bool) -> pd.DataFrame:
    coders = figures.coders
    alphas = coders.per_sign if signs else coders.per_theme
    columns: dict[str, Any] = {
        "theme": [theme for theme, _ in classes],
        "sign": [sign for _, sign in classes],
        **_accuracy_columns(figures.before, "", signs=signs),
    }
    if figures.after is not None:
        columns |= _accuracy_columns(figures.after, "learned_", signs=signs)
    columns["coders_named"] = coders.named_signs if signs else coders.named
    for name in ("value", "low", "high"):
        values = [getattr(alpha, name) for alpha in alphas]
        columns["alpha" if name == "value" else f"alpha_{name}"] = np.array(values, dtype=float)
    return pd.DataFrame(columns)


def _accuracy_columns(machine: MachineFigures, prefix: str, *, signs: bool) -> dict[str, Any]:
    found = machine.signs if signs else machine.themes
    columns: dict[str, Any] = {} if prefix else {"coded": found.n_coded.astype(np.int64)}
    columns[f"{prefix}found"] = found.n_found.astype(np.int64)
    columns[f"{prefix}right"] = found.n_right.astype(np.int64)
    for measure in MEASURES:
        shares = getattr(found, measure)
        columns[f"{prefix}{measure}"] = shares.value
        columns[f"{prefix}{measure}_low"] = shares.low
        columns[f"{prefix}{measure}_high"] = shares.high
    return columns


def disagreement_table(
    coding: Coding, coded: CodedResponses, figures: AuditFigures, labels: Mapping[str, str]
) -> pd.DataFrame:
    """Where the coders differ, then where the machine differs from what people say.

    Returns
    -------
    pd.DataFrame
        `between`, `response_id`, `theme`, `label`, `first` and `second` (signs that each gives,
        missing where it does not name the theme), `learned` (what the machine says once it
        learned; missing columns of coders), `what`, `reason`.
    """
    rows = [*_between_coders(coding), *_between_people_and_machine(coded, figures)]
    columns = ("between", "response_id", "theme", "first", "second", "learned", "what")
    table = pd.DataFrame(rows, columns=list(columns)).astype("string")
    reasons = dict(zip(coded.ids, coded.rows["reason"].astype(str), strict=True))
    table.insert(3, "label", table["theme"].map(labels).astype("string"))
    return table.assign(reason=table["response_id"].map(reasons).astype("string"))


def _between_coders(coding: Coding) -> Iterator[tuple[str | None, ...]]:
    between = " and ".join(CODERS)
    apart = coding.disagreements()
    for i, theme, *said, settled in apart.itertuples(index=False, name=None):
        first, second = (None if pd.isna(sign) else str(sign) for sign in said)
        alone = CODERS[0] if second is None else CODERS[1]
        what = _DIFFERS if first and second else f"only {alone}"
        yield between, i, theme, first, second, None, f"{what}, settled" if settled else what


def _between_people_and_machine(
    coded: CodedResponses, figures: AuditFigures
) -> Iterator[tuple[str | None, ...]]:
    before = figures.before.said
    after = before if figures.after is None else figures.after.said
    apart = (before != coded.people).any(axis=2) | (after != coded.people).any(axis=2)
    for row, theme in np.argwhere(apart).tolist():
        person, machine = _signs(coded.people[row, theme]), _signs(before[row, theme])
        learned = None if figures.after is None else _signs(after[row, theme])
        what = _what(person, machine)
        yield (
            "people and machine",
            coded.ids[row],
            coded.themes[theme],
            person,
            machine,
            learned,
            what,
        )


def _what(person: str | None, machine: str | None) -> str:
    if person == machine:
        return _AGREES
    if person and machine:
        return _DIFFERS
    return _MISSED if person else _EXTRA


def _signs(said: Flags) -> str | None:
    return ", ".join(sign for sign, there in zip(SIGNS, said, strict=True) if there) or None


def figures_account(figures: AuditFigures, themes: Sequence[str]) -> dict[str, Any]:
    """Agreement and accuracy over all themes, as plain data; what is undefined is null."""
    coders, after = figures.coders, figures.after
    return {
        "coders": {
            "themes": _alpha(coders.themes),
            "signs": _alpha(coders.signs),
            "taken_for_each_other": _swaps(coders.swaps, themes),
        },
        "machine": _machine(figures.before, themes),
        "machine_that_learned": None if after is None else _machine(after, themes),
        "gain": {
            "f1": None if figures.gain is None else asdict(figures.gain),
            "signed_f1": None if figures.sign_gain is None else asdict(figures.sign_gain),
        },
    }


def _alpha(alpha: Alpha) -> dict[str, Any]:
    return {**asdict(alpha), "reading": alpha.reading}


def _machine(machine: MachineFigures, themes: Sequence[str]) -> dict[str, Any]:
    return {
        "themes": _accuracy(machine.all_themes),
        "themes_and_signs": _accuracy(machine.all_signs),
        "alpha_against_a_person": _alpha(machine.agreement),
        "taken_for_each_other": _swaps(machine.swaps, themes),
    }


def _accuracy(accuracy: Accuracy) -> dict[str, Any]:
    shares = {
        measure: {
            end: _known(float(getattr(getattr(accuracy, measure), end)[0]))
            for end in ("value", "low", "high")
        }
        for measure in MEASURES
    }
    counts = {name: int(getattr(accuracy, f"n_{name}")[0]) for name in ("coded", "found", "right")}
    return {**shares, **counts}


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _swaps(swaps: Iterable[Swap], themes: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"theme": themes[swap.theme], "other": themes[swap.other], "responses": swap.n}
        for swap in swaps
    ]


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as plain data; what is missing is null.

    Examples
    --------
    >>> plain_rows(pd.DataFrame({"theme": ["price"], "recall": [float("nan")]}))
    [{'theme': 'price', 'recall': None}]
    """
    whole = table.astype(object)
    rows = whole.where(whole.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]
