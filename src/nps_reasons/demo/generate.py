"""The TechCorp survey: drawn from the planted world, put into words, written with its truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from nps_reasons.demo.coded import CODED, coded_sample
from nps_reasons.demo.phrases import comment, nonanswer
from nps_reasons.demo.population import EXPERIENCES, QUARTERS, REGIONS, SEGMENTS, Quarter, cells
from nps_reasons.demo.sample import Customers, Sample, draw_customers, sample_on_target
from nps_reasons.demo.truth import Truth, planted_truth
from nps_reasons.errors import OutputError, UsageError
from nps_reasons.files import write_whole
from nps_reasons.net_promoter import classify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.demo.population import Experience

Kind = Literal["comment", "nonanswer", "silent"]

SILENT: Final = {"promoter": 0.21, "passive": 0.21, "detractor": 0.17}
"""Share of each group that leaves no reason; it does not depend on what was lived through."""

NONANSWER: Final = 0.04

COLUMNS: Final = ("response_id", "customer_id", "responded_at", "score", "segment", "region")
"""Columns of the survey before the reason."""

_PEOPLE, _ANSWERS, _TIMES, _WORDS, _CODED = range(5)
"""Streams of random numbers, so that a change of words leaves the scores as they are."""

_OPENS, _MINUTES = 7 * 60, 14 * 60
"""People answer from 7:00, for fourteen hours."""


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """A generated survey.

    Attributes
    ----------
    table
        One row per response, as an export has it: `COLUMNS`, then reason.
    truth
        What was planted.
    mentions
        What a perfect reader would find in the comments: response_id, theme, sign.
    coded
        A random sample of the comments of the first and the last quarter with the labels of a
        perfect reader: response_id, reason, labels (JSON), probability.
    """

    table: pd.DataFrame
    truth: Truth
    mentions: pd.DataFrame
    coded: pd.DataFrame


class Files(NamedTuple):
    """Where a survey was written; `coded` is None where nothing is coded."""

    survey: Path
    truth: Path
    coded: Path | None


def generate_survey(seed: int = 2025, *, coded: int = CODED) -> Survey:
    """Generate the TechCorp survey: five quarters, some 6,000 responses.

    The same seed gives the same survey; the truth is the same for every seed.

    Parameters
    ----------
    coded
        Comments of the first and of the last quarter that a person coded.

    Raises
    ------
    UsageError
        The seed or the number of coded comments is negative.

    Examples
    --------
    >>> survey = generate_survey()
    >>> len(survey.table), survey.truth.nps[0].nps
    (6017, 45.0)
    """
    if seed < 0:
        raise UsageError(f"seed must be 0 or more; found {seed}")
    if coded < 0:
        raise UsageError(f"coded must be 0 or more comments; found {coded}")
    customers = draw_customers(np.random.default_rng([seed, _PEOPLE]))
    quarters = [
        _responses(
            quarter,
            customers,
            sample_on_target(quarter, customers, seed=(seed, _ANSWERS, position)),
            rng=np.random.default_rng([seed, _TIMES, position]),
        )
        for position, quarter in enumerate(QUARTERS)
    ]
    told = _told(_numbered(pd.concat(quarters)), np.random.default_rng([seed, _WORDS]))
    return _survey(told, coded, np.random.default_rng([seed, _CODED]))


def _responses(
    quarter: Quarter, customers: Customers, sample: Sample, *, rng: np.random.Generator
) -> pd.DataFrame:
    """The sample as a table without ids and words; `lived` holds the experiences."""
    lived = cells(quarter).lived[sample.cell]
    regions = list(REGIONS)
    return pd.DataFrame(
        {
            "quarter": quarter.period,
            "customer_id": [f"C{position + 1:05d}" for position in sample.customer],
            "responded_at": _moments(quarter, len(lived), rng),
            "score": sample.score,
            "segment": [SEGMENTS[position].name for position in customers.segment[sample.customer]],
            "region": [regions[position] for position in customers.region[sample.customer]],
            "lived": [tuple(EXPERIENCES[i] for i in np.flatnonzero(row)) for row in lived],
        }
    )


def _moments(quarter: Quarter, n: int, rng: np.random.Generator) -> list[str]:
    """Moments within the quarter, as ISO 8601 in UTC."""
    period = pd.Period(quarter.period, freq="Q")
    first, last = period.start_time, period.end_time.normalize()
    days = rng.integers((last - first).days + 1, size=n)
    seconds = _OPENS * 60 + rng.integers(_MINUTES * 60, size=n)
    moments = first + pd.to_timedelta(days * 86_400 + seconds, unit="s")
    return [moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in moments]


def _numbered(responses: pd.DataFrame) -> pd.DataFrame:
    """The responses in order of time, numbered."""
    in_order = responses.sort_values(["responded_at", "customer_id"], ignore_index=True)
    return in_order.assign(response_id=[f"R{i + 1:05d}" for i in in_order.index])


def _told(responses: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The responses with their reasons, and of what kind each is."""
    groups = classify(responses["score"])
    kinds = [_kind(group, rng) for group in groups]
    reasons = [
        _reason(kind, lived, group=group, rng=rng)
        for kind, lived, group in zip(kinds, responses["lived"], groups, strict=True)
    ]
    return responses.assign(kind=kinds, reason=pd.Series(reasons, dtype="string"))


def _survey(told: pd.DataFrame, n_coded: int, rng: np.random.Generator) -> Survey:
    table = told[[*COLUMNS, "reason"]]
    types = {name: "Int64" if name == "score" else "string" for name in table}
    comments = told[told["kind"] == "comment"]
    return Survey(
        table=table.astype(types),
        truth=planted_truth(),
        mentions=_mentions(comments),
        coded=coded_sample(comments, n_coded, rng),
    )


def _kind(group: str, rng: np.random.Generator) -> Kind:
    chance = rng.random()
    if chance < SILENT[group]:
        return "silent"
    return "nonanswer" if chance < SILENT[group] + NONANSWER else "comment"


def _reason(
    kind: Kind, lived: Sequence[Experience], *, group: str, rng: np.random.Generator
) -> str | None:
    if kind == "comment":
        return comment(lived, group, rng)
    return nonanswer(rng) if kind == "nonanswer" else None


def _mentions(commented: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (response_id, experience.theme, experience.sign)
        for response_id, lived in zip(commented["response_id"], commented["lived"], strict=True)
        for experience in lived
    ]
    return pd.DataFrame(rows, columns=["response_id", "theme", "sign"], dtype="string")


def write_survey(folder: str | Path, survey: Survey) -> Files:
    """Write `survey.csv`, `truth.json` and, where comments are coded, `coded.csv`.

    Raises
    ------
    OutputError
        The folder cannot be made or written to.
    """
    folder = Path(folder)
    coded = folder / "coded.csv" if len(survey.coded) else None
    written = Files(folder / "survey.csv", folder / "truth.json", coded)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be written to ({error.strerror}); choose another folder"
        ) from error
    write_whole(written.survey, _csv(survey.table))
    write_whole(written.truth, survey.truth.to_json().encode())
    if written.coded:
        write_whole(written.coded, _csv(survey.coded))
    return written


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()
