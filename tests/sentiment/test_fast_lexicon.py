"""The lexicon is read fast: with the very numbers of the plain way, which is written out here."""

import re
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nps_reasons.sentiment import rules
from nps_reasons.sentiment.complaints import COMPLAINTS, UNDERSTATED
from nps_reasons.sentiment.cues import Complaints
from nps_reasons.sentiment.entries import _APOSTROPHE, _TOKEN, read_lexicon
from nps_reasons.sentiment.lexicon import LexiconSentiment

MODEL = LexiconSentiment().fit()
ENTRIES = read_lexicon(MODEL.model_.file("lexicon.tsv"))
THEMES = ["", "no-such-theme", *sorted({entry.theme for entry in ENTRIES if entry.theme})]
TABLES = {"complaints": COMPLAINTS, "understated": UNDERSTATED}
EACH = [
    pytest.param(complaint, id=f"{name}-{place}")
    for name, table in TABLES.items()
    for place, complaint in enumerate(table.complaints)
]

weighing = sorted(rules.NEGATORS | rules.BOOSTERS | rules.DAMPENERS | rules.WISHES | rules.REMEDIES)
cues = sorted({cue for table in TABLES.values() for one in table.complaints for cue in one.cues[0]})
odd = [
    ",", "!", "?", "? !", "but", "not only", "don't", "DON'T", "isn\u2019t", "can`t", "did\ufffdt",
    "sooooo", "BAAAAD", "6weeks late", "aweek late", "\u0130still", "stra\u00dfe", "promises+",
    ":(", "<3", "10/10", "_not_", "o'clock", "\u0663 days ago", "1no", "\U0001f60d",
]  # fmt: skip
vocabulary = st.one_of(
    st.sampled_from([" ".join(entry.words) for entry in ENTRIES]),
    st.sampled_from(weighing),
    st.sampled_from(cues),
    st.sampled_from(odd),
)
matching = st.sampled_from(EACH).flatmap(lambda one: st.from_regex(one.values[0].pattern))
comments = st.one_of(
    st.lists(vocabulary, max_size=12).map(" ".join),
    st.lists(vocabulary, max_size=12).map("".join),
    st.lists(st.one_of(vocabulary, vocabulary.map(str.upper), matching), max_size=4).map(" ".join),
    st.text(max_size=60),
)


@settings(max_examples=300)
@given(comments, st.lists(st.sampled_from(THEMES), min_size=1, max_size=4))
def test_every_theme_read_with_others_has_the_score_of_the_plain_way(comment, themes):
    scores = MODEL.score([comment] * len(themes), themes)
    assert scores.tolist() == [plain_score(comment, theme) for theme in themes]


@settings(max_examples=300)
@given(comments)
def test_complaints_found_by_their_cues_are_those_that_a_search_of_all_finds(comment):
    text = " ".join(_TOKEN.findall(comment.casefold()))
    for table in TABLES.values():
        assert table.valence(text) == plain_valence(table, text)


@pytest.mark.parametrize("complaint", EACH)
@settings(
    max_examples=30, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(data=st.data())
def test_a_text_that_a_pattern_matches_has_its_cues(complaint, data):
    text = data.draw(st.from_regex(complaint.pattern))
    assert Complaints((complaint,)).valence(text) == complaint.valence


def plain_score(comment, theme):
    words = _TOKEN.findall(_APOSTROPHE.sub("'", comment))
    folded = [word.casefold() for word in words]
    found = plain_entries(folded, theme)
    places = {at for at, _ in found}
    told = [
        (at, entry)
        for at, entry in found
        if not (len(entry.words) == 1 and entry.words[0] in rules.BOOSTERS and at + 1 in places)
    ]
    total = sum(plain_weight(at, entry, folded) * loudness(at, entry, words) for at, entry in told)
    total += plain_valence(COMPLAINTS, " ".join(folded))
    total = total or plain_valence(UNDERSTATED, " ".join(folded))
    sign = (total > 0) - (total < 0)
    total += sign * rules.EXCLAMATION * min(comment.count("!"), 3)
    return total / sqrt(total * total + 15)


def plain_valence(table, text):
    return sum(one.valence for one in table.complaints if one.pattern.search(text))


FIRST_WORDS = {entry.words[0] for entry in ENTRIES}
LONGEST_FIRST = sorted(ENTRIES, key=lambda entry: (-len(entry.words), not entry.theme))


def plain_entries(folded, theme):
    found, at = [], 0
    while at < len(folded):
        word = (
            folded[at] if folded[at] in FIRST_WORDS else re.sub(r"(.)\1{2,}", r"\1\1", folded[at])
        )
        rest = (word, *folded[at + 1 :])
        fitting = (entry for entry in LONGEST_FIRST if rest[: len(entry.words)] == entry.words)
        entry = next((entry for entry in fitting if entry.theme in ("", theme)), None)
        if entry:
            found.append((at, entry))
        at += len(entry.words) if entry else 1
    return found


def plain_weight(at, entry, folded):
    valence = entry.valence
    before = since(folded[max(0, at - rules.WISH_REACH) : at], STOPS)
    near = before[-2:]
    valence *= rules.BOOST if rules.BOOSTERS & set(near) else 1
    valence *= rules.DAMP if rules.DAMPENERS & set(near) else 1
    reached = since(before, rules.REMEDIES) if valence < 0 else before
    if negates(reached[-rules.NEGATION_REACH :]):
        return valence * (rules.FLIPPED_GOOD if valence > 0 else -rules.FLIPPED_BAD)
    if valence > 0 and (near[-1:] == ["too"] or rules.WISHES & set(before)):
        return valence * rules.WISHED
    return valence


STOPS = {",", ".", ";", ":", "!", "?", "but", "because"}


def since(before, marks):
    return before[max((at + 1 for at, word in enumerate(before) if word in marks), default=0) :]


def negates(before):
    return any(
        (word in rules.NEGATORS or word.endswith("n't"))
        and following not in {"only", "just", "doubt", "but"}
        for word, following in pairwise([*before, ""])
    )


def loudness(at, entry, words):
    loud = all(word.isupper() for word in words[at : at + len(entry.words)])
    return rules.SHOUTED if loud and not "".join(words).isupper() else 1.0
