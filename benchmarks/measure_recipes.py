"""A recipe's name and seeds in; benchmarks/results/recipes/NAME.json out, each run a cold process.

INKDIGITS_DATA=… python benchmarks/measure_recipes.py fast --seeds 0 1 2 3 4
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "recipes"


def measure(recipe: str, seed: int, folder: Path) -> dict[str, object]:
    """Train once through the command line, and keep its card, wall time and peak memory."""
    out = folder / f"{recipe}-{seed}"
    words = ["train", recipe, "--data", "mnist", "--seed", str(seed), "--out", str(out)]
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "inkdigits", *words])
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"{recipe} with seed {seed} failed")
    card = json.loads((out / "model.json").read_text())
    return {
        "command": "inkdigits " + " ".join(words[:-2]),
        "cold_seconds": round(seconds, 2),
        "peak_megabytes": round(usage.ru_maxrss / 1024),  # Linux counts in kilobytes
        "load_average": os.getloadavg()[0],
        "card": card,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runs = [measure(arguments.recipe, seed, Path(folder)) for seed in arguments.seeds]
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{arguments.recipe}.json"
    path.write_text(json.dumps({"runs": runs}, indent=1) + "\n")
    print(path)


if __name__ == "__main__":
    main()
