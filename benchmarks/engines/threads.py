"""The shipped model in; how evenly its threads work, and what they cost while it waits, out.

python benchmarks/engines/threads.py DIGITS_FOLDER [--passes 10]
"""

import json
import time
from pathlib import Path

from timing import make_parser, rounded, test_digits

from inkdigits.model import load_model

TASKS = Path("/proc/self/task")  # Linux has it
IDLE_SECONDS = 2.0


def busy() -> dict[str, float]:
    """Seconds that each thread of this process has been on a core."""
    return {
        task.name: int((task / "schedstat").read_text(encoding="ascii").split()[0]) / 1e9
        for task in TASKS.iterdir()
    }


def main() -> None:
    arguments = make_parser(__doc__).parse_args()
    model = load_model(threads=arguments.threads)
    frames, _ = test_digits(arguments.digits)
    model.probabilities(frames[:1024])
    before, started = time.process_time(), time.perf_counter()
    time.sleep(IDLE_SECONDS)
    idle = time.process_time() - before
    idle_wall = time.perf_counter() - started
    before_each, started = busy(), time.perf_counter()
    for _ in range(arguments.passes):
        model.probabilities(frames)
    wall, after = time.perf_counter() - started, busy()
    each = [seconds - before_each.get(name, 0) for name, seconds in after.items()]
    working = sorted((seconds for seconds in each if seconds > wall / 1000), reverse=True)
    report = {
        "threads": arguments.threads,
        "idle_seconds": idle_wall,
        "idle_cpu_seconds": idle,
        "digits": arguments.passes * len(frames),
        "seconds": wall,
        "cpu_seconds_of_each_thread": [round(seconds, 3) for seconds in working],
        "share_of_each_thread": [round(seconds / sum(working), 3) for seconds in working],
        "cores_in_use": sum(working) / wall,
    }
    print(json.dumps(rounded(report)))


if __name__ == "__main__":
    main()
