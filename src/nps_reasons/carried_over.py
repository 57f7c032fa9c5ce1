"""What an earlier run was asked, put to another codeframe: settings and the coded sample."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from nps_reasons import words
from nps_reasons.backcast import successors
from nps_reasons.schema import CODED, THEMES
from nps_reasons.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from nps_reasons.saved_run import SavedRun
    from nps_reasons.themes.codeframe import Codeframe

_OLDER = (
    "The earlier run was written by an older version, and its manifest does not hold its settings: "
    "title, owners, actions, negative control, minimum base and coded sample count as not set."
)


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What an earlier run was asked, as the new codeframe can be asked it.

    Attributes
    ----------
    gold
        Its coded sample; None where it had none, or the codeframe cannot be asked for it.
    notes
        What could not be carried over, in sentences.
    """

    settings: Settings
    gold: pd.DataFrame | None
    notes: tuple[str, ...]


def carried_over(
    run: SavedRun, frame: Codeframe, *, path: Path | None, tier: str | None
) -> CarriedOver:
    """Put the settings and the coded sample of a run to another codeframe.

    A theme that was merged into another is replaced by it. What speaks of a theme that is
    retired, split or unknown is left out, and said.

    Parameters
    ----------
    path
        File of the codeframe; None for the general one.
    tier
        Which models tag; None for those of the run.

    Raises
    ------
    UsageError
        The run's settings cannot be read here.
    """
    earlier = run.settings
    content = (earlier or _guessed(run)).model_dump()
    asked, gone = _asked(content, frame)
    gold, lost = _sample(run.table(CODED), frame)
    themes = {**content["themes"], "codeframe": path, "tier": tier or _tier(run, earlier)}
    untaught = [] if gold is None or not themes["learn"] else _untaught(run, frame)
    if gold is None or untaught:
        themes["learn"] = False
    settings = Settings.from_dict({**asked, "themes": themes})
    return CarriedOver(settings, gold, (*([] if earlier else [_OLDER]), *gone, *lost, *untaught))


def _guessed(run: SavedRun) -> Settings:
    """Return what the manifest of an older version tells of the settings."""
    return Settings().updated({"drivers": {"seed": run.manifest["seed"]}})


def _tier(run: SavedRun, settings: Settings | None) -> str:
    return settings.themes.tier if settings else run.tier or "accurate"


def _asked(content: Mapping[str, Any], frame: Codeframe) -> tuple[dict[str, Any], list[str]]:
    """Settings without the themes that are gone, and what was left out."""
    gone: list[str] = []

    def today(theme: str, what: str) -> str | None:
        into = successors(theme, frame)
        if len(into) == 1:
            return into[0]
        gone.append(
            f'{what} "{theme}", which {frame.name} {frame.version} does not have as one theme'
        )
        return None

    control = content["drivers"]["negative_control"]
    control = control and today(control, "the negative control")
    owners: dict[str, str] = {}
    for theme, owner in sorted(content["report"]["owners"].items()):
        known = today(theme, f"{owner} as the owner of")
        if known:
            owners.setdefault(known, owner)
    severe = [today(theme, "the severe theme") for theme in content["report"]["severe"]]
    actions = [
        {**action, "theme": theme}
        for action in content["actions"]
        if (theme := today(action["theme"], f"the action “{action['name']}” on"))
    ]
    asked = {
        **content,
        "drivers": {**content["drivers"], "negative_control": control},
        "report": {
            **content["report"],
            "owners": owners,
            "severe": sorted({theme for theme in severe if theme}),
        },
        "actions": actions,
    }
    return asked, [
        f"Left out of the earlier run's settings: {words.listing(gone)}."
    ] if gone else []


def _sample(coded: pd.DataFrame, frame: Codeframe) -> tuple[pd.DataFrame | None, list[str]]:
    """Give the coded sample in the themes of today; None where it speaks of one that is gone."""
    if coded.empty:
        return None, []
    labels = [json.loads(cell) for cell in coded["labels"]]
    themes = {label["theme"] for some in labels for label in some}
    today = {theme: successors(theme, frame) for theme in sorted(themes)}
    gone = [theme for theme, into in today.items() if len(into) != 1]
    if gone:
        return None, [
            f"The coded sample of the earlier run is left out: it speaks of {words.listing(gone)}, "
            f"which {frame.name} {frame.version} does not have as one theme. The drivers are "
            "uncorrected; draw and code a sample again: nps-reasons audit sample."
        ]
    renewed = [
        json.dumps(_once((today[x["theme"]][0], x["sign"]) for x in some)) for some in labels
    ]
    return coded.assign(labels=pd.array(renewed, dtype="string")), []


def _untaught(run: SavedRun, frame: Codeframe) -> list[str]:
    """Say why the coded sample cannot teach this codeframe, where it cannot."""
    new = _not_asked(run, frame)
    if not new:
        return []
    return [
        "What the earlier run learned from its coded sample is not learned again: its coders could "
        f"not choose {words.listing(new)}, and the machine would learn that nobody speaks of that."
    ]


def _not_asked(run: SavedRun, frame: Codeframe) -> list[str]:
    """Themes of today that were none of the run's, under no name: its coders could not say them."""
    asked = {
        into for theme in run.table(THEMES)["theme"].unique() for into in successors(theme, frame)
    }
    return [theme.id for theme in frame.active if theme.id not in asked]


def _once(labels: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Labels of one response: of themes that are one today, the sign counts once."""
    return [{"theme": theme, "sign": sign} for theme, sign in dict.fromkeys(labels)]
