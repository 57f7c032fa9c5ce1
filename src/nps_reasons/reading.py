"""From files to clean responses: the readers' tables, with reasons cleaned and periods set."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nps_reasons.analysis import Source
from nps_reasons.periods import periods_of
from nps_reasons.readers import read_survey
from nps_reasons.readers.names import made_unique
from nps_reasons.schema import QUARANTINE, RESPONSES
from nps_reasons.settings import Settings
from nps_reasons.store import sha256_of
from nps_reasons.text.clean import clean_reasons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.readers import Profile


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: responses to analyse, rows set aside, and how the columns were found.

    Attributes
    ----------
    responses, quarantine
        Tables of schema.py.
    profile
        Which column was taken for what, and notes on what was assumed.
    source
        Files, hashes and counts, as an Analysis carries them.
    """

    responses: pd.DataFrame
    quarantine: pd.DataFrame
    profile: Profile
    source: Source


def read(
    files: str | Path | Sequence[str | Path],
    *,
    reasons: str | Path | None = None,
    attributes: str | Path | Sequence[str | Path] | None = None,
    key: str | None = None,
    score_scale: str | None = None,
    settings: Settings | None = None,
) -> Reading:
    r"""Read a survey: scores and reasons in one file, or in several joined on a key.

    Parameters
    ----------
    files
        One file, or several that are stacked: CSV, TSV, XLSX or Parquet.
    reasons
        A file with the reasons, where they are apart from the scores.
    attributes
        Files with a row per customer, whose columns become segments.
    key
        The column that joins them; found by itself where it is clear.
    score_scale
        `0-10`, `1-10`, `1-5` or `5-1`; None means 0-10, refused where no score exceeds 5.
    settings
        Names of columns, time zone and the rest; the arguments above win.

    Raises
    ------
    InputError
        A file cannot be used; the message says why and what to do.
    UsageError
        A column or setting that was named does not exist.

    Examples
    --------
    >>> import tempfile
    >>> survey = Path(tempfile.mkdtemp()) / "survey.csv"
    >>> _ = survey.write_text("score,comment\n10,Support solved it at once\n,no score here\n")
    >>> reading = read(survey)
    >>> len(reading.responses), reading.quarantine["reason"].tolist()
    (1, ['score is missing'])
    """
    changes: dict[str, dict[str, object]] = {
        "input": {
            "files": _paths(files),
            "reasons": reasons,
            "attributes": _paths(attributes),
            "key": key,
        },
        "score": {"scale": score_scale},
    }
    return read_settings((settings or Settings()).updated(changes))


def _paths(files: str | Path | Sequence[str | Path] | None) -> tuple[Path, ...]:
    if files is None:
        return ()
    return (Path(files),) if isinstance(files, str | Path) else tuple(Path(f) for f in files)


def read_settings(settings: Settings) -> Reading:
    """Read the survey that the settings name, and clean its reasons."""
    found = read_survey(settings)
    cleaned = clean_reasons(found.responses["reason"])
    responses = _without_addresses(found.responses).assign(
        reason=cleaned.reasons,
        period=periods_of(
            found.responses["responded_at"], settings.periods.by, settings.periods.timezone
        ),
    )
    paths = settings.input.all_files
    names = made_unique(path.name for path in paths)
    source = Source(
        hashes={name: sha256_of(path) for name, path in zip(names, paths, strict=True)},
        columns=found.profile.columns,
        notes=found.profile.notes,
        counts=found.counts,
        non_answers=cleaned.non_answers,
    )
    return Reading(
        responses=RESPONSES.check(responses),
        quarantine=QUARANTINE.check(found.quarantine),
        profile=found.profile,
        source=source,
    )


def _without_addresses(responses: pd.DataFrame) -> pd.DataFrame:
    """Replace e-mail addresses that serve as ids by hashes: no table carries them on.

    Spellings of one address are one respondent; response ids stay as different as they were.
    """
    hashed = responses.assign(response_id=responses["response_id"].map(_unaddressed))
    if "respondent_id" not in responses:
        return hashed
    people = responses["respondent_id"]
    addresses = people.str.contains("@", regex=False).fillna(value=False)
    folded = people.where(~addresses, people.str.strip().str.casefold())
    return hashed.assign(respondent_id=folded.map(_unaddressed))


def _unaddressed(value: str) -> str:
    if pd.isna(value) or "@" not in value:
        return value
    return hashlib.blake2b(value.encode(), digest_size=8).hexdigest()
