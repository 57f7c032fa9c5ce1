"""The lessons that the shipped heads of the general codeframe are trained on.

Texts of permitted sets, each with the themes of the codeframe that it speaks of and the themes
that are known of it, present or absent. `schemes.py` and `request_schemes.py` say how labels are
read as themes. The sets that may only be measured with are never read, and their texts are left
out wherever they stand. NHS v6 is read here and nowhere else: these heads must not be measured
with it. `python training/general.py` prints how many lessons each theme has.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import request_schemes
import schemes
from corpus import OVERALL, REPOSITORY, SETS, SIGNS, Example, folded, intents, measured_texts, rows
from request_schemes import COMPLAINTS
from schemes import Scheme

from nps_reasons.themes.codeframe import general_codeframe
from nps_reasons.themes.tagger import KeywordTagger

SEED: Final = 4
MOST_WORDS: Final = 120
MOST_COMPLAINTS: Final = 60
THEMES: Final = tuple(theme.id for theme in general_codeframe().active)
Reader = Callable[[random.Random], list[Example]]


@dataclass(frozen=True)
class Lesson:
    """A text and what is known of its themes.

    Attributes
    ----------
    labels
        Theme that the text speaks of, to 0 negative, 1 neutral, 2 positive, None not known.
    known
        Themes whose presence or absence is known: those of `labels`, and those that it lacks.
    source
        The set that it comes from.
    """

    text: str
    labels: dict[str, int | None]
    known: frozenset[str]
    source: str


def lessons(seed: int = SEED) -> list[Lesson]:
    """Every lesson, our own first; a text stands once."""
    left_out = measured_texts()
    found: dict[str, Lesson] = {}
    for lesson in [*own(), *borrowed(seed)]:
        key = folded(lesson.text)
        if key and key not in left_out:
            found.setdefault(key, lesson)
    return list(found.values())


def own() -> Iterator[Lesson]:
    """Our own sentences, of which every theme is known; those of a few words are named apart."""
    for path in sorted((REPOSITORY / "training" / "own").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                labels = {x["theme"]: SIGNS[x["sign"]] for x in json.loads(row["labels"])}
                source = "short" if path.stem == "short" else "own"
                yield Lesson(row["text"], dict(labels), frozenset(THEMES), source)


def borrowed(seed: int) -> Iterator[Lesson]:
    """Lessons from the texts of others, and from those only that are not too long."""
    for source, (read, scheme, most) in BORROWED.items():
        rng = random.Random(f"{seed} {source}")
        short = [e for e in read(rng) if len(e.text.split()) <= MOST_WORDS]
        for example in rationed(short, scheme, most, rng):
            yield learned(example, scheme, source)


def rationed(
    examples: list[Example], scheme: Scheme, most: int, rng: random.Random
) -> list[Example]:
    """At most so many texts of each theme, and of none; those with rare themes come first."""
    said = [(e, themes) for e in examples if (themes := _named(e, scheme)) is not None]
    rng.shuffle(said)
    frequency = Counter(theme for _, themes in said for theme in themes)
    said.sort(key=lambda pair: min(frequency[theme] for theme in pair[1]))
    taken: Counter[str] = Counter()
    kept = []
    for example, themes in said:
        if all(taken[theme] < most for theme in themes):
            taken.update(themes)
            kept.append(example)
    return kept


def _named(example: Example, scheme: Scheme) -> list[str] | None:
    """Themes that the labels name, `""` for none; None where a label is not read."""
    said = [scheme.says.get(label, scheme.otherwise) for label in example.themes or ()]
    if example.themes is None or None in said:
        return None
    words = [word for text in said if text for word in text.split()]
    return sorted({word.rstrip("?") for word in words if word[0] != "~"}) or [""]


def learned(example: Example, scheme: Scheme, source: str) -> Lesson:
    """What a text teaches under a scheme."""
    heard = keyword_themes(example.text)
    signs: dict[str, set[int | None]] = {}
    unknown = set(scheme.unsure.split())
    for label in example.themes or ():
        for word in (scheme.says.get(label, scheme.otherwise) or "").split():
            theme = word.strip("~?")
            if word[0] == "~" or (word[-1] == "?" and theme not in heard):
                unknown.add(theme)
            else:
                signs.setdefault(theme, set()).add(example.signs.get(label))
    labels = {theme: next(iter(s)) if len(s) == 1 else None for theme, s in signs.items()}
    return Lesson(example.text, labels, _known(scheme, set(labels), unknown, heard), source)


def _known(
    scheme: Scheme, said: set[str], unknown: set[str], heard: frozenset[str]
) -> frozenset[str]:
    """Themes said, and those whose absence is known."""
    quiet = set(THEMES) - (heard - set(scheme.absent.split()))
    return frozenset(said | (quiet - unknown))


@cache
def _keywords() -> KeywordTagger:
    return KeywordTagger(general_codeframe()).fit()


@cache
def keyword_themes(text: str) -> frozenset[str]:
    """Themes of which a keyword stands in a text."""
    return frozenset(hit.theme for hit in _keywords().assign([text])[0])


def nhs(rng: random.Random) -> list[Example]:
    """Health comments with their themes; those that nobody could label are left out."""
    found = []
    for row in rows("nhs_fft/v6framework_230831.csv"):
        cells = {(name or "").strip(): (cell or "").strip() for name, cell in row.items()}
        labels = tuple(label for label in schemes.NHS.says if cells[label] == "1")
        if labels and cells["Labelling not possible"] != "1" and cells["FFT answer"]:
            sign = _sign_of_all(cells["Comment sentiment"], len(labels))
            signs = {} if sign is None else dict.fromkeys(labels, sign)
            found.append(Example(cells["FFT answer"], labels, signs))
    return found


def _sign_of_all(sentiment: str, n_labels: int) -> int | None:
    """Sign of each label of a comment; None where the comment may praise one and blame another."""
    if sentiment in {"1", "5"} or (sentiment in {"2", "4"} and n_labels == 1):
        return 2 if sentiment in {"1", "2"} else 0
    return None


def nhs_phase1(rng: random.Random) -> list[Example]:
    """Health comments with one label; criticality 0 is often praise, so no sign is read from it."""
    return [
        replace(e, signs={e.themes[0]: sign} if (sign := e.signs.get(OVERALL, 1)) != 1 else {})
        for e in SETS["nhs_phase1"](rng)
        if e.themes
    ]


def restaurants(rng: random.Random) -> list[Example]:
    """Restaurant sentences, where a label with a neutral sign has a name of its own."""
    found = []
    for e in SETS["mams"](rng):
        signs = {f"{t} neutral" if sign == 1 else t: sign for t, sign in e.signs.items()}
        found.append(Example(e.text, tuple(signs), signs))
    return found


def many_intents(rng: random.Random) -> list[Example]:
    """Requests to a bank or a hotel, each with several intents."""
    return [
        Example(row["text"], tuple(i.replace("_", " ") for i in row["intents"].split("|") if i))
        for row in rows("more/nlupp/data.csv")
        if len(row["text"].split()) > 3
    ]


def complaints(rng: random.Random) -> list[Example]:
    """Two sentences of each bank complaint that hold a keyword of the theme of its issue."""
    table = list(rows("more/cfpb/cfpb_issue.csv"))
    rng.shuffle(table)
    taken: Counter[str] = Counter()
    found = []
    for row in table:
        theme = COMPLAINTS.get(row["issue"])
        if theme and taken[theme] < MOST_COMPLAINTS and (text := _telling(row["narrative"], theme)):
            taken[theme] += 1
            found.append(Example(text, (theme,), {theme: SIGNS["negative"]}))
    return found


def _telling(narrative: str, theme: str) -> str:
    """First two sentences that hold a keyword of a theme, without the masks of names and dates."""
    plain = re.sub(r"\s+", " ", re.sub(r"(?i)x{4,}[\d/]*|\bxx\b[\d/]*", "", narrative))
    sentences = (s for s in re.split(r"(?<=[.!?]) ", plain)[:12] if 4 < len(s.split()) <= 45)
    return " ".join([s for s in sentences if theme in keyword_themes(s)][:2])


BORROWED: Final[dict[str, tuple[Reader, Scheme, int]]] = {
    "nhs": (nhs, schemes.NHS, 700),
    "nhs_phase1": (nhs_phase1, schemes.NHS_PHASE1, 300),
    "roast_hotels": (SETS["roast_hotels"], schemes.HOTELS, 250),
    "roast_coursera": (SETS["roast_coursera"], schemes.COURSES, 150),
    "roast_amazon_ff": (SETS["roast_amazon_ff"], schemes.GROCERIES, 250),
    "roast_phones": (SETS["roast_phones_eng"], schemes.PHONES, 250),
    "m_absa_hotel": (SETS["m_absa_hotel"], schemes.HOTELS, 300),
    "m_absa_coursera": (SETS["m_absa_coursera"], schemes.COURSES, 150),
    "m_absa_food": (SETS["m_absa_food"], schemes.GROCERIES, 300),
    "m_absa_phone": (SETS["m_absa_phone"], schemes.PHONE_SHOP, 300),
    "mams": (restaurants, schemes.RESTAURANTS, 400),
    "banking77": (intents("more/banking77/data.csv", "category", 40), request_schemes.BANKING, 200),
    "clinc150": (intents("more/clinc150/data.csv", "intent", 40), request_schemes.ASSISTANT, 200),
    "dstc11": (intents("more/dstc11_natcs/data.csv", "intent", 40), request_schemes.CALLS, 200),
    "nlupp": (many_intents, request_schemes.BANK_OR_HOTEL, 40),
    "multidogo": (intents("more/multidogo/data.csv", "intent", 40), request_schemes.CHATS, 80),
    "cfpb": (complaints, request_schemes.ISSUES, MOST_COMPLAINTS),
}


if __name__ == "__main__":
    taught = lessons()
    print(f"{len(taught):,} lessons: {dict(Counter(lesson.source for lesson in taught))}")
    for theme in THEMES:
        sources = Counter(lesson.source for lesson in taught if theme in lesson.labels)
        n_known = sum(theme in lesson.known for lesson in taught)
        print(f"{theme:24} {sources.total():5,} of {n_known:6,} known; {dict(sources)}")
