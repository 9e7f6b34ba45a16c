"""Glyphs and where they go in; a sheet with their ink, and whose ink is whose, out."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.learn.spotting.glyph import Glyph

SIDE = 192  # pixels of a sheet
LOWEST, HIGHEST = 13.0, 44.0  # pixels: digits of these heights are to be found
NEARLY = 1.15  # times lower or higher: whether they are found does not matter
SLIM, ROOM = 0.35, 0.18  # heights: what is slimmer takes as much room as that at the least
SMALL = 0.6  # scales below this average pixels,
FINE = 1.4  # to so many for one of the sheet
FULL = 0.35  # of a glyph's fullest ink: what has more is its own
SEEN = 0.9  # share of a digit's ink that is on the sheet, if it is to be found


@dataclass(frozen=True, kw_only=True)
class Written:
    """A digit on a sheet."""

    label: int
    box: tuple[float, float, float, float]  # x, y, width and height in pixels, around its ink
    wanted: bool  # it is to be found; else it does not matter whether it is
    turn: int  # quarters clockwise that it is turned by


@dataclass(frozen=True)
class Sheet:
    """What has been written so far."""

    ink: NDArray[np.float32] = field(default_factory=lambda: np.zeros((SIDE, SIDE), np.float32))
    owner: NDArray[np.int16] = field(default_factory=lambda: np.full((SIDE, SIDE), -1, np.int16))
    digits: list[Written] = field(default_factory=list)

    # ink: the share of the paper's light that is taken away; owner: whose ink each pixel is, the
    # digit's place in ``digits``, or -1; both (SIDE, SIDE)

    def draw(self, lines: list[NDArray[np.float64]], pen: float, dark: float) -> None:
        """Draw lines, each (n, 2) of x and y in pixels, that belong to no digit."""
        layer = np.zeros(self.ink.shape, np.uint8)
        for line in lines:
            fixed = np.rint(line * 16).astype(np.int32)  # OpenCV's sixteenths of a pixel
            cv2.polylines(layer, [fixed], False, 255, max(1, round(pen)), cv2.LINE_AA, 4)
        np.maximum(self.ink, layer * np.float32(dark / 255), out=self.ink)

    def stamp(
        self,
        glyph: Glyph,
        label: int | None,
        *,
        middle: NDArray[np.float64],
        height: float,
        angle: float,
        slant: float,
        dark: float,
        turn: int,
    ) -> None:
        """Write a glyph.

        Args:
            glyph: What to write.
            label: Which digit it is, None if it is none.
            middle: Of its box, x and y in pixels.
            height: In pixels.
            angle: Clockwise, in radians.
            slant: Of its stems, to the right at the top.
            dark: The share of the paper's light that full ink takes away.
            turn: Quarters of the angle by which it is turned away from upright.
        """
        if not ((middle > -height) & (middle < SIDE + height)).all():
            return
        x, y = middle
        scale = height / glyph.shape[0]
        across = down = scale
        if scale < SMALL:
            h, w = glyph.shape
            size = [max(2, round(side * FINE * scale)) for side in (w, h)]
            glyph = np.asarray(cv2.resize(glyph, size, interpolation=cv2.INTER_AREA), np.float32)
            across, down = scale * w / size[0], scale * h / size[1]
        h, w = glyph.shape
        cos, sin = np.cos(angle), np.sin(angle)
        lean = np.array([[across, -slant * down], [0, down]])
        turned = np.array([[cos, -sin], [sin, cos]]) @ lean
        half = int(np.ceil(0.5 * (abs(turned) @ np.array([w, h])).max())) + 2
        left, top = int(x) - half, int(y) - half
        offset = np.array([x - left, y - top]) - turned @ np.array([(w - 1) / 2, (h - 1) / 2])
        size = [2 * half + 1] * 2
        ink = cv2.warpAffine(glyph, np.column_stack([turned, offset]), size)
        told = label is not None and LOWEST / NEARLY <= height <= HIGHEST * NEARLY
        place = self._lay(np.asarray(ink, np.float32), left, top, dark, told=told)
        if place and label is not None:
            box, seen = place
            wanted = LOWEST <= height <= HIGHEST and seen >= SEEN
            self.digits.append(Written(label=label, box=box, wanted=wanted, turn=turn))

    def _lay(
        self, ink: NDArray[np.float32], left: int, top: int, dark: float, *, told: bool
    ) -> tuple[tuple[float, float, float, float], float] | None:
        """Lay a glyph's ink onto the sheet, its left upper corner there.

        Returns:
            The box around it and the share of it that is on the sheet, if it is a digit that is
            ``told`` of and any of it is there.
        """
        h, w = ink.shape
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + w, SIDE), min(top + h, SIDE)
        if x0 >= x1 or y0 >= y1:
            return None
        seen = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
        here = np.s_[y0:y1, x0:x1]
        np.maximum(self.ink[here], ink[seen] * np.float32(dark), out=self.ink[here])
        full = ink > FULL * ink.max()
        visible = int(full[seen].sum())
        told &= bool(visible)
        self.owner[here][full[seen]] = len(self.digits) if told else -1
        if not told:
            return None
        rows, columns = np.nonzero(full)
        corner = (float(columns.min() + left), float(rows.min() + top))
        box = (*corner, float(np.ptp(columns) + 1), float(np.ptp(rows) + 1))
        return box, visible / int(full.sum())


def room(glyph: Glyph, height: float) -> float:
    """How much room a glyph of a height takes on its row, pixels."""
    h, w = glyph.shape
    wide = float(w) * height / float(h)
    return max(wide, ROOM * height) if w < SLIM * h else wide
