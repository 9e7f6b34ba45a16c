"""Whatever a file holds, reading ends soon, in bounded memory, with an answer or a clear line."""

import io
import struct
import subprocess
import sys
import time
import zlib

import numpy as np
import pytest
from PIL import Image

MOST_SECONDS = 30.0
MOST_MEGABYTES = 1000.0
LARGE = (4000, 6000)  # a photo of 24 million pixels


def png(width, height, *, level=0, bits=8, data=None):
    """A PNG of one level of gray, written without its pixels ever being in memory."""
    packed = zlib.compressobj(1)
    row = b"\0" + bytes([level]) * (width * bits // 8)
    body = b"".join(packed.compress(row) for _ in range(height if data is None else 0))
    body = body + packed.flush() if data is None else data
    head = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in chunks
    )


def encode(pixels, kind="PNG", **options):
    file = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(file, kind, **options)
    return file.getvalue()


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def pattern(period, ink):
    """A page full of dots, each ``ink`` pixels of a ``period``."""
    y, x = np.indices(LARGE) % period
    return np.where((y < ink) & (x < ink), 30, 230).astype(np.uint8)


def large_bar():
    """A stroke over most of a large picture."""
    page = np.full(LARGE, 220, np.uint8)
    page[200:3800, 2900:3200] = 30
    return page


def deep_tiff():
    """A TIFF whose list of images leads back to its beginning."""
    data = bytearray(encode(noise(20, 20), "TIFF"))
    (first,) = struct.unpack("<I", data[4:8])
    (entries,) = struct.unpack("<H", data[first : first + 2])
    data[first + 2 + 12 * entries :][:4] = struct.pack("<I", first)
    at = first + 2 + 12 * entries
    data[at : at + 4] = struct.pack("<I", first)
    return bytes(data)


def scans_jpeg():
    """A JPEG of 9 million pixels that goes over its picture 5,000 times."""
    data = encode(Image.new("L", (3000, 3000), 200), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * 5000 + data[-2:]


BLANK = {  # pictures with nothing to read in them
    "one pixel": lambda: encode(np.zeros((1, 1), np.uint8)),
    "one line": lambda: encode(np.full((1, 60_000), 200, np.uint8)),
    "one column": lambda: encode(np.full((60_000, 1), 200, np.uint8)),
    "all black": lambda: png(*LARGE, level=0),
    "all white": lambda: png(*LARGE, level=255),
    "all gray, 100 million pixels": lambda: png(10_000, 10_000, level=128),
    "all white, one bit": lambda: png(8000, 8000, level=255, bits=1),
    "transparent": lambda: encode(Image.new("RGBA", (3000, 2000), (0, 0, 0, 0))),
    "CMYK": lambda: encode(Image.new("CMYK", (3000, 2000)), "JPEG"),
    "16 bits": lambda: encode(np.full((2000, 3000), 40_000, np.uint16)),
}
BUSY = {  # pictures of which much could be thought to be ink
    "noise": lambda: encode(noise(*LARGE), compress_level=1),
    "noise in colour, blurred by JPEG": lambda: encode(noise(3000, 4000, 3), "JPEG", quality=60),
    "dots": lambda: encode(pattern(24, 8), compress_level=1),
    "dense dots": lambda: encode(pattern(12, 6), compress_level=1),
    "stripes": lambda: encode(np.repeat(pattern(40, 20)[:1], LARGE[0], 0), compress_level=1),
    "half-tone": lambda: encode(Image.fromarray(noise(60, 80)).resize((4000, 3000)).convert("1")),
    "a strip of noise": lambda: encode(noise(60, 60_000)),
    "six pixels": lambda: encode(np.array([[45, 32, 155], [114, 39, 174]], np.uint8)),
    "a large bar": lambda: encode(large_bar()),
}
REFUSED = {  # files, and what is said of them
    "a huge header": (lambda: png(60_000, 60_000, data=b"x" * 5000), "too large: 60,000 by 60,000"),
    "a short body": (lambda: png(9_000, 9_000, data=zlib.compress(b"")), "cannot be decoded"),
    "rows that never end": (scans_jpeg, "goes over its picture more than 100 times"),
    "images in a ring": (deep_tiff, None),
}


WATCH = """
import os, subprocess, sys
with subprocess.Popen(sys.argv[2:]) as process:
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
open(sys.argv[1], "w").write(str(usage.ru_maxrss))
sys.exit(process.returncode)
"""  # started by the tests' own process, a command would be charged with all that process has


@pytest.fixture(scope="module")
def bounded(tmp_path_factory):
    """Read a file in a process of its own; its exit code, output and errors, within the bounds."""
    folder = tmp_path_factory.mktemp("hostile")

    def read(data, *words):
        path = folder / "picture"
        path.write_bytes(data)
        started = time.perf_counter()
        command = [sys.executable, "-m", "inkdigits", "read", path, *words]
        watched = [sys.executable, "-c", WATCH, folder / "peak", *command]
        done = subprocess.run(watched, capture_output=True, check=False)
        assert time.perf_counter() - started < MOST_SECONDS
        assert int((folder / "peak").read_text()) / 1024 < MOST_MEGABYTES  # Linux has kilobytes
        assert b"Traceback" not in done.stderr
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return read


@pytest.mark.parametrize("name", BLANK)
def test_a_picture_without_ink_is_an_empty_answer(bounded, name):
    assert bounded(BLANK[name]()) == (0, "\n", "")


@pytest.mark.parametrize("name", BUSY)
def test_a_picture_full_of_what_could_be_ink_is_done_with_soon(bounded, tmp_path, name):
    code, _, _ = bounded(BUSY[name](), "--json", "--annotate", tmp_path)
    assert code == 0
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_would_take_time_or_memory_is_refused_in_a_line(bounded, name):
    make, told = REFUSED[name]
    code, output, errors = bounded(make())
    if told is None:  # read, or refused: the ring is left
        assert code in {0, 1}
        return
    assert (code, output) == (1, "")
    assert errors.count("\n") == 1
    assert told in errors


@pytest.mark.parametrize("megabytes", [20, 60, 100, 150, 200])
def test_memory_that_runs_out_costs_one_line(tmp_path, megabytes):
    path = tmp_path / "large.png"
    path.write_bytes(encode(pattern(60, 20), compress_level=1))
    program = (
        "import resource, sys, inkdigits, inkdigits.reader\n"
        "from inkdigits.cli import main\n"
        "inkdigits.load_model(threads=1)\ninkdigits.load_spotter(threads=1)\n"
        "taken = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        f"resource.setrlimit(resource.RLIMIT_AS, (taken + {megabytes}_000_000,) * 2)\n"
        f"sys.argv = ['inkdigits', 'read', {str(path)!r}, '--threads', '1']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    if megabytes <= 100:
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.count(b"\n") == 1
        assert b"large.png" in done.stderr or b"not enough memory" in done.stderr
