"""A grade, ink and a Generator in; the sheet with its paper, its lines and its writing out."""

from dataclasses import dataclass

import cv2
import numpy as np

from .geometry import Frame, Points, through
from .grades import Grade
from .noise import Levels, between, cloud, happens
from .surface import BOARDS, TINTED, WHITE, Colour, Colours, board, colour_near, desk, paper, rules

INKS: tuple[Colour, ...] = (
    (0.05, 0.05, 0.06), (0.08, 0.1, 0.3), (0.1, 0.2, 0.6), (0.7, 0.1, 0.12), (0.05, 0.4, 0.2),
    (0.35, 0.15, 0.5), (0.3, 0.2, 0.1),
)  # fmt: skip
USUAL = 2  # of them: black, and blue that is nearly black
PENCIL: Colour = (0.22, 0.22, 0.23)
CHALKS: tuple[Colour, ...] = (
    (0.85, 0.85, 0.82), (0.85, 0.8, 0.45), (0.85, 0.6, 0.6), (0.6, 0.75, 0.85),
)  # fmt: skip
LINES: tuple[Colour, ...] = ((0.45, 0.6, 0.85), (0.55, 0.55, 0.6), (0.75, 0.5, 0.55))
FAINTER = 0.6  # of the ink's contrast: the lines of ruled paper have no more
PAPER_TINTED = 0.5  # share of pages in colours whose paper has one
TEXTURES = {  # of each pen: how far it stays alike, in pens; how uneven; how dark at most
    "ballpoint": (1.0, 0.14, 0.95),
    "felt": (2.0, 0.05, 0.97),
    "marker": (3.0, 0.04, 1.0),
    "fountain": (4.0, 0.12, 0.92),
    "pencil": (0.0, 0.22, 0.85),
    "chalk": (0.0, 0.28, 0.85),
}
FINEST = 1.5  # pixels: the grain of paper, which pencil and chalk show


@dataclass(frozen=True, kw_only=True)
class Look:
    """Of what a page is made."""

    paper: Colour
    ink: Colour
    pen: str
    strength: float  # share of the paper's light that the ink takes
    dark: bool  # light ink on a dark board

    @property
    def contrast(self) -> float:
        """How far ink and paper are apart, share of the light."""
        return self.strength * abs(float(np.mean(self.paper)) - float(np.mean(self.ink)))


def choose_look(how: Grade, rng: np.random.Generator) -> Look:
    """Paper and pen."""
    strength = between(rng, how.contrast)
    if happens(rng, how.dark):
        chalk = colour_near(rng, CHALKS, 0.1)
        sheet = colour_near(rng, BOARDS, 0.3)
        return Look(paper=sheet, ink=chalk, pen="chalk", strength=max(strength, 0.6), dark=True)
    coloured = happens(rng, how.coloured)
    pen = how.pens[rng.integers(len(how.pens))]
    ink = INKS[rng.integers(len(INKS) if coloured else USUAL)]
    if pen == "pencil":
        ink, strength = PENCIL, min(strength, 0.75)
    tinted = coloured and happens(rng, PAPER_TINTED)
    sheet = colour_near(rng, TINTED if tinted else WHITE, 0.05)
    return Look(paper=sheet, ink=ink, pen=pen, strength=strength, dark=False)


def sheet_of(
    look: Look, how: Grade, frame: Frame, *, size: float, foot: Points, rng: np.random.Generator
) -> tuple[Colours, str]:
    """The sheet without any writing, and "ruled", "squared" or nothing.

    Args:
        look: Its paper.
        how: How often it has lines.
        frame: How it is seen.
        size: Of the writing, on the sheet: lines are as far apart as suits it.
        foot: x and y, (2,), that lines go through, or nearly.
        rng: Chooses the rest.
    """
    plain = (board if look.dark else paper)(rng, frame.shape, look.paper)
    squared = happens(rng, how.squared)
    if not squared and not happens(rng, how.ruled):
        return plain, ""
    pitch = size * (between(rng, (0.45, 1.3)) if squared else between(rng, (1.2, 2.2)))
    width = max(0.6, size * between(rng, (0.01, 0.04)))
    origin = float(foot[0]), float(foot[1]) + size * rng.normal(0.03, 0.08)
    lines = rules(frame.shape, frame.matrix, pitch=pitch, origin=origin, both=squared, width=width)
    colour = np.array((0.5, 0.5, 0.5) if look.dark else LINES[rng.integers(len(LINES))], np.float32)
    apart = abs(float(colour.mean()) - float(np.mean(look.paper)))
    share = min(between(rng, (0.25, 0.85)), FAINTER * look.contrast / max(apart, 0.05))
    drawn = lines[:, :, None] * np.float32(share)
    return plain * (1 - drawn) + drawn * colour, "squared" if squared else "ruled"


def worn(rng: np.random.Generator, shape: tuple[int, int], pen: float) -> Levels:
    """Where a pen of so many pixels that runs dry still leaves ink, (h, w) 0 to 1."""
    dry = cloud(rng, shape, max(1.2 * pen, 2))
    return ((dry + between(rng, (1.6, 2.3))) * 3).clip(0, 1)


def inked(sheet: Colours, ink: Levels, look: Look, pen: float, rng: np.random.Generator) -> Colours:
    """The sheet with its writing, by a pen of so many pixels."""
    reach, rough, even = TEXTURES[look.pen]
    texture = (even + rough * cloud(rng, ink.shape, max(reach * pen, FINEST))).clip(0, 1)
    share = (ink * texture * np.float32(look.strength))[:, :, None]
    return sheet * (1 - share) + share * np.array(look.ink, np.float32)


def on_desk(sheet: Colours, frame: Frame, rng: np.random.Generator) -> Colours:
    """The sheet cut off at its edges, or at some, on a desk."""
    far = 2.0 * max(frame.shape)
    close = rng.uniform(0.03, 0.1, 4) * min(frame.shape)
    away = np.where(rng.random(4) < 0.55, close, far)  # left, top, right, bottom  # noqa: PLR2004
    if (away == far).all():
        away[rng.integers(4)] = close[0]
    left, top, right, bottom = -away[0], -away[1], frame.area[0] + away[2], frame.area[1] + away[3]
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    seen = through(frame.matrix, corners).clip(-4 * far, 4 * far)
    mask = np.zeros(frame.shape, np.uint8)
    cv2.fillPoly(mask, [np.rint(seen * 8).astype(np.int32)], 255, cv2.LINE_AA, 3)
    share = mask.astype(np.float32)[:, :, None] / 255
    drop = cv2.GaussianBlur(mask, (0, 0), max(2.0, 0.006 * max(frame.shape)))
    shade = 1 - 0.5 * drop.astype(np.float32)[:, :, None] / 255
    return sheet * share + desk(rng, frame.shape) * shade * (1 - share)
