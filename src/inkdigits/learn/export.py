"""A trained network in; the ONNX graph that everything after training answers with out."""

from dataclasses import dataclass

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from torch import Tensor, nn

from inkdigits.data.dataset import CLASSES
from inkdigits.errors import ExportError
from inkdigits.learn.operators import Graph, emit
from inkdigits.model import Network

OPSET = 18  # of ONNX's operators
IR_VERSION = 9  # of ONNX's file format: what onnxruntime 1.20 and later read
PLAIN = 0.1  # of the range from black to white: a frame with no more contrast is blank
CLOSE = 1e-5  # how far two programs' probabilities may be apart


@dataclass(frozen=True, kw_only=True)
class Closeness:
    """How close the exported graph's probabilities came to the trained network's."""

    digits: int  # that both were tried on
    apart: float  # the largest difference
    allowed: float  # ``CLOSE``, or more where float32 itself cannot tell


def to_onnx(network: nn.Module, *, temperature: float = 1.0) -> bytes:
    """The network as an ONNX file: scaling before it, calibration and softmax after.

    Args:
        network: (n, 1, 28, 28) float32, 0 to 1 -> (n, 10) logits, or (n, 11) of one that tells
            digits from other things.
        temperature: What its first ten logits are divided by.

    Returns:
        The file: input ``frames`` uint8 (n, 28, 28), output ``probabilities`` float32 (n, 10),
        and of the latter kind ``digitness`` float32 (n,), which is 0 for blank frames.

    Raises:
        ExportError: A layer has no ONNX form.
    """
    graph = Graph()
    pixels = graph.node("Cast", "frames", to=TensorProto.FLOAT)
    pixels = graph.node("Div", pixels, graph.weight(np.array(255, np.float32)))
    graph.pixels = graph.node("Unsqueeze", pixels, graph.weight(np.array([1])))  # (n, 1, 28, 28)
    answer = emit(network, graph, graph.pixels)
    outputs = [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 10])]
    if tells_digits(network):
        first, ten, last, axis = (graph.weight(np.array([at])) for at in (0, 10, 11, 1))
        _digitness(graph, pixels, graph.node("Slice", answer, ten, last, axis))
        answer = graph.node("Slice", answer, first, ten, axis)
        outputs.append(helper.make_tensor_value_info("digitness", TensorProto.FLOAT, ["n"]))
    answer = graph.node("Div", answer, graph.weight(np.array(temperature, np.float32)))
    graph.node("Softmax", answer, output="probabilities", axis=1)
    frames = helper.make_tensor_value_info("frames", TensorProto.UINT8, ["n", 28, 28])
    return onnx_file(graph, "inkdigits", takes=frames, gives=outputs)


def onnx_file(
    graph: Graph, name: str, *, takes: onnx.ValueInfoProto, gives: list[onnx.ValueInfoProto]
) -> bytes:
    """A finished graph as an ONNX file: its name, its input and its outputs."""
    body = helper.make_graph(graph.nodes, name, [takes], gives, graph.weights)
    model = helper.make_model(
        body,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="inkdigits",
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _digitness(graph: Graph, pixels: str, logit: str) -> None:
    """Append what an eleventh logit, (n, 1), says of frames that are not blank."""
    axes = graph.weight(np.array([1, 2]))
    most, least = (graph.node(f"Reduce{end}", pixels, axes, keepdims=0) for end in ("Max", "Min"))
    plain = graph.weight(np.array(PLAIN, np.float32))
    written = graph.node("Greater", graph.node("Sub", most, least), plain)
    score = graph.node("Squeeze", graph.node("Sigmoid", logit), graph.weight(np.array([1])))
    written = graph.node("Cast", written, to=TensorProto.FLOAT)
    graph.node("Mul", score, written, output="digitness")


@torch.inference_mode()
def tells_digits(network: nn.Module) -> bool:
    """Whether a network has an eleventh logit, for how much an image looks like a digit."""
    before = network.training
    parameter = next(network.parameters())
    width = network.eval()(torch.zeros(1, 1, 28, 28, device=parameter.device)).shape[1]
    network.train(before)
    return bool(width > CLASSES)


def check_export(
    exported: bytes, images: NDArray[np.uint8], logits: Tensor, *, temperature: float = 1.0
) -> Closeness:
    """Refuse an ONNX file that does not answer as the torch network does.

    Both compute in float32, which knows logits of a size L to about L × 2⁻²³ at best. Calibrated
    networks stay far inside ``CLOSE`` all the same. One with logits of tens of thousands, as
    initial values of σ = 1 make them, and too few digits to calibrate by, is allowed twice that.

    Args:
        exported: What ``to_onnx`` made of a network.
        images: uint8 (n, 28, 28), 0 paper to 255 ink, to try both on.
        logits: (n, 10) or (n, 11), what the network itself answers.
        temperature: What the graph was exported with.

    Returns:
        How close they are, for the card.

    Raises:
        ExportError: An answer differs, or a probability by more than ``CLOSE``.
    """
    wanted = logits[:, :CLASSES].double() / temperature
    rounding = 2 * torch.finfo(torch.float32).eps * wanted.abs().max().item()
    allowed = max(CLOSE, rounding)
    probabilities = wanted.softmax(1).numpy()  # (n, 10)
    graph = Network(exported, name="the exported graph")
    answers, digitness = graph.both(images)
    apart = float(np.abs(answers - probabilities).max())
    if digitness is not None:
        written = np.ptp(images, axis=(1, 2)) > 255 * PLAIN
        meant = logits[:, CLASSES].double().sigmoid().numpy() * written
        apart = max(apart, float(np.abs(digitness - meant).max()))
    best = np.sort(probabilities, axis=1)
    tied = best[:, -1] - best[:, -2] <= 2 * allowed  # either answer is as good
    changed = int(((answers.argmax(1) != probabilities.argmax(1)) & ~tied).sum())
    if changed or not apart <= allowed:
        raise ExportError(
            f"the exported graph is not the trained network: {changed:,} of {len(images):,} "
            f"answers differ, probabilities by up to {apart:.2g}. Nothing was written."
        )
    return Closeness(digits=len(images), apart=apart, allowed=allowed)
