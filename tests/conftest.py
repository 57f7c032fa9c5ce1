"""Settings and fixtures that all tests share."""

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
