"""A trained layer in; the ONNX nodes that do the same, appended to a graph, out."""

from functools import singledispatch
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from torch import Tensor, nn

from inkdigits.digits import SIDE
from inkdigits.errors import ExportError
from inkdigits.learn.even import LEAST, EvenPaper
from inkdigits.learn.together import VIEWS, Together, Views
from inkdigits.vision.paper import TRUST

TINY = float(torch.finfo(torch.float32).tiny)  # no division by nothing


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

    def split(self, x: str, parts: int) -> list[str]:
        """Append a split into equal parts along the first axis, and give their names."""
        names = [f"part{len(self.nodes)}.{part}" for part in range(parts)]
        self.nodes.append(helper.make_node("Split", [x], names, axis=0, num_outputs=parts))
        return names


@singledispatch
def emit(layer: nn.Module, _graph: Graph, _x: str) -> str:
    """Append what ``layer`` does to the value named by ``_x``; give the name of what comes out.

    Raises:
        ExportError: No layer of this kind is known here.
    """
    raise ExportError(
        f"a {type(layer).__name__} layer has no ONNX form here: add one to learn/operators.py."
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
    weights = [graph.weight(layer.weight)]
    weights += [] if layer.bias is None else [graph.weight(layer.bias)]
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


@emit.register
def _(layer: EvenPaper, graph: Graph, x: str) -> str:
    number = {
        value: graph.weight(np.array(value, np.float32))
        for value in (0, 0.5, 1, LEAST, TRUST, TINY)
    }
    axes = graph.weight(np.array([1, 2, 3]))

    def over(operator: str, value: str) -> str:
        return graph.node(f"Reduce{operator}", value, axes)

    def smooth(matrix: Tensor) -> str:
        left, right = graph.weight(matrix), graph.weight(matrix.T)
        return graph.node("MatMul", graph.node("MatMul", left, x), right)

    spots = smooth(layer.spot)
    low, high = over("Min", spots), over("Max", spots)
    span = graph.node("Max", graph.node("Sub", high, low), number[LEAST])
    apart = graph.node("Sub", x, smooth(layer.around))
    square = graph.node("Mul", apart, apart)
    spread = graph.node("Max", over("Mean", square), number[TINY])
    spread = graph.node("Mul", spread, graph.node("Sqrt", spread))
    skew = graph.node("Div", over("Mean", graph.node("Mul", square, apart)), spread)
    rim = over("Sum", graph.node("Mul", x, graph.weight(layer.rim)))
    middle = graph.node("Mul", graph.node("Add", low, high), number[0.5])
    inner = graph.node("Div", graph.node("Sub", middle, rim), span)
    light = graph.node("Add", skew, graph.node("Mul", inner, number[TRUST]))
    light = graph.node("GreaterOrEqual", light, number[0])
    ink = graph.node("Where", light, graph.node("Sub", x, low), graph.node("Sub", high, x))
    graph.pixels = graph.node("Clip", graph.node("Div", ink, span), number[0], number[1])
    return graph.pixels


@emit.register
def _(layer: Together, graph: Graph, x: str) -> str:
    pixels, answers = graph.pixels, []
    for member in layer:
        graph.pixels = pixels
        answers.append(emit(member, graph, x))
    return graph.node("Mean", *answers)


@emit.register
def _(layer: Views, graph: Graph, x: str) -> str:
    pads = graph.weight(np.array([0, 0, 1, 1, 0, 0, 1, 1]))
    wide = graph.node("Pad", x, pads, mode="edge")
    axes = graph.weight(np.array([2, 3]))
    views = [
        graph.node(
            "Slice",
            wide,
            graph.weight(np.array([1 - down, 1 - right])),
            graph.weight(np.array([1 - down + SIDE, 1 - right + SIDE])),
            axes,
        )
        for down, right in VIEWS
    ]
    graph.pixels = graph.node("Concat", *views, axis=0)
    answers = emit(layer.network, graph, graph.pixels)  # (views × n, classes)
    return graph.node("Mean", *graph.split(answers, len(VIEWS)))
