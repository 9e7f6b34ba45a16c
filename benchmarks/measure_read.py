"""Pictures in; benchmarks/results/read.json out: seconds and memory of a cold ``inkdigits read``.

python benchmarks/measure_read.py [--runs 20]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from inkdigits.cli.read import EXAMPLE
from inkdigits.machine import cores, processor

OUT = Path(__file__).parent / "results" / "read.json"


def cold(*words: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one process."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{words} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1024  # Linux counts in kilobytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    read = [cold("-m", "inkdigits", "read", str(EXAMPLE)) for _ in range(runs)]
    results = {
        "command": "inkdigits read --example",
        "picture": "900 by 660 pixels, 31 digits",
        "runs": runs,
        "seconds_median": round(statistics.median(seconds for seconds, _ in read), 3),
        "seconds_most": round(max(seconds for seconds, _ in read), 3),
        "megabytes_most": round(max(megabytes for _, megabytes in read)),
        "megabytes_of_torch_alone": round(cold("-c", "import torch")[1]),
        "machine": f"{cores()} cores of an {processor()}",
    }
    OUT.write_text(json.dumps(results, indent=1) + "\n")
    print(OUT.read_text())


if __name__ == "__main__":
    main()
