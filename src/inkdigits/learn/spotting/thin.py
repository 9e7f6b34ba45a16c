"""Strokes of any width in; the lines in their middle, one pixel wide, out."""

import numpy as np
from numpy.typing import NDArray

AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))  # from the top
FEWEST, MOST = 2, 6  # neighbours that a pixel of an edge has; an end of a line has one


def thin(inks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take ink away from all edges at once until lines are left, (n, h, w) -> the same.

    References:
        Zhang and Suen, "A fast parallel algorithm for thinning digital patterns", 1984.
    """
    left = np.pad(inks, ((0, 0), (1, 1), (1, 1)))
    changed = True
    while changed:
        changed = False
        for opposite in (False, True):  # the edges at the right and the bottom, then the others
            edge = _edge(left, opposite=opposite)
            changed |= bool(edge.any())
            left &= ~edge
    return left[:, 1:-1, 1:-1]


def _edge(inks: NDArray[np.bool_], *, opposite: bool) -> NDArray[np.bool_]:
    """Pixels of ink at two sides, without which all that hangs together still does."""
    around = [np.roll(inks, (-down, -across), (1, 2)) for down, across in AROUND]
    top, right, bottom, left = around[::2]
    count = np.zeros(inks.shape, np.uint8)
    begun = np.zeros(inks.shape, np.uint8)  # how often paper turns to ink, once around
    for one, after in zip(around, around[1:] + around[:1], strict=True):
        count += one
        begun += ~one & after
    if opposite:
        open_ = ~(top & right & left) & ~(top & bottom & left)
    else:
        open_ = ~(top & right & bottom) & ~(right & bottom & left)
    edge = inks & (count >= FEWEST) & (count <= MOST) & (begun == 1) & open_
    return np.asarray(edge)
