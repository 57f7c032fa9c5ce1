"""From files to clean responses: the readers' tables, with reasons cleaned and periods set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nps_reasons.analysis import Source
from nps_reasons.errors import UsageError
from nps_reasons.privacy import secret_of
from nps_reasons.readers import read_survey
from nps_reasons.readers.invitations import rate_notes, read_invitations
from nps_reasons.readers.names import unique_beside
from nps_reasons.respondents import counted_responses, masked, without_names
from nps_reasons.schema import QUARANTINE, RESPONSES
from nps_reasons.settings import Settings
from nps_reasons.store import sha256_of
from nps_reasons.text.clean import clean_reasons
from nps_reasons.text.language import fixed_language, languages_of, not_understood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nps_reasons.readers import Coverage, Profile, RawReading
    from nps_reasons.readers.invitations import Invitations


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: responses to analyse, rows set aside, and how the columns were found.

    Attributes
    ----------
    responses, quarantine
        Tables of schema/.
    profile
        Which column was taken for what, and notes on what was assumed.
    source
        Files, hashes and counts, as an Analysis carries them.
    invitations
        `period` and `invited`, in order; empty where the settings name none.
    """

    responses: pd.DataFrame
    quarantine: pd.DataFrame
    profile: Profile
    source: Source
    invitations: pd.DataFrame

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """What each file about customers knows of the responses, in the order of the joins."""
        return self.source.coverage


def read(
    files: str | Path | Sequence[str | Path] | None = None,
    *,
    reasons: str | Path | None = None,
    attributes: str | Path | Sequence[str | Path] | None = None,
    key: str | None = None,
    score_scale: str | None = None,
    profile: str | None = None,
    settings: Settings | None = None,
) -> Reading:
    r"""Read a survey: scores and reasons in one file, or in several joined on a key.

    Parameters
    ----------
    files
        One file, or several that are stacked: CSV, TSV, XLSX or Parquet; None where the settings
        name them, or a database.
    reasons
        A file with the reasons, where they are apart from the scores.
    attributes
        Files with a row per customer, whose columns become segments.
    key
        The column that joins them; found by itself where it is clear.
    score_scale
        `0-10`, `1-10`, `1-5` or `5-1`; None means 0-10, refused where no score exceeds 5.
    profile
        How to read the export, such as `qualtrics`; recognised where it is None.
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
            "profile": profile,
        },
        "score": {"scale": score_scale},
    }
    return read_settings((settings or Settings()).updated(changes))


def _paths(files: str | Path | Sequence[str | Path] | None) -> tuple[Path, ...]:
    if files is None:
        return ()
    try:
        return (Path(files),) if isinstance(files, str | Path) else tuple(Path(f) for f in files)
    except TypeError as error:
        raise UsageError(
            f"expected the path of a file, or several; found {type(files).__name__}: {files!r:.60}"
        ) from error


def read_settings(settings: Settings) -> Reading:
    """Read the survey that the settings name: count what counts, hide who answered, clean reasons.

    Raises
    ------
    InputError
        A file cannot be used.
    UsageError
        The settings name what does not exist: a column, a secret, a period.
    """
    secret, redacting = secret_of(settings.privacy), settings.privacy.redact
    fixed_language(settings.themes.language)  # refused before the files are read
    found = read_survey(settings)
    files = _files(settings, found)
    invited = read_invitations(settings.periods, next(reversed(files), None))
    hidden = without_names(counted_responses(found, settings), secret, redacting=redacting)
    cleaned = clean_reasons(hidden.responses["reason"], redacting=redacting)
    given = hidden.responses["language"]
    languages = languages_of(cleaned.reasons, given, fixed=settings.themes.language)
    responses = RESPONSES.check(hidden.responses.assign(reason=cleaned.reasons, language=languages))
    notes = (
        *hidden.profile.notes,
        *_language_notes(given),
        *invited.notes,
        *rate_notes(responses, invited.table),
    )
    source = Source(
        hashes={**found.hashes, **{name: sha256_of(path) for name, path in files.items()}},
        columns=found.profile.columns,
        notes=notes,
        counts=(*hidden.counts, *invited.counts),
        non_answers=cleaned.non_answers,
        coverage=hidden.coverage,
        invitations=dict(zip(invited.table["period"], invited.table["invited"], strict=True)),
        redacted=cleaned.redacted,
    )
    return Reading(
        responses=responses,
        quarantine=_with_aside(hidden.quarantine, invited, redacting=redacting),
        profile=replace(found.profile, notes=notes),
        source=source,
        invitations=invited.table,
    )


def _language_notes(given: pd.Series) -> tuple[str, ...]:
    """Say where the language column names no language, so that those rows were detected."""
    strange = not_understood(given)
    if not strange:
        return ()
    n = int(given.isin(strange).sum())
    return (f'language: "{strange[0]:.40}" and the like name no language ({n:,} rows); detected.',)


def _files(settings: Settings, found: RawReading) -> dict[str, Path]:
    """Return all files by the names that the accounts give them; that of the invitations is last.

    Two files may have the same name in different folders.
    """
    given = settings.periods.invitations
    paths = [*settings.input.all_files, *([given] if isinstance(given, Path) else [])]
    names = unique_beside(found.hashes, (path.name for path in paths))
    return dict(zip(names, paths, strict=True))


def _with_aside(quarantine: pd.DataFrame, invited: Invitations, *, redacting: bool) -> pd.DataFrame:
    """Add the invitations that were set aside."""
    if invited.quarantine.empty:
        return quarantine
    aside = invited.quarantine.assign(**masked(invited.quarantine, redacting=redacting))
    return QUARANTINE.check(pd.concat([quarantine, aside]))
