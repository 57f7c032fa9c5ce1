"""Teach the head that reads the sentiment towards a theme on static vectors, for the fast tier.

Run: python training/towards_static.py STATIC OUT [--epochs 5], where STATIC is what
training/distil_static.py wrote. OUT gets towards.safetensors. The same texts and signs as in
training/finetune.py; the vectors stay as they are.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from corpus import corpus, is_held_out
from finetune import Towards
from safetensors.torch import save_file
from torch.nn import functional

from nps_reasons.encoders.static import StaticEncoder
from nps_reasons.store import ModelFolder, sha256_of

if TYPE_CHECKING:
    from nps_reasons.encoders.passages import Passages

BATCH = 256
LONGEST = 80
DROPPED = 0.25
FILES = ("static.safetensors", "tokenizer.json")


def padded(texts: Passages, width: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Vectors of texts as one array, and which of them stand."""
    longest = min(LONGEST, int(texts.lengths.max()))
    states = np.zeros((len(texts), longest, width), dtype=np.float32)
    inner = np.zeros((len(texts), longest), dtype=np.float32)
    for row, (start, end) in enumerate(zip(texts.starts, texts.ends, strict=True)):
        n = min(longest, end - start)
        states[row, :n] = texts.states[start : start + n]
        inner[row, :n] = 1
    return torch.from_numpy(states), torch.from_numpy(inner)


def main() -> None:
    """Teach and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("static", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=4)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    files = {name: sha256_of(given.static / name) for name in FILES}
    config = {"name": given.static.name, "version": 1, "files": files}
    encoder = StaticEncoder(ModelFolder(given.static, config))
    pairs = [
        (example.text, name, sign)
        for examples in corpus(given.seed).values()
        for example in examples
        for name, sign in example.signs.items()
        if not is_held_out(example.text)
    ]
    texts = {text: k for k, text in enumerate(dict.fromkeys(text for text, _, _ in pairs))}
    names = {name: k for k, name in enumerate(dict.fromkeys(name for _, name, _ in pairs))}
    read, asked = encoder.encode(list(texts)), encoder.encode(list(names)).means
    pairs = [(t, n, s) for t, n, s in pairs if asked[names[n]].any() and read.lengths[texts[t]]]
    head = Towards(encoder.width)
    optimizer = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=0.01)
    steps = given.epochs * (len(pairs) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, steps)
    rng = random.Random(given.seed)
    for epoch in range(given.epochs):
        rng.shuffle(pairs)
        total = 0.0
        for start in range(0, len(pairs), BATCH):
            part = pairs[start : start + BATCH]
            states, inner = padded(read[[texts[t] for t, _, _ in part]], encoder.width)
            mean = states.sum(dim=1) / inner.sum(dim=1, keepdim=True)
            # Whole tokens are left out at random: else the head learns texts by heart.
            states = functional.dropout1d(states, DROPPED) * (1 - DROPPED)
            about = torch.from_numpy(asked[[names[n] for _, n, _ in part]])
            loss = functional.cross_entropy(
                head(states, inner, mean, about), torch.tensor([s for _, _, s in part])
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(part)
        print(f"epoch {epoch}: {total / len(pairs):.3f}", flush=True)
    given.out.mkdir(parents=True, exist_ok=True)
    save_file(dict(head.state_dict()), given.out / "towards.safetensors")


if __name__ == "__main__":
    main()
