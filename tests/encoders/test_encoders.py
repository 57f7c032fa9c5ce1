"""Each encoder on its own: windows, exactness, unreadable files, and how files are made."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_reasons.encoders import StaticEncoder, TransformerEncoder
from nps_reasons.encoders.transformer import windows
from nps_reasons.errors import InputError
from nps_reasons.store import ModelFolder

word_lengths = st.lists(st.integers(1, 9), max_size=30)


@given(word_lengths, st.integers(1, 7))
def test_windows_follow_each_other_and_cut_only_words_longer_than_the_room(lengths, room):
    words = np.repeat(np.arange(len(lengths)), lengths)
    pieces = windows(words, room)
    covered = [place for start, end in pieces for place in range(start, end)]
    assert covered == list(range(len(words)))
    assert all(0 < end - start <= room for start, end in pieces)
    cut_words = {int(words[end]) for _, end in pieces[:-1] if words[end] == words[end - 1]}
    assert all(lengths[word] > room for word in cut_words)


def test_a_long_text_is_read_in_windows_each_on_its_own(transformer, window):
    half = "the staff was slow. " * 2
    both = transformer.encode([half + half, half.strip()])
    long, short = (both.states[a:b] for a, b in zip(both.starts, both.ends, strict=True))
    assert len(short) == window - 2
    np.testing.assert_array_equal(long, np.concatenate([short, short]))


def test_whole_numbers_stay_near_the_exact_states(scripts, source, transformer, window):
    import onnxruntime as ort
    from export_encoder import read_bert

    graph = read_bert(source, window=window, linear="float32").SerializeToString()
    exact = ort.InferenceSession(graph, providers=["CPUExecutionProvider"])
    encoded = transformer.encode(["the staff were friendly"])
    begin, end = transformer._ends
    ids = np.array([[begin, *encoded.ids, end]], dtype=np.int64)
    states = exact.run(None, {"input_ids": ids})[0][0, 1:-1]
    likeness = (states * encoded.states).sum() / np.linalg.norm(states)
    assert likeness / np.linalg.norm(encoded.states) > 0.99


def test_vectors_of_zeros_stay_zeros_in_whole_numbers(scripts, weights, window):
    import onnxruntime as ort
    from bert_graph import bert_graph

    nothing = {name: np.zeros_like(value) for name, value in weights.items()}
    graph = bert_graph(nothing, heads=4, window=window).SerializeToString()
    session = ort.InferenceSession(graph, providers=["CPUExecutionProvider"])
    assert not session.run(None, {"input_ids": np.array([[2, 5, 3]])})[0].any()


def test_the_graph_computes_what_a_bert_model_computes(scripts, source, weights, window):
    torch = pytest.importorskip("torch", reason="the reference is the original implementation")
    transformers = pytest.importorskip("transformers", reason="as above")
    import onnxruntime as ort
    from export_encoder import read_bert

    weights = {name: torch.from_numpy(value) for name, value in weights.items()}
    vocabulary, width = weights["embeddings.word_embeddings.weight"].shape
    config = transformers.BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=weights["encoder.layer.0.intermediate.dense.bias"].shape[0],
        max_position_embeddings=weights["embeddings.position_embeddings.weight"].shape[0],
        layer_norm_eps=1e-12,
    )
    model = transformers.BertModel(config, add_pooling_layer=False).eval()
    model.load_state_dict(weights, strict=False)
    ids = np.array([[2, 40, 50, 51, 52, 3], [2, 53, 54, 55, 12, 3]], dtype=np.int64)
    with torch.no_grad():
        expected = model(torch.from_numpy(ids)).last_hidden_state.numpy()
    graph = read_bert(source, window=window, linear="float32").SerializeToString()
    found = ort.InferenceSession(graph, providers=["CPUExecutionProvider"])
    # The word vectors are kept in 8 bits in both kinds of graph.
    np.testing.assert_allclose(found.run(None, {"input_ids": ids})[0], expected, atol=0.05)


def test_static_states_are_the_rows_of_the_table_and_common_tokens_are_short(static):
    again, slow = static.encode(["slow slow"]).states, static.encode(["slow"]).states
    own = slow[:, : static.width - slow.shape[1] // 2]
    np.testing.assert_array_equal(again[:, : own.shape[1]], np.concatenate([own, own]))
    unknown = static.encode(["😀"])
    assert not unknown.states.any()


def test_tokens_of_other_scripts_and_unused_ones_are_left_out_of_the_static_vocabulary(
    static_folder,
):
    tokenizer = json.loads(static_folder.file("tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    assert "日" not in vocabulary
    assert "[unused1]" not in vocabulary
    assert sorted(vocabulary.values()) == list(range(len(vocabulary)))


def test_the_same_weights_give_the_same_bytes(
    scripts, source, transformer_folder, static_folder, window, tmp_path
):
    from distil_static import distil_static
    from export_encoder import export_encoder

    export_encoder(source, tmp_path / "transformer", window=window)
    distil_static(source, tmp_path / "static", width=16)
    for made, before in [("transformer", transformer_folder), ("static", static_folder)]:
        for file in before.config["files"]:
            assert (tmp_path / made / file).read_bytes() == before.file(file).read_bytes()


@pytest.mark.parametrize(
    ("kind", "broken", "message"),
    [
        (TransformerEncoder, "encoder.onnx", "cannot be read as an ONNX graph"),
        (TransformerEncoder, "tokenizer.json", "cannot be read as a tokenizer"),
        (StaticEncoder, "static.safetensors", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(kind, broken, message, request, tmp_path):
    name = "static_folder" if kind is StaticEncoder else "transformer_folder"
    whole = request.getfixturevalue(name)
    for file in whole.config["files"]:
        content = b"{" if file == broken else whole.file(file).read_bytes()
        (tmp_path / file).write_bytes(content)
    with pytest.raises(InputError, match=f"{broken}: {message}"):
        kind(ModelFolder(tmp_path, whole.config)).encode(["slow"])
