"""A page in gray in; where digits may be on it, which, and whose ink is whose, out.

The network sees digits of some sizes. Larger ones it finds on smaller copies of the page.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.card import Card
from inkdigits.model import ONNX, read_folder
from inkdigits.sight import FINE, STRIDE, TURNS, UNIT, SpotterNetwork
from inkdigits.spots import Inks, Look, Spots, agreed, gathered

SHIPPED = Path(__file__).parent / "models" / "spotter"
MARGIN = 16  # pixels around a page, that digits at its rim are whole
SHOWN = (13, 44)  # pixels of the lowest and the highest digits that the network sees
BETWEEN = 0.7071  # of the page's sides: from there on it is halved for a second look
SMALLEST = 32  # pixels: a smaller copy shows nothing
LEAST = 0.2  # how probable a digit is at the least that is told of
MOST = 2000  # digits on one copy of a page: no page has more


class Spotter:
    """Spots digits on pages."""

    def __init__(
        self, network: SpotterNetwork, card: Card, folder: Path, digests: dict[str, str]
    ) -> None:
        self.card = card
        self.folder = folder
        self.digests = digests  # file name -> SHA-256
        self._network = network

    def spot(self, page: NDArray[np.uint8], near: NDArray[np.float64] | None = None) -> Spots:
        """Look for digits that stand upright, give or take 20 degrees.

        Args:
            page: (h, w) gray, dark ink on light or the reverse.
            near: Boxes, (n, 4), on the page: what is not near any of them is not looked at. All
                of it is where it is None.
        """
        return self._spot(page, 1.0, near)

    def spot_again(
        self, page: NDArray[np.uint8], spots: Spots, near: NDArray[np.float64] | None = None
    ) -> Spots:
        """Look for the same digits on copies of other sizes.

        Args:
            page: (h, w) gray.
            spots: What ``spot`` says of it.
            near: Boxes, (n, 4), as ``spot`` takes them.

        Returns:
            The spots, as likely as both looks say in the mean. What one look takes for a digit by
            how strokes fall on the pixels, the other seldom does.
        """
        return agreed(spots, self._spot(page, BETWEEN, near), shown=SHOWN)

    def _spot(
        self, page: NDArray[np.uint8], largest: float, near: NDArray[np.float64] | None
    ) -> Spots:
        """Look at a copy of the page of that scale, and at ever smaller ones by halves."""
        looks: list[Look] = []
        scale = largest
        while not looks or scale * max(page.shape) >= SMALLEST:
            looks.append(self._look(page, scale, near))
            scale /= 2
        return gathered(looks)

    def _look(
        self, page: NDArray[np.uint8], scale: float, near: NDArray[np.float64] | None
    ) -> Look:
        """Look at one copy of the page."""
        size = [max(1, round(side * scale)) for side in page.shape]
        small = page
        if scale != 1:
            smaller = cv2.resize(page, size[::-1], interpolation=cv2.INTER_AREA)
            small = np.asarray(smaller, np.uint8)
        spare = [-(side + 2 * MARGIN) % UNIT for side in size]
        wide = cv2.copyMakeBorder(
            small, MARGIN, MARGIN + spare[0], MARGIN, MARGIN + spare[1], cv2.BORDER_REPLICATE
        )
        boxes = None if near is None else near * scale + [MARGIN, MARGIN, 0, 0]
        answers, inks = self._network.answer_near(np.asarray(wide, np.uint8), boxes)
        logits = answers[:TURNS]
        peak = logits >= [cv2.dilate(turn, np.ones((3, 3), np.uint8)) for turn in logits]
        peak &= logits > np.log(LEAST / (1 - LEAST))
        turns = np.array([np.maximum(logits[t][peak[t]], 0).sum() for t in range(TURNS)])
        rows, columns = np.nonzero(peak[0])
        if len(rows) > MOST:
            best = np.argsort(-logits[0][rows, columns])[:MOST]
            rows, columns = rows[best], columns[best]
        which = answers[TURNS:-4, rows, columns].T.astype(np.float64)
        which = np.exp(which - which.max(axis=1, keepdims=True, initial=-np.inf))
        sides = np.exp(answers[-4:, rows, columns].T.astype(np.float64).clip(-3, 5))
        middles = np.stack([columns, rows], 1) + 0.5
        corner = (middles - sides[:, :2]) * STRIDE - MARGIN
        boxes = np.concatenate([corner, (sides[:, :2] + sides[:, 2:]) * STRIDE], 1) / scale
        rim = MARGIN // FINE
        inner = np.s_[rim : rim - (-size[0] // FINE), rim : rim - (-size[1] // FINE)]
        return Look(
            boxes=boxes,
            odds=logits[0][rows, columns].astype(np.float64),
            shares=which / which.sum(axis=1, keepdims=True),
            inks=Inks(
                scale=scale,
                share=1 / (1 + np.exp(-inks[0][inner].clip(-30, 30))),
                across=inks[1][inner] * np.float32(STRIDE / scale),
                down=inks[2][inner] * np.float32(STRIDE / scale),
            ),
            turns=turns,
        )


def load_spotter(path: Path | None = None, *, threads: int | None = None) -> Spotter:
    """Load a spotter's folder; the one that ships where none is named.

    Raises:
        ModelError: The folder is missing or incomplete, or holds no spotter.
    """
    folder = SHIPPED if path is None else Path(path)
    card, digests, files = read_folder(folder)
    network = SpotterNetwork(files[ONNX], name=str(folder / ONNX), threads=threads)
    return Spotter(network, card, folder, digests)
