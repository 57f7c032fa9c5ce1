"""Every command says what it does, and what each of its arguments and options is for."""

from __future__ import annotations

import pytest
import typer

from nps_reasons.cli import app


def commands_below(command, name=()):
    """Return the words that call each command, and the command."""
    below = getattr(command, "commands", {})
    found = [pair for word, inner in below.items() for pair in commands_below(inner, (*name, word))]
    return [(name, command), *found]


COMMANDS = dict(commands_below(typer.main.get_command(app)))


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_has_help_and_so_has_each_of_its_parameters(name):
    command = COMMANDS[name]
    assert command.help
    for parameter in command.params:
        assert parameter.help, parameter.name


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_help_names_every_argument_option_and_command(invoke, name):
    code, out, err = invoke(*name, "--help")
    assert (code, err) == (0, "")
    command = COMMANDS[name]
    for parameter in command.params:
        spelled = parameter.opts if parameter.param_type_name == "option" else [parameter.metavar]
        assert any(word in out for word in spelled), parameter.name
    for word in getattr(command, "commands", {}):
        assert word in out
