"""A Model folder in; probabilities for uint8 digit images out, with no deep-learning framework."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import ArrayLike, NDArray

from inkdigits.card import Card, parse_card
from inkdigits.errors import ModelError
from inkdigits.machine import check_threads

SHIPPED = Path(__file__).parent / "models" / "default"
ONNX, WEIGHTS, CARD = "model.onnx", "weights.safetensors", "model.json"
BATCH = 256  # images answered at once: more are no faster, and take more memory


@dataclass(frozen=True, kw_only=True)
class Classified:
    """What a model says of n frames."""

    probabilities: NDArray[np.float32]  # (n, 10), rows sum to 1; column d belongs to the digit d
    digitness: NDArray[np.float32] | None  # (n,), how much each looks like a digit, if it can tell
    accepted: NDArray[np.bool_] | None  # (n,), whether that is as much as 99.5 % of digits have


def open_session(graph: bytes, *, name: str, threads: int | None) -> onnxruntime.InferenceSession:
    """An ONNX file's bytes, ready to be run on the CPU by so many threads.

    Raises:
        ModelError: They are none.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = check_threads(threads)
    options.log_severity_level = 4  # what goes wrong is raised, and said once
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors have no class of their own in common
        if "bad_alloc" in str(error):
            raise ModelError(f"there is not enough memory to load {name}.") from error
        raise ModelError(
            f"{name} is not a graph that onnxruntime can run: {error}. "
            "Train or copy the model again."
        ) from error


class Network:
    """An ONNX graph that is ready to answer."""

    def __init__(self, graph: bytes, *, name: str, threads: int | None = None) -> None:
        """Make the graph ready.

        Args:
            graph: The file's bytes: frames uint8 (n, 28, 28) -> probabilities float32 (n, 10).
            name: What to call the file in errors.
            threads: How many threads answer a batch; all cores where it is None.

        Raises:
            ModelError: These bytes are not such a graph.
        """
        self._session = open_session(graph, name=name, threads=threads)
        takes = [(i.name, i.type, i.shape[1:]) for i in self._session.get_inputs()]
        gives = [(o.name, o.type, o.shape[1:]) for o in self._session.get_outputs()]
        self.tells_digits = ("digitness", "tensor(float)", []) in gives
        if takes != [("frames", "tensor(uint8)", [28, 28])] or gives[:1] != [
            ("probabilities", "tensor(float)", [10])
        ]:
            raise ModelError(
                f"{name} is a graph of another kind: it takes {takes} and gives {gives}, "
                "not uint8 frames (n, 28, 28) and float probabilities (n, 10)."
            )

    def probabilities(self, frames: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Answer uint8 (n, 28, 28) frames with float32 (n, 10) probabilities."""
        answers = [answer for (answer,) in self._run(["probabilities"], frames)]
        return np.concatenate([np.empty((0, 10), np.float32), *answers])

    def digitness(self, frames: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        """How much frames, uint8 (n, 28, 28), look like digits; None if the graph cannot tell."""
        return self.both(frames)[1]

    def both(
        self, frames: NDArray[np.uint8]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
        """``probabilities`` and ``digitness`` of the same frames, by one run of the graph."""
        if not self.tells_digits:
            return self.probabilities(frames), None
        answers = self._run(["probabilities", "digitness"], frames)
        nothing = (np.empty((0, 10), np.float32), np.empty(0, np.float32))
        probabilities, digitness = map(np.concatenate, zip(nothing, *answers, strict=True))
        return probabilities, digitness

    def _run(
        self, outputs: list[str], frames: NDArray[np.uint8]
    ) -> list[list[NDArray[np.float32]]]:
        batches = (frames[at : at + BATCH] for at in range(0, len(frames), BATCH))
        return [self._session.run(outputs, {"frames": batch}) for batch in batches]


class Model:
    """A trained network that is ready to answer, with its card."""

    def __init__(self, network: Network, card: Card, folder: Path, digests: dict[str, str]) -> None:
        self.card = card
        self.folder = folder
        self.digests = digests  # name -> SHA-256 in hex, of the folder's other files
        self._network = network

    def __repr__(self) -> str:
        return f"Model({str(self.folder)!r})"

    def probabilities(self, frames: ArrayLike) -> NDArray[np.float32]:
        """How probable each digit is, for each frame.

        Args:
            frames: uint8 (n, 28, 28), 0 paper to 255 ink, framed as ``inkdigits.frame`` does.

        Returns:
            float32 (n, 10), rows sum to 1; column d belongs to the digit d.

        Raises:
            ModelError: The frames have another shape or type.
        """
        return self._network.probabilities(_check_frames(frames))

    def digitness(self, frames: ArrayLike) -> NDArray[np.float32] | None:
        """How much each frame looks like a digit at all, whichever it may be.

        Args:
            frames: As ``probabilities`` takes them.

        Returns:
            float32 (n,), 0 to 1. ``card.thresholds["digitness"]`` is what 99.5 % of validation
            digits reach. None for a model that was not trained to tell.

        Raises:
            ModelError: The frames have another shape or type.
        """
        return self._network.digitness(_check_frames(frames))

    def classify(self, frames: ArrayLike) -> Classified:
        """``probabilities`` and ``digitness`` of the same frames, and which of them are digits.

        Raises:
            ModelError: The frames have another shape or type.
        """
        probabilities, digitness = self._network.both(_check_frames(frames))
        accepted = None
        if digitness is not None and "digitness" in self.card.thresholds:
            accepted = (digitness >= self.card.thresholds["digitness"]) & (digitness > 0)
        return Classified(probabilities=probabilities, digitness=digitness, accepted=accepted)


def load_model(path: str | os.PathLike[str] | None = None, *, threads: int | None = None) -> Model:
    """Load a Model folder.

    Args:
        path: The folder; the model that ships with the package where it is None.
        threads: How many threads answer; all cores where it is None.

    Returns:
        The model, ready to answer.

    Raises:
        ModelError: The folder is missing or incomplete, was written by another version, or its
            files are not those that its card was written for.
        UsageError: No machine has so many threads.
    """
    folder = SHIPPED if path is None else Path(path)
    card, digests, files = read_folder(folder)
    network = Network(files[ONNX], name=str(folder / ONNX), threads=threads)
    return Model(network, card, folder, digests)


def read_folder(folder: Path) -> tuple[Card, dict[str, str], dict[str, bytes]]:
    """A Model folder's card, the SHA-256 of its other files, and those files.

    Raises:
        ModelError: As ``load_model``.
    """
    if not folder.is_dir():
        raise ModelError(
            f"{folder} is {'a file' if folder.exists() else 'not here'}; a model is a folder with "
            f"{CARD}, {ONNX} and {WEIGHTS}, as inkdigits train writes it. "
            "Pickles and other weight files are not loaded: they can run code."
        )
    card, digests = parse_card(_read(folder / CARD), name=str(folder / CARD))
    files = {name: _read(folder / name) for name in (ONNX, WEIGHTS)}
    for name, data in files.items():
        if hashlib.sha256(data).hexdigest() != digests.get(name):
            raise ModelError(
                f"{folder / name} is not the file that {CARD} was written for: its SHA-256 "
                "differs. Train or copy the model again."
            )
    return card, digests, files


def _check_frames(frames: ArrayLike) -> NDArray[np.uint8]:
    frames = np.atleast_1d(frames)
    if frames.shape != (len(frames), 28, 28) or frames.dtype != np.uint8:
        raise ModelError(
            f"frames are {frames.dtype} {frames.shape}; wanted is uint8 (n, 28, 28), "
            "0 paper to 255 ink. inkdigits.frame makes one from any ink."
        )
    return np.ascontiguousarray(frames)


def is_model_folder(folder: Path) -> bool:
    """Whether a folder holds a model and nothing else, so that a new model may replace it."""
    if {path.name for path in folder.iterdir()} != {CARD, ONNX, WEIGHTS}:
        return False
    try:
        parse_card(_read(folder / CARD), name=CARD)
    except ModelError:
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelError(
            f"{path} is missing; a Model folder holds {CARD}, {ONNX} and {WEIGHTS}. "
            "Train or copy the model again."
        ) from None
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error
