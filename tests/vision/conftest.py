"""Pages drawn by pen strokes, for the tests of vision."""

import cv2
import numpy as np
import pytest


@pytest.fixture
def write():
    """Write text onto a fresh page: gray uint8 (h, w), ink 40 on paper 215."""

    def draw(*lines, height=40, size=(400, 600), pen=4, ink=40, paper=215):
        page = np.full(size, paper, np.uint8)
        scale = height / 21  # the font's digits are 21 pixels high at scale 1
        for number, line in enumerate(lines):
            foot = 60 + height + round(1.8 * height * number)
            for place, character in enumerate(line):
                at = (60 + round(1.2 * height * place), foot)
                cv2.putText(page, character, at, 0, scale, ink, pen, cv2.LINE_AA)
        return page

    return draw
