"""All settings as one frozen object, and how `nps.toml` becomes one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, Field, ValidationError

from nps_reasons.errors import InputError, UsageError, did_you_mean
from nps_reasons.settings.sections import (
    ActionSettings,
    DriverSettings,
    GateSettings,
    InputSettings,
    OutcomeSettings,
    PeriodSettings,
    PrivacySettings,
    ReportSettings,
    ScoreSettings,
    Section,
    Shares,
    SourceSettings,
    ThemeSettings,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Settings(Section):
    """All settings; every key is optional.

    Examples
    --------
    >>> Settings().periods.by
    'quarter'
    """

    input: InputSettings = InputSettings()
    source: SourceSettings = SourceSettings()
    score: ScoreSettings = ScoreSettings()
    periods: PeriodSettings = PeriodSettings()
    themes: ThemeSettings = ThemeSettings()
    drivers: DriverSettings = DriverSettings()
    outcomes: OutcomeSettings = OutcomeSettings()
    privacy: PrivacySettings = PrivacySettings()
    gates: GateSettings = GateSettings()
    report: ReportSettings = ReportSettings()
    population: dict[str, Shares] = Field(default_factory=dict)
    """Share of the level among all customers; the shares of a segment sum to 1, or to 100."""
    actions: tuple[ActionSettings, ...] = ()

    @classmethod
    def from_toml(cls, path: str | Path) -> Self:
        """Read an `nps.toml`; paths in it are relative to its folder.

        Raises
        ------
        InputError
            The file cannot be read.
        UsageError
            It is not TOML, or a key or value in it is not known.
        """
        path = Path(path)
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(
                f"{path}: cannot be read ({error.strerror}); expected a settings file"
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: is not valid TOML: {error}") from error
        return cls.from_dict(_with_paths_from(content, path.parent), origin=str(path))

    @classmethod
    def from_dict(cls, content: dict[str, object], *, origin: str = "settings") -> Self:
        """Build settings from nested dictionaries, as a TOML file gives them.

        Raises
        ------
        UsageError
            A key or value is not known.

        Examples
        --------
        >>> Settings.from_dict({"periods": {"bye": "month"}})
        Traceback (most recent call last):
        ...
        nps_reasons.errors.UsageError: settings: [periods] bye is not a setting; did you mean "by"?
        """
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise UsageError(f"{origin}: {_first_problem(cls, error)}") from error

    def updated(self, changes: Mapping[str, Mapping[str, object]]) -> Self:
        """Return settings with changes; a value of None or an empty one changes nothing.

        Raises
        ------
        UsageError
            A value is not allowed.

        Examples
        --------
        >>> Settings().updated({"periods": {"by": "month", "timezone": None}}).periods
        PeriodSettings(by='month', timezone='UTC', invitations=None)
        """
        content = self.model_dump()
        for section, values in changes.items():
            given = {key: value for key, value in values.items() if value not in (None, (), [])}
            content[section] = {**content.get(section, {}), **given}
        return self.from_dict(content)


def _first_problem(model: type[BaseModel], error: ValidationError) -> str:
    # A misspelt key is also a missing one; it is the misspelling that tells what to do.
    problem = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    *sections, key = [str(part) for part in problem["loc"]]
    place = f"[{'.'.join(sections)}] {key}" if sections else key
    if len(sections) > 1 and sections[0] == "actions":
        place = f"[[actions]] {int(sections[1]) + 1}: {'.'.join([*sections[2:], key])}"
    if problem["type"] == "extra_forbidden":
        return f"{place} is not a setting; {did_you_mean(key, _keys_beside(model, sections))}"
    if problem["type"] == "missing":
        return f"{place} is missing; it is needed"
    if problem["type"] == "literal_error":
        known = problem["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        found = problem["input"]
        return f'{place}: "{found}" is not a choice; {did_you_mean(str(found), known)}'
    if problem["type"] == "tuple_type":
        return f'{place}: expected a list, such as ["one", "two"]{_found(problem["input"])}'
    message = problem["msg"].removeprefix("Value error, ")
    return f"{place}: {message}{_found(problem['input'])}"


def _found(value: object) -> str:
    # Where a URL stands in the wrong place, its password must not show.
    return "" if "://" in str(value) or "@" in str(value) else f"; found {value!r}"


def _keys_beside(model: type[BaseModel], sections: list[str]) -> list[str]:
    if sections[:1] == ["actions"]:
        return list(ActionSettings.model_fields)
    for section in sections:
        nested = model.model_fields[section].annotation
        assert isinstance(nested, type)
        assert issubclass(nested, BaseModel)
        model = nested
    return list(model.model_fields)


def _with_paths_from(content: dict[str, object], folder: Path) -> dict[str, object]:
    """Make the paths of a settings file relative to the folder it lies in."""

    def moved(value: object) -> object:
        if isinstance(value, list):
            return [moved(item) for item in value]
        return str(folder / value) if isinstance(value, str) else value

    paths = {
        "input": ("files", "reasons", "attributes"),
        "source": ("query_file",),
        "periods": ("invitations",),
        "themes": ("codeframe",),
        "drivers": ("gold",),
        "report": ("status",),
    }
    result = dict(content)
    for section, keys in paths.items():
        table = result.get(section)
        if isinstance(table, dict):
            result[section] = {k: moved(v) if k in keys else v for k, v in table.items()}
    return result
