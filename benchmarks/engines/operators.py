"""A Model folder in; where its answering time goes, operator by operator, out.

    python benchmarks/engines/operators.py DIGITS_FOLDER [--model FOLDER]

ONNX Runtime's own profile of batches of 1,024, and the arithmetic done over what the same threads
do in a float32 matrix product in the same run: 2,048 by 2,048, best of ten, by the best of three
libraries, since torch's is far from the best on every processor.
"""

import json
import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from timing import make_parser, rounded, test_digits

from inkdigits.model import BATCH, ONNX, SHIPPED

SIDE, TRIES = 2048, 10  # of the matrix product
MULTIPLYING = {"Conv", "FusedConv", "Gemm", "FusedGemm"}


def matrix_products(threads: int) -> dict[str, float]:
    """Float32 operations a second, at best, by three libraries; NumPy takes all cores."""
    torch.set_num_threads(threads)
    a, b = np.random.default_rng(0).random((2, SIDE, SIDE), np.float32)
    one, other = torch.from_numpy(a), torch.from_numpy(b)
    shape = ["n", SIDE]
    product = helper.make_graph(
        [helper.make_node("MatMul", ["a", "b"], ["ab"])],
        "product",
        [helper.make_tensor_value_info("a", onnx.TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("ab", onnx.TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(b, "b")],
    )
    made = helper.make_model(product, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    session = open_session(made.SerializeToString(), threads)
    ways: dict[str, Callable[[], object]] = {
        "torch": lambda: torch.mm(one, other),
        "numpy": lambda: a @ b,
        "onnxruntime": lambda: session.run(None, {"a": a}),
    }
    return {name: 2 * SIDE**3 / min(stopwatch(way, TRIES)) for name, way in ways.items()}


def stopwatch(way: Callable[[], object], times: int) -> list[float]:
    """Seconds of each of so many calls."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        way()
        seconds.append(time.perf_counter() - started)
    return seconds


def open_session(graph: bytes, threads: int, trace: str = "") -> onnxruntime.InferenceSession:
    """A session set up as inkdigits' own; it writes a profile if told where."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if trace:
        options.enable_profiling = True
        options.profile_file_prefix = trace
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def multiply_adds(graph: Path) -> int:
    """Of one digit, in convolutions and dense layers."""
    model = onnx.load(graph)
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    shaped = onnx.shape_inference.infer_shapes(model, data_prop=True).graph
    shapes = {
        value.name: [axis.dim_value for axis in value.type.tensor_type.shape.dim]
        for value in [*shaped.value_info, *shaped.output]
    }
    weights = {w.name: numpy_helper.to_array(w).shape for w in shaped.initializer}
    count = 0
    for node in shaped.node:
        if node.op_type == "Conv":
            _, *kernel = weights[node.input[1]]  # channels in, height, width
            count += math.prod(kernel) * math.prod(shapes[node.output[0]])
        elif node.op_type == "Gemm":
            count += math.prod(weights[node.input[1]])
    return count


def profile(graph: bytes, frames: Any, threads: int, runs: int) -> tuple[float, Counter[str]]:
    """Seconds of a batch, and of each kind of operator in it; one more run warms up."""
    with tempfile.TemporaryDirectory() as folder:
        plain = open_session(graph, threads)
        traced = open_session(graph, threads, str(Path(folder, "profile")))
        seconds = stopwatch(lambda: plain.run(["probabilities"], {"frames": frames}), 1 + runs)
        stopwatch(lambda: traced.run(["probabilities"], {"frames": frames}), 1 + runs)
        events = json.loads(Path(traced.end_profiling()).read_text(encoding="utf-8"))
    nodes = [e for e in events if e["cat"] == "Node" and e["name"].endswith("_kernel_time")]
    kinds: Counter[str] = Counter()
    for event in nodes[len(nodes) // (1 + runs) :]:
        kinds[event["args"]["op_name"]] += event["dur"] / 1e6 / runs  # microseconds
    return float(np.median(seconds[1:])), kinds


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--model", type=Path, default=SHIPPED, help="a Model folder")
    arguments = parser.parse_args()
    graph = arguments.model / ONNX
    frames = test_digits(arguments.digits)[0][:BATCH]
    peaks = matrix_products(arguments.threads)
    seconds, kinds = profile(graph.read_bytes(), frames, arguments.threads, 4 * arguments.passes)
    per_digit = multiply_adds(graph)
    operations = 2 * per_digit * len(frames)
    multiplying = sum(s for name, s in kinds.items() if name in MULTIPLYING)
    report = {
        "batch": len(frames),
        "threads": arguments.threads,
        "seconds_a_batch": seconds,
        "seconds_in_operators": sum(kinds.values()),
        "share_of_time": {name: s / sum(kinds.values()) for name, s in kinds.most_common()},
        "multiply_adds_a_digit": per_digit,
        "gigaflops": operations / seconds / 1e9,
        "gigaflops_while_multiplying": operations / multiplying / 1e9,
        "gigaflops_of_a_matrix_product": {name: peak / 1e9 for name, peak in peaks.items()},
        "share_of_best_matrix_product": operations / seconds / max(peaks.values()),
    }
    print(json.dumps(rounded(report)))


if __name__ == "__main__":
    main()
