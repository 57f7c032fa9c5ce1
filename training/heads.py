"""Make a model folder: the encoder as it is run, and the heads that are shipped beside it.

Run: python training/heads.py FINETUNED OUT [--kind transformer|static], where FINETUNED is what
training/finetune.py wrote, and OUT holds encoder.onnx (or static.safetensors) and tokenizer.json
as training/export_encoder.py (or distil_static.py) wrote them. It adds themes.safetensors,
sentiment.safetensors and config.json. Everything is fitted on the vectors that will be met in
use: those of the 8-bit encoder.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from corpus import corpus, is_held_out
from general import Lesson, lessons
from safetensors.numpy import load_file, save_file

from nps_reasons.encoders.features import MIXES, Features
from nps_reasons.encoders.passages import AT_ONCE, Encoder, encode_all
from nps_reasons.logistic import Linear, fit_signs, fit_themes, folds_of
from nps_reasons.scale.models import ENCODERS
from nps_reasons.sentiment.lexicon import LexiconSentiment
from nps_reasons.sentiment.towards import Towards
from nps_reasons.sentiment.trained import plain_rows
from nps_reasons.store import CONFIG, ModelFolder, sha256_of
from nps_reasons.themes.codeframe import general_codeframe
from nps_reasons.themes.cutoff import THRESHOLDS, Cutoff, chosen_cutoff
from nps_reasons.themes.prior import CLUES, described, make_prior

if TYPE_CHECKING:
    from collections.abc import Sequence

FLAT = dict.fromkeys(CLUES, 0.0)
MIX = MIXES[1]
COMMON = 3
"""Texts that an n-gram must stand in to be shipped."""
OWN = 3.0
"""How much an own sentence counts beside one of another set."""
MOST_SIGNS = 12_000
FILES = {
    "transformer": ("encoder.onnx", "tokenizer.json"),
    "static": ("static.safetensors", "tokenizer.json"),
}


def truths(taught: Sequence[Lesson], themes: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Whether each lesson speaks of each theme, and how much that counts; 0 where not known."""
    truth = np.array([[theme in one.labels for theme in themes] for one in taught])
    known = np.array([[theme in one.known for theme in themes] for one in taught], dtype=np.float32)
    own = np.array(
        [[OWN if one.source in {"own", "short"} else 1.0] for one in taught], dtype=np.float32
    )
    return truth, known * own


def fit_prior(clues: np.ndarray, truth: np.ndarray, known: np.ndarray) -> dict[str, float]:
    """Weights of the clues: one logistic regression over all texts and themes together."""
    flat = clues.reshape(-1, clues.shape[-1])
    rows = plain_rows(flat[:, 1:])
    none = np.zeros((len(flat), 1), dtype=np.float32)
    found = fit_themes(rows, truth.reshape(-1, 1), none, ridge=1.0, known=known.reshape(-1, 1))
    return dict(
        zip(CLUES, [float(found.intercept[0]), *map(float, found.weights[:, 0])], strict=True)
    )


def fit_heads(encoder: Encoder) -> tuple[dict, dict]:
    """Prior and heads of the general codeframe: arrays and what config.json says of them."""
    taught = lessons()
    frame = general_codeframe()
    themes = [theme.id for theme in frame.active]
    passages = encode_all([one.text for one in taught], encoder)
    truth, known = truths(taught, themes)
    clues = make_prior(frame, encoder, FLAT).clues(passages)
    own = np.array([one.source == "own" for one in taught])
    # The encoder never saw these: their likeness to descriptions is that of new texts.
    new = np.array([one.source in {"own", "nhs"} for one in taught])
    prior = fit_prior(clues[new], truth[new], known[new])
    weights = np.array([prior[name] for name in CLUES], dtype=np.float32)
    offset = clues @ weights
    features = Features.of(passages, least=COMMON)
    rows = MIX.weigh(features.rows(passages))
    held_out = np.zeros_like(offset)
    for inside, outside in folds_of([one.text for one in taught]):
        part = fit_themes(
            rows[inside], truth[inside], offset[inside], ridge=MIX.ridge, known=known[inside]
        )
        held_out[outside] = part.logits(rows[outside]) + offset[outside]
    # Own sentences alone are coded for every theme, and look like reasons.
    cutoff, uncoded = surer(held_out[own], truth[own]), chosen_cutoff(offset[own], truth[own])
    for name, told, cut in (("prior", offset, uncoded), ("heads", held_out, cutoff)):
        guess = cut.calibrated(told[own]) >= cut.threshold
        both = (guess & truth[own]).sum()
        shares = f"precision {both / guess.sum():.3f}, recall {both / truth[own].sum():.3f}"
        print(f"own sentences, held out, {name}: {shares}")
    linear = fit_themes(rows, truth, offset, ridge=MIX.ridge, known=known)
    scales = np.abs(linear.weights).max(axis=0, keepdims=True) / 127
    arrays = {
        "tokens.columns": features.tokens.columns.astype(np.int32),
        "tokens.rarity": features.tokens.rarity,
        "letters.columns": features.letters.columns.astype(np.int32),
        "letters.rarity": features.letters.rarity,
        "centre": features.centre,
        "weights": np.round(linear.weights / scales).astype(np.int8),
        "scales": scales,
        "intercept": linear.intercept,
    }
    told = {
        "prior": prior,
        "themes": {theme.id: described(theme) for theme in frame.active},
        "mix": asdict(MIX),
        "cutoff": asdict(cutoff),
        "uncoded": asdict(uncoded),
    }
    return arrays, told


def surer(logits: np.ndarray, truth: np.ndarray) -> Cutoff:
    """A cut-off where precision counts twice as much as recall: quotes are read by people."""
    scaled = chosen_cutoff(logits, truth)
    confidence = scaled.calibrated(logits)

    def f_half(threshold: float) -> float:
        guess = confidence >= threshold
        right = int((guess & truth).sum())
        return 1.25 * right / (0.25 * int(truth.sum()) + int(guess.sum()))

    best = max(THRESHOLDS.tolist(), key=f_half)
    return replace(scaled, threshold=round(best, 3))


def signed_examples(seed: int = 4) -> list[tuple[str, str, int]]:
    """Texts with what they are asked about and the sign, which training/towards.py left out."""
    found = [
        (example.text, name, sign)
        for examples in corpus(seed).values()
        for example in {example.text: example for example in examples}.values()
        for name, sign in example.signs.items()
        if is_held_out(example.text)
    ]
    rng = random.Random(seed)
    return rng.sample(found, min(MOST_SIGNS, len(found)))


def fit_sentiment(encoder: Encoder, towards: Towards) -> Linear:
    """How what is read of a passage, and the lexicon, are weighed together."""
    taught = signed_examples()
    names = {name: place for place, name in enumerate(dict.fromkeys(name for _, name, _ in taught))}
    asked = encode_all(list(names), encoder).means
    texts = [text for text, _, _ in taught]
    which = np.array([names[name] for _, name, _ in taught])
    hidden = []
    for start in range(0, len(texts), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        hidden.append(towards.read_of(encoder.encode(texts[part]), asked, which[part])[0])
    read = np.concatenate(hidden)
    lexicon = LexiconSentiment().fit().score(texts)
    sign = np.array([sign for _, _, sign in taught])
    features = np.column_stack([read, lexicon]).astype(np.float32)
    return fit_signs(plain_rows(features), sign, towards.logits(read), ridge=30.0)


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("finetuned", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kind", choices=FILES, default="transformer")
    given = parser.parse_args()
    sealed = {name: sha256_of(given.out / name) for name in FILES[given.kind]}
    config = {
        "name": given.out.name,
        "version": 1,
        "files": sealed,
        "encoder": given.kind,
        "languages": ["en"],
    }
    encoder = ENCODERS[given.kind](ModelFolder(given.out, config))
    towards_arrays = load_file(given.finetuned / "towards.safetensors")
    coded = fit_sentiment(encoder, Towards.of(towards_arrays))
    save_file(
        {**towards_arrays, "coded.weights": coded.weights, "coded.intercept": coded.intercept},
        given.out / "sentiment.safetensors",
    )
    arrays, told = fit_heads(encoder)
    save_file(arrays, given.out / "themes.safetensors")
    for name in ("themes.safetensors", "sentiment.safetensors"):
        sealed[name] = sha256_of(given.out / name)
    config = {**config, **told, "files": dict(sorted(sealed.items()))}
    (given.out / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
