"""The ink of one spot in; where it may be two digits side by side, the ink of each, out.

Digits that stand close, 11 above all, may be one spot though their ink does not touch.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.reading.spotted import Cut
from inkdigits.vision.marks import place_of

FULL = 64  # of 255: less is the soft rim of a stroke, which may reach that of the next
HIGH = 0.7  # of the ink's height: two of its parts that are as high may be digits,
ASIDE = 0.5  # if no more than that share of the narrower is above or below the other


def halves(cut: Cut) -> list[Cut]:
    """The two high parts of some ink, left to right, each with all ink that is nearer to it.

    Returns:
        Nothing where it has not two such parts side by side.
    """
    found = cv2.connectedComponentsWithStats((cut.ink > FULL).view(np.uint8), connectivity=8)
    labels, stats, middles = (np.asarray(one) for one in found[1:])
    x, w, h = (stats[1:, of] for of in (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    high = np.flatnonzero(h >= HIGH * cut.place[3])
    if len(high) != 2:  # noqa: PLR2004 - one is a digit, and three are no two
        return []
    left, right = high[np.argsort(middles[1 + high, 0])].tolist()
    if x[left] + w[left] - x[right] > ASIDE * min(w[left], w[right]):
        return []
    from_left, from_right = (_away_from(labels == 1 + part) for part in (left, right))
    return [_of(cut, from_left <= from_right), _of(cut, from_left > from_right)]


def _away_from(part: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How far each pixel, (h, w), is from a part, in pixels."""
    away = cv2.distanceTransform((~part).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.asarray(away, np.float32)


def _of(cut: Cut, own: NDArray[np.bool_]) -> Cut:
    """The ink of some pixels, (h, w)."""
    ink = np.where(own, cut.ink, 0).astype(np.uint8)
    box = np.array(cv2.boundingRect((ink > FULL).view(np.uint8)))
    return Cut(ink=ink, corner=cut.corner, place=place_of(box + np.array([*cut.corner, 0, 0])))
