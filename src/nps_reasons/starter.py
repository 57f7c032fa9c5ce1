"""The first nps.toml of a survey: what was recognised, and the choices that are left, explained."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nps_reasons.files import toml_value
from nps_reasons.prepare import adjusted_segments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nps_reasons.reading import Reading
    from nps_reasons.settings import Settings

_ROLE_KEYS: Final = {
    "score": ("score_column", "the answer to the recommendation question"),
    "reason": ("reason_columns", "why; several are joined by a line break"),
    "date": ("date_column", "when it was answered"),
    "id": ("id_column", "one per response"),
    "respondent": ("respondent_column", "one per person or account, who may answer again"),
}
"""Role to its key under [input], and what it is."""

_FAR: Final = ("..", "..", "..")

_EXPLAINED: Final = {
    "outcomes": """\
# churned = ""                  # columns of any file for what customers did: yes/no
# renewed = ""
# value = ""                    # revenue
""",
    "privacy": """\
# secret_variable = "NPS_REASONS_SECRET"  # environment variable with the secret of hashes
# redact = true                 # false: reasons keep addresses, phone and card numbers
""",
}
"""Section to what it may hold, where nothing is set in it."""

_REST: Final = """\
[themes]
# codeframe = "codeframe.toml"  # your own themes; else the general customer-experience codeframe

[drivers]
{drivers}# segments = [{segments}]  # what the driver model adjusts for; these where left out
# weight = ""                   # column with survey weights
# minimum_base = 10             # segments with fewer responses have no NPS

[gates]                         # crossed: exit code 1, the report is still written
# max_quarantined = 0.05        # share of rows
# min_responses = 100

[report]
# title = "Why customers score as they do"
# formats = ["html"]            # pptx, xlsx, md, slack; jsonl, csv, jira, briefs, followup
# owners = {{}}                 # theme id to who plans work on it
# severe = []                   # themes that matter however few say them
# status = "planning.csv"       # what became of what was planned: filled in, or exported by Jira
"""


def starter_toml(reading: Reading, settings: Settings, *, folder: str | Path) -> str:
    """Write the settings with which a survey was read, with a comment for each.

    Parameters
    ----------
    reading
        As `reading.read_settings` gave it for the settings.
    folder
        Where the file will lie: its paths are relative to it.

    Returns
    -------
    str
        TOML that `Settings.from_toml` accepts and that reads the same responses.
    """
    adjusted = adjusted_segments(reading.profile.segments, settings)
    blocks = (
        _header(reading),
        _input(reading, settings, Path(folder)),
        *([_source(settings, Path(folder))] if settings.source.named else []),
        _score(reading),
        _periods(settings, Path(folder)),
        *(_section(settings, name) for name in _EXPLAINED),
        _REST.format(
            segments=", ".join(map(toml_value, adjusted)),
            drivers=_set(settings, "drivers"),
        ),
    )
    return "\n".join(blocks)


def _section(settings: Settings, name: str) -> str:
    return f"[{name}]\n{_set(settings, name) or _EXPLAINED[name]}"


def _set(settings: Settings, section: str) -> str:
    """Return the lines of what was set in a section; "" where nothing was."""
    given = getattr(settings, section).model_dump(exclude_defaults=True, exclude_none=True)
    return "".join(f"{key} = {toml_value(value)}\n" for key, value in given.items())


def _source(settings: Settings, folder: Path) -> str:
    given, lines = settings.source, ["[source]"]
    if given.query is not None:
        lines.append(f"query = {toml_value(given.query)}")
    if given.query_file is not None:
        lines.append(f"query_file = {toml_value(_relative(given.query_file, folder))}")
    lines.append(f"url_variable = {toml_value(given.url_variable or '')}  # holds the URL")
    return "\n".join(lines) + "\n"


def _header(reading: Reading) -> str:
    kept, aside = len(reading.responses), len(reading.quarantine)
    lines = [
        f"Read as: {reading.profile.title}. {kept:,} responses, {aside:,} rows set aside.",
        *(f"  {n:,} x {reason}" for reason, n in _aside(reading)),
        *reading.profile.notes,
        "",
        "nps-reasons check nps.toml           shows how the survey is read",
        "nps-reasons run nps.toml --out out   writes the report",
    ]
    return "".join(f"# {_one_line(line)}".rstrip() + "\n" for line in lines)


def _aside(reading: Reading) -> list[tuple[str, int]]:
    counts = reading.quarantine["reason"].value_counts().sort_index()
    return [(str(reason), int(n)) for reason, n in counts.items()]


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _input(reading: Reading, settings: Settings, folder: Path) -> str:
    given, profile = settings.input, reading.profile
    lines = ["[input]"]
    if given.files:
        lines.append(f"files = {_paths(given.files, folder)}")
    if given.reasons is not None:
        lines.append(f"reasons = {toml_value(_relative(given.reasons, folder))}")
    if given.attributes:
        lines.append(f"attributes = {_paths(given.attributes, folder)}")
    if given.key is not None:
        lines.append(f"key = {toml_value(given.key)}  # joins the files")
    lines.append(f"profile = {toml_value(profile.name)}  # how the export is read")
    for role, (key, meaning) in _ROLE_KEYS.items():
        if role not in profile.columns:
            lines.append(f"# {key} =   # none was found: {meaning}")
            continue
        value = list(profile.reasons) if role == "reason" else profile.columns[role]
        lines.append(f"{key} = {toml_value(value)}  # {meaning}")
    segments = toml_value(list(profile.segment_columns))
    lines.append(f"{'' if profile.segment_columns else '# '}segment_columns = {segments}")
    # What was set stays set; what was not is shown as a choice.
    partial = "# include_partial = true    # false: unfinished responses do not count"
    lines += [
        '# date_order = "day-first"  # or "month-first", where the dates do not tell'
        if given.date_order is None
        else f"date_order = {toml_value(given.date_order)}",
        partial if given.include_partial else "include_partial = false",
        '# repeats = "all"           # "latest": one response per respondent and period'
        if given.repeats == "all"
        else f"repeats = {toml_value(given.repeats)}",
    ]
    return "\n".join(lines) + "\n"


def _paths(files: Iterable[Path], folder: Path) -> str:
    return toml_value([_relative(path, folder) for path in files])


def _relative(path: Path, folder: Path) -> str:
    """Return the path as seen from the folder; the whole path where that is far away."""
    relative = Path(os.path.relpath(path, folder))
    return (path.resolve() if relative.parts[: len(_FAR)] == _FAR else relative).as_posix()


def _score(reading: Reading) -> str:
    profile = reading.profile
    return f"[score]\nscale = {toml_value(profile.scale)}  # {profile.cut_offs}\n"


def _periods(settings: Settings, folder: Path) -> str:
    by, zone = toml_value(settings.periods.by), toml_value(settings.periods.timezone)
    return (
        f"[periods]\nby = {by}  # month, quarter, half or year\n"
        f"timezone = {zone}  # where a day begins, and what times without an offset are taken as\n"
        f"{_invitations(settings, folder)}"
    )


def _invitations(settings: Settings, folder: Path) -> str:
    given = settings.periods.invitations
    if given is None:
        return ""
    if isinstance(given, Path):
        return f"invitations = {toml_value(_relative(given, folder))}\n"
    counts = ", ".join(f"{toml_value(period)} = {n}" for period, n in given.items())
    return f"invitations = {{ {counts} }}\n"
