"""The keyword tagger finds what a matcher finds that tries every keyword at every word."""

import re
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nps_reasons.themes import keywords
from nps_reasons.themes.codeframe import Codeframe, Theme, general_codeframe
from nps_reasons.themes.stems import folded_words, stem
from nps_reasons.themes.tagger import KeywordTagger

GENERAL = general_codeframe()
WRITTEN = sorted({written for theme in GENERAL.active for written in theme.keywords})
FILLERS = ["the", "was", "and", "it", "to", "not", "never", "don't", "no", "a", "very", "Tuesday"]
MARKS = [",", ".", "!", "?", "-", "\u2026", "\ufffd", "'", "[EMAIL]", "\n", "\U0001f600"]


def sought(written):
    """Text to look for, kind and whether words may stand before it, of each word of a keyword."""
    parts, gap = [], False
    for piece in written.removeprefix("!").removesuffix("?").split():
        for word in folded_words(piece):
            if piece.endswith("*"):
                parts.append((word, "beginning", gap))
            elif piece.startswith("="):
                parts.append((word, "word", gap))
            else:
                parts.append((stem(word), "stem", gap))
        gap = piece == "..."
    return tuple(parts)


def fits(part, word):
    text, kind, _ = part
    return {
        "beginning": word.startswith(text),
        "word": word == text,
        "stem": stem(word) == text,
    }[kind]


def places_from(start, parts, words):
    """Where the parts stand, the first of them at `start`; each at the first word it fits."""
    if not fits(parts[0], words[start]):
        return None
    places = [start]
    for part in parts[1:]:
        after = places[-1] + 1
        near = range(after, min(after + (4 if part[2] else 1), len(words)))
        place = next((at for at in near if fits(part, words[at])), None)
        if place is None:
            return None
        places.append(place)
    return places


def read(codeframe):
    return [(t.id, w, sought(w)) for t in codeframe.active for w in t.keywords]


def tagged_slowly(codeframe, known, text):
    words = folded_words(text)
    matches = [
        (theme, written, parts, places)
        for theme, written, parts in known
        for start in range(len(words))
        if (places := places_from(start, parts, words))
    ]
    hits = []
    for theme in codeframe.active:
        own = [m for m in matches if m[0] == theme.id and counts(m, matches)]
        hints = {parts for _, written, parts, _ in own if written.endswith("?")}
        said = {parts for _, written, parts, _ in own if not written.endswith("?")}
        if any(len(parts) > 1 for parts in said):
            hits.append((theme.id, 0.9))
        elif said:
            hits.append((theme.id, 0.8 if len(said) > 1 else 0.6))
        elif len(hints) > 1:
            hits.append((theme.id, 0.5))
    return hits


def counts(match, matches):
    """Whether no blocking phrase of the theme touches it and longer ones leave a word of it."""
    theme, written, _, places = match
    blocks = [m for m in matches if m[1].startswith("!")]
    stopped = any(b[0] == theme and set(b[3]) & set(places) for b in blocks)
    longer = [m[3] for m in matches if m not in blocks and len(m[3]) > len(places)]
    return not (written.startswith("!") or stopped or set(places) <= set().union(*longer))


def tagged(tagger, text):
    return [(hit.theme, hit.confidence) for hit in tagger.assign([text])[0]]


TAGGER = KeywordTagger(GENERAL).fit()
KNOWN = read(GENERAL)

own_words = st.sampled_from(sorted({w for one in WRITTEN for w in re.findall(r"[^\W_]+", one)}))
fillers = st.sampled_from(FILLERS)
inflected = st.builds(str.__add__, own_words, st.sampled_from(["s", "ed", "ing", "x", "'s"]))


@st.composite
def said(draw):
    """A keyword of the codeframe as somebody says it, with some words in its gap."""
    written = draw(st.sampled_from(WRITTEN)).lstrip("!=").rstrip("?*")
    between = " ".join(draw(st.lists(fillers, max_size=4)))
    return draw(st.sampled_from([str, str.upper]))(written.replace("...", between))


pieces = st.one_of(said(), own_words, inflected, fillers, st.sampled_from(MARKS))
texts = st.builds(
    str.join, st.sampled_from([" ", " ", ", "]), st.lists(pieces, min_size=1, max_size=8)
)


@given(texts)
@settings(deadline=None)
def test_the_general_codeframe_is_tagged_as_if_each_keyword_were_tried_everywhere(text):
    assert tagged(TAGGER, text) == tagged_slowly(GENERAL, KNOWN, text)


# Of few words, two of which share a stem and two a beginning, so that keywords meet and overlap.
tokens = st.sampled_from(["car", "cars", "cart", "go"])
parts_written = st.one_of(tokens, tokens, st.just("..."), st.sampled_from(["=cars", "car*"]))
phrases_written = (
    st.lists(parts_written, min_size=1, max_size=4)
    .filter(lambda parts: set(parts) != {"..."})
    .map(" ".join)
)
marks = st.sampled_from(["{}", "{}", "{}", "!{}", "{}?"])
written_at_random = st.builds(str.format, marks, phrases_written)
codeframes = st.lists(st.lists(written_at_random, max_size=6), min_size=2, max_size=2).map(
    lambda some: Codeframe(
        "test", 1, tuple(Theme(f"t{n}", "T", "D.", tuple(own)) for n, own in enumerate(some))
    )
)


@given(codeframes, st.lists(st.one_of(tokens, st.just("so")), max_size=10).map(" ".join))
@settings(max_examples=500, deadline=None)
def test_any_codeframe_is_tagged_as_if_each_keyword_were_tried_everywhere(codeframe, text):
    tagger = KeywordTagger(codeframe).fit()
    assert tagged(tagger, text) == tagged_slowly(codeframe, read(codeframe), text)


@given(texts)
def test_what_was_met_are_the_hits_with_places_for_ids(text):
    ids = [theme.id for theme in GENERAL.active]
    assert [(ids[place], confidence) for place, confidence in TAGGER.met(text)] == tagged(
        TAGGER, text
    )


@pytest.mark.parametrize("most", [1, 3])
def test_a_vocabulary_that_begins_anew_tags_alike(monkeypatch, most):
    text = "I was kept waiting for the refund, and nobody told me of an update"
    expected = tagged(TAGGER, text)
    monkeypatch.setattr(keywords, "MOST_WORDS", most)
    tagger = KeywordTagger(GENERAL).fit()
    assert tagged(tagger, text) == expected != []
    assert len(tagger.vocabulary_) <= most


def test_a_word_of_fifty_thousand_letters_takes_no_more_memory_than_it_must():
    tagger = KeywordTagger(GENERAL).fit()
    tracemalloc.start()
    tagger.assign(["a" * 50_000, "\u65e5" * 50_000])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000
