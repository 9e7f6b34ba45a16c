"""MNIST's folder in; results/limit.json out: how close a training step comes to what cores can do.

    python benchmarks/bench_limit.py MNIST_FOLDER [--quick]

The limit is what large matrix products reach in the same process, by precision and threads. The
operations of a step are counted by torch as it runs: two for each multiply-add of convolutions and
dense layers, forward and backward; all else counts nothing, and costs time.
"""

import argparse
import dataclasses
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch.profiler import ProfilerActivity, profile
from torch.utils.flop_counter import FlopCounterMode

from inkdigits.data import Examples, load
from inkdigits.learn.export import to_onnx
from inkdigits.learn.inference import to_pixels
from inkdigits.learn.job import settle
from inkdigits.learn.progress import make_plan
from inkdigits.learn.recipe import Recipe
from inkdigits.learn.recipes import find_recipe
from inkdigits.learn.run import begin, torch_settings
from inkdigits.learn.step import make_step
from inkdigits.model import Network
from measure import machine, write

CPU = torch.device("cpu")
THREADS = 2
SIDE = 2048  # of the square matrices
TRAINED = ("fast", "robust", "tutorial-deepnn")
ANSWERING = ("fast", "robust")
WARM_UP, TOP = 10, 10  # steps; operators named
LOW_RATE = 1e-4  # a learning rate that keeps the network sane for so few steps


def best_of(times: int, work: Callable[[], object]) -> float:
    """The least seconds that some work took."""
    return min(clock(times, work))


def clock(times: int, work: Callable[[], object]) -> list[float]:
    """The seconds that some work took, each time."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return seconds


def measure_peaks() -> list[dict[str, Any]]:
    """GFLOP/s of a matrix product, by precision, library and threads."""
    peaks = []
    for precision in (torch.float32, torch.bfloat16):
        for library, product in make_products(precision).items():
            for threads in range(1, THREADS + 1):
                with torch_settings(threads, 0), torch.inference_mode():
                    best_of(2, product)
                    seconds = best_of(10, product)
                peaks.append(
                    {
                        "precision": str(precision).removeprefix("torch."),
                        "product": library,
                        "threads": threads,
                        "gflops": round(2 * SIDE**3 / seconds / 1e9, 1),
                    }
                )
    return peaks


def make_products(precision: torch.dtype) -> dict[str, Callable[[], object]]:
    """The same product of two square matrices, asked for in two ways.

    On processors of another make than Intel's, MKL leaves half of their float32 units idle. oneDNN,
    which convolutions come to, does not, and a convolution of 1×1 is a matrix product; of 32 images
    here, because torch hands that of a single one back to MKL.
    """
    left, right = (torch.randn(SIDE, SIDE).to(precision) for _ in range(2))
    places = left.reshape(32, SIDE // 32 // 8, 8, SIDE).permute(0, 3, 1, 2)  # channels last
    kernel = right[:, :, None, None].to(memory_format=torch.channels_last)
    return {"matmul": lambda: left @ right, "conv 1×1": lambda: F.conv2d(places, kernel)}


def find_peak(peaks: list[dict[str, Any]], precision: str) -> float:
    """The limit of a precision: all threads, the better of the two ways."""
    return max(
        float(peak["gflops"])
        for peak in peaks
        if (peak["precision"], peak["threads"]) == (precision, THREADS)
    )


def make_work(recipe: Recipe, part: Examples) -> tuple[Callable[[], object], int]:
    """One training step of a recipe, to be called again and again, and its number of digits."""
    run, plan = begin(recipe, CPU, part.images), make_plan(recipe, len(part))
    run.network.train()
    images, labels = torch.tensor(part.images)[:, None], torch.tensor(part.labels)
    rng = torch.Generator().manual_seed(0)
    step = make_step(recipe, run, plan, images=images, labels=labels, rng=rng)
    batches = torch.split(torch.randperm(len(labels), generator=rng), plan.batch_size)
    places = iter(batches * 2)
    return lambda: step(next(places), LOW_RATE), plan.batch_size


def measure_step(recipe: Recipe, part: Examples, peaks: list[dict[str, Any]]) -> dict[str, Any]:
    """What a step computes, how long it takes, and what share of the limit that is."""
    work, batch_size = make_work(recipe, part)
    with FlopCounterMode(display=False) as counter:
        work()
    operations = counter.get_total_flops()
    clock(WARM_UP, work)
    seconds = median(clock(60, work))
    precision = "bfloat16" if recipe.bfloat16 else "float32"
    return {
        "recipe": recipe.name,
        "batch_size": batch_size,
        "precision": precision,
        "mflop_a_digit": round(operations / batch_size / 1e6, 3),
        "milliseconds_a_step": round(1000 * seconds, 3),
        **share(operations / seconds, find_peak(peaks, precision)),
    }


def measure_answering(name: str, part: Examples, peaks: list[dict[str, Any]]) -> dict[str, Any]:
    """The same for answering 10,000 digits, as the exported graph does, always in float32."""
    network = find_recipe(name).network().eval()
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        network(to_pixels(torch.tensor(part.images[:100])[:, None]))
    operations = counter.get_total_flops() / 100
    answering = Network(to_onnx(network), name=name, threads=THREADS)
    digits = np.ascontiguousarray(part.images[:10_000])
    seconds = median(clock(7, lambda: answering.probabilities(digits)))
    return {
        "recipe": name,
        "precision": "float32",
        "mflop_a_digit": round(operations / 1e6, 3),
        "seconds_for_10000": round(seconds, 4),
        **share(operations * len(digits) / seconds, find_peak(peaks, "float32")),
    }


def share(rate: float, peak: float) -> dict[str, float]:
    """Operations a second as GFLOP/s, and beside the limit."""
    gflops = rate / 1e9
    return {"gflops": round(gflops, 1), "share_of_peak": round(gflops / peak, 4)}


def profile_step(recipe: Recipe, part: Examples) -> list[dict[str, Any]]:
    """The share of a step's time that each operator takes, without those that it calls."""
    work, _ = make_work(recipe, part)
    clock(WARM_UP, work)
    with profile(activities=[ProfilerActivity.CPU]) as profiler:
        clock(60, work)
    times = sorted(((e.self_cpu_time_total, e.key) for e in profiler.key_averages()), reverse=True)
    total = sum(spent for spent, _ in times)
    named = [{"operator": key, "share": round(spent / total, 4)} for spent, key in times[:TOP]]
    rest = sum(spent for spent, _ in times[TOP:])
    return [*named, {"operator": "all others", "share": round(rest / total, 4)}]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="MNIST's four files")
    parser.add_argument("--quick", action="store_true", help="as long, but kept apart")
    arguments = parser.parse_args()
    part = load(arguments.folder).train
    results: dict[str, Any] = {"machine": machine(), "peaks": measure_peaks()}
    with torch_settings(THREADS, 0):
        recipes = [settle(find_recipe(name), CPU) for name in TRAINED]
        recipes.insert(1, dataclasses.replace(recipes[0], name="fast-float32", bfloat16=False))
        results["training"] = [measure_step(each, part, results["peaks"]) for each in recipes]
        results["answering"] = [measure_answering(e, part, results["peaks"]) for e in ANSWERING]
        results["operators_of_fast"] = profile_step(recipes[0], part)
    for entries in results.values():
        for entry in entries if isinstance(entries, list) else []:
            print(*entry.values())
    write("limit", results, quick=arguments.quick)


if __name__ == "__main__":
    main()
