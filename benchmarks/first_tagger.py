"""Measure the keyword tagger and the lexicon sentiment on the sets that are at hand.

Run: python benchmarks/first_tagger.py. The data are looked for under NPS_REASONS_DATA, else under
../shared/data beside the repository; a set that is absent is skipped. VADER is measured beside the
lexicon where vaderSentiment is installed.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from nps_reasons.scale.kernel import annotate, make_annotator
from nps_reasons.sentiment.model import make_sentiment, sign_of
from nps_reasons.text.clean import clean_reasons
from nps_reasons.themes.codeframe import general_codeframe

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("NPS_REASONS_DATA", REPOSITORY.parent / "shared" / "data"))

Scorer = Callable[[Sequence[str]], np.ndarray]

FABSA_THEMES = {
    "account-management.account-access": {"account-access"},
    "logistics-rides.speed": {"delivery", "waiting-time"},
    "online-experience.app-website": {"website-and-app", "reliability-and-bugs"},
    "purchase-booking-experience.ease-of-use": {"ease-of-use", "ordering"},
    "staff-support.attitude-of-staff": {"staff-attitude", "support-quality"},
    "staff-support.email": {"response-time"},
    "staff-support.phone": {"response-time"},
    "value.discounts-promotions": {"price-and-value"},
    "value.price-value-for-money": {"price-and-value"},
}
"""FABSA's aspects as ours; general satisfaction, competitors and reviews have no theme."""


def scorers() -> dict[str, Scorer]:
    """Sentiment scorers by name."""
    found: dict[str, Scorer] = {"lexicon": make_sentiment("accurate").score}
    if find_spec("vaderSentiment"):
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415

        vader = SentimentIntensityAnalyzer()
        found["VADER"] = lambda texts: np.array(
            [vader.polarity_scores(text)["compound"] for text in texts]
        )
    return found


def uci_sentiment() -> None:
    """Accuracy of positive against the rest on 3 x 1,000 sentences."""
    for path in sorted((DATA / "uci_sentiment").glob("*.txt")):
        lines = [
            line
            for line in path.read_text(encoding="utf-8", errors="replace").split("\n")
            if "\t" in line
        ]
        texts = [line.rsplit("\t", 1)[0] for line in lines]
        labels = np.array([line.rsplit("\t", 1)[1].strip() == "1" for line in lines])
        for name, score in scorers().items():
            accuracy = ((score(texts) > 0) == labels).mean()
            print(f"uci {path.stem:25} {name:8} accuracy {accuracy:.3f} (n={len(texts)})")


def macro_f1(truth: np.ndarray, guess: np.ndarray) -> float:
    """Mean F1 over the classes of `truth`."""
    f1 = []
    for label in np.unique(truth):
        hit = ((truth == label) & (guess == label)).sum()
        f1.append(2 * hit / ((truth == label).sum() + (guess == label).sum()))
    return float(np.mean(f1))


def nhs_sentiment() -> None:
    """Macro-F1 of three classes: 1-2 positive, 3 neutral, 4-5 negative."""
    path = DATA / "nhs_fft" / "v6framework_230831.csv"
    if not path.is_file():
        return
    table = pd.read_csv(path, dtype="string")
    answers = next(name for name in table if "FFT answer" in name)
    reasons = clean_reasons(table[answers]).reasons
    truth = (
        table["Comment sentiment"]
        .str.strip()
        .map({"1": "positive", "2": "positive", "3": "neutral", "4": "negative", "5": "negative"})
    )
    known = reasons.notna() & truth.notna()
    texts = reasons[known].tolist()
    for name, score in scorers().items():
        guess = np.array([sign_of(value) for value in score(texts)])
        value = macro_f1(truth[known].to_numpy(dtype=str), guess)
        agreement = (truth[known].to_numpy(dtype=str) == guess).mean()
        print(
            f"nhs sentiment {name:8} macro-F1 {value:.3f}, "
            f"accuracy {agreement:.3f} (n={len(texts)})"
        )


def bt_survey() -> None:
    """Coverage, signs and seconds on a telecom survey, by half.

    Counted are the reasons of rows with a score. The rows with an even number, from 0, were in
    view while keywords and rules were written; the odd ones were not.
    """
    path = DATA / "bt_nps" / "responses.csv"
    if not path.is_file():
        return
    table = pd.read_csv(path, dtype="string", encoding_errors="replace")
    scored = table[table["NPS_SCORE"].notna()]
    reasons = clean_reasons(scored["text"]).reasons.dropna()
    groups = scored["NPS_RATING"].set_axis(scored.index.astype("string"))
    in_view = pd.Series(reasons.index % 2 == 0, index=reasons.index.astype("string"))
    reasons.index = in_view.index
    started = time.perf_counter()
    mentions = annotate(reasons, make_annotator(general_codeframe()))
    seconds = time.perf_counter() - started
    print(f"bt {len(reasons)} reasons, {len(mentions)} mentions, {seconds:.2f} s")
    for half, ids in (("even rows", in_view[in_view].index), ("odd rows", in_view[~in_view].index)):
        covered = ids.isin(mentions["response_id"]).mean()
        print(f"bt {half}: {len(ids)} reasons, {covered:.3f} with a theme")
        for group in ("Detractor", "Passive", "Promoter"):
            of_group = mentions["response_id"].isin(ids.intersection(groups[groups == group].index))
            shares = mentions.loc[of_group, "sign"].value_counts(normalize=True)
            signs = ", ".join(f"{sign} {shares[sign]:.3f}" for sign in sorted(shares.index))
            print(f"bt {half}, {group.lower()} mentions: {signs} (n={of_group.sum()})")
    print(pd.crosstab(mentions["theme"], mentions["sign"]))


def fabsa_aspects() -> None:
    """Recall, and how often a theme that FABSA has an aspect for is one it coded."""
    path = DATA / "fabsa_a" / "reviews.csv"
    if not path.is_file():
        return
    table = pd.read_csv(path, dtype="string")
    reasons = table["text"].set_axis(table.index.astype("string"))
    mentions = annotate(reasons, make_annotator(general_codeframe()))
    for aspect, themes in FABSA_THEMES.items():
        coded = table["labels"].str.contains(re.escape(aspect)).to_numpy(dtype=bool)
        found = reasons.index.isin(mentions.loc[mentions["theme"].isin(themes), "response_id"])
        recall = (found & coded).sum() / coded.sum()
        precision = (found & coded).sum() / max(found.sum(), 1)
        print(
            f"fabsa {aspect.split('.')[1]:21} as {' or '.join(sorted(themes)):41} "
            f"recall {recall:.2f} precision {precision:.2f} (n={coded.sum()})"
        )


if __name__ == "__main__":
    for measure in (uci_sentiment, nhs_sentiment, bt_survey, fabsa_aspects):
        measure()
