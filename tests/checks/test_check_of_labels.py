"""What the check of labels says, with and without a coded sample."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from nps_reasons import words
from nps_reasons.checks import CHECKS, Evidence
from nps_reasons.store import Measured


@dataclass(frozen=True)
class Agreed:
    """How well machine and person agree."""

    f1: float = 0.78
    low: float = 0.74
    high: float = 0.82


@dataclass(frozen=True)
class Moved:
    """The largest driver."""

    theme: str = "billing"
    sign: str = "negative"
    before: float = -8.96
    after: float = -10.21


@dataclass(frozen=True)
class Sample:
    """A coded sample."""

    n_coded: int = 400
    n_heard: int = 1000
    simple: bool = True
    agreement: Agreed | None = Agreed()
    n_corrected: int = 20
    n_shown: int = 20
    moved: Moved | None = Moved()
    enough: bool = True
    denied: tuple[tuple[str, str], ...] = ()


DRIVERS = pd.DataFrame(
    {"theme": ["billing"], "sign": ["negative"], "label": ["Billing"], "verdict": ["clear"]}
)
FIGURE = Measured("FABSA reviews, theme and sign", "micro-F1", 0.709, 0.7, 0.718)


def told(**evidence) -> tuple[str, str]:
    mentions = pd.DataFrame({"response_id": ["a"]})
    responses = pd.DataFrame({"response_id": ["a"], "period": ["2031Q4"]})
    known = {"drivers": DRIVERS, "shuffled_points": None} | evidence
    given = Evidence(responses, mentions, **known)
    found = CHECKS["labels"](given)
    return words.plain(found.finding), found.concern


def test_without_a_sample_the_labels_are_uncorrected_and_the_measured_error_is_said():
    text, concern = told(measured=(FIGURE,))
    assert text.startswith("Labels uncorrected: ")
    assert "reach 71 % [70, 72] micro-F1 (FABSA reviews, theme and sign)." in text
    assert concern == "note"


def test_without_any_figure_none_is_said():
    assert "public data" not in told()[0]


def test_with_a_sample_the_agreement_and_what_moved_are_said():
    text, concern = told(sample=Sample(), measured=(FIGURE,))
    assert text == (
        "Labels corrected: a person coded 400 of 1,000 reasons (counted as a simple random "
        "sample). Machine and person agree on themes and signs with a micro-F1 of 78 % [74, 82]. "
        "The correction moved the largest driver, Billing (complaints), from -9.0 to -10.2 points. "
        "Segments, emerging themes, actions, outcomes, asymmetry and the audits are of the "
        "machine's labels still."
    )
    assert concern == "fine"


def test_drivers_that_could_not_be_corrected_are_counted():
    text, concern = told(sample=replace(Sample(), n_corrected=17, simple=False))
    assert text.endswith(
        "3 drivers of 20 could not be corrected: they are said too rarely in the sample."
    )
    assert concern == "note"


def test_a_sample_that_is_too_small_corrects_nothing():
    small = Sample(n_coded=30, n_corrected=0, moved=None, agreement=None, enough=False)
    text, concern = told(sample=small)
    assert "a person coded 30 of 1,000 reasons" in text
    assert "too little to correct by" in text
    assert concern == "note"


def test_a_sample_of_other_periods_is_not_said_to_be_missing():
    text, concern = told(sampled=True)
    assert "and the hand-coded sample holds no response of 2031Q4." in text
    assert "was given" not in text
    assert concern == "note"
    rare = told(sampled=True, drivers=DRIVERS.assign(verdict="too few"))[0]
    assert "no theme is said often enough for the hand-coded sample" in rare


def test_a_large_sample_that_never_agrees_is_a_warning_and_not_called_small():
    apart = replace(Agreed(), f1=0.0, low=0.0, high=0.04)
    sample = replace(Sample(), n_coded=87, n_heard=88, n_corrected=0, n_shown=6, moved=None)
    text, concern = told(sample=replace(sample, agreement=apart))
    assert "87 of 88 reasons" in text
    assert "but machine and person hardly ever find the same theme." in text
    assert "too little" not in text
    assert concern == "warning"
    assert "too little to correct by" in told(sample=replace(sample, enough=False))[0]


def test_a_sample_that_hardly_agrees_is_a_warning_though_it_corrects():
    apart = replace(Agreed(), f1=0.39)
    assert told(sample=replace(Sample(), agreement=apart))[1] == "warning"


def test_it_says_that_the_machine_learned_from_the_sample_and_how():
    said = "read each of them by what the others taught it (cross-fitted)"
    for sample in (None, Sample(), Sample(n_corrected=0)):
        assert said in told(sample=sample, sampled=True, learned=True)[0]
        assert said not in told(sample=sample, sampled=True)[0]


def test_themes_that_the_machine_finds_and_people_do_not_are_named_as_a_warning():
    for corrected in (19, 0):
        sample = Sample(n_corrected=corrected, denied=(("billing", "negative"),))
        text, concern = told(sample=sample)
        assert "The machine finds Billing (complaints), people do not: they agree in" in text
        assert concern == "warning"
    assert "people do not" not in told(sample=Sample(n_corrected=19))[0]


def test_themes_that_nobody_coded_are_named_where_the_machine_learned():
    text, concern = told(sample=Sample(), learned=True, unsaid=("App",))
    assert (
        'Nobody coded "App": with --learn it counts as never said; code again if it came later.'
    ) in text
    assert concern == "note"
    two = told(sample=Sample(n_corrected=0), learned=True, unsaid=("App", "Fees"))[0]
    assert 'Nobody coded "App" and "Fees": with --learn they count as never said;' in two
    assert "Nobody coded" not in told(sample=Sample(), unsaid=("App",))[0]
    assert told(sample=Sample(), unsaid=("App",))[1] == "fine"
