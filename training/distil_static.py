"""Distil a BERT encoder into one vector per token: static.safetensors, and its tokenizer.json.

python training/distil_static.py HUGGING_FACE_FOLDER TARGET_FOLDER

Every token of the vocabulary is read alone, as a text of one token; the mean of its states is taken
down to a smaller width by principal components, and weighted by how rare the token is, where its
place in the vocabulary stands for its frequency. This is the method of model2vec.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from bert_graph import quantise_rows
from export_encoder import plain_tokenizer, read_bert
from safetensors.numpy import save

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

WIDTH: Final = 256
# Smooth inverse frequency: a token of this share of all tokens counts half.
COMMON: Final = 1e-4
AT_A_TIME: Final = 512


def distil_static(source: Path, target: Path, *, width: int = WIDTH) -> None:
    """Write static.safetensors and tokenizer.json; the same source gives the same bytes.

    Parameters
    ----------
    source
        Hugging Face folder of a BertModel.
    target
        Folder to write to; made where it is missing.
    width
        Length of a vector.
    """
    target.mkdir(parents=True, exist_ok=True)
    tokenizer = plain_tokenizer(source)
    kept = kept_tokens(tokenizer)
    begin, end = (tokenizer["model"]["vocab"][token] for token in ("[CLS]", "[SEP]"))
    alone = read_alone(source, list(kept.values()), begin=begin, end=end)
    special = {token["content"] for token in tokenizer["added_tokens"]}
    ordinary = np.array([token not in special for token in kept])
    vectors = static_vectors(alone, ordinary, width=width)
    whole, scales = quantise_rows(vectors)
    stored = save({"vectors": whole, "scales": scales[:, 0].copy()})
    (target / "static.safetensors").write_bytes(stored)
    text = json.dumps(renumbered(tokenizer, kept), ensure_ascii=False, separators=(",", ":"))
    (target / "tokenizer.json").write_text(text, encoding="utf-8")


def kept_tokens(tokenizer: Mapping[str, Any]) -> dict[str, int]:
    """Tokens in the vocabulary's order, without unused ones and those of other scripts."""
    vocabulary = sorted(tokenizer["model"]["vocab"].items(), key=lambda item: item[1])
    return {token: number for token, number in vocabulary if _is_latin(token)}


def read_alone(source: Path, tokens: list[int], *, begin: int, end: int) -> Array:
    """Mean state of each token read as a text of its own, with what begins and ends a text."""
    import onnxruntime as ort  # noqa: PLC0415 - slow to import

    graph = read_bert(source, window=8, linear="float32").SerializeToString()
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    texts = np.array([[begin, token, end] for token in tokens], dtype=np.int64)
    parts = [texts[at : at + AT_A_TIME] for at in range(0, len(texts), AT_A_TIME)]
    states = [session.run(["states"], {"input_ids": part})[0].mean(axis=1) for part in parts]
    return np.concatenate(states)


def static_vectors(alone: Array, ordinary: NDArray[np.bool_], *, width: int) -> Array:
    """Principal components of the tokens' vectors, weighted by how rare each token is.

    Parameters
    ----------
    alone : ndarray of shape (n_tokens, n_states)
        Vector of each token, from common to rare.
    ordinary : ndarray of shape (n_tokens,)
        False for tokens that stand for no word; their vector is zero.
    width
        Components to keep.

    Returns
    -------
    ndarray of shape (n_tokens, width)
    """
    found = np.zeros((len(alone), width), dtype=np.float32)
    components = principal_components(alone[ordinary].astype(np.float64), width)
    found[ordinary] = components * rarity(int(ordinary.sum()))[:, None]
    return found


def principal_components(vectors: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Centred vectors along their widest directions, whose largest part is positive."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    widest = directions[:, ::-1][:, :width]
    largest = np.abs(widest).argmax(axis=0)
    signs = np.sign(widest[largest, np.arange(widest.shape[1])])
    projected: NDArray[np.float64] = centred @ (widest * signs)
    return projected


def rarity(n_tokens: int) -> NDArray[np.float64]:
    """Weight of each token, where the n-th is said 1/n times as often as the first (Zipf)."""
    shares = 1 / np.arange(2, n_tokens + 2)
    weights: NDArray[np.float64] = COMMON / (COMMON + shares / shares.sum())
    return weights


def renumbered(tokenizer: Mapping[str, Any], kept: Mapping[str, int]) -> dict[str, Any]:
    """Return the tokenizer with the tokens kept, numbered from 0."""
    numbers = {token: number for number, token in enumerate(kept)}
    added = [token | {"id": numbers[token["content"]]} for token in tokenizer["added_tokens"]]
    post = json.loads(json.dumps(tokenizer["post_processor"]))
    for token, entry in post["special_tokens"].items():
        entry["ids"] = [numbers[token]]
    model = dict(tokenizer["model"]) | {"vocab": numbers}
    return dict(tokenizer) | {"model": model, "added_tokens": added, "post_processor": post}


def _is_latin(token: str) -> bool:
    """Whether a token has letters of the Latin script only, and is not kept free for later."""
    if token.startswith("[unused"):
        return False
    return all(unicodedata.name(c, "").startswith("LATIN") for c in token if c.isalpha())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--width", type=int, default=WIDTH)
    asked = parser.parse_args()
    distil_static(asked.source, asked.target, width=asked.width)
