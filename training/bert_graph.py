"""A BERT encoder as an ONNX graph, written from its weights: every operation is named here.

A linear layer is computed in whole numbers where `QUANTISED` is chosen. Its weights have one scale
per column, fixed here; its inputs have one scale per token, found when it runs. So a token's vector
depends on the tokens of its own text and on nothing else that is in the batch. The usual dynamic
quantisation scales a whole batch at once and does not have this property.

Weights stay within 7 bits: on processors without VNNI, sums of two products of 8 bits overflow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float32]
    Weights = Mapping[str, Array]

FUSED: Final = "com.microsoft"
EPSILON: Final = 1e-12
WEIGHT_TOP: Final = 63
INPUT_TOP: Final = 127
OPSETS: Final = {"": 20, FUSED: 1}
IR_VERSION: Final = 10


class Graph:
    """Nodes and constants of a graph, in the order in which they were added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, name: str, value: ArrayLike) -> str:
        """Add a constant once; return its name."""
        if name not in self.constants:
            array = np.ascontiguousarray(value) if np.ndim(value) else np.asarray(value)
            self.constants[name] = numpy_helper.from_array(array, name)
        return name

    def add(
        self, kind: str, inputs: list[str], output: str, **attributes: str | int | float
    ) -> str:
        """Add a node with one output; return the output's name."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output


def quantised(graph: Graph, x: str, weight: Array, name: str) -> str:
    """Product of x and weight in whole numbers; the scale of each row of x is its largest value."""
    columns, scales = quantise_columns(weight)
    size = graph.add("Abs", [x], f"{name}.size")
    last = graph.constant("last", np.array([-1], dtype=np.int64))
    largest = graph.add("ReduceMax", [size, last], f"{name}.largest", keepdims=1)
    # A row of zeros is divided by zero, and then multiplied by it: whatever stood between is 0.
    share = graph.add("Div", [x, largest], f"{name}.share")
    step = graph.constant("step", np.float32(1 / INPUT_TOP))
    middle = graph.constant("middle", np.uint8(INPUT_TOP + 1))
    whole = graph.add("QuantizeLinear", [share, step, middle], f"{name}.whole")
    weights = graph.constant(f"{name}.weight", columns)
    inputs = [whole, weights, step, graph.constant(f"{name}.scales", scales), middle]
    product = graph.add("MatMulIntegerToFloat", inputs, f"{name}.product", domain=FUSED)
    return graph.add("Mul", [product, largest], name)


def exact(graph: Graph, x: str, weight: Array, name: str) -> str:
    """Product of x and weight in 32-bit floats."""
    return graph.add("MatMul", [x, graph.constant(f"{name}.weight", weight)], name)


LINEAR: Final[Mapping[str, Callable[[Graph, str, Array, str], str]]] = {
    "int8": quantised,
    "float32": exact,
}


def bert_graph(weights: Weights, *, heads: int, window: int, linear: str = "int8") -> ModelProto:
    """Return the graph from `input_ids` to the `states` of the last layer.

    All texts of a batch have the same number of tokens: there is no mask, so no padding can reach
    a vector.

    Parameters
    ----------
    weights
        As Hugging Face names them for a BertModel.
    heads
        Attention heads per layer.
    window
        Longest text, in tokens, with those that begin and end it; kept in the metadata.
    linear
        A key of `LINEAR`.

    Returns
    -------
    ModelProto
        Inputs: input_ids (batch, tokens) int64. Outputs: states (batch, tokens, width) float32.
    """
    graph = Graph()
    layers = sum(name.endswith("intermediate.dense.weight") for name in weights)
    x = _embeddings(graph, weights, window)
    for layer in range(layers):
        last = layer == layers - 1
        x = _layer(graph, weights, x, layer=layer, heads=heads, linear=linear, last=last)
    model = _model(graph, width=weights["embeddings.LayerNorm.weight"].shape[0])
    helper.set_model_props(model, {"window": str(window)})
    return model


def quantise_columns(weight: Array) -> tuple[NDArray[np.int8], Array]:
    """Whole numbers and the scale of each column, from (inputs, outputs) weights."""
    scales = np.abs(weight).max(axis=0) / WEIGHT_TOP
    scales = np.where(scales > 0, scales, 1).astype(np.float32)
    return np.rint(weight / scales).astype(np.int8), scales


def quantise_rows(table: Array) -> tuple[NDArray[np.int8], Array]:
    """Whole numbers and the scale of each row, from (rows, width) vectors."""
    scales = np.abs(table).max(axis=1, keepdims=True) / INPUT_TOP
    scales = np.where(scales > 0, scales, 1).astype(np.float32)
    return np.rint(table / scales).astype(np.int8), scales


def _embeddings(graph: Graph, weights: Weights, window: int) -> str:
    words, scales = quantise_rows(weights["embeddings.word_embeddings.weight"])
    found = graph.add("Gather", [graph.constant("words", words), "input_ids"], "words.whole")
    found = graph.add("Cast", [found], "words.float", to=TensorProto.FLOAT)
    scale = graph.add("Gather", [graph.constant("scales", scales), "input_ids"], "words.scale")
    found = graph.add("Mul", [found, scale], "words.vectors")
    # Every text is of the first type, so the vector of that type belongs to each position.
    places = weights["embeddings.position_embeddings.weight"][:window]
    places = places + weights["embeddings.token_type_embeddings.weight"][0]
    length = graph.add("Shape", ["input_ids"], "length", start=1, end=2)
    first = graph.constant("first", np.array([0], dtype=np.int64))
    places_now = graph.add("Slice", [graph.constant("places", places), first, length], "places.now")
    summed = graph.add("Add", [found, places_now], "embeddings")
    norm = _norm(graph, weights, "embeddings.LayerNorm")
    return graph.add("LayerNormalization", [summed, *norm], "normed", axis=-1, epsilon=EPSILON)


def _layer(
    graph: Graph, weights: Weights, x: str, *, layer: int, heads: int, linear: str, last: bool
) -> str:
    at, name, times = f"encoder.layer.{layer}", f"layer{layer}", LINEAR[linear]
    context = _attention(graph, weights, x, at=at, heads=heads, times=times)
    out = f"{at}.attention.output"
    mixed = times(graph, context, weights[f"{out}.dense.weight"].T, f"{name}.mixed")
    x = _add_and_norm(graph, weights, [mixed, x], out, f"{name}.attended")
    up = times(graph, x, weights[f"{at}.intermediate.dense.weight"].T, f"{name}.up")
    bias = graph.constant(f"{name}.up.bias", weights[f"{at}.intermediate.dense.bias"])
    up = graph.add("BiasGelu", [up, bias], f"{name}.gelu", domain=FUSED)
    down = times(graph, up, weights[f"{at}.output.dense.weight"].T, f"{name}.down")
    return _add_and_norm(
        graph, weights, [down, x], f"{at}.output", "states" if last else f"{name}.out"
    )


def _attention(
    graph: Graph,
    weights: Weights,
    x: str,
    *,
    at: str,
    heads: int,
    times: Callable[[Graph, str, Array, str], str],
) -> str:
    """Query, key and value by one product, then attention over all tokens of the text."""
    parts = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
    weight = np.concatenate([weights[f"{part}.weight"] for part in parts]).T
    bias = graph.constant(f"{at}.bias", np.concatenate([weights[f"{part}.bias"] for part in parts]))
    product = times(graph, x, weight, f"{at}.qkv")
    three = [f"{at}.q", f"{at}.k", f"{at}.v"]
    split = helper.make_node("Split", [product], three, name=f"{at}.split", axis=-1, num_outputs=3)
    graph.nodes.append(split)
    inputs = [*three, bias]
    return graph.add("MultiHeadAttention", inputs, f"{at}.context", domain=FUSED, num_heads=heads)


def _add_and_norm(graph: Graph, weights: Weights, both: list[str], at: str, output: str) -> str:
    """Layer norm of a product, its bias and what went into it."""
    # One node could do all three; ONNX Runtime computes it much slower than the three.
    bias = graph.constant(f"{at}.bias", weights[f"{at}.dense.bias"])
    product = graph.add("Add", [both[0], bias], f"{output}.biased")
    summed = graph.add("Add", [product, both[1]], f"{output}.summed")
    norm = _norm(graph, weights, f"{at}.LayerNorm")
    return graph.add("LayerNormalization", [summed, *norm], output, axis=-1, epsilon=EPSILON)


def _norm(graph: Graph, weights: Weights, at: str) -> list[str]:
    return [graph.constant(f"{at}.{part}", weights[f"{at}.{part}"]) for part in ("weight", "bias")]


def _model(graph: Graph, width: int) -> ModelProto:
    kinds = TensorProto.INT64, TensorProto.FLOAT
    given = helper.make_tensor_value_info("input_ids", kinds[0], ["batch", "tokens"])
    states = helper.make_tensor_value_info("states", kinds[1], ["batch", "tokens", width])
    constants = [graph.constants[name] for name in sorted(graph.constants)]
    opsets = [helper.make_opsetid(domain, version) for domain, version in OPSETS.items()]
    made = helper.make_graph(graph.nodes, "encoder", [given], [states], constants)
    return helper.make_model(made, opset_imports=opsets, ir_version=IR_VERSION)
