"""A page in gray in; where digits may be on it, which, and whose ink is whose, out.

The network sees digits of some sizes. Larger ones it finds on smaller copies of the page.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.card import Card
from inkdigits.errors import ModelError
from inkdigits.model import ONNX, open_session, read_folder
from inkdigits.spots import Inks, Look, Spots, agreed, gathered

SHIPPED = Path(__file__).parent / "models" / "spotter"
STRIDE, FINE = 4, 2  # pixels for one answer, and for one about ink
TURNS = 4  # quarters that digits may be turned by
ANSWERS = TURNS + 10 + 4  # whether a digit's middle is here, turned so; which digit, and its box
INKS = 3  # whether here is a digit's ink, and how far its middle is, across and down
UNIT = 16  # pixels: a page's sides are taken as multiples
MARGIN = 16  # pixels around a page, that digits at its rim are whole
SHOWN = (13, 44)  # pixels of the lowest and the highest digits that the network sees
BETWEEN = 0.7071  # of the page's sides: from there on it is halved for a second look
SMALLEST = 32  # pixels: a smaller copy shows nothing
LEAST = 0.2  # how probable a digit is at the least that is told of
MOST = 2000  # digits on one copy of a page: no page has more


class SpotterNetwork:
    """An ONNX graph that is ready to look at pictures."""

    def __init__(self, graph: bytes, *, name: str, threads: int | None = None) -> None:
        """Make the graph ready.

        Args:
            graph: The file's bytes: pictures uint8 (n, h, w) -> answers and inks.
            name: What to call the file in errors.
            threads: How many threads answer; all cores where it is None.

        Raises:
            ModelError: These bytes are not such a graph.
        """
        self._session = open_session(graph, name=name, threads=threads)
        takes = [(i.name, i.type, len(i.shape)) for i in self._session.get_inputs()]
        gives = [(o.name, o.type, o.shape[1:2]) for o in self._session.get_outputs()]
        if takes != [("pictures", "tensor(uint8)", 3)] or gives != [
            ("answers", "tensor(float)", [ANSWERS]),
            ("inks", "tensor(float)", [INKS]),
        ]:
            raise ModelError(
                f"{name} is a graph of another kind: it takes {takes} and gives {gives}. "
                "inkdigits train spotter makes one that takes pictures and gives answers and inks."
            )

    def answer(
        self, pictures: NDArray[np.uint8]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(n, h, w), sides multiples of 16 -> (n, 18, h / 4, w / 4) and (n, 3, h / 2, w / 2)."""
        try:
            answers, inks = self._session.run(["answers", "inks"], {"pictures": pictures})
        except Exception as error:  # onnxruntime's errors have no class of their own in common
            if "alloc" in str(error):
                raise MemoryError(str(error)) from error
            raise
        return answers, inks


class Spotter:
    """Spots digits on pages."""

    def __init__(
        self, network: SpotterNetwork, card: Card, folder: Path, digests: dict[str, str]
    ) -> None:
        self.card = card
        self.folder = folder
        self.digests = digests  # file name -> SHA-256
        self._network = network

    def spot(self, page: NDArray[np.uint8]) -> Spots:
        """Look for digits that stand upright, give or take 20 degrees.

        Args:
            page: (h, w) gray, dark ink on light or the reverse.
        """
        return self._spot(page, 1.0)

    def spot_again(self, page: NDArray[np.uint8], spots: Spots) -> Spots:
        """Look for the same digits on copies of other sizes.

        Args:
            page: (h, w) gray.
            spots: What ``spot`` says of it.

        Returns:
            The spots, as likely as both looks say in the mean. What one look takes for a digit by
            how strokes fall on the pixels, the other seldom does.
        """
        return agreed(spots, self._spot(page, BETWEEN), shown=SHOWN)

    def _spot(self, page: NDArray[np.uint8], largest: float) -> Spots:
        """Look at a copy of the page of that scale, and at ever smaller ones by halves."""
        looks: list[Look] = []
        scale = largest
        while not looks or scale * max(page.shape) >= SMALLEST:
            looks.append(self._look(page, scale))
            scale /= 2
        return gathered(looks)

    def _look(self, page: NDArray[np.uint8], scale: float) -> Look:
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
        answers, inks = self._network.answer(np.asarray(wide, np.uint8)[None])
        answers, inks = answers[0], inks[0]
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
