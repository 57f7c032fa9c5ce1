"""Figures of a coded sample: agreement of the coders, and accuracy of the machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from nps_reasons.audited.said import said_by_machine
from nps_reasons.evaluation.agreement import MISSING, Alpha, Swap, nominal_alpha, swapped
from nps_reasons.evaluation.by_sample import (
    Accuracy,
    Gain,
    LabelCounts,
    accuracy_by_sample,
    f1_gain,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from nps_reasons.audited.said import CodedResponses

    Flags = NDArray[np.bool_]
    Codes = NDArray[np.int64]
    Counts = NDArray[np.int64]

_BITS: Final = np.array([1, 2, 4])
"""Of the signs: those that one gives a theme are one category, also where they are two."""


@dataclass(frozen=True, slots=True)
class CoderFigures:
    """How far the coders agree on the responses that two of them coded.

    Attributes
    ----------
    themes
        On whether a response speaks of a theme, over all themes that a coder names.
    signs
        On the sign, of responses and themes that both name.
    per_theme, per_sign
        On each theme, of shape (n_themes,), and on each theme with each sign, (n_themes * 3,).
    named, named_signs : (n_themes,), (n_themes * 3,)
        In how many of these responses a coder names it.
    swaps
        Themes that they take for each other; places among the themes.
    """

    themes: Alpha
    signs: Alpha
    per_theme: tuple[Alpha, ...]
    per_sign: tuple[Alpha, ...]
    named: Counts
    named_signs: Counts
    swaps: tuple[Swap, ...]


@dataclass(frozen=True, slots=True)
class MachineFigures:
    """How well a machine finds what people say.

    Attributes
    ----------
    said : (n, n_themes, 3)
        What it says of the coded responses.
    themes, signs
        Of each theme, and of each theme with each sign, (n_themes * 3,).
    all_themes, all_signs
        Of all of them together.
    agreement
        Krippendorff's alpha of the machine and one person, as that of two coders: each coder's
        own labels count, not those that they settled on.
    swaps
        `theme` is what people say, `other` what the machine finds in its place.
    """

    said: Flags
    themes: Accuracy
    signs: Accuracy
    all_themes: Accuracy
    all_signs: Accuracy
    agreement: Alpha
    swaps: tuple[Swap, ...]


@dataclass(frozen=True, slots=True)
class AuditFigures:
    """What a coded sample says.

    Attributes
    ----------
    after, gain, sign_gain
        Of the machine that learned from the sample, on texts that it did not learn from, and how
        much F1 that gained, for themes and for themes with their sign; None where it did not
        learn.
    """

    coders: CoderFigures
    before: MachineFigures
    after: MachineFigures | None
    gain: Gain | None
    sign_gain: Gain | None


def audit_figures(
    coded: CodedResponses,
    mentions: pd.DataFrame,
    learned: pd.DataFrame | None = None,
    *,
    seed: int = 0,
) -> AuditFigures:
    """Compare coders with each other, and the machine with them.

    Parameters
    ----------
    mentions
        What the machine says.
    learned
        What it says of the coded responses once it learned from the others; None where it did
        not.
    seed
        Of the bootstrap draws of alpha's intervals.
    """
    before = _machine(coded, mentions, seed)
    after = None if learned is None else _machine(coded, learned, seed)
    return AuditFigures(
        coders=_coders(coded, seed),
        before=before,
        after=after,
        gain=None if after is None else _gain(coded, before.said, after.said, signs=False),
        sign_gain=None if after is None else _gain(coded, before.said, after.said, signs=True),
    )


def _gain(coded: CodedResponses, before: Flags, after: Flags, *, signs: bool) -> Gain | None:
    first, second = (_labels(said, coded.people, signs=signs).pooled for said in (before, after))
    return f1_gain(first, second, coded.sample)


def _labels(machine: Flags, people: Flags, *, signs: bool) -> LabelCounts:
    seen = _per_sign if signs else _per_theme
    return LabelCounts.of(seen(machine), seen(people))


def _per_theme(said: Flags) -> Flags:
    return np.asarray(said.any(axis=2))


def _per_sign(said: Flags) -> Flags:
    return said.reshape(len(said), said.shape[1] * said.shape[2])


def _machine(coded: CodedResponses, mentions: pd.DataFrame, seed: int) -> MachineFigures:
    said = said_by_machine(mentions, coded.ids, coded.themes)
    themes = _labels(said, coded.people, signs=False)
    signs = _labels(said, coded.people, signs=True)
    return MachineFigures(
        said=said,
        themes=accuracy_by_sample(themes, coded.sample),
        signs=accuracy_by_sample(signs, coded.sample),
        all_themes=accuracy_by_sample(themes.pooled, coded.sample),
        all_signs=accuracy_by_sample(signs.pooled, coded.sample),
        agreement=_against_people(coded, said, seed),
        swaps=tuple(swapped(_per_theme(coded.people), _per_theme(said), one_way=True)),
    )


def _against_people(coded: CodedResponses, said: Flags, seed: int) -> Alpha:
    """Alpha of the machine and a person, over the codings of all coders."""
    pairs = [(said[coded.done[name]], people[coded.done[name]]) for name, people in _each(coded)]
    rows = [np.flatnonzero(coded.done[name]) for name, _ in _each(coded)]
    machine, person = (np.concatenate([_per_theme(pair[k]) for pair in pairs]) for k in (0, 1))
    named = machine.any(axis=0) | person.any(axis=0)
    return _alpha([machine[:, named], person[:, named]], np.concatenate(rows), seed)


def _each(coded: CodedResponses) -> list[tuple[str, Flags]]:
    return sorted(coded.coders.items())


def _coders(coded: CodedResponses, seed: int) -> CoderFigures:
    everybody = _each(coded)
    done = np.array([coded.done[name] for name, _ in everybody])
    twice = np.flatnonzero(done.sum(axis=0) > 1)
    said: Flags = np.array([people for _, people in everybody])[:, twice]
    done = done[:, twice]
    themes: Flags = np.asarray(said.any(axis=3))
    signs = said.reshape(*said.shape[:2], said.shape[2] * said.shape[3])
    named, named_signs = (np.asarray(flags.any(axis=0)).sum(axis=0) for flags in (themes, signs))
    return CoderFigures(
        themes=_masked(themes[:, :, named > 0], done, twice, seed),
        signs=_sign_alpha(said, twice, seed),
        per_theme=_each_alpha(themes, done, twice, seed),
        per_sign=_each_alpha(signs, done, twice, seed),
        named=named,
        named_signs=named_signs,
        swaps=_swaps(themes),
    )


def _swaps(themes: Flags) -> tuple[Swap, ...]:
    """Themes that the first two coders take for each other; `themes` is (coders, n, k)."""
    return tuple(swapped(themes[0], themes[1])) if len(themes) > 1 else ()


def _each_alpha(said: Flags, done: Flags, rows: Codes, seed: int) -> tuple[Alpha, ...]:
    return tuple(_masked(said[:, :, k : k + 1], done, rows, seed) for k in range(said.shape[2]))


def _masked(said: Flags, done: Flags, rows: Codes, seed: int) -> Alpha:
    """Alpha of flags (coders, n, k), which count where `done`, (coders, n)."""
    return _alpha(np.where(done[:, :, None], said, MISSING), rows, seed)


def _alpha(codings: Sequence[NDArray[np.generic]] | Codes, rows: Codes, seed: int) -> Alpha:
    """Alpha of codings (coders, n, k): a unit is a response and a class."""
    ratings = np.asarray(codings, dtype=np.int64)
    units = np.repeat(np.asarray(rows, dtype=np.int64), ratings.shape[2])
    return nominal_alpha(ratings.reshape(len(ratings), len(units)), units, seed=seed)


def _sign_alpha(said: Flags, rows: Codes, seed: int) -> Alpha:
    """Alpha of the signs of themes, where a coder names them; `said` is (coders, n, k, 3)."""
    signs = said @ _BITS
    return _alpha(np.where(signs > 0, signs, MISSING), rows, seed)
