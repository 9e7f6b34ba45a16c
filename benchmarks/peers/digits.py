"""A folder with MNIST's four gzipped files in; its digits out, as NumPy arrays."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MEAN, DEVIATION = 0.1307, 0.3081  # of a training pixel, 0 to 1, as PyTorch's examples round them


class Digits(NamedTuple):
    """Images and what they show; n is 60,000 to train on, or 10,000 to judge by."""

    images: NDArray[np.uint8]  # (n, 28, 28), 0 paper to 255 ink
    labels: NDArray[np.uint8]  # (n,), 0 to 9


def read_digits(folder: Path) -> tuple[Digits, Digits]:
    """MNIST's digits to train on, and those to judge by."""
    train, test = (
        Digits(
            read_idx(folder / f"{part}-images-idx3-ubyte.gz"),
            read_idx(folder / f"{part}-labels-idx1-ubyte.gz"),
        )
        for part in ("train", "t10k")
    )
    return train, test


def read_idx(path: Path) -> NDArray[np.uint8]:
    """One gzipped IDX file of unsigned bytes.

    Returns:
        uint8, of the shape that the file's header states.

    Raises:
        ValueError: The file is of another kind, or shorter or longer than its header says.
    """
    data = gzip.decompress(path.read_bytes())
    if data[:3] != b"\x00\x00\x08":
        raise ValueError(f"{path} is no IDX file of bytes: it starts with {data[:3].hex(' ')}")
    axes = data[3]
    shape = np.frombuffer(data, ">u4", count=axes, offset=4)  # big-endian
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(shape)


def scale(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pixels from 0 to 1, of the same shape."""
    return images.astype(np.float32) / np.float32(255)


def normalize(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pixels of mean 0 and standard deviation 1 over the training digits, of the same shape."""
    return (scale(images) - np.float32(MEAN)) / np.float32(DEVIATION)


def draw_batches(n: int, size: int, rng: np.random.Generator) -> Iterator[NDArray[np.int32]]:
    """Shuffle ``n`` digits again and again, and cut that endless row into batches.

    Where one shuffle ends within a batch, the next one fills it, as in TensorFlow 1's
    ``next_batch``.

    Yields:
        (size,) int32, which digits to take.
    """
    waiting = np.empty(0, np.int32)
    while True:
        while len(waiting) < size:
            waiting = np.concatenate([waiting, rng.permutation(n).astype(np.int32)])
        yield waiting[:size]
        waiting = waiting[size:]
