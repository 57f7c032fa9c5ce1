"""The error tree: who catches what, which exit code, and the hints."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.errors import (
    InputError,
    MissingExtraError,
    NPSReasonsError,
    OutputError,
    TableError,
    UsageError,
    did_you_mean,
)

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=6, unique=True)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(WORDS, st.randoms(use_true_random=False))
def test_a_hint_does_not_depend_on_the_order_of_what_is_known(words, random) -> None:
    shuffled = list(words)
    random.shuffle(shuffled)
    assert did_you_mean("abcd", words) == did_you_mean("abcd", set(shuffled))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(WORDS)
def test_a_known_word_is_its_own_nearest(words) -> None:
    assert did_you_mean(words[0].upper(), words) == f'did you mean "{words[0]}"?'


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [(NPSReasonsError, 4), (UsageError, 2), (InputError, 3), (TableError, 3), (OutputError, 3)],
)
def test_every_error_can_be_caught_as_ours_and_has_its_exit_code(error, exit_code) -> None:
    with pytest.raises(NPSReasonsError, match="what was found") as caught:
        raise error("what was found")
    assert caught.value.exit_code == exit_code


def test_a_missing_extra_says_how_to_get_it() -> None:
    error = MissingExtraError("BERTopic", "topics")
    assert str(error) == 'BERTopic is not installed; pip install "nps-reasons[topics]"'
    assert isinstance(error, ImportError)
    assert error.exit_code == 2


def test_errors_are_also_those_of_the_language() -> None:
    assert issubclass(UsageError, ValueError)
    assert issubclass(TableError, ValueError)
    assert issubclass(OutputError, OSError)


def test_a_word_that_is_near_nothing_gets_the_list_in_order() -> None:
    assert did_you_mean("zzz", ["quarter", "month"]) == "known: month, quarter"
