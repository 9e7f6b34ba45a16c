"""Nothing in; benchmarks/results/serve/*.json out: what a service bears, asked on loopback by wrk.

    python benchmarks/bench_serve.py                 throughput and overload, four minutes
    python benchmarks/bench_serve.py --soak 600      ten minutes: does memory grow?
    python benchmarks/bench_serve.py --seconds 1 --no-write      the quick form

The service runs as ``inkdigits serve`` in a process of its own; wrk (Debian's) shares its cores, so
real figures are somewhat better. Clients ask again at once; refused ones do not wait as told.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import inkdigits
from inkdigits.cli.read import EXAMPLE
from measure import RESULTS, machine

OUT = RESULTS / "serve"
ASK = Path(__file__).parent / "programs" / "ask.lua"
CLIENTS = (1, 8, 64)
WORKERS, QUEUE = 2, 64  # enough for all clients, so that throughput is not that of refusals
SMALL_QUEUE = 8
OVERLOAD = 4  # clients for each place
SOAKING = 8  # clients
EVERY = 10  # seconds between two looks at the memory
LIBRARIES = ("fastapi", "uvicorn", "h11")


@dataclass(frozen=True, kw_only=True)
class Question:
    """What clients ask."""

    what: str
    path: str
    kind: str  # of its content
    body: bytes


def questions() -> list[Question]:
    """A frame to classify, a number to read, and a whole page."""
    with Image.open(EXAMPLE) as image:
        page = image.convert("L")
    number = page.crop((0, 0, 450, 160))
    box = inkdigits.read(EXAMPLE).digits[0].box
    digit = page.crop((box.x, box.y, box.x + box.width, box.y + box.height))
    frame = inkdigits.frame(255 - np.asarray(digit))
    return [
        Question(
            what="classify a frame",
            path="/v1/classify",
            kind="application/octet-stream",
            body=frame.tobytes(),
        ),
        Question(
            what="read a number of 5 digits, 450 by 160 pixels",
            path="/v1/read",
            kind="image/png",
            body=png(number),
        ),
        Question(
            what="read a page of 31 digits, 900 by 660 pixels",
            path="/v1/read",
            kind="image/png",
            body=EXAMPLE.read_bytes(),
        ),
    ]


def png(image: Image.Image) -> bytes:
    """A picture as a PNG file."""
    buffer = BytesIO()
    image.save(buffer, "png")
    return buffer.getvalue()


@dataclass(frozen=True)
class Service:
    """A service that runs."""

    url: str
    process: int

    def megabytes(self) -> float:
        """Its resident memory."""
        status = Path(f"/proc/{self.process}/status").read_text()
        return next(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS")) / 1024

    def cpu_seconds(self) -> float:
        """What it has used of the processor, which no other program's load changes much."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")  # utime and stime


@contextmanager
def serving(*options: str) -> Iterator[Service]:
    """A service with these options, for as long as the block lasts."""
    command = [sys.executable, "-m", "inkdigits", "serve", "--port", "0", "--no-teach", *options]
    with tempfile.TemporaryFile("w+") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            yield Service(wait_for_url(log, process), process.pid)
        finally:
            process.terminate()


def wait_for_url(log: Any, process: subprocess.Popen[bytes]) -> str:
    """Where it listens, once it says so."""
    while process.poll() is None:
        log.seek(0)
        if (line := log.readline()).endswith("\n"):
            return str(line.rpartition("url=")[2].strip())
        time.sleep(0.05)
    raise SystemExit(f"inkdigits serve ended with {process.returncode}")


def ask(service: Service, question: Question, *, clients: int, seconds: float) -> dict[str, Any]:
    """Let clients ask the same for some seconds; what wrk saw."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(question.body)
        file.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "60s"]
        command += ["-s", os.fspath(ASK), service.url + question.path]
        command += ["--", file.name, question.kind]
        before = service.cpu_seconds()
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        used = service.cpu_seconds() - before
    seen = json.loads(output.strip().rpartition("\n")[2])
    return {
        "clients": clients,
        "answers_a_second": seen["answers"] / seen["seconds"],
        "cpu_milliseconds": 1000 * used / max(1, seen["answers"]),  # for each answer
        **seen,
    }


def measure_load(seconds: float) -> dict[str, Any]:
    """Throughput and latency of each question, for few clients and for many."""
    options = ("--workers", str(WORKERS), "--queue", str(QUEUE))
    found = []
    for question in questions():
        with serving(*options) as service:
            ask(service, question, clients=WORKERS, seconds=min(2, seconds))  # warm
            for clients in CLIENTS:
                seen = ask(service, question, clients=clients, seconds=seconds)
                found.append({"what": question.what, **seen, "megabytes": service.megabytes()})
                print(json.dumps(found[-1]), flush=True)
    return {"options": " ".join(options), "results": found}


def measure_overload(seconds: float) -> dict[str, Any]:
    """What becomes of four clients for each place that there is."""
    options = ("--workers", str(WORKERS), "--queue", str(SMALL_QUEUE))
    clients = OVERLOAD * (WORKERS + SMALL_QUEUE)
    found = []
    for question in questions():
        with serving(*options) as service:
            ask(service, question, clients=WORKERS, seconds=min(2, seconds))
            calm = ask(service, question, clients=WORKERS + SMALL_QUEUE, seconds=seconds)
            seen = ask(service, question, clients=clients, seconds=seconds)
            calm_pace = calm["answers_a_second"]
            found.append({"what": question.what, "calm_answers_a_second": calm_pace, **seen})
            print(json.dumps(found[-1]), flush=True)
    return {"options": " ".join(options), "results": found}


def measure_soak(seconds: int) -> dict[str, Any]:
    """Memory over a long time of all questions in turns, looked at every ten seconds."""
    options = ("--workers", str(WORKERS), "--queue", str(QUEUE))
    asked = questions()
    with serving(*options) as service:
        looks, answers, lost = [service.megabytes()], 0, 0
        for turn in range(seconds // EVERY):
            question = asked[turn % len(asked)]
            seen = ask(service, question, clients=SOAKING, seconds=EVERY)
            answers, lost = answers + seen["answers"], lost + seen["lost"] + seen["other_answers"]
            looks.append(service.megabytes())
            print(f"{looks[-1]:.1f} MB after {answers:,} answers", flush=True)
    return {
        "options": " ".join(options),
        "what": [question.what for question in asked],
        "clients": SOAKING,
        "seconds": seconds,
        "answers": answers,
        "lost": lost,
        "megabytes": [round(look, 1) for look in looks],
    }


def write(name: str, found: dict[str, Any]) -> None:
    """Keep what was found, with the machine that it holds for."""
    about = machine()
    about["versions"] |= {library: version(library) for library in LIBRARIES}
    command = " ".join(["python", "benchmarks/bench_serve.py", *sys.argv[1:]])
    OUT.mkdir(parents=True, exist_ok=True)
    content = {"command": command, "machine": about, **found}
    (OUT / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="What a service bears.")
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument("--soak", type=int, help="instead: seconds, for its memory")
    parser.add_argument("--no-write", action="store_true", help="measure only")
    given = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed: apt-get install wrk")
    if given.soak:
        found = {"soak": measure_soak(given.soak)}
    else:
        found = {"load": measure_load(given.seconds), "overload": measure_overload(given.seconds)}
    for name, result in found.items():
        if not given.no_write:
            write(name, result)


if __name__ == "__main__":
    main()
