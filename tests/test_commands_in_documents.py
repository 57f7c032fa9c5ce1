"""What the documents tell people to type can be typed: commands, settings, codeframes, Python."""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer

from nps_reasons.cli import app
from nps_reasons.settings import Settings
from nps_reasons.themes.parsing import parsed

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
]
PROGRAM = "nps-reasons"


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks_of(name, language):
    """Return the blocks of a document in a language; "" for those that name none."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", text_of(name), flags=re.DOTALL | re.MULTILINE)
    return [block for label, block in found if label == language]


def commands_in(name):
    """Return the arguments of every whole command in the blocks of a document."""
    lines = "".join(blocks_of(name, "")).replace("\\\n", " ").splitlines()
    typed = [part for line in lines for part in _parts(line)]
    return [words[1:] for words in typed if words[:1] == [PROGRAM]]


def _parts(line):
    """Return the commands of a line, which `&&` joins."""
    words = shlex.split(line, comments=True) if PROGRAM in line else []
    parts = [[]]
    for word in words:
        if word == "&&":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def named_in(name):
    """Return what stands after the program's name in the sentences of a document."""
    sentences = re.sub(r"^```.*?^```", "", text_of(name), flags=re.DOTALL | re.MULTILINE)
    spans = re.findall(rf"`{PROGRAM} ([^`]+)`", sentences)
    return [shlex.split(" ".join(span.split())) for span in spans]


def called(arguments):
    """Return the command that arguments call, and what is left for it."""
    command, left = typer.main.get_command(app), list(arguments)
    while left and left[0] in getattr(command, "commands", {}):
        command = command.commands[left.pop(0)]
    return command, left


PAGES_WITH_COMMANDS = [name for name in DOCUMENTS if commands_in(name)]


def test_most_pages_show_commands():
    assert len(PAGES_WITH_COMMANDS) > 20
    assert "README.md" in PAGES_WITH_COMMANDS


@pytest.mark.parametrize("name", PAGES_WITH_COMMANDS)
def test_every_command_in_a_block_is_whole_and_understood(name):
    for arguments in commands_in(name):
        command, left = called(arguments)
        assert not getattr(command, "commands", {}), arguments
        command.make_context(PROGRAM, list(left))


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if named_in(name)])
def test_every_command_in_a_sentence_exists_with_its_options(name):
    for arguments in named_in(name):
        command, left = called(arguments)
        assert command is not typer.main.get_command(app), arguments
        known = {spelling for parameter in command.params for spelling in parameter.opts}
        assert {word for word in left if word.startswith("--")} <= {*known, "--help"}, arguments


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if blocks_of(name, "toml")])
def test_every_block_of_toml_is_settings_or_a_codeframe(name):
    for block in blocks_of(name, "toml"):
        content = tomllib.loads(block)
        if "version" in content or isinstance(content.get("themes"), list):
            assert parsed(block, origin=name).themes
        else:
            assert Settings.from_dict(content, origin=name) != Settings()


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if blocks_of(name, "python")])
def test_every_block_of_python_can_be_parsed(name):
    for block in blocks_of(name, "python"):
        assert ast.parse(block).body
