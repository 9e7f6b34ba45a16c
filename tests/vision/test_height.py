"""How high the writing of a page is."""

import numpy as np
import pytest

from inkdigits.vision.height import typical_height

DIGITS = [(22, 36), (8, 40), (25, 33), (20, 38), (24, 35)]  # width and height
SPECKS = [(4, 5)] * 15
EDGES = [(6, 200)]


@pytest.mark.parametrize("others", [[], SPECKS, EDGES])
def test_the_height_is_that_of_most_writing(others):
    stats = np.array([(0, 0, w, h, w * h) for w, h in DIGITS + others], np.int32)
    assert 33 <= typical_height(stats) <= 40
