"""The codeframe: the list of themes, a TOML file that people edit and keep in version control."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nps_reasons.errors import UsageError, did_you_mean
from nps_reasons.store import read_model
from nps_reasons.themes.parsing import parsed, text_of
from nps_reasons.themes.soundness import check_together
from nps_reasons.themes.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nps_reasons.themes.history import Change
    from nps_reasons.themes.parsing import Content

__all__ = [
    "Codeframe",
    "Theme",
    "checked",
    "chosen_codeframe",
    "general_codeframe",
    "mergers_of",
    "read_codeframe",
]

GENERAL: Final = "general-codeframe"


@dataclass(frozen=True, slots=True)
class Codeframe:
    """All themes, in the order of the file.

    Attributes
    ----------
    version
        Goes up by one with each `nps-reasons themes apply`.
    history
        What was done to the themes, the oldest change first.
    """

    name: str
    version: int
    themes: tuple[Theme, ...]
    history: tuple[Change, ...] = ()

    @property
    def active(self) -> tuple[Theme, ...]:
        """Themes that are assigned today: those not retired."""
        return tuple(theme for theme in self.themes if theme.retired is None)

    @property
    def latest_changes(self) -> tuple[str, ...]:
        """What was done to make this version of it, in sentences."""
        changes = self.history
        return tuple(change.sentence for change in changes if change.version == self.version)

    @property
    def hash(self) -> str:
        """SHA-256 of version and themes: name, history, comments and lay-out do not count."""
        content = {"version": self.version, "themes": [_hashed(theme) for theme in self.themes]}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def theme(self, theme_id: str) -> Theme:
        """Return the theme with this id.

        Raises
        ------
        UsageError
            The codeframe has no such theme.

        Examples
        --------
        >>> general_codeframe().theme("billing").label
        'Billing and payment'
        """
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        known = [theme.id for theme in self.themes]
        raise UsageError(
            f'codeframe "{self.name}": has no theme "{theme_id}"; {did_you_mean(theme_id, known)}'
        )


def _hashed(theme: Theme) -> dict[str, Any]:
    """All that a theme says; former labels where it has any, as older hashes know none."""
    content = asdict(theme)
    return content if theme.former_labels else {k: v for k, v in content.items() if k != _FORMER}


_FORMER: Final = "former_labels"


def chosen_codeframe(path: str | Path | None) -> Codeframe:
    """Return the codeframe of a file, or the general one that is shipped where none is named."""
    return read_codeframe(Path(path)) if path else general_codeframe()


def general_codeframe() -> Codeframe:
    """Return the codeframe that is shipped: customer experience in any trade.

    Examples
    --------
    >>> general_codeframe().themes[0].id
    'support-quality'
    """
    model = read_model(GENERAL)
    text = text_of(model.file("codeframe.toml"))
    return checked(parsed(text, origin=GENERAL), name="general")


def read_codeframe(path: str | Path) -> Codeframe:
    """Read a codeframe file; its name is the file's, without the ending.

    Raises
    ------
    InputError
        The file cannot be read.
    UsageError
        It is not TOML, or a theme in it is not as it must be; the message gives the line.
    """
    path = Path(path)
    return checked(parsed(text_of(path), origin=str(path)), name=path.stem)


def checked(content: Content, *, name: str) -> Codeframe:
    """Make a codeframe of what a file says, once its themes go together.

    Raises
    ------
    UsageError
        They do not.
    """
    check_together(content.themes, content.places, mergers_of(content.history))
    return Codeframe(content.name or name, content.version, content.themes, content.history)


def mergers_of(history: Iterable[Change]) -> frozenset[tuple[str, str]]:
    """Pairs of a theme and the one that it was merged into, as a history tells them."""
    return frozenset(
        (source, target)
        for change in history
        if change.change == "merged"
        for source in change.themes
        for target in change.into
    )
