"""A codeframe as TOML: a new file, or the text of one with only its changes written into it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from nps_reasons.errors import OutputError
from nps_reasons.files import toml_value
from nps_reasons.themes.parsing import SPELLED, THEME_KEYS, parsed
from nps_reasons.themes.toml_edits import Rewriting, table_of

if TYPE_CHECKING:
    from nps_reasons.themes.codeframe import Codeframe
    from nps_reasons.themes.history import Change
    from nps_reasons.themes.parsing import Content
    from nps_reasons.themes.theme import Theme
    from nps_reasons.themes.toml_edits import Value


def codeframe_toml(frame: Codeframe, *, name: str | None = None) -> str:
    """Write a codeframe as the text of a new file.

    Parameters
    ----------
    name
        The name in the file; without one, the codeframe is called what the file is called.

    Examples
    --------
    >>> from nps_reasons.themes.codeframe import Codeframe, Theme
    >>> frame = Codeframe("telecom", 1, (Theme("fees", "Fees", "What it costs.", ("fee",)),))
    >>> print(codeframe_toml(frame)[len(HEADER) :].strip())
    version = 1
    <BLANKLINE>
    [[themes]]
    id = "fees"
    label = "Fees"
    definition = "What it costs."
    keywords = ["fee"]
    """
    top = [HEADER, f"version = {frame.version}"]
    if name is not None:
        top.append(f"name = {toml_value(name)}")
    tables = [table_of("themes", theme_values(theme)) for theme in frame.themes]
    tables += [table_of("history", change_values(change)) for change in frame.history]
    return "\n\n".join(["\n".join(top), *tables]) + "\n"


HEADER: Final = """\
# Themes that comments are tagged with. Edit the file and keep it in version control; or make the
# edits with "nps-reasons themes apply", which counts the version and keeps the history.
# Keywords: "refund" in any inflection; "=goods" as it stands; "install*" any word that begins so;
# "kept waiting" in a row; "told ... update" in this order; "line?" a hint, two of them count;
# "!in order to" words inside this phrase do not count."""


def edited_toml(text: str, content: Content, frame: Codeframe) -> str:
    """Write what became of a codeframe into the text it was read from.

    Comments, order, spelling and lay-out of all that did not change stay as they are. The result
    is read again and compared with the codeframe before it is returned.

    Parameters
    ----------
    text
        As it is in the file, with its line ends.
    content
        What the text says.
    frame
        What it is to say; themes that were there are in their order, new ones follow.

    Raises
    ------
    OutputError
        The text is laid out in a way that cannot be edited.
    """
    for whole_lists in (False, True):
        edited = _rewritten(content, frame, whole_lists=whole_lists)
        if _says(edited, frame):
            return edited.replace("\n", "\r\n") if "\r\n" in text else edited
    raise OutputError(
        f"{content.source.origin}: cannot be edited in the way it is laid out; write the "
        "codeframe to a new file with --out"
    )


def _says(text: str, frame: Codeframe) -> bool:
    """Whether a text is the codeframe, but for its name."""
    try:
        content = parsed(text, origin=frame.name)
    except ValueError:
        return False
    found = (content.version, content.themes, content.history)
    return found == (frame.version, frame.themes, frame.history)


def _rewritten(content: Content, frame: Codeframe, *, whole_lists: bool) -> str:
    known = {theme.id: place for place, theme in enumerate(content.themes)}
    rewriting = Rewriting(content.source, whole_lists=whole_lists)
    if content.version != frame.version:
        rewriting.put(("version",), frame.version)
    for theme in frame.themes:
        if theme.id in known:
            old = content.themes[known[theme.id]]
            rewriting.update(("themes", known[theme.id]), theme_values(old), theme_values(theme))
    new = [theme_values(theme) for theme in frame.themes if theme.id not in known]
    rewriting.append("themes", new)
    changes = frame.history[len(content.history) :]
    rewriting.append("history", [change_values(change) for change in changes])
    return rewriting.text


def theme_values(theme: Theme) -> dict[str, Value]:
    """What the file says of a theme: keys that are empty are left out."""
    return _filled({key: getattr(theme, key) for key in THEME_KEYS})


def change_values(change: Change) -> dict[str, Value]:
    """What the file says of a change: keys that are empty are left out."""
    return _filled({SPELLED.get(f.name, f.name): getattr(change, f.name) for f in fields(change)})


def _filled(values: dict[str, Value | None]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if value is not None and value != ()}
