"""Nothing in but MNIST; every benchmark's results, and the tables and plots made of them, out.

    make bench          all of it, an hour and a half on two cores
    make bench-quick    the same in little, under ten minutes, into build/bench-quick

Ours runs in this environment, TensorFlow and Keras in one of their own (see the Makefile).
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from inkdigits.data import fetch_mnist, survey

HERE = Path(__file__).parent
PEERS = ("bench_train.py", "bench_pace.py", "bench_answer.py")  # run other people's programs too
ALL = (*PEERS, "bench_growth.py", "bench_limit.py", "bench_phases.py")


def mnist_folder() -> Path:
    """Where MNIST's four files are; downloaded if they are nowhere."""
    places = next(source.places for source in survey() if source.name == "mnist")
    ready = [place.folder for place in places if place.ready]
    return ready[0] if ready else fetch_mnist()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", required=True, help="a Python that has TensorFlow and Keras")
    parser.add_argument("--quick", action="store_true", help="fewer runs, and nothing overwritten")
    parser.add_argument("--only", nargs="+", default=ALL, metavar="PROGRAM", help=", ".join(ALL))
    arguments = parser.parse_args()
    folder = mnist_folder()
    environment = {**os.environ, "INKDIGITS_DATA": str(folder)}
    for program in arguments.only:
        words = [sys.executable, str(HERE / program), str(folder)]
        words += ["--peers", arguments.peers] if program in PEERS else []
        words += ["--quick"] if arguments.quick else []
        print(f"== {program}", flush=True)
        started = time.perf_counter()
        subprocess.run(words, env=environment, check=True)
        print(f"== {program}: {time.perf_counter() - started:.0f} s", flush=True)
    if not arguments.quick:
        subprocess.run([sys.executable, str(HERE / "make_tables.py")], check=True)


if __name__ == "__main__":
    main()
