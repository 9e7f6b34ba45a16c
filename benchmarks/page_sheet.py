"""MNIST in; a contact sheet of generated pages of all grades, or pages with what was read, out.

    INKDIGITS_DATA=… python benchmarks/page_sheet.py FILE.jpg [--part test] [--read]

Six pages of each grade and a row without digits; with ``--read``, three of each grade with the
reading drawn in, and green or red boxes around what was read whole and what was not. Their seeds
were fixed before any was looked at.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

import inkdigits
from inkdigits.annotate import annotate
from inkdigits.vision.photo import open_photo
from pages import GRADES, Page, make_empty, make_page
from pages.score import judge
from robustness import choose_digits

FIRST = 7_000_000  # seeds of these pages: none that is measured
EMPTY = ("words", "crumpled", "desk", "scribbles", "form", "texture")
SIDE, READ_SIDE = 220, 420  # pixels of a cell, both ways
EACH, READ_EACH = 6, 3  # pages of a grade
ACROSS = 6, 3  # cells of a row
GAP = 4  # pixels between cells
PAPER = 255
RIGHT, WRONG = (0, 150, 60), (220, 30, 30)


def cell(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A picture made small, in the middle of a square."""
    height, width = picture.shape[:2]
    scale = (side - GAP) / max(height, width)
    size = round(width * scale), round(height * scale)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    square = np.full((side, side, 3), PAPER, np.uint8)
    top, left = (side - size[1]) // 2, (side - size[0]) // 2
    square[top : top + size[1], left : left + size[0]] = small
    return square


def upright(page: Page) -> NDArray[np.uint8]:
    """A page's picture as a person would hold it."""
    return np.rot90(page.picture, -page.turned // 90)


def drawn(page: Page, reader: inkdigits.Reader) -> NDArray[np.uint8]:
    """A page with what was read in it, and which numbers are right."""
    photo = open_photo(page.picture)
    reading = reader.read(photo)
    picture = photo.rgb.copy()
    pen = max(2, round(max(picture.shape) / 300))
    for number, verdict in zip(page.numbers, judge(page.numbers, reading).numbers, strict=True):
        box = number.box
        corners = (box.x - pen, box.y - pen), (box.x + box.width + pen, box.y + box.height + pen)
        cv2.rectangle(picture, *corners, RIGHT if verdict.whole else WRONG, pen)
    marked = annotate(replace(photo, rgb=picture), reading)  # which enlarges and turns, frames too
    return np.asarray(marked.convert("RGB"))


def main() -> None:
    arguments = parse()
    model = inkdigits.load_model()
    digits, _ = choose_digits(model, validation=arguments.part == "train")
    cells = []
    for grade in GRADES:
        for number in range(READ_EACH if arguments.read else EACH):
            page = make_page(digits, grade=grade, seed=FIRST + number)
            if arguments.read:
                cells.append(cell(drawn(page, inkdigits.Reader(model)), READ_SIDE))
            else:
                cells.append(cell(page.picture, SIDE))
    if not arguments.read:
        cells += [cell(make_empty(kind, FIRST).picture, SIDE) for kind in EMPTY]
    across = ACROSS[arguments.read]
    rows = [np.hstack(cells[start : start + across]) for start in range(0, len(cells), across)]
    Image.fromarray(np.vstack(rows)).save(arguments.file, quality=arguments.quality, optimize=True)
    print(f"{arguments.file}: {arguments.file.stat().st_size / 1000:.0f} kB")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="the picture to write")
    parser.add_argument("--part", choices=["train", "test"], default="train")
    parser.add_argument("--read", action="store_true", help="with what is read in them")
    parser.add_argument("--quality", type=int, default=80, help="of JPEG")
    return parser.parse_args()


if __name__ == "__main__":
    main()
