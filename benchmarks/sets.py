"""The labelled sets that the benchmarks measure with: read into one form, each with its traps.

The data are looked for under NPS_REASONS_DATA, else under ../shared/data beside the repository.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import os
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from nps_reasons.labelled import Label, Labelled, Sign
from nps_reasons.themes.codeframe import Codeframe, Theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

REPOSITORY: Final = Path(__file__).resolve().parents[1]
DATA: Final = Path(os.environ.get("NPS_REASONS_DATA", REPOSITORY.parent / "shared" / "data"))

OVERALL: Final = "overall"
LEAST_ROWS: Final = 30
"""A theme of the NHS set with fewer rows is not measured."""

NHS: Final = "nhs_fft/v6framework_230831.csv"
FABSA: Final = "fabsa_a/reviews.csv"
NHS_NO_THEME: Final = "Labelling not possible"
NHS_LAST_BEFORE_THEMES: Final = "Comment sentiment"
NHS_SIGNS: Final[dict[str, Sign]] = {
    "1": "positive",
    "2": "positive",
    "3": "neutral",
    "4": "negative",
    "5": "negative",
}
FABSA_SIGNS: Final[dict[str, Sign]] = {"-1": "negative", "0": "neutral", "1": "positive"}
SIGNS: Final[dict[str, Sign]] = {s: s for s in ("negative", "neutral", "positive")}
UCI_SIGNS: Final[dict[str, Sign]] = {"0": "negative", "1": "positive"}
UCI_FILES: Final = ("amazon_cells_labelled.txt", "imdb_labelled.txt", "yelp_labelled.txt")

Opinions = tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class CodedSet:
    """Texts with what people coded in them.

    Attributes
    ----------
    opinions
        What each text says; a theme stands twice where a text says two things about it.
    groups
        Who wrote the text, or the industry it speaks of: what a split must not tear apart.
    """

    texts: tuple[str, ...]
    opinions: tuple[Opinions, ...]
    groups: tuple[str, ...]

    @property
    def labelled(self) -> Labelled:
        """The texts as training rows: one label per theme, without a sign where signs differ."""
        return Labelled(self.texts, tuple(_merged(opinions) for opinions in self.opinions))

    @property
    def themes(self) -> tuple[str, ...]:
        """Ids of all themes, sorted."""
        return tuple(sorted({label.theme for opinions in self.opinions for label in opinions}))

    def take(self, positions: Iterable[int]) -> CodedSet:
        """Return the rows at these positions."""
        chosen = list(positions)
        return CodedSet(
            tuple(self.texts[i] for i in chosen),
            tuple(self.opinions[i] for i in chosen),
            tuple(self.groups[i] for i in chosen),
        )


def folded(text: str) -> str:
    """Letters and digits of a text, so that other spellings of it are equal to it.

    A text without any, such as an emoji, stands for itself.

    Examples
    --------
    >>> folded("It's GOOD!"), folded(" ;-) ")
    ('itsgood', ';-)')
    """
    return re.sub(r"[\W_]+", "", text.casefold()) or text.strip()


def shuffle_key(text: str, seed: int) -> str:
    """Return a key that puts texts in an order of the seed, whatever order they came in."""
    return hashlib.sha256(f"{seed} {text}".encode()).hexdigest()


def thinned(coded: CodedSet, rows: int | None) -> CodedSet:
    """At most so many rows, drawn by their texts; all of them where `rows` is None."""
    if rows is None or len(coded.texts) <= rows:
        return coded
    order = sorted(range(len(coded.texts)), key=lambda i: (shuffle_key(coded.texts[i], 0), i))
    return coded.take(sorted(order[:rows]))


def theme_id(name: str) -> str:
    """Return the id of a theme by its name in a set.

    Examples
    --------
    >>> theme_id("Transport to/ from services"), theme_id("FOOD#STYLE_OPTIONS")
    ('transport-to-from-services', 'food-style-options')
    """
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


def codeframe_of(themes: Iterable[str], name: str) -> Codeframe:
    """Return a codeframe that knows of each theme no more than the words of its id."""
    words = {theme: theme.replace("-", " ") for theme in sorted(set(themes))}
    return Codeframe(name, 1, tuple(Theme(t, w.capitalize(), w) for t, w in words.items()))


def nhs_themes(folder: Path, *, group: str = "Respondent ID") -> CodedSet:
    """Health comments with a theme that at least 30 rows have, grouped by a column."""
    rows = list(_csv_rows(folder / NHS))
    names = list(rows[0])
    columns = names[names.index(NHS_LAST_BEFORE_THEMES) + 1 :]
    counts = {column: sum(row[column].strip() == "1" for row in rows) for column in columns}
    measured = [c for c in columns if counts[c] >= LEAST_ROWS and c != NHS_NO_THEME]
    return _coded(
        (
            row["FFT answer"],
            tuple(Label(theme_id(c)) for c in measured if row[c].strip() == "1"),
            row[group],
        )
        for row in rows
    )


def nhs_sentiment(folder: Path) -> CodedSet:
    """Health comments with the sentiment of the whole; 1 and 2 are best, 4 and 5 worst."""
    return _coded(
        (
            row["FFT answer"],
            _overall(NHS_SIGNS.get(row["Comment sentiment"].strip())),
            row["Respondent ID"],
        )
        for row in _csv_rows(folder / NHS)
    )


def fabsa(folder: Path) -> CodedSet:
    """Reviews with twelve aspects and the sign of each; the group is the industry."""
    return _coded(
        (row["text"], tuple(map(_fabsa_label, ast.literal_eval(row["labels"]))), row["industry"])
        for row in _csv_rows(folder / FABSA)
    )


def mams(folder: Path, part: str) -> CodedSet:
    """Restaurant sentences, each with two categories or more of different signs."""
    return _coded(
        (
            sentence.findtext("text") or "",
            tuple(_category(found) for found in sentence.iter("aspectCategory")),
            "",
        )
        for sentence in _sentences(folder / f"mams/MAMS-ACSA_{part}.xml")
    )


def semeval(folder: Path, file: str) -> CodedSet:
    """Sentences of reviews; those that the task left out of its scope are left out here too."""
    return _coded(
        (
            (
                sentence.findtext("text") or "",
                tuple(_category(found) for found in sentence.iter("Opinion")),
                "",
            )
            for sentence in _sentences(folder / "semeval2016" / file)
            if sentence.get("OutOfScope") != "TRUE"
        ),
        keep_silent=True,
    )


def uci(folder: Path) -> CodedSet:
    """Sentences of shop, film and restaurant reviews, positive or negative; grouped by file."""
    return _coded(row for name in UCI_FILES for row in _uci_rows(folder / "uci_sentiment" / name))


def _csv_rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV file, its column names without stray spaces."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file)
        names = [" ".join(name.split()) for name in next(reader)]
        for row in reader:
            yield dict(zip(names, row, strict=True))


def _sentences(path: Path) -> Iterator[ET.Element]:
    return ET.parse(path).iter("sentence")


def _uci_rows(path: Path) -> Iterator[tuple[str, Opinions, str]]:
    """Lines end in CR, LF or both; a quoted text doubles the quotes within it."""
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        text, tab, sign = line.rpartition("\t")
        if tab:
            if text.startswith('"') and text.endswith('"') and len(text) > 1:
                text = text[1:-1].replace('""', '"')
            yield text, _overall(UCI_SIGNS[sign.strip()]), path.stem


def _coded(rows: Iterable[tuple[str, Opinions, str]], *, keep_silent: bool = False) -> CodedSet:
    """Rows that have a text and, unless silent ones are kept, an opinion."""
    kept = [row for row in rows if row[0].strip() and (row[1] or keep_silent)]
    texts, opinions, groups = zip(*kept, strict=True)
    return CodedSet(texts, opinions, groups)


def _overall(sign: Sign | None) -> Opinions:
    return () if sign is None else (Label(OVERALL, sign),)


def _fabsa_label(written: str) -> Label:
    """The last dot stands before the sign; the others belong to the aspect."""
    aspect, _, sign = written.rpartition(".")
    return Label(theme_id(aspect), FABSA_SIGNS[sign])


def _category(found: ET.Element) -> Label:
    return Label(theme_id(found.attrib["category"]), SIGNS[found.attrib["polarity"]])


def _merged(opinions: Sequence[Label]) -> Opinions:
    signs: dict[str, Counter[Sign | None]] = defaultdict(Counter)
    for label in opinions:
        signs[label.theme][label.sign] += 1
    return tuple(Label(t, next(iter(s)) if len(s) == 1 else None) for t, s in signs.items())
