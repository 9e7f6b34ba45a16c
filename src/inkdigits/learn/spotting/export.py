"""A trained spotter and scenes in; the ONNX graph that pages are looked at with out."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from torch import Tensor, nn

from inkdigits.errors import ExportError
from inkdigits.learn.export import onnx_file
from inkdigits.learn.operators import Graph, emit
from inkdigits.learn.spotting.glyphs import Glyphs
from inkdigits.learn.spotting.network import CELL, LEAST, NEAR, WIDE, Block, Spotter
from inkdigits.learn.spotting.quantize import quantize
from inkdigits.learn.spotting.scene import make_scene
from inkdigits.sight import ANSWERS, FINE, INKS, STRIDE, SpotterNetwork

KERNEL = 4  # dimensions of a layer's kernel
CLOSE = 2e-3  # how far two programs' answers may be apart
ROUGH = 1.0  # how far rounding to bytes may move answers about digits in the mean; log odds, mostly
TRIED = 24  # scenes that the graph is tried on: some have hardly any digits
MEASURED = 300  # scenes that the ranges of its layers are measured on


def export(
    network: Spotter, glyphs: Glyphs, *, seed: int, threads: int
) -> tuple[bytes, dict[str, Any]]:
    """A trained network as the file that pages are looked at with, and how close the two are.

    Args:
        network: Its kernels rounded already, as ``round_kernels`` does.
        glyphs: What the scenes are made of that it is tried on, and rounded to bytes with.
        seed: Of the scenes.
        threads: That the graphs answer with.

    Raises:
        ExportError: The graph is not the network, or not nearly once it is in bytes.
    """
    rng = np.random.default_rng([seed, 6])
    pictures = np.stack([make_scene(glyphs, rng).picture for _ in range(TRIED + MEASURED)])
    tried, measured = pictures[:TRIED], pictures[TRIED:]
    plain = to_onnx(network.eval())
    apart = check_export(plain, network, tried)
    rounded = quantize(plain, measured)
    graphs = (
        SpotterNetwork(graph, name="the exported graph", threads=threads)
        for graph in (plain, rounded)
    )
    off = _apart_on_digits(*(graph.answer(tried) for graph in graphs))
    if not off <= ROUGH:
        raise ExportError(
            f"in bytes the graph is another network: where digits are, answers differ by {off:.2g} "
            "in the mean. Nothing was written; the checkpoint is kept."
        )
    closeness = {"scenes": len(tried), "apart": apart}
    return rounded, {**closeness, "calibrated_on": len(measured), "off_in_bytes": off}


def _apart_on_digits(
    one: tuple[NDArray[np.float32], ...], other: tuple[NDArray[np.float32], ...]
) -> float:
    """How far two graphs' answers are apart in the mean, where either sees a digit, or its ink."""
    apart = [0.0]
    for mine, theirs in zip(one, other, strict=True):  # (n, channels, h, w), the first log odds
        there = np.maximum(mine[:, 0], theirs[:, 0]) > 0
        if there.any():
            apart.append(float(np.abs(mine - theirs).mean(axis=1)[there].mean()))
    return max(apart)


def to_onnx(network: Spotter) -> bytes:
    """The network as an ONNX file: ``pictures`` uint8 (n, h, w) -> ``answers`` and ``inks``."""
    graph = Graph()
    pixels = graph.node("Cast", "pictures", to=TensorProto.FLOAT)
    pixels = graph.node("Div", pixels, graph.weight(np.array(255, np.float32)))
    pixels = graph.node("Unsqueeze", pixels, graph.weight(np.array([1])))
    fourth = emit(network.fourth, graph, emit(network.stem, graph, _even(graph, pixels)))
    eighth = emit(network.eighth, graph, fourth)
    sixteenth = emit(network.up_sixteenth, graph, emit(network.sixteenth, graph, eighth))
    eighth = graph.node("Add", eighth, _twice(graph, sixteenth))
    eighth = emit(network.join_eighth, graph, eighth)
    fourth = graph.node("Add", fourth, _twice(graph, emit(network.up_eighth, graph, eighth)))
    joined = emit(network.join_fourth, graph, fourth)
    answers = emit(network.answers, graph, joined)
    graph.node("Identity", answers, output="answers")
    inks = emit(network.inks, graph, joined)
    graph.node("DepthToSpace", inks, output="inks", blocksize=STRIDE // FINE, mode="CRD")
    outputs = [
        helper.make_tensor_value_info("answers", TensorProto.FLOAT, ["n", ANSWERS, "ah", "aw"]),
        helper.make_tensor_value_info("inks", TensorProto.FLOAT, ["n", INKS, "ih", "iw"]),
    ]
    pictures = helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["n", "h", "w"])
    return onnx_file(graph, "inkdigits-spotter", takes=pictures, gives=outputs)


@torch.no_grad()
def round_kernels(network: nn.Module) -> dict[str, Tensor]:
    """Round a network's kernels to float16, in place; its state, with them in that type.

    So a folder keeps them: half the space, and 11 bits' precision, where bfloat16, in which the
    recipe trains, has 8.
    """
    for parameter in network.parameters():
        if parameter.ndim == KERNEL:
            parameter.copy_(parameter.half())
    return {
        name: (value.half() if value.ndim == KERNEL else value).contiguous()
        for name, value in network.state_dict().items()
    }


@torch.inference_mode()
def check_export(exported: bytes, network: Spotter, pictures: NDArray[np.uint8]) -> float:
    """How far apart the graph's and the network's answers are for some pictures, (n, h, w).

    Raises:
        ExportError: Further than ``CLOSE``.
    """
    wanted = network.eval()(torch.from_numpy(pictures)[:, None].float() / 255)
    graph = SpotterNetwork(exported, name="the exported graph")
    apart = max(
        float(np.abs(one - other.numpy()).max())
        for one, other in zip(graph.answer(pictures), wanted, strict=True)
    )
    if not apart <= CLOSE:
        raise ExportError(
            f"the exported graph is not the trained network: answers differ by up to {apart:.2g}. "
            "Nothing was written."
        )
    return apart


def _even(graph: Graph, x: str) -> str:
    """What ``EvenLight`` does."""
    apart = graph.node("Sub", x, _mean_around(graph, x, NEAR))
    square = _mean_around(graph, graph.node("Mul", apart, apart), WIDE)
    spread = graph.node("Sqrt", graph.node("Relu", square))
    least = graph.weight(np.array(LEAST, np.float32))
    return graph.node("Div", apart, graph.node("Add", spread, least))


def _mean_around(graph: Graph, x: str, side: int) -> str:
    x = graph.node("AveragePool", x, kernel_shape=[CELL, CELL], strides=[CELL, CELL])
    for size in ((1, side), (side, 1)):
        pads = [size[0] // 2, size[1] // 2] * 2
        x = graph.node("AveragePool", x, kernel_shape=size, pads=pads, count_include_pad=0)
    return _larger(graph, x, CELL, mode="linear")


def _twice(graph: Graph, x: str) -> str:
    """Twice as high and wide, each value repeated."""
    return _larger(
        graph,
        x,
        2,
        mode="nearest",
        coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    )


def _larger(graph: Graph, x: str, times: int, **how: str) -> str:
    scales = graph.weight(np.array([1, 1, times, times], np.float32))
    return graph.node("Resize", x, "", scales, **how)


@emit.register
def _(layer: Block, graph: Graph, x: str) -> str:
    both = graph.node("Add", x, emit(layer.second, graph, emit(layer.first, graph, x)))
    return graph.node("Relu", both)
