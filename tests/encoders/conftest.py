"""Tiny encoders with random weights, made as the shipped ones are."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from nps_reasons.encoders import StaticEncoder, TransformerEncoder
from nps_reasons.store import ModelFolder, read_model, sha256_of

TRAINING = Path(__file__).parents[2] / "training"
WORDS = ["the", "staff", "was", "were", "friendly", "and", "help", "##ful", "but", "slow", "##ly"]
MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]", ".", ",", "!", "日"]
LETTERS = [chr(code) for code in range(ord("a"), ord("z") + 1)]
VOCABULARY = [*MARKS, *LETTERS, *(f"##{letter}" for letter in LETTERS), *WORDS]
WIDTH, INNER, LAYERS, WINDOW = 24, 48, 2, 12


def tiny_tokenizer():
    numbers = {token: number for number, token in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    ends = [("[CLS]", numbers["[CLS]"]), ("[SEP]", numbers["[SEP]"])]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=ends
    )
    # The published files come with both.
    tokenizer.enable_truncation(8)
    tokenizer.enable_padding(length=8)
    return tokenizer


def tiny_weights(seed=0):
    rng = np.random.default_rng(seed)
    shapes = {
        "embeddings.word_embeddings.weight": (len(VOCABULARY), WIDTH),
        "embeddings.position_embeddings.weight": (WINDOW + 4, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        norms += [f"{at}.attention.output.LayerNorm", f"{at}.output.LayerNorm"]
        square = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
        for name in [*square, f"{at}.attention.output.dense"]:
            shapes |= {f"{name}.weight": (WIDTH, WIDTH), f"{name}.bias": (WIDTH,)}
        up, down = f"{at}.intermediate.dense", f"{at}.output.dense"
        shapes |= {f"{up}.weight": (INNER, WIDTH), f"{up}.bias": (INNER,)}
        shapes |= {f"{down}.weight": (WIDTH, INNER), f"{down}.bias": (WIDTH,)}
    weights = {name: rng.normal(0, 0.3, shape) for name, shape in shapes.items()}
    for name in norms:
        weights |= {f"{name}.weight": np.ones(WIDTH), f"{name}.bias": np.zeros(WIDTH)}
    return {name: value.astype(np.float32) for name, value in weights.items()}


@pytest.fixture(scope="session")
def window():
    """Longest text of the tiny transformer, in tokens."""
    return WINDOW


@pytest.fixture(scope="session")
def weights():
    return tiny_weights()


@pytest.fixture(scope="session")
def scripts():
    """The training folder as a place to import from; its own needs may not be installed."""
    pytest.importorskip("onnx", reason="the encoders are exported with onnx")
    sys.path.insert(0, str(TRAINING))
    yield TRAINING
    sys.path.remove(str(TRAINING))


@pytest.fixture(scope="session")
def source(weights, tmp_path_factory):
    """A Hugging Face folder of a BertModel of two layers."""
    folder = tmp_path_factory.mktemp("source")
    config = {"model_type": "bert", "hidden_act": "gelu", "num_attention_heads": 4}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    tiny_tokenizer().save(str(folder / "tokenizer.json"))
    save_file(weights, folder / "model.safetensors")
    return folder


def sealed(folder, name):
    files = {path.name: sha256_of(path) for path in sorted(folder.iterdir())}
    config = {"name": name, "version": 1, "files": files}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return read_model(folder.name, folder=folder.parent)


@pytest.fixture(scope="session")
def transformer_folder(scripts, source, tmp_path_factory) -> ModelFolder:
    from export_encoder import export_encoder

    folder = tmp_path_factory.mktemp("models") / "tiny-transformer"
    export_encoder(source, folder, window=WINDOW)
    return sealed(folder, "tiny-transformer")


@pytest.fixture(scope="session")
def static_folder(scripts, source, tmp_path_factory) -> ModelFolder:
    from distil_static import distil_static

    folder = tmp_path_factory.mktemp("models") / "tiny-static"
    distil_static(source, folder, width=16)
    return sealed(folder, "tiny-static")


@pytest.fixture(scope="session")
def transformer(transformer_folder):
    return TransformerEncoder(transformer_folder, threads=1)


@pytest.fixture(scope="session")
def static(static_folder):
    return StaticEncoder(static_folder)


@pytest.fixture(scope="session", params=["transformer", "static"])
def encoder(request):
    return request.getfixturevalue(request.param)
