"""A page however it lies in; the same page upright, and the way back, out.

Digits are spotted where they stand upright. Where few are, the page is looked at in each of four
ways. Rows that slope are leveled if more can be read then; on some pages digits stand upright in a
row that climbs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.sight import TURNS
from inkdigits.vision.marks import Place

if TYPE_CHECKING:
    from inkdigits.reading.attempt import Attempt, Looks

PLENTY = 15.0  # log odds of all digits on a page that surely stands upright
SOME = 0.1  # times as much, of digits that seem to lie turned, makes that less sure
CLEARLY, MORE = 1.5, 6.0  # times as much, and log odds besides, speaks for another way
FAINT = 1.0  # log odds of all digits that stand or lie one way: less is nothing
HALF = 2  # quarters: upside down, letters look like digits
SEEMED = 0.5  # of the log odds of a half turned page's digits: so much it showed as it lay
SURE = 1.9  # mean log odds of the digits of a page that seemed to lie so, or that leans
SURER = 2.4  # the same of one that did not seem to lie on its head
LEVEL = 4.0  # degrees: rows that slope less are as good as level
SLOPING = 30.0  # degrees: rows that slope more are a diagonal
LEANING = 30.0  # degrees that all digits may lean by, on a page with few of them
MOST = 12e6  # pixels of a leveled page: the spotter takes 60 bytes for each
NEAR = 3.0  # heights: neighbours that tell how a row slopes
FEW = 2  # neighbours that say nothing about how the rows slope


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A page as it is read."""

    page: NDArray[np.uint8]  # (h, w) gray
    back: NDArray[np.float64]  # (2, 3), from its pixels to the photo's
    quarters: int = 0  # that the photo was turned by, counter-clockwise,
    slope: float = 0.0  # and degrees besides

    @property
    def turned(self) -> float:
        """Degrees clockwise that the photo was turned by."""
        return (-90.0 * self.quarters - self.slope) % 360

    def way_to(self, other: "Standing") -> NDArray[np.float64]:
        """(2, 3), from its pixels to those of the same page as it stands otherwise."""
        forth = np.asarray(cv2.invertAffineTransform(other.back), np.float64)
        way = forth[:, :2] @ self.back
        way[:, 2] += forth[:, 2]
        return way


def turn_upright(lying: "Attempt", look: Callable[[Standing], "Attempt | None"]) -> "Attempt":
    """Read a page however it lies, but for its slope.

    Args:
        lying: What was read of it as it lies.
        look: Reads a page that stands in some way; None when enough has been looked at.

    Returns:
        What was read of it when it was turned by the quarters that show most digits upright.
    """
    seen, *turned = lying.turns
    if seen >= PLENTY and max(turned) <= SOME * seen:
        return lying
    best, least = lying, CLEARLY * seen + MORE
    for quarters in sorted((1, 2, 3), key=lambda at: -lying.turns[at]):
        one = look(_turned(lying.standing, quarters))
        if one is None:
            break
        if one.turns[0] > least and (quarters != HALF or _is_half_turned(lying, one)):
            best, least = one, one.turns[0]
            if least >= PLENTY and one.turns[1:].max() <= SOME * least:
                break
    return best


def _is_half_turned(lying: "Attempt", turned: "Attempt") -> bool:
    """Whether a page that lies in some way lies upside down, by how it looks turned by half."""
    seemed = lying.turns[HALF] >= SEEMED * turned.turns[0]
    return bool(turned.sure > (SURE if seemed else SURER))


def level(sloping: "Attempt", look: "Looks") -> "Attempt":
    """Read a page whose rows slope, or whose digits all lean.

    Args:
        sloping: What was read of it as it is.
        look: Reads a page that stands in some way; None when enough has been looked at.

    Returns:
        What was read of it when it was leveled, if that is more.
    """
    slope = _slope(sloping.places)
    if LEVEL < abs(slope) < SLOPING:
        leveled = look(_leveled(sloping.standing, slope), sloping)
        if leveled and leveled.worth > sloping.worth:
            return leveled
    worth, _ = sloping.worth
    if 0 < worth < PLENTY:  # digits that lean so far that few are seen
        for slope in (-LEANING, LEANING):
            leaning = look(_leveled(sloping.standing, slope))
            if not leaning or leaning.sure <= SURE:
                continue
            if leaning.worth[0] > CLEARLY * worth + PLENTY / 2:
                return leaning
    return sloping


def nothing_seen(attempt: "Attempt") -> bool:
    """Whether nothing on a page seems to be a digit, however it lies."""
    return not any(attempt.places) and bool(max(attempt.turns) < FAINT)


def stand_like(lying: Standing, other: Standing) -> Standing:
    """A page, or a part of one, that lies as another did, upright as that stands now."""
    upright = _turned(lying, other.quarters) if other.quarters else lying
    return _leveled(upright, other.slope) if other.slope else upright


def _slope(rows: Sequence[Sequence[Place]]) -> float:
    """Degrees clockwise that most rows slope by."""
    steps = []
    for row in rows:
        for left, right in pairwise(row):
            (x0, y0), (x1, y1) = _middle(left), _middle(right)
            if 0 < x1 - x0 < NEAR * max(left[3], right[3]):
                steps.append(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
    return float(np.median(steps)) if len(steps) > FEW else 0.0


def _middle(place: Place) -> tuple[float, float]:
    x, y, w, h = place
    return x + w / 2, y + h / 2


def _turned(standing: Standing, quarters: int) -> Standing:
    """Turned counter-clockwise by quarters."""
    h, w = standing.page.shape
    back = {
        1: np.array([[0, -1, w], [1, 0, 0], [0, 0, 1]]),
        2: np.array([[-1, 0, w], [0, -1, h], [0, 0, 1]]),
        3: np.array([[0, 1, 0], [-1, 0, h], [0, 0, 1]]),
    }[quarters]
    return Standing(
        page=np.ascontiguousarray(np.rot90(standing.page, quarters)),
        back=standing.back @ back,
        quarters=(standing.quarters + quarters) % TURNS,
        slope=standing.slope,
    )


def _leveled(standing: Standing, degrees: float) -> Standing:
    """Turned counter-clockwise by the degrees that its rows slope, with nothing cut off.

    A large page has corners then that would take too much memory: it is a little smaller for them.
    """
    h, w = standing.page.shape
    cos, sin = abs(np.cos(np.radians(degrees))), abs(np.sin(np.radians(degrees)))
    width, height = w * cos + h * sin, w * sin + h * cos
    scale = min(1.0, float(np.sqrt(MOST / (width * height))))
    size = width, height = round(width * scale), round(height * scale)
    forth = np.asarray(cv2.getRotationMatrix2D((w / 2, h / 2), degrees, scale), np.float64)
    forth[:, 2] += ((width - w) / 2, (height - h) / 2)
    page = cv2.warpAffine(standing.page, forth, size, borderMode=cv2.BORDER_REPLICATE)
    return Standing(
        page=np.asarray(page, np.uint8),
        back=standing.back @ np.linalg.inv(np.vstack([forth, [0, 0, 1]])),
        quarters=standing.quarters,
        slope=standing.slope + degrees,
    )
