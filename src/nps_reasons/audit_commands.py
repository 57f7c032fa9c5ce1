"""The commands on a coded sample: `nps-reasons audit ...`."""

from __future__ import annotations

import typer

# Only light modules are imported above: `--help` must not wait for pandas.

audit_app = typer.Typer(help="Comments coded by hand: draw them, check the coding, use it.")
