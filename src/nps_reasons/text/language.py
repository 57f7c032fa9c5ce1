"""The language of each reason: what the platform says first, else detection where it is certain.

What is not certain stays unknown and counts as English, the main language of a survey: to read a
German "Sehr gut" as English costs one reason, to take short English for German costs its themes.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from nps_reasons.errors import UsageError
from nps_reasons.text.detect import MAIN, detect
from nps_reasons.text.languagenames import language_code

AUTO: Final = "auto"
"""The setting that leaves languages to the platform and to detection."""


def languages_of(
    reasons: pd.Series, given: pd.Series | None = None, *, fixed: str = AUTO
) -> pd.Series:
    """Language of each reason as a two-letter code; null where it is not known.

    Parameters
    ----------
    reasons : Series of text
        Clean; null where there is none.
    given : Series of text, with the same index
        What the platform says, in any spelling; it is believed where it names a language.
    fixed
        The language of all reasons, whatever was given; `auto` where there is no such.

    Raises
    ------
    UsageError
        `fixed` names no language.

    Examples
    --------
    >>> reasons = pd.Series(["Der Versand war viel zu langsam", "Too slow", "Trop lent", None])
    >>> languages_of(reasons, pd.Series([None, None, "fr-CA", "de"])).tolist()
    ['de', <NA>, 'fr', 'de']
    >>> languages_of(reasons, fixed="nl").tolist()
    ['nl', 'nl', 'nl', <NA>]
    """
    texts = reasons.astype("string")
    if (named := fixed_language(fixed)) is not None:
        return pd.Series(named, index=reasons.index, dtype="string").where(texts.notna())
    told = _codes(pd.Series(pd.NA, index=reasons.index) if given is None else given)
    distinct = texts[told.isna()].dropna().unique().tolist()
    found = dict(zip(distinct, detect(distinct), strict=True))
    return told.where(told.notna(), texts.map(found).astype("string"))


def fixed_language(setting: str) -> str | None:
    """Code of the language that a setting fixes; None for `auto`.

    Raises
    ------
    UsageError
        It names no language.

    Examples
    --------
    >>> fixed_language("English"), fixed_language("auto")
    ('en', None)
    """
    if setting == AUTO:
        return None
    code = language_code(setting)
    if code is None:
        raise UsageError(
            f'[themes] language: "{setting}" is no language that is known; expected "auto" or a '
            'two-letter code such as "en"'
        )
    return code


def _codes(given: pd.Series) -> pd.Series:
    """Return the codes of what a platform says; null where it names no language."""
    written = given.astype("string")
    codes = {name: language_code(name) for name in written.dropna().unique()}
    return written.map(codes).astype("string")


def not_understood(given: pd.Series) -> list[str]:
    """Values that name no language, in order, such as those of a column that holds countries.

    Examples
    --------
    >>> not_understood(pd.Series(["EN", "Klingon", None, ""]))
    ['Klingon']
    """
    distinct = given.astype("string").dropna().unique()
    return sorted(name for name in distinct if name.strip() and language_code(name) is None)


def covered(languages: pd.Series, known: frozenset[str]) -> pd.Series:
    """Whether models read each language; an unknown one counts as the main language.

    Parameters
    ----------
    languages : Series of text
        As `languages_of` gives them.
    known
        The languages that the models were trained on.

    Examples
    --------
    >>> covered(pd.Series(["en", "de", None]), frozenset({"en"})).tolist()
    [True, False, True]
    """
    return languages.astype("string").fillna(MAIN).isin(list(known))
