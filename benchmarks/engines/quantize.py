"""A Model folder in; how fast, how small and how true its network is in int8 out.

    python benchmarks/engines/quantize.py DIGITS_FOLDER [--model FOLDER]

ONNX Runtime's static quantisation, per channel, in QDQ form, after its own preparation (which folds
BatchNorm into the convolutions), calibrated on 1,000 training digits. Changed answers are counted
on 10,000 other training digits, and on the test digits for the record. float16 is tried beside it:
where ONNX Runtime has no operators for it, it converts to float32 and back between them.
"""

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16
from timing import BATCHES, latency, make_parser, rounded, test_digits, time_passes

from inkdigits.model import ONNX, SHIPPED, Network

CALIBRATION, HELD_OUT = 1000, 10_000  # training digits
ACTIVATIONS = {"S8S8": QuantType.QInt8, "U8S8": QuantType.QUInt8}  # weights are S8 in both
SURE = 0.8  # how probable an int8 answer must be for float32 not to be asked as well


class Digits(CalibrationDataReader):
    """Hands digits to the calibration, a hundred at a time."""

    def __init__(self, frames: NDArray[np.uint8]) -> None:
        self.waiting = iter(np.split(frames, len(frames) // 100))

    def get_next(self) -> dict[str, Any] | None:
        frames = next(self.waiting, None)
        return None if frames is None else {"frames": frames}


def quantize(graph: Path, frames: NDArray[np.uint8], activations: QuantType) -> bytes:
    """The graph with int8 weights and 8-bit activations."""
    with tempfile.TemporaryDirectory() as folder:
        prepared, out = Path(folder, "prepared.onnx"), Path(folder, "int8.onnx")
        quant_pre_process(graph, prepared, skip_symbolic_shape=True)
        quantize_static(
            prepared,
            out,
            Digits(frames),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=activations,
            weight_type=QuantType.QInt8,
        )
        return out.read_bytes()


def halve(graph: Path) -> bytes:
    """The graph with float16 weights and activations; what goes in and comes out stays."""
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder, "prepared.onnx")
        quant_pre_process(graph, prepared, skip_symbolic_shape=True)
        model = convert_float_to_float16(onnx.load(prepared), keep_io_types=True)
    return bytes(model.SerializeToString())


def speeds(
    networks: dict[str, Network], frames: NDArray[np.uint8], *, passes: int, calls: int
) -> dict[str, Any]:
    """Digits a second of each network and batch size, pass by pass in turn."""
    seconds: dict[str, dict[str, list[float]]] = {name: {} for name in networks}
    milliseconds: dict[str, list[float]] = {name: [] for name in networks}
    for _ in range(passes):
        for name, network in networks.items():
            for size in BATCHES:
                whole = len(frames) // size * size
                once = time_passes(
                    lambda digits, size, network=network: [
                        network.probabilities(digits[at : at + size])
                        for at in range(0, len(digits), size)
                    ],
                    frames[:whole],
                    size,
                    1,
                )[1][0]
                seconds[name].setdefault(str(size), []).append(whole / once)
            milliseconds[name].append(
                latency(network.probabilities, frames, calls // passes)["milliseconds_p50"]
            )
    return {
        name: {
            "milliseconds_p50": statistics.median(milliseconds[name]),
            "digits_a_second": {size: statistics.median(v) for size, v in seconds[name].items()},
        }
        for name in networks
    }


def ask_again(
    networks: dict[str, Network], frames: NDArray[np.uint8], passes: int
) -> dict[str, Any]:
    """int8 for all, and float32 for those that int8 is unsure of: how fast, and what changes."""
    first, second = networks["S8S8"], networks["float32"]
    seconds = []
    for _ in range(1 + passes):
        started = time.perf_counter()
        probabilities = first.probabilities(frames)
        unsure = probabilities.max(axis=1) < SURE
        probabilities[unsure] = second.probabilities(frames[unsure])
        seconds.append(time.perf_counter() - started)
    changed = probabilities.argmax(axis=1) != second.probabilities(frames).argmax(axis=1)
    return {
        "below": SURE,
        "share_asked_again": float(unsure.mean()),
        "digits_a_second": len(frames) / statistics.median(seconds[1:]),
        "changed": int(changed.sum()),
    }


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--model", type=Path, default=SHIPPED, help="a Model folder")
    arguments = parser.parse_args()
    chosen = np.random.default_rng(0).permutation(
        np.load(arguments.digits / "training_labels.npy").size
    )
    training = np.load(arguments.digits / "training_frames.npy")
    calibration = training[chosen[:CALIBRATION]]
    held_out = training[chosen[CALIBRATION : CALIBRATION + HELD_OUT]]
    test, labels = test_digits(arguments.digits)
    graphs = {"float32": (arguments.model / ONNX).read_bytes()}
    made = {}
    for name, kind in ACTIVATIONS.items():
        started = time.perf_counter()
        graphs[name] = quantize(arguments.model / ONNX, calibration, kind)
        made[name] = time.perf_counter() - started
    graphs["float16"] = halve(arguments.model / ONNX)
    networks = {
        name: Network(graph, name=name, threads=arguments.threads) for name, graph in graphs.items()
    }
    report = speeds(networks, test, passes=arguments.passes, calls=arguments.calls)
    answers = {
        name: [network.probabilities(part).argmax(1) for part in (held_out, test)]
        for name, network in networks.items()
    }
    for name, (on_held_out, on_test) in answers.items():
        report[name] |= {
            "bytes": len(graphs[name]),
            "changed_of_10000_training": int((on_held_out != answers["float32"][0]).sum()),
            "changed_of_10000_test": int((on_test != answers["float32"][1]).sum()),
            "test_right": int((on_test == labels).sum()),
            "seconds_to_make": made.get(name, 0.0),
        }
    for name, part in {"training": held_out, "test": test}.items():
        report[f"S8S8_then_float32_{name}"] = ask_again(networks, part, arguments.passes)
    print(json.dumps(rounded(report)))


if __name__ == "__main__":
    main()
