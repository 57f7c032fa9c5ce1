"""What a text teaches under a scheme."""

import random

from corpus import Example
from general import THEMES, learned, rationed
from schemes import Scheme

SCHEME = Scheme(
    says={
        "service": "staff-attitude? ~waiting-time",
        "room": "facilities",
        "bed": "facilities",
        "all": "",
    },
    absent="facilities price-and-value staff-attitude",
    unsure="support-quality",
)


def test_what_is_said_is_known_and_has_the_sign_of_its_label():
    lesson = learned(Example("A cold room", ("room",), {"room": 0}), SCHEME, "hotels")
    assert lesson.labels == {"facilities": 0}
    assert "facilities" in lesson.known


def test_labels_of_one_theme_that_disagree_leave_no_sign():
    example = Example("Bed soft, room cold", ("bed", "room"), {"bed": 2, "room": 0})
    assert learned(example, SCHEME, "hotels").labels == {"facilities": None}


def test_a_theme_that_needs_a_keyword_is_unknown_without_one():
    with_keyword = learned(Example("They were friendly", ("service",), {"service": 2}), SCHEME, "")
    without = learned(Example("They were there", ("service",), {"service": 2}), SCHEME, "")
    assert with_keyword.labels == {"staff-attitude": 2}
    assert without.labels == {}
    assert "staff-attitude" not in without.known


def test_a_masked_theme_and_an_unsure_theme_are_unknown():
    known = learned(Example("They were there", ("service",)), SCHEME, "").known
    assert not known & {"waiting-time", "support-quality"}


def test_an_absent_theme_is_known_whatever_the_words_and_another_only_without_keywords():
    known = learned(Example("The price of my login", ("all",)), SCHEME, "").known
    assert "price-and-value" in known
    assert "account-access" not in known
    assert known < set(THEMES)


def test_a_ration_keeps_so_many_texts_of_a_theme_and_drops_labels_that_are_not_read():
    examples = [Example(f"Room {n}", ("room",)) for n in range(9)]
    examples += [Example(f"Thing {n}", ("unread",)) for n in range(9)]
    kept = rationed(examples, SCHEME, 4, random.Random(0))
    assert len(kept) == 4
    assert all(example.themes == ("room",) for example in kept)
