"""Every example in a docstring runs and prints what it says."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import nps_reasons

OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(nps_reasons.__path__, "nps_reasons.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run_and_print_what_they_say(name):
    result = doctest.testmod(import_module(name), optionflags=OPTIONS)
    assert result.failed == 0


def test_public_functions_with_numbers_have_examples():
    for name in ("nps", "nps_difference", "rank_drivers", "explain_change", "read", "tag"):
        assert ">>>" in getattr(nps_reasons, name).__doc__, name
