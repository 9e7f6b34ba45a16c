"""Nothing in; out come scikit-learn's 1,797 handwritten digits, framed as MNIST's are.

They are the test file of UCI's "Optical Recognition of Handwritten Digits", by 13 people, so this
set needs no network and no file of its own.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.data.dataset import Dataset, Examples, make_dataset, make_examples
from inkdigits.errors import MissingExtraError

DIGITS = 1797
TEST_FROM = 1415  # position of the first test digit; see load_builtin
FULL = 16  # a small pixel counts the inked ones among 4 x 4 of the scan
ENLARGED = 8  # times, both ways
STEEPNESS = 2.0  # of a stroke's edge, times; by eye and by the share of grays beside MNIST's


def load_builtin() -> Dataset:
    """Frame the digits that come with scikit-learn.

    The test part is the last 382 digits, from position 1,415. The digits come form by form: the
    order of their labels starts over about every 130 digits and does so at 1,415 too, so no form
    is in both parts. Which of the 13 people wrote which form is not recorded.

    Returns:
        1,415 digits to train on, 382 to test; the same on every machine and version here.

    Raises:
        MissingExtraError: scikit-learn is not installed.

    References:
        Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
        Repository, 1998, doi:10.24432/C50P49.
    """
    try:
        from sklearn.datasets import load_digits  # slow, and rarely needed
    except ImportError as error:
        raise MissingExtraError("the built-in set of digits", "train") from error
    small, labels = load_digits(return_X_y=True)
    images = _frames(small.reshape(-1, 8, 8))
    whole = make_examples(images, labels.astype(np.int64), name="the built-in set")
    return make_dataset(
        name="builtin",
        source="scikit-learn's copy of the UCI digits, 8 by 8 pixels, enlarged",
        train=Examples(images=whole.images[:TEST_FROM], labels=whole.labels[:TEST_FROM]),
        test=Examples(images=whole.images[TEST_FROM:], labels=whole.labels[TEST_FROM:]),
    )


def enlarge(small: NDArray[np.float64]) -> NDArray[np.float32]:
    """Draw one small digit large and smooth, with the edges of a pen.

    A pixel that is half full lies on the edge of a stroke. So the picture is enlarged by cubic
    interpolation and its contrast raised about that half, which brings most of the pixels back
    to ink or paper, as they were before they were counted.

    Args:
        small: (h, w), 0 = paper to 16 = ink.

    Returns:
        float32 (8h + 16, 8w + 16), 0 = paper to 16 = ink; a margin of one pixel, enlarged too,
        keeps the edges that touch the rim smooth.
    """
    padded = np.pad(small, 1).astype(np.float32)
    large = cv2.resize(padded, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    steep = (large - FULL / 2) * STEEPNESS + FULL / 2
    return np.asarray(np.clip(steep, 0, FULL), np.float32)


def _frames(small: NDArray[np.float64]) -> NDArray[np.uint8]:
    """(n, 8, 8) counts -> uint8 (n, 28, 28)."""
    from inkdigits.vision.frame import frame  # MNIST needs no vision

    return np.stack([frame(enlarge(one)) for one in small])
