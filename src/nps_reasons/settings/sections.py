"""The sections of `nps.toml`: what each of them may hold, and what it is without a word."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from nps_reasons.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

PeriodLength = Literal["month", "quarter", "half", "year"]
Tier = Literal["accurate", "fast"]
DateOrder = Literal["day-first", "month-first"]
Repeats = Literal["all", "latest"]
ReportFormat = Literal[
    "html", "pptx", "xlsx", "md", "slack", "jsonl", "csv", "jira", "briefs", "followup"
]


def known_shares(given: Mapping[str, float]) -> dict[str, float]:
    """Shares of a population as numbers that sum to 1; they may be given as per cent.

    Raises
    ------
    UsageError
        A share is not above zero, or they sum to something else.

    Examples
    --------
    >>> known_shares({"Basic": 25, "Plus": 75})
    {'Basic': 0.25, 'Plus': 0.75}
    """
    for level, share in given.items():
        if not 0 < share < float("inf"):
            raise UsageError(f'the share of "{level}" must be above 0; it is {share:g}')
    total = sum(given.values())
    if not any(abs(total - whole) <= ROUNDED * whole for whole in (1, 100)):
        raise UsageError(f"the shares must sum to 1, or to 100; they sum to {total:.6g}")
    return {level: share / total for level, share in given.items()}


ROUNDED: Final = 0.01
"""33 %, 33 % and 33 % do not sum to 100 %."""


class Section(BaseModel):
    """A table of the settings: frozen, and without room for a key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class InputSettings(Section):
    """Which files to read, which of their columns mean what, and which responses count.

    Columns are recognised where they are not named. `repeats` says which responses of one
    respondent in one period count: all, or the latest alone.
    """

    files: tuple[Path, ...] = ()
    """Survey files of one platform; they are stacked."""
    reasons: Path | None = None
    """File with the reasons, where they lie apart from the scores."""
    attributes: tuple[Path, ...] = ()
    """Files of customers, tickets or ids, joined to the responses; columns become segments."""
    key: str | None = None
    """Column that joins the files; found by its content where left out."""
    profile: str | None = None
    """Platform that wrote the export; recognised where left out."""
    score_column: str | None = None
    """Column of the score; found by name and content where left out."""
    reason_columns: tuple[str, ...] = ()
    """Columns of the reason, joined by a line break; found where left out."""
    id_column: str | None = None
    """Column of the response's id; found where left out, else made from the row."""
    respondent_column: str | None = None
    """Column of the respondent's id or address; found where left out."""
    date_column: str | None = None
    """Column of the date of the answer; found where left out."""
    segment_columns: tuple[str, ...] = ()
    """Columns that become segments; where left out, those with few words that repeat."""
    date_order: DateOrder | None = None
    """How 03/04/2025 is read; where left out, the other dates of the column decide."""
    include_partial: bool = True
    """Whether responses whose respondent left early count."""
    repeats: Repeats = "all"
    """Which responses of one respondent in one period count: all, or the last."""

    @property
    def all_files(self) -> tuple[Path, ...]:
        """Every file to read: the scores, then the reasons, then the attributes."""
        reasons = () if self.reasons is None else (self.reasons,)
        return (*self.files, *reasons, *self.attributes)


class SourceSettings(Section):
    """A query that takes the place of the survey files, and where its database is.

    The URL may hold a password, so the settings hold only the name of the environment variable
    that it stands in.
    """

    query: str | None = None
    """SQL query whose rows take the place of the survey files."""
    query_file: Path | None = None
    """File with the query; give this or `query`."""
    url_variable: str | None = None
    """Name of the environment variable that holds the URL of the database."""

    @property
    def named(self) -> bool:
        """Whether anything of a source is set."""
        return self != SourceSettings()

    @field_validator("url_variable")
    @classmethod
    def _name_not_url(cls, name: str | None) -> str | None:
        if name is not None and not name.isidentifier():
            raise ValueError(
                "this is the name of an environment variable, such as SURVEY_DB_URL; put the URL "
                "there, where no password ends up in a file"
            )
        return name


class ScoreSettings(Section):
    """The scale of the score; None means 0-10, refused where no score exceeds 5."""

    scale: Literal["0-10", "1-10", "1-5", "5-1"] | None = None
    """Scale of the score; 5-1 means that 1 is best. Left out: 0-10, refused if none is above 5."""


class PeriodSettings(Section):
    """How long a period is, in which time zone its days begin, and how many were invited.

    `invitations` is a number per period, or a file: a row per invitation with its date, or a row
    per period with a number.
    """

    by: PeriodLength = "quarter"
    """Length of a period."""
    timezone: str = "UTC"
    """Where a day begins, and what times without an offset are taken as."""
    invitations: dict[str, int] | Path | None = None
    """How many were invited in each period, or a file that says so: gives response rates."""

    @field_validator("invitations", mode="before")
    @classmethod
    def _file_or_counts(cls, given: object) -> object:
        if given is None or isinstance(given, str | Path):
            return given
        whole = isinstance(given, dict) and all(
            isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in given.values()
        )
        if not whole:
            raise ValueError(
                'expected a file, or a table of whole numbers such as { "2025Q1" = 1200 }'
            )
        return given

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(
                f'"{name}" is not a time zone; use a name like "Europe/London"'
            ) from error
        return name


class ThemeSettings(Section):
    """The codeframe file (None: the general one), the tier that tags, the language of reasons.

    `language` is `auto`, or the language of all reasons whatever the platform says. With `learn`
    the tagger learns from the coded sample, `[drivers] gold`.
    """

    codeframe: Path | None = None
    """Codeframe file; the general one, which is shipped, where left out."""
    tier: Tier = "accurate"
    """Which models tag: the small transformer, or static vectors for millions of comments."""
    language: str = "auto"
    """Language of all reasons, such as "en"; auto: by its column, else recognised."""
    learn: bool = False
    """Whether the tagger learns from the coded sample of `[drivers] gold`, cross-fitted."""


class DriverSettings(Section):
    """What the driver model adjusts for, weights by, and refuses to show; seed of its draws.

    `gold` is a file of coded responses, by which drivers are corrected for errors of the labels;
    `negative_control` a theme that cannot matter, which verdicts are then measured against.
    """

    segments: tuple[str, ...] | None = None
    """Segments that the driver model holds fixed; all where left out."""
    weight: str | None = None
    """Column with survey weights."""
    cluster: str | None = None
    """Column of whose answers belong together, where no respondent is named."""
    minimum_base: int = Field(default=10, ge=1)
    """Segments with fewer responses have no NPS."""
    seed: int = Field(default=0, ge=0)
    """Seed of shuffles and rank draws."""
    gold: Path | None = None
    """Responses that a person coded; they correct the drivers for errors of the labels."""
    negative_control: str | None = None
    """Id of a theme that cannot matter; verdicts must beat its effect."""


class OutcomeSettings(Section):
    """Columns of any file that say what a customer did: left, stayed, was worth."""

    churned: str | None = None
    """Column of yes and no: the customer left."""
    renewed: str | None = None
    """Column of yes and no: the customer stayed."""
    value: str | None = None
    """Column of what the customer is worth, such as yearly revenue."""


class ActionSettings(Section):
    """Something that was done about a theme: when, and to whom."""

    name: str = Field(min_length=1)
    """What was done, as reports call it."""
    date: dt.date
    """Day on which it began; a period that this day cuts in two is left out."""
    theme: str = Field(min_length=1)
    """Id of the theme that it was about."""
    sign: Literal["negative", "positive"] = "negative"
    """What it was to move: complaints about the theme, or praise for it."""
    exposed: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Segment to the levels that it reached; everybody where left out."""

    @field_validator("exposed", mode="before")
    @classmethod
    def _one_level_or_several(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        for segment, levels in given.items():
            if not levels:
                raise ValueError(f'"{segment}" has no level; name those that the action reached')
        return {name: (v,) if isinstance(v, str) else v for name, v in given.items()}


class PrivacySettings(Section):
    """Which environment variable holds the secret of hashes, and whether reasons are redacted."""

    secret_variable: str | None = None
    """Environment variable with the secret of hashes; NPS_REASONS_SECRET where left out."""
    redact: bool = True
    """Whether addresses, telephone, card and account numbers are masked in reasons."""


class GateSettings(Section):
    """Limits that turn a finished run into exit code 1; shares are 0 to 1."""

    max_quarantined: float | None = Field(default=None, ge=0, le=1)
    """Largest share of rows that may be set aside."""
    max_uncovered: float | None = Field(default=None, ge=0, le=1)
    """Largest share of reasons that may be without a theme."""
    min_responses: int | None = Field(default=None, ge=0)
    """Fewest responses that the report's period may have."""


class ReportSettings(Section):
    """Title of the report, formats it comes in, and who owns which theme (theme id to name)."""

    title: str = "NPS driver report"
    """Title of the report."""
    formats: tuple[ReportFormat, ...] = ("html",)
    """Formats that a run writes; the page is always among them."""
    owners: dict[str, str] = Field(default_factory=dict)
    """Theme id to who plans work on it; wins over the codeframe's owner."""
    status: Path | None = None
    """File that says what became of the planning feed: a table of tickets, such as Jira exports."""
    severe: tuple[str, ...] = ()
    """Themes of which each complaint is severe, however rare: the feed has a lane for them."""

    @field_validator("title")
    @classmethod
    def _not_blank(cls, title: str) -> str:
        if not title.strip():
            raise ValueError("expected a title; leave the key out for the usual one")
        return title

    @field_validator("formats")
    @classmethod
    def _page_first(cls, formats: tuple[ReportFormat, ...]) -> tuple[ReportFormat, ...]:
        """Each once; a run always has its page."""
        return tuple(dict.fromkeys(("html", *formats)))


Shares = Annotated[dict[str, float], AfterValidator(known_shares)]
