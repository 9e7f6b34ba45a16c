"""A spotter's graph and pictures in; what it answers, all over them or near some boxes, out."""

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ModelError
from inkdigits.model import open_session
from inkdigits.parts import parts_near

STRIDE, FINE = 4, 2  # pixels for one answer, and for one about ink
TURNS = 4  # quarters that digits may be turned by
ANSWERS = TURNS + 10 + 4  # whether a digit's middle is here, turned so; which digit, and its box
INKS = 3  # whether here is a digit's ink, and how far its middle is, across and down
UNIT = 16  # pixels: a picture's sides are multiples
RIM = 64  # pixels around a box that are near it
NOTHING = -20.0  # log odds, of a digit and of its ink, where nothing was looked at


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

    def answer_near(
        self, picture: NDArray[np.uint8], near: NDArray[np.float64] | None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What one picture shows near some boxes on it; elsewhere no digit, and no ink.

        Args:
            picture: (h, w), sides multiples of 16.
            near: (n, 4), x, y, width and height in its pixels; all of it is near where it is None.

        Returns:
            (18, h / 4, w / 4) and (3, h / 2, w / 2).
        """
        if near is None:
            answers, inks = self.answer(picture[None])
            return answers[0], inks[0]
        h, w = picture.shape
        answers = np.full((ANSWERS, h // STRIDE, w // STRIDE), NOTHING, np.float32)
        inks = np.full((INKS, h // FINE, w // FINE), NOTHING, np.float32)
        for left, top, right, bottom in parts_near(near, (h, w), rim=RIM, unit=UNIT):
            x, y = max(left - UNIT, 0), max(top - UNIT, 0)  # what is at a part's edge is seen badly
            part = np.ascontiguousarray(picture[y : bottom + UNIT, x : right + UNIT])
            seen = self.answer(part[None])
            for whole, (shown,), step in zip((answers, inks), seen, (STRIDE, FINE), strict=True):
                there = np.s_[:, top // step : bottom // step, left // step : right // step]
                inner = shown[:, (top - y) // step :, (left - x) // step :]
                h_there, w_there = (bottom - top) // step, (right - left) // step
                whole[there] = inner[:, :h_there, :w_there]
        return answers, inks
