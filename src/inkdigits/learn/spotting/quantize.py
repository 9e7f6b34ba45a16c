"""A spotter's graph and scenes in; a graph that multiplies bytes, some twice as fast, out.

Kernels are rounded to seven bits and what they are multiplied with to eight, each with a scale of
its own: a kernel's channels by their largest weights, a layer's input by the mean of the ranges
that it has on scenes. The layers next to the paper and next to the answers stay as they are: they
are small, and rounding them costs most.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.quant_utils import add_pre_process_metadata

FIRST, LAST = 3, 4  # convolutions that stay as they are


def quantize(exported: bytes, pictures: NDArray[np.uint8]) -> bytes:
    """The same graph with its convolutions in bytes. All cores measure the ranges.

    Args:
        exported: An ONNX file: ``pictures`` uint8 (n, h, w) -> answers.
        pictures: (n, h, w), what it is to look at; ranges are measured on them.

    References:
        Jacob, Kligys, Chen, Zhu, Tang, Howard, Adam and Kalenichenko, "Quantization and training
        of neural networks for efficient integer-arithmetic-only inference", 2018.
    """
    with TemporaryDirectory() as folder:
        plain, rounded = Path(folder, "plain.onnx"), Path(folder, "rounded.onnx")
        model = _folded(exported, plain)
        layers = [node.name for node in model.graph.node if node.op_type == "Conv"]
        quantize_static(
            model,
            rounded,
            _Pictures(pictures),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv"],
            nodes_to_exclude=layers[:FIRST] + layers[-LAST:],
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,  # seven bits: or sums overflow on processors of before 2019
            extra_options={"CalibMovingAverage": True},  # the mean range, not the widest
        )
        return rounded.read_bytes()


class _Pictures(CalibrationDataReader):  # type: ignore[misc]
    """One picture after the other, as onnxruntime asks for them."""

    def __init__(self, pictures: NDArray[np.uint8]) -> None:
        self._left = iter(pictures[:, None])

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        """The next, or None."""
        picture = next(self._left, None)
        return None if picture is None else {"pictures": picture}


def _folded(exported: bytes, file: Path) -> onnx.ModelProto:
    """A graph whose kernels are float32 and hold what evens out their layers; each node named."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(file)
    onnxruntime.InferenceSession(exported, options, providers=["CPUExecutionProvider"])
    model = onnx.load(file)
    for at, node in enumerate(model.graph.node):
        node.name = f"node{at}"
    add_pre_process_metadata(
        model
    )  # it is prepared for what follows, and need not be said to lack it
    own = [opset for opset in model.opset_import if not opset.domain]
    del model.opset_import[:]
    model.opset_import.extend(own)  # without those of onnxruntime's own operators, which it has not
    return model
