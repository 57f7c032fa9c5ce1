"""Export a BERT encoder for ONNX Runtime: encoder.onnx in 8 bits, and its tokenizer.json.

python training/export_encoder.py HUGGING_FACE_FOLDER TARGET_FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bert_graph import bert_graph
from safetensors.numpy import load_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray
    from onnx import ModelProto

WINDOW: Final = 128


def export_encoder(source: Path, target: Path, *, window: int = WINDOW) -> None:
    """Write encoder.onnx and tokenizer.json; the same source gives the same bytes.

    Parameters
    ----------
    source
        Hugging Face folder of a BertModel: config.json, model.safetensors, tokenizer.json.
    target
        Folder to write to; made where it is missing.
    window
        Longest text, in tokens; longer ones are read in pieces.
    """
    target.mkdir(parents=True, exist_ok=True)
    model = read_bert(source, window=window)
    (target / "encoder.onnx").write_bytes(model.SerializeToString(deterministic=True))
    text = json.dumps(plain_tokenizer(source), ensure_ascii=False, separators=(",", ":"))
    (target / "tokenizer.json").write_text(text, encoding="utf-8")


def read_bert(source: Path, *, window: int, linear: str = "int8") -> ModelProto:
    """Return a Hugging Face folder's encoder as an ONNX graph."""
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    if (config["model_type"], config["hidden_act"]) != ("bert", "gelu"):
        raise SystemExit(f"{source}: not a BertModel with gelu; {config['model_type']}")
    weights = read_weights(source / "model.safetensors")
    return bert_graph(weights, heads=config["num_attention_heads"], window=window, linear=linear)


def read_weights(path: Path) -> Mapping[str, NDArray[np.float32]]:
    """Weights of a BertModel by name, whatever stands before "embeddings" and "encoder"."""
    loaded = load_file(path)
    parts = {name: name.removeprefix("bert.") for name in loaded}
    return {short: loaded[name].astype("float32") for name, short in parts.items()}


def plain_tokenizer(source: Path) -> dict[str, Any]:
    """Return tokenizer.json without padding and truncation: windows are cut when it runs."""
    tokenizer = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    return dict(tokenizer) | {"truncation": None, "padding": None}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--window", type=int, default=WINDOW)
    asked = parser.parse_args()
    export_encoder(asked.source, asked.target, window=asked.window)
