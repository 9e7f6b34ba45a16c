"""A picture and boxes on it in; the parts of it that show them all, nothing twice, out."""

import cv2
import numpy as np
from numpy.typing import NDArray

Part = tuple[int, int, int, int]  # its left, top, right and bottom end, in pixels
MOST = 0.8  # share of a picture: where its parts are more together, it is one part


def parts_near(
    boxes: NDArray[np.float64], shape: tuple[int, int], *, rim: float, unit: int
) -> list[Part]:
    """The parts of a picture that are near some boxes.

    Args:
        boxes: (n, 4), x, y, width and height in pixels; they may reach beyond the picture.
        shape: Of the picture, height and width, both multiples of ``unit``.
        rim: Pixels around a box that are near it.
        unit: Pixels: the ends of parts are multiples of it.
    """
    h, w = shape[0] // unit, shape[1] // unit
    first = np.floor((boxes[:, :2] - rim) / unit).clip(0, [w, h]).astype(int)
    last = np.ceil((boxes[:, :2] + boxes[:, 2:] + rim) / unit).clip(0, [w, h]).astype(int)
    while True:  # until what hangs together is as large as the rectangle around it
        near = np.zeros((h, w), np.uint8)
        for (left, top), (right, bottom) in zip(first, last, strict=True):
            near[top:bottom, left:right] = 1
        stats = np.asarray(cv2.connectedComponentsWithStats(near, connectivity=4)[2])[1:]
        first, last = stats[:, :2], stats[:, :2] + stats[:, 2:4]
        area = stats[:, cv2.CC_STAT_AREA]
        if (area == stats[:, 2] * stats[:, 3]).all():
            break
    if area.sum() > MOST * h * w:
        return [(0, 0, w * unit, h * unit)]
    ends = (np.concatenate([first, last], axis=1) * unit).tolist()
    return [(left, top, right, bottom) for left, top, right, bottom in ends]
