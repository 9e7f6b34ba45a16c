"""A trained network in; the ONNX graph that everything after training answers with out."""

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from inkdigits.errors import ExportError
from inkdigits.model import Network

OPSET = 18  # of ONNX's operators
IR_VERSION = 9  # of ONNX's file format: what onnxruntime 1.20 and later read
CLOSE = 1e-5  # how far two programs' probabilities may be apart


@dataclass(frozen=True, kw_only=True)
class Closeness:
    """How close the exported graph's probabilities came to the trained network's."""

    digits: int  # that both were tried on
    apart: float  # the largest difference
    allowed: float  # ``CLOSE``, or more where float32 itself cannot tell


class Graph:
    """An ONNX graph in the making: nodes in order, and the weights that they name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.pixels = ""  # the name of the network's input

    def weight(self, value: Tensor | NDArray[np.generic]) -> str:
        """Keep a constant and give its name."""
        array = value.detach().cpu().contiguous().numpy() if isinstance(value, Tensor) else value
        name = f"weight{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def node(self, operator: str, *inputs: str, output: str = "", **settings: Any) -> str:
        """Append an operator and give its output's name."""
        name = output or f"{operator.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **settings))
        return name


@singledispatch
def emit(layer: nn.Module, _graph: Graph, _x: str) -> str:
    """Append what ``layer`` does to the value named by ``_x``; give the name of what comes out.

    Raises:
        ExportError: No layer of this kind is known here.
    """
    raise ExportError(
        f"a {type(layer).__name__} layer has no ONNX form here: add one to learn/export.py."
    )


@emit.register
def _(layer: nn.Sequential, graph: Graph, x: str) -> str:
    for part in layer:
        x = emit(part, graph, x)
    return x


@emit.register
def _(layer: nn.Conv2d, graph: Graph, x: str) -> str:
    if not isinstance(layer.padding, tuple) or layer.padding_mode != "zeros":
        raise ExportError(f"{layer} pads in a way that has no ONNX form here.")
    weights = [graph.weight(w) for w in (layer.weight, layer.bias) if w is not None]
    return graph.node(
        "Conv",
        x,
        *weights,
        kernel_shape=layer.kernel_size,
        strides=layer.stride,
        pads=layer.padding * 2,  # top, left, bottom, right
        dilations=layer.dilation,
        group=layer.groups,
    )


@emit.register
def _(layer: nn.BatchNorm2d, graph: Graph, x: str) -> str:
    state = (layer.weight, layer.bias, layer.running_mean, layer.running_var)
    weights = [graph.weight(value) for value in state if value is not None]
    return graph.node("BatchNormalization", x, *weights, epsilon=layer.eps)


@emit.register
def _(layer: nn.MaxPool2d, graph: Graph, x: str) -> str:
    size, stride, padding = (
        (value, value) if isinstance(value, int) else tuple(value)
        for value in (layer.kernel_size, layer.stride, layer.padding)
    )
    return graph.node("MaxPool", x, kernel_shape=size, strides=stride, pads=padding * 2)


@emit.register
def _(layer: nn.Linear, graph: Graph, x: str) -> str:
    weights = [graph.weight(w) for w in (layer.weight, layer.bias) if w is not None]
    return graph.node("Gemm", x, *weights, transB=1)


@emit.register
def _(_: nn.ReLU, graph: Graph, x: str) -> str:
    return graph.node("Relu", x)


@emit.register
def _(layer: nn.Flatten, graph: Graph, x: str) -> str:
    return graph.node("Flatten", x, axis=layer.start_dim)


@emit.register
def _(layer: nn.PixelUnshuffle, graph: Graph, x: str) -> str:
    # ONNX orders the new channels place first, torch channel first: one channel, the same order.
    if x != graph.pixels:
        raise ExportError(f"{layer} has an ONNX form here as the first layer only.")
    return graph.node("SpaceToDepth", x, blocksize=layer.downscale_factor)


@emit.register
def _(_: nn.Dropout, _graph: Graph, x: str) -> str:
    return x  # off when answering


def to_onnx(network: nn.Module, *, temperature: float = 1.0) -> bytes:
    """The network as an ONNX file: scaling before it, calibration and softmax after.

    Args:
        network: (n, 1, 28, 28) float32, 0 to 1 -> (n, 10) logits.
        temperature: What its logits are divided by.

    Returns:
        The file: input ``frames`` uint8 (n, 28, 28), output ``probabilities`` float32 (n, 10).

    Raises:
        ExportError: A layer has no ONNX form.
    """
    graph = Graph()
    pixels = graph.node("Cast", "frames", to=TensorProto.FLOAT)
    pixels = graph.node("Div", pixels, graph.weight(np.array(255, np.float32)))
    graph.pixels = graph.node("Unsqueeze", pixels, graph.weight(np.array([1])))  # (n, 1, 28, 28)
    answer = emit(network, graph, graph.pixels)
    answer = graph.node("Div", answer, graph.weight(np.array(temperature, np.float32)))
    graph.node("Softmax", answer, output="probabilities", axis=1)
    frames = helper.make_tensor_value_info("frames", TensorProto.UINT8, ["n", 28, 28])
    answers = helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 10])
    body = helper.make_graph(graph.nodes, "inkdigits", [frames], [answers], graph.weights)
    model = helper.make_model(
        body,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="inkdigits",
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def check_export(exported: bytes, images: NDArray[np.uint8], logits: Tensor) -> Closeness:
    """Refuse an ONNX file that does not answer as the torch network does.

    Both compute in float32, which knows logits of a size L to about L × 2⁻²³ at best. Calibrated
    networks stay far inside ``CLOSE`` all the same. One with logits of tens of thousands, as
    initial values of σ = 1 make them, and too few digits to calibrate by, is allowed twice that.

    Args:
        exported: What ``to_onnx`` made of a network.
        images: uint8 (n, 28, 28), 0 paper to 255 ink, to try both on.
        logits: (n, 10), what the network itself answers, over the temperature.

    Returns:
        How close they are, for the card.

    Raises:
        ExportError: An answer differs, or a probability by more than ``CLOSE``.
    """
    wanted = logits.double()
    rounding = 2 * torch.finfo(torch.float32).eps * wanted.abs().max().item()
    allowed = max(CLOSE, rounding)
    probabilities = wanted.softmax(1).numpy()  # (n, 10)
    answers = Network(exported, name="the exported graph").probabilities(images)
    apart = float(np.abs(answers - probabilities).max())
    best = np.sort(probabilities, axis=1)
    tied = best[:, -1] - best[:, -2] <= 2 * allowed  # either answer is as good
    changed = int(((answers.argmax(1) != probabilities.argmax(1)) & ~tied).sum())
    if changed or not apart <= allowed:
        raise ExportError(
            f"the exported graph is not the trained network: {changed:,} of {len(images):,} "
            f"answers differ, probabilities by up to {apart:.2g}. Nothing was written."
        )
    return Closeness(digits=len(images), apart=apart, allowed=allowed)
