"""Settings and fixtures that all tests share."""

import json
import subprocess
import sys

import pytest
from hypothesis import settings

# Shared machines pause for longer than any deadline that would mean something.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")


@pytest.fixture
def invoke(monkeypatch, capsys):
    """Call the command line; exit code, what it printed and what it said beside."""
    from nps_reasons.cli import main

    def call(*arguments):
        monkeypatch.setattr("sys.argv", ["nps-reasons", *(str(a) for a in arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        captured = capsys.readouterr()
        return stop.value.code or 0, captured.out, captured.err

    return call


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory):
    """Folder of the demo, and the object that it printed; nobody writes into the folder."""
    folder = tmp_path_factory.mktemp("demo") / "nps-demo"
    command = [sys.executable, "-m", "nps_reasons", "demo", "--out", str(folder), "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return folder, json.loads(done.stdout)


@pytest.fixture(scope="session")
def demo_folder(demo_run):
    return demo_run[0]
