"""Sizes of pictures in; refusals of those too large come out, and one large picture at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from inkdigits.errors import ImageError
from inkdigits.vision.pixels import WHOLE

BYTES = 512 * 1024**2  # the most that is read of a file that has to be in memory whole
PIXELS = 100_000_000  # the most that are decoded, where nothing else is said

_LARGE = threading.Lock()


def refuse_huge(size: tuple[int, int], *, name: str, most: int = PIXELS) -> None:
    """Refuse a picture that has too many pixels to be decoded.

    Args:
        size: Width and height, pixels.
        name: What to call the picture in errors.
        most: How many pixels it may have.

    Raises:
        ImageError: It has none, or too many.
    """
    width, height = size
    if width < 1 or height < 1:
        raise ImageError(f"{name} has no pixels: it is {width} by {height}.")
    if width * height > most:
        raise ImageError(
            f"{name} is too large: {width:,} by {height:,} pixels, and {most // 10**6} million "
            "are the most. Make it smaller, or cut out the part with the digits."
        )


@contextmanager
def one_if_large(size: tuple[int, int]) -> Iterator[None]:
    """Wait until no other large picture is being decoded: each takes half a gigabyte meanwhile."""
    if size[0] * size[1] <= WHOLE:
        yield
        return
    with _LARGE:
        yield
