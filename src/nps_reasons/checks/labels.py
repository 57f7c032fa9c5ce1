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
            "Labels uncorrected: themes and signs were assigned by a machine, and no hand-coded "
            "sample was given.",
            *_figures(evidence),
            "Tagging errors mostly shrink the points of a driver towards zero, and no interval "
            "shows that. Coding a random sample of the reasons corrects it.",
        ]
        return Check("Labels", " ".join(told), "note")
    if not sample.n_corrected:
        told = [
            f"Labels uncorrected: {_coded(sample)}, which is too little to correct by.",
            *_agreement(sample),
            "Tagging errors mostly shrink the points of a driver towards zero, and no interval "
            "shows that.",
        ]
        return Check("Labels", " ".join(told), "note")
    told = [f"Labels corrected: {_coded(sample)}.", *_agreement(sample), *_moved(evidence, sample)]
    told.append("Segments, asymmetry and the audits are of the machine's labels still.")
    left = sample.n_shown - sample.n_corrected
    if left:
        told.append(
            f"{words.count(left, 'driver')} of {sample.n_shown} could not be corrected: they are "
            "said too rarely in the sample."
        )
    return Check("Labels", " ".join(told), "note" if left else "fine")


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
    rows = evidence.drivers
    here = (rows["theme"] == moved.theme) & (rows["sign"] == moved.sign)
    label = rows.loc[here, "label"].iloc[0]
    return [
        f"The correction moved the largest driver, {label} ({words.SIGN_WORDS[moved.sign]}), from "
        f"{words.points(moved.before)} to {words.points(moved.after)} points."
    ]
