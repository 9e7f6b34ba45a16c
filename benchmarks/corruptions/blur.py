"""Ink in; the same seen through rough glass, from a moving hand, or out of focus, out."""

import cv2
import numpy as np
from numpy.typing import NDArray

ROUNDS = 2  # of scattering in glass
FINISH = 0.5  # pixels: standard deviation of the blur that follows scattering
ANGLES = 36  # directions that a hand moves in
FINE = 8  # points drawn for each pixel of a kernel


def glass(ink: NDArray[np.float32], reach: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Let each pixel show one nearby, twice; ``reach`` is the standard deviation, in pixels."""
    n, h, w = ink.shape
    rows, columns = np.arange(h, dtype=np.float32)[:, None], np.arange(w, dtype=np.float32)
    first = (np.arange(n) * (h * w))[:, None, None]  # each image's place in the flat array
    for _ in range(ROUNDS):
        y = np.rint(rows + reach * rng.standard_normal(ink.shape, np.float32)).clip(0, h - 1)
        x = np.rint(columns + reach * rng.standard_normal(ink.shape, np.float32)).clip(0, w - 1)
        ink = ink.reshape(-1)[first + (y * w + x).astype(np.int64)]
    return np.stack([cv2.GaussianBlur(one, (0, 0), FINISH) for one in ink])


def motion(
    ink: NDArray[np.float32], length: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Smear along a line ``length`` pixels long, each image in a direction of its own."""
    kernels = [_line(length, angle) for angle in np.linspace(0, np.pi, ANGLES, endpoint=False)]
    chosen = rng.integers(ANGLES, size=len(ink))
    return np.stack([_filter(one, kernels[at]) for one, at in zip(ink, chosen, strict=True)])


def defocus(ink: NDArray[np.float32], radius: float, _: np.random.Generator) -> NDArray[np.float32]:
    """Spread each point over a disc of ``radius`` pixels."""
    kernel = _disc(radius)
    return np.stack([_filter(one, kernel) for one in ink])


def _filter(one: NDArray[np.float32], kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    filtered = cv2.filter2D(one, -1, kernel, borderType=cv2.BORDER_CONSTANT)  # paper all around
    return np.asarray(filtered, np.float32)


def _disc(radius: float) -> NDArray[np.float32]:
    """A kernel of sum 1 that is a disc with soft edges."""
    half = int(np.ceil(radius))
    places = (np.arange((2 * half + 1) * FINE) + 0.5) / FINE - half - 0.5  # pixels
    inside = (np.hypot(places[:, None], places) <= radius + 0.25).astype(np.float32)
    kernel = cv2.resize(inside, (2 * half + 1,) * 2, interpolation=cv2.INTER_AREA)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _line(length: float, angle: float) -> NDArray[np.float32]:
    """A kernel of sum 1 that is a line through the middle at ``angle``, in radians."""
    half = int(np.ceil(length / 2)) + 1
    along = np.linspace(-length / 2, length / 2, round(length * FINE))
    places = np.stack((np.sin(angle) * along, np.cos(angle) * along)) + half  # (2, points): y, x
    whole = np.floor(places).astype(int)
    kernel = np.zeros((2 * half + 2,) * 2)
    for corner in np.ndindex(2, 2):  # each point is shared out among the four pixels about it
        at = whole + np.array(corner)[:, None]
        np.add.at(kernel, tuple(at), (1 - np.abs(places - at)).prod(0))
    kernel = kernel[: 2 * half + 1, : 2 * half + 1]
    return (kernel / kernel.sum()).astype(np.float32)
