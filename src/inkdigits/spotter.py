"""A page in gray in; where digits may be on it, which, and whose ink is whose, out.

The network sees digits of 13 to 44 pixels. Larger ones it finds on smaller copies of the page.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.card import Card
from inkdigits.errors import ModelError
from inkdigits.model import ONNX, open_session, read_folder

SHIPPED = Path(__file__).parent / "models" / "spotter"
STRIDE, FINE = 4, 2  # pixels for one answer, and for one about ink
TURNS = 4  # quarters that digits may be turned by
ANSWERS = TURNS + 10 + 4  # whether a digit's middle is here, turned so; which digit, and its box
INKS = 3  # whether here is a digit's ink, and how far its middle is, across and down
UNIT = 16  # pixels: a page's sides are taken as multiples
MARGIN = 16  # pixels around a page, that digits at its rim are whole
SMALLEST = 32  # pixels: a smaller copy shows nothing
LEAST = 0.2  # how probable a digit is at the least that is told of
SAME = 0.4  # share of two boxes that they share: then they are around one digit
WITHIN = 0.75  # share of the smaller box that lies in the other: the same
COARSER = 1.0  # log odds that a digit may be less likely on a larger copy, and count there
MOST = 2000  # digits on one copy of a page: no page has more


@dataclass(frozen=True, kw_only=True)
class Inks:
    """What a copy of the page shows of ink; all in pixels of that copy over ``FINE``."""

    scale: float  # pixels of the copy for one of the page
    share: NDArray[np.float32]  # (h, w), how probable a digit's ink is
    across: NDArray[np.float32]  # (h, w), how far to the right its digit's middle is, page's pixels
    down: NDArray[np.float32]  # (h, w), how far down


@dataclass(frozen=True, kw_only=True)
class Spots:
    """The digits that may be on a page."""

    boxes: NDArray[np.float64]  # (n, 4), x, y, width, height in the page's pixels
    odds: NDArray[np.float64]  # (n,), log odds of being one
    shares: NDArray[np.float64]  # (n, 10), which it would be
    copies: NDArray[np.int64]  # (n,), on which copy of the page it was found
    inks: tuple[Inks, ...]  # of each copy
    turns: NDArray[np.float64]  # (4,), log odds of all digits that lie turned clockwise by quarters

    def __len__(self) -> int:
        return len(self.odds)


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
        looks: list[_Look] = []
        scale = 1.0
        while not looks or scale * max(page.shape) >= SMALLEST:
            looks.append(self._look(page, scale, len(looks)))
            scale /= 2
        boxes, odds, shares, copies = (
            np.concatenate([getattr(look, name) for look in looks])
            for name in ("boxes", "odds", "shares", "copies")
        )
        kept = _distinct(boxes, odds, copies)
        return Spots(
            boxes=boxes[kept],
            odds=odds[kept],
            shares=shares[kept],
            copies=copies[kept],
            inks=tuple(look.inks for look in looks),
            turns=np.sum([look.turns for look in looks], axis=0),
        )

    def _look(self, page: NDArray[np.uint8], scale: float, copy: int) -> "_Look":
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
        return _Look(
            boxes=boxes,
            odds=logits[0][rows, columns].astype(np.float64),
            shares=which / which.sum(axis=1, keepdims=True),
            copies=np.full(len(rows), copy),
            inks=Inks(
                scale=scale,
                share=1 / (1 + np.exp(-inks[0][inner].clip(-30, 30))),
                across=inks[1][inner] * np.float32(STRIDE / scale),
                down=inks[2][inner] * np.float32(STRIDE / scale),
            ),
            turns=turns,
        )


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What one copy of a page shows; as ``Spots``, one digit perhaps several times."""

    boxes: NDArray[np.float64]
    odds: NDArray[np.float64]
    shares: NDArray[np.float64]
    copies: NDArray[np.int64]
    inks: Inks
    turns: NDArray[np.float64]


def load_spotter(path: Path | None = None, *, threads: int | None = None) -> Spotter:
    """Load a spotter's folder; the one that ships where none is named.

    Raises:
        ModelError: The folder is missing or incomplete, or holds no spotter.
    """
    folder = SHIPPED if path is None else Path(path)
    card, digests, files = read_folder(folder)
    network = SpotterNetwork(files[ONNX], name=str(folder / ONNX), threads=threads)
    return Spotter(network, card, folder, digests)


def _distinct(
    boxes: NDArray[np.float64], odds: NDArray[np.float64], copies: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The places of boxes, (n, 4), each around a digit of its own.

    Of several it is the likeliest, or that on the largest copy which is nearly as likely: more is
    seen there of its ink.
    """
    free = np.ones(len(boxes), np.bool_)
    kept = []
    for at in np.argsort(-odds):
        if not free[at]:
            continue
        same, within = _overlapping(boxes, at)
        alike = np.flatnonzero(free & same & (odds >= odds[at] - COARSER))
        best = alike[np.lexsort((-odds[alike], copies[alike]))[0]]
        kept.append(best)
        free &= ~(same | within)
    return np.array(kept, np.int64)


def _overlapping(
    boxes: NDArray[np.float64], at: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which boxes, (n, 4), are around the same digit as one of them, and which lie within it."""
    left, top, w, h = boxes.T
    right, bottom, area = left + w, top + h, w * h
    across = np.minimum(right, right[at]) - np.maximum(left, left[at])
    down = np.minimum(bottom, bottom[at]) - np.maximum(top, top[at])
    both = across.clip(0) * down.clip(0)
    return both > SAME * (area + area[at] - both), both > WITHIN * np.minimum(area, area[at])
