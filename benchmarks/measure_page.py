"""Drawings by a real pointer in a real browser in; milliseconds from pen-up to the answer out.

Needs Chromium, and nothing else to do on the machine:

    python benchmarks/measure_page.py --out benchmarks/results/serve/page.json
"""

import argparse
import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from inkdigits.files import write_whole
from measure import machine

DRAWINGS = {  # strokes of points, in parts of the drawing area
    "one digit": [[(0.35, 0.2), (0.6, 0.2), (0.5, 0.5), (0.45, 0.85)]],
    "three digits": [
        [(0.08, 0.3), (0.25, 0.3), (0.18, 0.75)],
        [(0.45, 0.3), (0.44, 0.75)],
        [(0.68, 0.3), (0.85, 0.3), (0.78, 0.75)],
    ],
}
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
AGAIN = 40  # drawings of each kind
FIRST = 3  # of them that are not counted


def main() -> None:
    """Measure each drawing on each size of screen, and print or write what came."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    out = parser.parse_args().out
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    command = [sys.executable, "-m", "inkdigits", "serve", "--port", str(port), "--no-teach"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        found = measure(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait()
    content = {"machine": machine(), "pen_up_to_answer_ms": found}
    text = json.dumps(content, indent=2) + "\n"
    print(text)
    if out:
        write_whole(out, text.encode())


def measure(address: str) -> dict[str, dict[str, float]]:
    """Percentiles for each drawing and size."""
    found = {}
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            page = chromium.new_page(viewport={"width": width, "height": height})
            page.goto(address)
            page.wait_for_load_state("networkidle")
            for name, strokes in DRAWINGS.items():
                times = sorted([draw(page, strokes) for _ in range(AGAIN)][FIRST:])
                found[f"{name}, {size}"] = {
                    "n": len(times),
                    "median": round(times[len(times) // 2], 1),
                    "p95": round(times[int(0.95 * len(times))], 1),
                    "longest": round(times[-1], 1),
                }
    return found


def draw(page: Page, strokes: list[list[tuple[float, float]]]) -> float:
    """Draw once, and wait for the answer to the last pen-up: milliseconds."""
    page.locator("#clear").evaluate("button => button.click()")
    page.evaluate("performance.clearMeasures()")
    area = page.locator("#ink").bounding_box()
    assert area is not None  # noqa: S101 - for the type
    for points in strokes:
        places = [
            (area["x"] + x * area["width"], area["y"] + y * area["height"]) for x, y in points
        ]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=12)
        page.mouse.up()
    while True:
        page.wait_for_timeout(100)
        duration = page.evaluate("performance.getEntriesByName('answer').at(-1)?.duration")
        if duration is not None:
            return float(duration)


def wait_for(port: int) -> None:
    """Wait until a server listens."""
    for _ in range(300):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("the service does not start")


if __name__ == "__main__":
    main()
