"""A frame of one digit in; whether its ink is lighter than its paper, and both levels, out."""

import cv2
import numpy as np
from numpy.typing import NDArray

AROUND = 17  # pixels a side: the square whose mean is a pixel's surroundings
SPOT = 3  # pixels a side: the square whose mean says how light paper and ink are
RIM = 2  # pixels at each edge that are likely to be paper
TRUST = 1.5  # what the rim says, against what rarity says


def spots(gray: NDArray[np.uint8]) -> tuple[float, float]:
    """The levels of the darkest and of the lightest 3 by 3 pixels of (h, w), 0 to 255."""
    means = cv2.blur(gray.astype(np.float32), (SPOT, SPOT))[1:-1, 1:-1]
    return float(means.min()), float(means.max())


def is_ink_light(gray: NDArray[np.uint8]) -> bool:
    """Whether the ink of a frame, (28, 28), is what is light in it. None has ink of neither kind.

    Ink is what there is less of: where pixels differ from their surroundings with a skew below
    zero, dark ones are the rarer. And ink is what the rim is not: where the rim is nearer to the
    lightest spots than to the darkest, paper is light. Both are numbers of about one, and added up
    they err more rarely than either (LOG.md, 2026-11-22).
    """
    levels = gray.astype(np.float32)
    around = cv2.blur(levels, (AROUND, AROUND), borderType=cv2.BORDER_REPLICATE)
    apart = (levels - around).astype(np.float64)
    spread = (apart**2).mean() ** 1.5
    low, high = spots(gray)
    if not spread or high <= low:
        return True
    inner = np.zeros(gray.shape, np.bool_)
    inner[RIM:-RIM, RIM:-RIM] = True
    rim = ((low + high) / 2 - levels[~inner].mean()) / (high - low)
    return bool((apart**3).mean() / spread + TRUST * rim >= 0)
