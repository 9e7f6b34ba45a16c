"""A model and one frame in; the value of every cell of its network, and what made it, out."""

from math import isqrt

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from inkdigits.errors import ModelError
from inkdigits.explain.cell import Cell, Place, Values, find_cell
from inkdigits.explain.graph import read_graph, with_outputs
from inkdigits.explain.steps import FRAMES, count_networks, find_steps, temperature
from inkdigits.model import ONNX, Model


class Anatomy:
    """A model's network, opened so that every value inside it can be seen."""

    def __init__(self, model: Model, *, threads: int = 1) -> None:
        """Open a model.

        Args:
            model: Loaded from a folder that is still there.
            threads: How many threads compute; one frame keeps no second one busy.

        Raises:
            ModelError: The network cannot be shown.
        """
        path = model.folder / ONNX
        data = path.read_bytes()
        self.graph = read_graph(data)
        self.steps = find_steps(self.graph)
        self.networks = count_networks(self.graph)  # that vote; the steps are those of the first
        self.temperature = temperature(self.graph)
        used = {name for step in self.steps[1:] for name in (step.takes, step.uncut, step.gives)}
        self._names = sorted(used - {FRAMES})
        self._latest: tuple[bytes, dict[str, Values]] = (b"", {})
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(
                with_outputs(data, self._names), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # as in inkdigits.model
            raise ModelError(
                f"{path} reads, but what it sees cannot be shown: {error}. Train the model again."
            ) from error

    def values(self, frame: NDArray[np.uint8]) -> dict[str, Values]:
        """Every value that a step takes or gives, before ReLU and after it.

        Args:
            frame: uint8 (28, 28), 0 paper to 255 ink.

        Returns:
            Name, as ``steps`` have them -> float32 (channels, h, w); numbers in a row are maps of
            one cell each. The frame itself goes from 0 to 255.
        """
        key = frame.tobytes()
        known, values = self._latest  # of a pointer that goes from cell to cell
        if known == key:
            return values
        results = self._session.run(self._names, {FRAMES: frame[None]})
        values = {FRAMES: frame[None].astype(np.float32)}
        for name, result in zip(self._names, results, strict=True):
            values[name] = result[0].reshape(*result.shape[1:], *(1,) * (4 - result.ndim))
        self._latest = (key, values)
        return values

    def cell(self, frame: NDArray[np.uint8], step: int, place: Place) -> Cell:
        """How the value of one cell came about; see ``inkdigits.explain.cell.find_cell``."""
        return find_cell(self.graph, self.steps, self.values(frame), step, place)

    def filters(self) -> Values | None:
        """What the first convolution looks for, in the frame's own pixels.

        Behind a fold, which makes four small pictures of one, a filter has four parts; they are
        laid together again as the pixels are.

        Returns:
            float32 (filters, h, w); None for a network without convolutions.
        """
        for before, step in zip(self.steps, self.steps[1:], strict=False):
            if step.kind != "convolution":
                continue
            weights: Values = self.graph.weights[step.nodes[0].inputs[1]]
            n, channels, height, width = weights.shape
            block = isqrt(channels) if before.kind == "fold" else 1
            parts = weights[:, : block * block].reshape(n, block, block, height, width)
            return parts.transpose(0, 3, 1, 4, 2).reshape(n, height * block, width * block)
        return None
