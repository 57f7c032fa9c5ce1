"""Fine-tune all-MiniLM-L6-v2 jointly for themes and for the sentiment towards each.

Run: python training/finetune.py BASE OUT [--epochs 2] [--seed 4], where BASE is the folder of the
untouched weights (their SHA-256 is checked). OUT gets the encoder as a Hugging Face folder and
`towards.safetensors`, the head that reads the sentiment towards a theme.

Three losses share the encoder: which themes of its set a text speaks of, by a linear head on the
mean of the token states; the same by the likeness of text and description, which carries over to
themes never seen; and the sign towards a theme or target, where its description asks the tokens
of the text. Word embeddings stay as they are.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from corpus import Example, corpus
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerBase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BASE_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LONGEST: Final = 80
TOKENS: Final = 2_000
MOST_THEMES: Final = 20
RATE: Final = 8e-5
HEAD_RATE: Final = 2e-3
ASKED: Final = 96
HIDDEN: Final = 128


def checked(base: Path) -> Path:
    """The folder of the untouched weights, if they are the ones that were published."""
    found = hashlib.sha256((base / "model.safetensors").read_bytes()).hexdigest()
    if found != BASE_SHA256:
        raise SystemExit(f"{base}: has SHA-256 {found}; expected {BASE_SHA256}")
    return base


def mean_of(states: Tensor, mask: Tensor) -> Tensor:
    """Mean of the token states, without those that begin and end the text."""
    inner = mask.clone()
    inner[:, 0] = 0
    ends = mask.sum(dim=1).long() - 1
    inner[torch.arange(len(ends)), ends] = 0
    weights = inner.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)


class Towards(nn.Module):
    """The sentiment towards what a description names: it asks the tokens, and reads the answer."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, ASKED)
        self.key = nn.Linear(width, ASKED, bias=False)
        self.read = nn.Linear(3 * width, HIDDEN)
        self.sign = nn.Linear(HIDDEN, 3)

    def forward(self, states: Tensor, inner: Tensor, mean: Tensor, asked: Tensor) -> Tensor:
        """Logits of negative, neutral and positive for each pair of a text and a description."""
        likeness = torch.einsum("pta,pa->pt", self.key(states), self.query(asked)) / ASKED**0.5
        heard = torch.softmax(likeness.masked_fill(inner == 0, -1e4), dim=1)
        answer = torch.einsum("pt,ptw->pw", heard, states)
        return self.sign(torch.tanh(self.read(torch.cat([answer, mean, asked], dim=1))))


class Joint(nn.Module):
    """The encoder and the heads that teach it."""

    def __init__(self, base: Path, labels: dict[str, list[str]]) -> None:
        super().__init__()
        off = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="sdpa", **off)
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        width = self.encoder.config.hidden_size
        self.linear = nn.ModuleDict(
            {n: nn.Linear(width, len(ls)) for n, ls in labels.items() if ls}
        )
        for head in self.linear.values():
            nn.init.constant_(head.bias, -3.0)
        self.bias = nn.ParameterDict({n: nn.Parameter(torch.tensor(-4.0)) for n in self.linear})
        self.scale = nn.Parameter(torch.tensor(8.0))
        self.towards = Towards(width)

    def read(self, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Token states, which of them are tokens of the text, and their mean."""
        states = self.encoder(**batch).last_hidden_state
        mask = batch["attention_mask"]
        inner = mask.clone()
        inner[:, 0] = 0
        inner[torch.arange(len(mask)), mask.sum(dim=1) - 1] = 0
        return states, inner, mean_of(states, mask)


@dataclass
class Batch:
    """Examples of one set, and their tokens."""

    name: str
    examples: list[Example]
    tokens: list[list[int]]


def batches(
    sets: dict[str, list[tuple[Example, list[int]]]], rng: random.Random
) -> Iterator[Batch]:
    """All examples once, in batches of one set and of nearly equal length, in random order."""
    made = []
    for name, pairs in sets.items():
        ordered = sorted(pairs, key=lambda p: len(p[1]) + rng.random() * 6)
        start = 0
        while start < len(ordered):
            size = max(
                8, min(96, TOKENS // max(len(ordered[min(start + 40, len(ordered) - 1)][1]), 8))
            )
            part = ordered[start : start + size]
            made.append(Batch(name, [e for e, _ in part], [t for _, t in part]))
            start += size
    rng.shuffle(made)
    yield from made


def padded(tokens: Sequence[Sequence[int]]) -> dict[str, Tensor]:
    """Token numbers as a matrix, with the mask of those that stand."""
    longest = max(map(len, tokens))
    ids = torch.tensor([[*t, *[0] * (longest - len(t))] for t in tokens])
    mask = torch.tensor([[1] * len(t) + [0] * (longest - len(t)) for t in tokens])
    return {"input_ids": ids, "attention_mask": mask}


def asked_themes(batch: Batch, labels: Sequence[str], rng: random.Random) -> list[str]:
    """Themes to compare the texts with: theirs and some others of the set."""
    theirs = list(dict.fromkeys(theme for e in batch.examples for theme in e.themes or ()))
    rng.shuffle(theirs)
    others = [theme for theme in labels if theme not in set(theirs)]
    chosen = theirs[: MOST_THEMES - 4]
    return chosen + rng.sample(others, min(len(others), MOST_THEMES - len(chosen)))


def loss_of(
    model: Joint,
    batch: Batch,
    labels: dict[str, list[str]],
    tokenizer: PreTrainedTokenizerBase,
    rng: random.Random,
) -> dict[str, Tensor]:
    """The three losses of a batch; those that its set does not know are left out."""
    states, inner, mean = model.read(padded(batch.tokens))
    themes = asked_themes(batch, labels[batch.name], rng) if labels[batch.name] else []
    pairs = [
        (i, name, sign) for i, e in enumerate(batch.examples) for name, sign in e.signs.items()
    ]
    if len(pairs) > 160:
        pairs = rng.sample(pairs, 160)
    names = list(dict.fromkeys([*themes, *(name for _, name, _ in pairs)]))
    described = tokenizer(names, truncation=True, max_length=32)["input_ids"]
    _, _, asked = model.read(padded(described))
    place = {name: k for k, name in enumerate(names)}
    losses = {}
    known = [i for i, e in enumerate(batch.examples) if e.themes is not None]
    if themes and known:
        column = {theme: k for k, theme in enumerate(labels[batch.name])}
        truth = torch.zeros(len(known), len(column))
        for row, i in enumerate(known):
            for theme in batch.examples[i].themes or ():
                truth[row, column[theme]] = 1
        told = model.linear[batch.name](mean[known])
        losses["linear"] = functional.binary_cross_entropy_with_logits(
            told, truth, reduction="sum"
        ) / len(known)
        text, theme = (
            functional.normalize(mean[known], dim=1),
            functional.normalize(asked[: len(themes)], dim=1),
        )
        tokens = functional.normalize(states[known], dim=2)
        near = torch.einsum("btw,kw->bkt", tokens, theme)
        heard = torch.softmax(near.masked_fill(inner[known].unsqueeze(1) == 0, -1e4) * 12, dim=2)
        likeness = 0.5 * (near * heard).sum(dim=2) + 0.5 * text @ theme.T
        logits = model.scale * likeness + model.bias[batch.name]
        wanted = truth[:, [column[theme] for theme in themes]]
        losses["likeness"] = functional.binary_cross_entropy_with_logits(
            logits, wanted, reduction="sum"
        ) / len(known)
    if pairs:
        i, k = torch.tensor([p[0] for p in pairs]), torch.tensor([place[p[1]] for p in pairs])
        logits = model.towards(states[i], inner[i], mean[i], asked[k])
        losses["sign"] = functional.cross_entropy(logits, torch.tensor([p[2] for p in pairs]))
    return losses


WEIGHTS: Final = {"linear": 0.4, "likeness": 0.4, "sign": 1.0}


def train(
    model: Joint,
    sets: dict[str, Any],
    labels: dict[str, list[str]],
    tokenizer: PreTrainedTokenizerBase,
    epochs: int,
    seed: int,
) -> None:
    """Fit the encoder and the heads; prints the running losses."""
    rng = random.Random(seed)
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}],
        weight_decay=0.01,
        fused=True,
    )
    plan = [batch for _ in range(epochs) for batch in batches(sets, rng)]
    warm = len(plan) // 15
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.02, (len(plan) - s) / (len(plan) - warm)))
    )
    running: dict[str, float] = {}
    began = time.monotonic()
    for step, batch in enumerate(plan):
        losses = loss_of(model, batch, labels, tokenizer, rng)
        total = sum((WEIGHTS[name] * loss for name, loss in losses.items()), torch.tensor(0.0))
        optimizer.zero_grad()
        total.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        for name, loss in losses.items():
            running[name] = 0.98 * running.get(name, loss.item()) + 0.02 * loss.item()
        if step % 50 == 0:
            shown = ", ".join(f"{n} {v:.3f}" for n, v in running.items())
            print(f"{step}/{len(plan)} {time.monotonic() - began:.0f} s: {shown}", flush=True)


def main() -> None:
    """Fine-tune and write the encoder and the head."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--few", type=int, default=0, help="texts a set, to try it out")
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    tokenizer = AutoTokenizer.from_pretrained(checked(given.base))
    examples = corpus(given.seed)
    if given.few:
        examples = {name: some[: given.few] for name, some in examples.items()}
    labels = {n: sorted({t for e in es for t in e.themes or ()}) for n, es in examples.items()}
    sets = {}
    for name, some in examples.items():
        if some:
            ids = tokenizer([e.text for e in some], truncation=True, max_length=LONGEST)[
                "input_ids"
            ]
            sets[name] = list(zip(some, ids, strict=True))
    model = Joint(given.base, labels)
    train(model, sets, labels, tokenizer, given.epochs, given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    model.encoder.save_pretrained(given.out)
    tokenizer.save_pretrained(given.out)
    save_file(dict(model.towards.state_dict()), given.out / "towards.safetensors")
    facts = {"scale": model.scale.item(), "bias": {n: b.item() for n, b in model.bias.items()}}
    (given.out / "facts.json").write_text(json.dumps(facts, indent=2))


if __name__ == "__main__":
    main()
