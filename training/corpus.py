"""The texts that the encoder is fine-tuned on: permitted sets only, with every test text taken out.

Each set gives texts with the themes they speak of, as descriptions in words, and signs towards
them. Texts that stand in a set that a benchmark measures with are left out, whatever their
spelling; `python training/corpus.py` prints what is left, and the SHA-256 of each file.
"""

from __future__ import annotations

import ast
import csv
import gzip
import hashlib
import json
import os
import random
import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from nps_reasons.logistic import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("NPS_REASONS_DATA", REPOSITORY.parent / "shared" / "data"))
OVERALL: Final = "overall experience"
SIGNS: Final = {"negative": 0, "neutral": 1, "positive": 2}
SEED: Final = 4


@dataclass(frozen=True)
class Example:
    """A text and what is known of it.

    Attributes
    ----------
    themes
        Descriptions of the themes it speaks of; None where nobody coded themes.
    signs
        Description, or target in the text's own words, to 0 negative, 1 neutral, 2 positive.
    """

    text: str
    themes: tuple[str, ...] | None = None
    signs: dict[str, int] = field(default_factory=dict)


def rows(path: str) -> Iterator[dict[str, str]]:
    """Rows of a CSV file of the data folder."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(DATA / path, "rt", encoding="utf-8", errors="replace", newline="") as file:
        yield from csv.DictReader(file)


def words(name: str) -> str:
    """A label's name as words."""
    return re.sub(r"[_\W]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).strip().lower()


def capped(examples: list[Example], most: int, rng: random.Random) -> list[Example]:
    """At most so many examples of each first theme, ten times as many without one."""
    rng.shuffle(examples)
    seen: Counter[str] = Counter()
    kept = []
    for example in examples:
        first = (example.themes or ("",))[0]
        seen[first] += 1
        if seen[first] <= (most if first else 10 * most):
            kept.append(example)
    return kept


def nhs_phase1(rng: random.Random) -> list[Example]:
    """Health comments: one of some 45 subcategories, and criticality as the sign of the whole.

    Criticality 0 is no neutral: most such comments hold praise.
    """
    found = []
    for row in rows("nhs_fft/phase1.csv"):
        criticality = row["criticality"]
        number = int(criticality) if re.fullmatch(r"-?[0-5]", criticality) else None
        signs = {OVERALL: 2 if number > 0 else 0} if number else {}
        label = words(row["subcategory"])
        themes = (label,) if label not in {"na", ""} else None
        found.append(Example(row["feedback"], themes, signs))
    return found


def roast(domain: str) -> Callable[[random.Random], list[Example]]:
    """Return what reads the reviews of a domain: categories with their signs."""

    def read(rng: random.Random) -> list[Example]:
        found = []
        for part in ("train", "dev", "test"):
            path = DATA / "roast" / f"{domain}_tuples_{part}.txt"
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                text, _, tuples = line.rpartition("####")
                signs = {words(c): SIGNS.get(s, -1) for c, s in ast.literal_eval(tuples)}
                known = {theme: sign for theme, sign in signs.items() if sign >= 0}
                found.append(Example(text, tuple(signs), known))
        return found

    return read


def m_absa(domain: str) -> Callable[[random.Random], list[Example]]:
    """Return what reads sentences of a domain: categories and terms with their signs."""

    def read(rng: random.Random) -> list[Example]:
        found = []
        for part in ("dev", "test"):
            path = DATA / "m_absa" / f"{domain}_en_{part}.txt"
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                text, _, tuples = line.rpartition("####")
                signs: dict[str, set[int]] = defaultdict(set)
                themes = []
                for term, category, sign in ast.literal_eval(tuples):
                    themes.append(words(category))
                    for name in (words(category), term if term != "NULL" else ""):
                        if name and sign.lower() in SIGNS:
                            signs[name].add(SIGNS[sign.lower()])
                sure = {name: min(values) for name, values in signs.items() if len(values) == 1}
                found.append(Example(text, tuple(dict.fromkeys(themes)), sure))
        return found

    return read


def mams(rng: random.Random) -> list[Example]:
    """Restaurant sentences, training part: every one praises one category and blames another."""
    tree = ET.parse(DATA / "mams" / "MAMS-ACSA_train.xml")
    found = []
    for sentence in tree.iter("sentence"):
        signs = {
            c.get("category"): SIGNS[c.get("polarity")] for c in sentence.iter("aspectCategory")
        }
        found.append(Example(sentence.findtext("text"), tuple(signs), signs))
    return found


def intents(path: str, column: str, most: int) -> Callable[[random.Random], list[Example]]:
    """Return what reads requests, each with an intent that stands for a theme; no sign is known."""

    def read(rng: random.Random) -> list[Example]:
        found = [
            Example(row["text"], () if row[column] == "oos" else (words(row[column]),))
            for row in rows(path)
        ]
        return capped(found, most, rng)

    return read


def amazon_snippets(rng: random.Random) -> list[Example]:
    """Sentences of product reviews with the mean valence that twenty people gave."""
    found = []
    for row in rows("more/vader_gt/data.csv"):
        if row["source"] == "amazonReviewSnippets":
            valence = float(row["valence"])
            sign = 1 + (valence > 0.4) - (valence < -0.4)
            found.append(Example(row["text"], None, {OVERALL: sign}))
    return found


def targets(rng: random.Random) -> list[Example]:
    """Opinions written by a crowd: targets with signs; sentences as a whole."""
    found = []
    for row in rows("more/tsa_md/data.csv"):
        signs = {t: SIGNS[s] for t, s in json.loads(row["targets"]) if s in SIGNS}
        whole = {"positive": 2, "negative": 0, "none": 1, "neutral": 1}.get(
            row["sentence_sentiment"]
        )
        if whole is not None:
            signs[OVERALL] = whole
        found.append(Example(row["text"].strip('"'), None, signs))
    return found


def app_features(rng: random.Random) -> list[Example]:
    """App reviews: spans that name a feature, with the sign towards it."""
    found = []
    for row in rows("more/is22_app_features/data.csv"):
        signs = {}
        for column, sign in (("feat_pos", 2), ("feat_neu", 1), ("feat_neg", 0)):
            for span in re.split(r"[;|]", row[column] or ""):
                if span.strip():
                    signs[span.strip()] = sign
        if signs:
            found.append(Example(row["sentence"], None, signs))
    return found


def emotions(rng: random.Random) -> list[Example]:
    """Chat with emotions, as positive, negative, or neutral; few of them."""
    by_sign: dict[int, list[Example]] = defaultdict(list)
    for row in rows("more/goemotions/data.csv"):
        if row["sentiment"] in SIGNS and "|" not in row["emotions"]:
            sign = SIGNS[row["sentiment"]]
            by_sign[sign].append(Example(row["text"], None, {OVERALL: sign}))
    most = {0: 3_500, 1: 2_500, 2: 3_500}
    return [
        e
        for sign, group in sorted(by_sign.items())
        for e in rng.sample(group, min(most[sign], len(group)))
    ]


def clothing(rng: random.Random) -> list[Example]:
    """First sentences of shop reviews; the stars are the sign of the whole."""
    by_sign: dict[int, list[Example]] = defaultdict(list)
    for row in rows("womens_clothing/reviews.csv.gz"):
        text = row.get("Review Text") or row.get("text") or ""
        stars = int(float(row.get("Rating") or row.get("rating") or 0))
        sign = {1: 0, 2: 0, 3: 1, 5: 2}.get(stars)
        if text and sign is not None:
            by_sign[sign].append(Example(" ".join(text.split()[-45:]), None, {OVERALL: sign}))
    return [e for sign, group in sorted(by_sign.items()) for e in rng.sample(group, 1_000)]


def own(rng: random.Random) -> list[Example]:
    """Our own sentences, with the themes of the general codeframe."""
    frame = tomllib.loads(
        (REPOSITORY / "models/general-codeframe/codeframe.toml").read_text("utf-8")
    )
    named = {t["id"]: f"{t['label']}: {t['definition']}" for t in frame["themes"]}
    found = []
    for path in sorted((REPOSITORY / "training" / "own").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                labels = json.loads(row["labels"])
                signs = {named[x["theme"]]: SIGNS[x["sign"]] for x in labels}
                found.append(Example(row["text"], tuple(signs), signs))
    return found


SETS: Final[dict[str, Callable[[random.Random], list[Example]]]] = {
    "nhs_phase1": nhs_phase1,
    **{f"roast_{d}": roast(d) for d in ("hotels", "coursera", "amazon_ff", "phones_eng")},
    **{f"m_absa_{d}": m_absa(d) for d in ("hotel", "coursera", "food", "phone", "sight")},
    "mams": mams,
    "banking77": intents("more/banking77/data.csv", "category", 30),
    "clinc150": intents("more/clinc150/data.csv", "intent", 10),
    "dstc11_natcs": intents("more/dstc11_natcs/data.csv", "intent", 15),
    "vader_amazon": amazon_snippets,
    "tsa_md": targets,
    "is22": app_features,
    "goemotions": emotions,
    "clothing": clothing,
    "own": own,
}


TIMES: Final = {"mams": 4, "own": 2}
"""How often a set is read in an epoch: few texts teach what no other set does."""


def test_texts() -> set[str]:
    """Folded texts of every set that a benchmark measures with."""
    answers = (row.get("FFT answer") or "" for row in rows("nhs_fft/v6framework_230831.csv"))
    return (measured_texts() | {folded(text) for text in answers}) - {""}


def measured_texts() -> set[str]:
    """Folded texts of the sets that may only be measured with: all that are tested but NHS v6."""
    texts = [row["text"] for row in rows("fabsa_a/reviews.csv")]
    texts += [row["text"] for row in rows("bt_nps/responses.csv")]
    for path in [
        *(DATA / "semeval2016").iterdir(),
        *(DATA / "mams").glob("*ACSA_[tv][ea][sl]*.xml"),
    ]:
        if path.name == "MAMS-ACSA_train.xml":
            continue
        texts += [s.text or "" for s in ET.parse(path).iter("text")]
    for path in (DATA / "uci_sentiment").glob("*.txt"):
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        texts += [line.rsplit("\t", 1)[0] for line in lines if "\t" in line]
    return {folded(text) for text in texts} - {""}


def corpus(seed: int = SEED) -> dict[str, list[Example]]:
    """Every set without test texts, in an order of the seed; a text stands once in a set."""
    tested = test_texts()
    found = {}
    for name, read in SETS.items():
        once = {folded(e.text): e for e in read(random.Random(seed))}
        kept = [e for key, e in once.items() if key and key not in tested]
        found[name] = kept * TIMES.get(name, 1)
    return found


def is_held_out(text: str) -> bool:
    """Whether the fast tier's head is not to see a text: its weighing against the lexicon does."""
    return hashlib.sha256(folded(text).encode()).digest()[0] % 8 == 0


def hashes() -> dict[str, str]:
    """SHA-256 of every file that may be read."""
    folders = ("nhs_fft", "roast", "m_absa", "mams", "more", "womens_clothing")
    paths = [p for f in folders for p in sorted((DATA / f).rglob("*")) if p.is_file()]
    return {
        str(path.relative_to(DATA)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }


if __name__ == "__main__":
    for name, examples in corpus().items():
        signs = Counter(sign for e in examples for sign in e.signs.values())
        labels = {theme for e in examples for theme in e.themes or ()}
        print(f"{name:16} {len(examples):6,} texts {len(labels):4} themes, signs {dict(signs)}")
