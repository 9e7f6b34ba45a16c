"""The page that ships is the one that ``benchmarks/draw_page.py`` draws."""

import runpy
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "src" / "inkdigits" / "examples" / "page.png"


def test_the_page_is_drawn_by_our_code_and_holds_all_ten_digits():
    program = runpy.run_path(str(ROOT / "benchmarks" / "draw_page.py"))
    drawn = np.asarray(program["tinted"](program["draw_page"]()).convert("RGB")).astype(int)
    with Image.open(PAGE) as image:
        shipped = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(drawn - shipped).mean() < 1  # other machines may round otherwise
    assert set("".join(program["ROWS"])) == set("0123456789")


def test_the_page_is_small_enough_to_ship():
    assert PAGE.stat().st_size <= 250_000
