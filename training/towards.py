"""Train the head that reads the sentiment towards a theme, on vectors that stay as they are.

Run: python training/towards.py FOLDER OUT [--kind transformer|static] [--epochs N] [--seed 4],
where FOLDER holds encoder.onnx (as training/export_encoder.py wrote it) or static.safetensors (as
training/distil_static.py wrote it), and tokenizer.json. OUT gets towards.safetensors. The same
texts and signs as in training/finetune.py. On the transformer, sentences that mix signs are also
read two at a time: the encoder knows them by heart, but not what they look like side by side.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from corpus import Example, corpus, is_held_out
from finetune import Towards
from heads import FILES
from safetensors.torch import save_file
from torch.nn import functional

from nps_reasons.encoders.passages import Passages, encode_all
from nps_reasons.scale.models import ENCODERS
from nps_reasons.store import ModelFolder, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nps_reasons.encoders.passages import Encoder

BATCH: Final = 256
LONGEST: Final = 80
DROPPED: Final = 0.25
ROUNDS: Final = 2
"""How often each sentence that mixes signs is joined with another."""
MIXED: Final = "mams"
EPOCHS: Final = {"transformer": 3, "static": 5}


@dataclass(frozen=True)
class Lessons:
    """Pairs of a text and what it is asked about, as rows of `read` and `asked`, with signs."""

    read: Passages
    asked: np.ndarray
    rows: list[tuple[int, int, int]]


def joined(examples: Sequence[Example], rng: random.Random) -> list[Example]:
    """Each sentence followed by another; what both speak of has no one sign and is left out."""
    others = list(examples)
    rng.shuffle(others)
    pairs = [
        (f"{one.text} {other.text}", {k: v for k, v in both(one, other) if k not in clash})
        for one, other in zip(examples, others, strict=True)
        for clash in [one.signs.keys() & other.signs.keys()]
    ]
    return [Example(text, None, signs) for text, signs in pairs if signs]


def both(one: Example, other: Example) -> list[tuple[str, int]]:
    """Signs of two examples."""
    return [*one.signs.items(), *other.signs.items()]


def taught(kind: str, seed: int) -> list[Example]:
    """Examples that are not held out; on the transformer, half of the mixed copies are joined."""
    sets = corpus(seed)
    if kind == "transformer":
        rng = random.Random(seed)
        once = list({e.text: e for e in sets[MIXED] if not is_held_out(e.text)}.values())
        more = [example for _ in range(ROUNDS) for example in joined(once, rng)]
        sets[MIXED] = sets[MIXED][: len(sets[MIXED]) // 2]
        sets["joined"] = more
    found = [e for examples in sets.values() for e in examples]
    # A joined text is made of texts that are not held out.
    apart = {id(e) for e in sets.get("joined", ())}
    return [e for e in found if id(e) in apart or not is_held_out(e.text)]


def lessons(examples: Sequence[Example], encoder: Encoder) -> Lessons:
    """Vectors of all texts and of all that is asked, and which belong together."""
    pairs = [(e.text, name, sign) for e in examples for name, sign in e.signs.items()]
    texts = {text: k for k, text in enumerate(dict.fromkeys(text for text, _, _ in pairs))}
    names = {name: k for k, name in enumerate(dict.fromkeys(name for _, name, _ in pairs))}
    read, asked = encode_all(list(texts), encoder), encode_all(list(names), encoder).means
    rows = [(texts[text], names[name], sign) for text, name, sign in pairs]
    return Lessons(read, asked, [r for r in rows if asked[r[1]].any() and read.lengths[r[0]]])


def batches(given: Lessons, rng: random.Random) -> Iterator[list[tuple[int, int, int]]]:
    """All pairs once, those of nearly equal length together, in random order."""
    rows = sorted(
        given.rows, key=lambda r: min(given.read.lengths[r[0]], LONGEST) + 6 * rng.random()
    )
    parts = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    rng.shuffle(parts)
    yield from parts


def padded(texts: Passages) -> tuple[torch.Tensor, torch.Tensor]:
    """Vectors of texts as one array, and which of them stand."""
    longest = min(LONGEST, int(texts.lengths.max()))
    states = np.zeros((len(texts), longest, texts.states.shape[1]), dtype=np.float32)
    inner = np.zeros((len(texts), longest), dtype=np.float32)
    for row, (start, end) in enumerate(zip(texts.starts, texts.ends, strict=True)):
        n = min(longest, end - start)
        states[row, :n] = texts.states[start : start + n]
        inner[row, :n] = 1
    return torch.from_numpy(states), torch.from_numpy(inner)


def loss_of(head: Towards, given: Lessons, part: list[tuple[int, int, int]]) -> torch.Tensor:
    """Cross-entropy of a batch."""
    states, inner = padded(given.read[[text for text, _, _ in part]])
    mean = states.sum(dim=1) / inner.sum(dim=1, keepdim=True)
    # Whole tokens are left out at random: else the head learns texts by heart.
    states = functional.dropout1d(states, DROPPED) * (1 - DROPPED)
    about = torch.from_numpy(given.asked[[name for _, name, _ in part]])
    signs = torch.tensor([sign for _, _, sign in part])
    return functional.cross_entropy(head(states, inner, mean, about), signs)


def train(given: Lessons, *, epochs: int, seed: int) -> Towards:
    """Fit a head; prints the loss of each epoch."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    head = Towards(given.asked.shape[1])
    optimizer = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=0.01)
    steps = epochs * -(-len(given.rows) // BATCH)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, steps)
    for epoch in range(epochs):
        total = 0.0
        for part in batches(given, rng):
            loss = loss_of(head, given, part)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(part)
        print(f"epoch {epoch}: {total / len(given.rows):.3f}", flush=True)
    return head


def main() -> None:
    """Teach and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kind", choices=FILES, default="transformer")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int, default=4)
    given = parser.parse_args()
    files = {name: sha256_of(given.folder / name) for name in FILES[given.kind]}
    config = {"name": given.folder.name, "version": 1, "files": files}
    encoder = ENCODERS[given.kind](ModelFolder(given.folder, config))
    epochs = given.epochs or EPOCHS[given.kind]
    head = train(lessons(taught(given.kind, given.seed), encoder), epochs=epochs, seed=given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    save_file(dict(head.state_dict()), given.out / "towards.safetensors")


if __name__ == "__main__":
    main()
