"""Labels: how much of what was written the themes cover, and how right the tags are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nps_reasons import words
from nps_reasons.checks.check import Check, Concern, Evidence
from nps_reasons.describe import uncovered_share

if TYPE_CHECKING:
    from nps_reasons.checks.coded_sample import CodedSample

SOME_UNCOVERED: Final = 0.25
MUCH_UNCOVERED: Final = 0.4

POOR: Final = 0.4
"""Micro-F1 below which machine and person hardly speak of the same thing."""

_SHRINK: Final = (
    "Tagging errors mostly shrink the points of a driver towards zero, and no interval shows that."
)

_LEARNED: Final = (
    "The machine learned from the coded reasons, and read each of them by what the others taught "
    "it (cross-fitted): its errors on them are those that it makes on all."
)

_STILL: Final = (
    "Segments, emerging themes, actions, outcomes, asymmetry and the audits are of the machine's "
    "labels still."
)


def uncovered(evidence: Evidence) -> Check | None:
    """Count the reasons in which no theme was found."""
    n_reasons = int(evidence.responses["reason"].notna().sum())
    if not n_reasons:
        return None
    share = uncovered_share(evidence.responses, evidence.mentions)
    finding = (
        f"In {words.share(share)} of {words.count(n_reasons, 'reason')} no theme of the "
        "codeframe was found. Some name no reason at all; the others are themes that the "
        "codeframe lacks or words that it does not know."
    )
    return Check("Uncovered reasons", finding, _concern(share))


def _concern(share: float) -> Concern:
    if share > MUCH_UNCOVERED:
        return "warning"
    return "note" if share > SOME_UNCOVERED else "fine"


def labels(evidence: Evidence) -> Check | None:
    """Say how right the labels are, and whether a coded sample corrected the drivers for that."""
    if evidence.mentions.empty:
        return None
    sample = evidence.sample
    if sample is None:
        told = [
            "Labels uncorrected: themes and signs were assigned by a machine, and "
            f"{_without_sample(evidence)}.",
            *_learned(evidence),
            *_figures(evidence),
            f"{_SHRINK} Coding a random sample of the reasons corrects it.",
        ]
        return Check("Labels", " ".join(told), "note")
    if not sample.n_corrected:
        told = [
            f"Labels uncorrected: {_coded(sample)}, {_why_uncorrected(sample)}.",
            *_learned(evidence),
            *_agreement(sample),
            *_denied(evidence, sample),
            _SHRINK,
        ]
        return Check("Labels", " ".join(told), "warning" if _doubtful(sample) else "note")
    return _corrected(evidence, sample)


def _corrected(evidence: Evidence, sample: CodedSample) -> Check:
    """Say what a sample corrected, and what it did not."""
    left = sample.n_shown - sample.n_corrected
    told = [
        f"Labels corrected: {_coded(sample)}.",
        *_learned(evidence),
        *_agreement(sample),
        *_moved(evidence, sample),
        *_denied(evidence, sample),
        _STILL,
    ]
    if left:
        told.append(
            f"{words.count(left, 'driver')} of {sample.n_shown} could not be corrected: they are "
            "said too rarely in the sample."
        )
    concern: Concern = "note" if left or _unsaid(evidence) else "fine"
    return Check("Labels", " ".join(told), "warning" if _doubtful(sample) else concern)


def _without_sample(evidence: Evidence) -> str:
    """Say why no coded sample tells of the period."""
    if not evidence.sampled:
        return "no hand-coded sample was given"
    if evidence.drivers["verdict"].eq("too few").all():
        return "no theme is said often enough for the hand-coded sample to correct it"
    return f"the hand-coded sample holds no response of {_period(evidence)}"


def _period(evidence: Evidence) -> str:
    periods = evidence.responses["period"].unique()
    return str(periods[0]) if len(periods) == 1 else "this survey"


def _why_uncorrected(sample: CodedSample) -> str:
    """Say which of the things that a correction needs was not there."""
    if sample.enough and (sample.agreement is None or _apart(sample)):
        return "but machine and person hardly ever find the same theme"
    return "which is too little to correct by"


def _apart(sample: CodedSample) -> bool:
    """Tell whether machine and person agree so little that one of them must be wrong."""
    return sample.agreement is not None and sample.agreement.f1 < POOR


def _doubtful(sample: CodedSample) -> bool:
    """Tell whether the sample shows that drivers, or all labels, may be the machine's invention."""
    return bool(sample.denied) or _apart(sample)


def _figures(evidence: Evidence) -> list[str]:
    """How well the models do on public data."""
    if not evidence.measured:
        return []
    told = [
        f"{words.with_interval(figure.value, figure.low, figure.high, words.share)} "
        f"{figure.measure} ({figure.task})"
        for figure in evidence.measured
    ]
    return [f"On public data the models that tagged reach {words.listing(told)}."]


def _coded(sample: CodedSample) -> str:
    how = " (counted as a simple random sample)" if sample.simple else ""
    return f"a person coded {sample.n_coded:,} of {words.count(sample.n_heard, 'reason')}{how}"


def _learned(evidence: Evidence) -> list[str]:
    """Say whether the machine learned from the sample, and what it could not learn."""
    return [_LEARNED, *_unsaid(evidence)] if evidence.learned else []


def _unsaid(evidence: Evidence) -> list[str]:
    """Name the themes that stand nowhere in what the machine learned from."""
    if not evidence.learned or not evidence.unsaid:
        return []
    named = words.listing([f'"{label}"' for label in evidence.unsaid])
    one = len(evidence.unsaid) == 1
    return [
        f"Nobody coded {named}: with --learn {'it counts' if one else 'they count'} as never said; "
        f"code again if {'it' if one else 'any of them'} came later."
    ]


def _agreement(sample: CodedSample) -> list[str]:
    found = sample.agreement
    if found is None:
        return ["Neither the person nor the machine found a theme in them."]
    agreed = words.with_interval(found.f1, found.low, found.high, words.share)
    return [f"Machine and person agree on themes and signs with a micro-F1 of {agreed}."]


def _moved(evidence: Evidence, sample: CodedSample) -> list[str]:
    moved = sample.moved
    if moved is None:
        return []
    return [
        f"The correction moved the largest driver, {_named(evidence, moved.theme, moved.sign)}, "
        f"from {words.points(moved.before)} to {words.points(moved.after)} points."
    ]


def _denied(evidence: Evidence, sample: CodedSample) -> list[str]:
    """Name the drivers that the sample contradicts and that it could not correct."""
    if not sample.denied:
        return []
    named = words.listing([_named(evidence, theme, sign) for theme, sign in sample.denied])
    return [
        f"The machine finds {named}, people do not: they agree in clearly fewer than half of the "
        "coded reasons in which it does. Points and reach stay the machine's; the verdict is not "
        "distinguishable from noise."
    ]


def _named(evidence: Evidence, theme: str, sign: str) -> str:
    rows = evidence.drivers
    label = rows.loc[(rows["theme"] == theme) & (rows["sign"] == sign), "label"].iloc[0]
    return f"{label} ({words.SIGN_WORDS[sign]})"
