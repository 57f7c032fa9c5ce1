"""Lessons: the coded sample of a survey as labelled texts that the tagger learns from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons.errors import InputError
from nps_reasons.labelled import Label, Labelled
from nps_reasons.scale.annotator import make_cross_fitted_annotator
from nps_reasons.scale.models import languages_read
from nps_reasons.text.language import covered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from nps_reasons.drivers.coded.sample import GoldSample
    from nps_reasons.labelled import Sign
    from nps_reasons.scale.annotator import Annotator
    from nps_reasons.settings import Tier
    from nps_reasons.themes.codeframe import Codeframe

FEWEST: Final = 50
"""Coded reasons; from so few on, what was learned found more on every set that was measured."""


def learned_annotator(
    codeframe: Codeframe, tier: Tier, sample: GoldSample, responses: pd.DataFrame
) -> Annotator:
    """Return an annotator that learned from a coded sample, cross-fitted.

    Parameters
    ----------
    responses
        Those that the sample was drawn from: `response_id`, `reason`, `language`. Reasons in a
        language that the models do not read teach nothing: keywords read them.

    Raises
    ------
    InputError
        Too few reasons are coded to learn from.
    """
    lessons = lessons_of(sample, readable(responses, tier).set_index("response_id")["reason"])
    if len(lessons.texts) < FEWEST:
        raise InputError(
            f"gold: {len(lessons.texts)} coded reasons in a language that the models read are too "
            f"few to learn from; code {FEWEST} or more, or leave --learn ([themes] learn) out"
        )
    return make_cross_fitted_annotator(codeframe, tier, labelled=lessons)


def readable(responses: pd.DataFrame, tier: str) -> pd.DataFrame:
    """Responses in a language that the models of a tier read: only these teach.

    Parameters
    ----------
    responses
        Needs `language`.

    Raises
    ------
    UsageError
        There is no such tier.
    """
    return responses[covered(responses["language"].astype("string"), languages_read(tier))]


def lessons_of(sample: GoldSample, reasons: pd.Series) -> Labelled:
    """Texts of the coded responses, with a label for each theme that the person found.

    A neutral mention is a mention. A theme that the person found with two signs is one label
    without a sign: a text that praises and complains teaches neither.

    Parameters
    ----------
    reasons : Series of text, indexed by response_id
        Those that can be learned from: coded responses that are not among them, or null, are left
        out.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from nps_reasons.drivers.coded.sample import GoldSample
    >>> both = (Label("price", "positive"), Label("price", "negative"), Label("staff", "neutral"))
    >>> sample = GoldSample(("a", "b"), (frozenset(), frozenset()), np.ones(2), (both, ()))
    >>> lessons_of(sample, pd.Series(["Cheap, now dear", None], index=["a", "b"])).labels
    ((Label(theme='price', sign=None), Label(theme='staff', sign='neutral')),)
    """
    texts = reasons.dropna().to_dict()
    pairs = zip(sample.response_ids, sample.labels, strict=True)
    heard = [(texts[key], labels) for key, labels in pairs if key in texts]
    return Labelled(
        tuple(text for text, _ in heard), tuple(tuple(_merged(labels)) for _, labels in heard)
    )


def unsaid_themes(sample: GoldSample, themes: Iterable[str]) -> tuple[str, ...]:
    """Themes that stand nowhere in the sample: who learns from it takes them as never said.

    Examples
    --------
    >>> import numpy as np
    >>> from nps_reasons.drivers.coded.sample import GoldSample
    >>> sample = GoldSample(("a",), (frozenset(),), np.ones(1), ((Label("staff", "neutral"),),))
    >>> unsaid_themes(sample, ["price", "staff"])
    ('price',)
    """
    said = {label.theme for labels in sample.labels for label in labels}
    return tuple(theme for theme in themes if theme not in said)


def _merged(labels: Iterable[Label]) -> Iterator[Label]:
    """One label per theme, in the order of the themes."""
    signs: dict[str, set[Sign | None]] = {}
    for label in labels:
        signs.setdefault(label.theme, set()).add(label.sign)
    for theme, found in sorted(signs.items()):
        yield Label(theme, next(iter(found)) if len(found) == 1 else None)
