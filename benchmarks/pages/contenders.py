"""A contender's name in; a function that reads a picture, out. All give the same Reading."""

import csv
import io
import os
import subprocess
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

import inkdigits
from inkdigits.digits import Box, Digit, Number, Reading

from .plain import read_plain

Read = Callable[[NDArray[np.uint8]], Reading]

PATIENCE = 30  # seconds for a picture
TESSERACT_MODES = (6, 11, 3)  # a block of text; sparse text; find the layout out


def contender(name: str, model: inkdigits.Model) -> Read:
    """What reads pictures, uint8 (h, w, 3) RGB, under that name.

    Args:
        name: ``inkdigits``; ``plain otsu`` or ``plain adaptive``; ``tesseract 6`` or with another
            page segmentation mode.
        model: The network, for all that have none of their own.
    """
    kind, _, mode = name.partition(" ")
    if kind == "inkdigits":
        return inkdigits.Reader(model, inkdigits.load_spotter(threads=1)).read
    if kind == "plain":
        return lambda picture: read_plain(picture, model, adaptive=mode == "adaptive")
    return lambda picture: read_tesseract(picture, int(mode))


def read_tesseract(picture: NDArray[np.uint8], mode: int) -> Reading:
    """Read with Debian's tesseract, digits only.

    It boxes words, not digits: each digit is given its share of its word's width. On noise it may
    go on for hours; what takes it longer than ``PATIENCE`` it has read nothing of.
    """
    _, data = cv2.imencode(".png", picture[:, :, ::-1])
    try:
        ran = _tesseract(data.tobytes(), mode)
    except subprocess.TimeoutExpired:
        return Reading(file=None, rows=())
    lines = csv.DictReader(io.StringIO(ran), delimiter="\t", quoting=csv.QUOTE_NONE)
    rows: dict[tuple[str, ...], list[Number]] = {}
    for line in lines:
        text = "".join(sign for sign in line["text"] or "" if sign.isdigit())
        if not text:
            continue
        left, top, width, height = (int(line[key]) for key in ("left", "top", "width", "height"))
        edges = np.linspace(left, left + width, len(text) + 1).round().astype(int).tolist()
        sure = float(line["conf"]) / 100
        digits = tuple(
            Digit(
                value=int(sign),
                confidence=sure,
                box=Box(x=start, y=top, width=max(1, end - start), height=height),
            )
            for sign, start, end in zip(text, edges, edges[1:], strict=False)
        )
        place = tuple(line[key] for key in ("block_num", "par_num", "line_num"))
        rows.setdefault(place, []).append(Number(digits=digits, confidence=sure))
    return Reading(file=None, rows=tuple(tuple(row) for row in rows.values()))


def _tesseract(png: bytes, mode: int) -> str:
    """What the program says of a picture: one line for each word, values apart by tabs."""
    settings = ["--psm", str(mode), "-c", "tessedit_char_whitelist=0123456789", "tsv"]
    return subprocess.run(
        ["tesseract", "stdin", "stdout", *settings],  # noqa: S607 - wherever it is installed
        input=png,
        capture_output=True,
        check=True,
        timeout=PATIENCE,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    ).stdout.decode()
