"""A PDF file in; out come the number of its pages, and each page as pixels.

A PDF is a program, and a few lines of it can fill any memory or run for days (LOG.md, 2026-11-22).
So it is opened in a process of its own, which may take so much and no more.
"""

import io
import json
import subprocess
import sys
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ImageError
from inkdigits.vision.pages import check_count, check_page

SECONDS = 20.0  # for one page


def count_pages(file: BinaryIO, *, name: str) -> int:
    """How many pages a PDF has.

    Raises:
        ImageError: It is damaged, locked with a password, takes too much time or memory, or has
            more than 10,000 pages.
    """
    return check_count(_ask(file, "count", name=name)[0]["pages"], name=name)


def render_page(file: BinaryIO, page: int | None, *, name: str) -> NDArray[np.uint8]:
    """A page, from 1 on, or the only one, as ``pdf_page`` draws it: RGB pixels (h, w, 3).

    Raises:
        ImageError: As above; or there is no such page, or several and none is named.
    """
    told, data = _ask(file, "only" if page is None else str(page), name=name)
    check_page(page, of=told["pages"], name=name)
    height, width, stride = told["height"], told["width"], told["stride"]
    rows = np.frombuffer(data, np.uint8).reshape(height, stride)  # each padded to whole words
    return np.ascontiguousarray(rows[:, : 3 * width].reshape(height, width, 3))


def _ask(file: BinaryIO, request: str, *, name: str) -> tuple[dict[str, Any], bytes]:
    """What ``pdf_page`` answers: a line of JSON, and bytes."""
    file.seek(0)
    source: dict[str, Any] = {"stdin": file}
    if isinstance(file, io.BytesIO):
        source = {"input": file.getvalue()}
    try:
        done = subprocess.run(  # noqa: S603 - a program of ours
            [sys.executable, "-m", "inkdigits.vision.pdf_page", request],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            **source,
        )
    except subprocess.TimeoutExpired:
        raise ImageError(
            f"{name} is a PDF file that takes more than {SECONDS:.0f} seconds to draw. Print the "
            "page to a new PDF, or save it as a picture."
        ) from None
    head, _, data = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise ImageError(
            f"{name} is a PDF file that cannot be drawn: its pages take more memory than a scan "
            "does, or break what draws them. Print it to a new PDF, or save it as a picture."
        )
    told = json.loads(head)
    if "error" in told:
        raise ImageError(f"{name} is a PDF file that cannot be opened: {told['error']}.")
    return told, data
