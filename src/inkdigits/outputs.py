"""Names of pictures in; places for what is written about them out, none over another's."""

from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SUFFIXES = (".png", ".jpg")  # of marked copies


class Places:
    """Gives each page a stem of its own, under which no copy is written over what is read."""

    def __init__(self, names: Iterable[object], copies: Path | None) -> None:
        self._copies = copies
        self._read = {Path(name).resolve() for name in names if copies and isinstance(name, str)}
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}  # stem -> the number that was tried last

    def stem(self, name: str, page: str | None) -> str:
        """A free stem: ``photo``, ``photo-2`` for another of that name, ``scan.page07``."""
        first = f"{Path(name).stem}.{page}" if page else Path(name).stem
        for number in count(self._last.get(first, 0) + 1):
            stem = first if number == 1 else f"{first}-{number}"
            if self._is_free(stem):
                break
        self._last[first] = number
        self._taken.add(stem)
        return stem

    def _is_free(self, stem: str) -> bool:
        if stem in self._taken:
            return False
        if self._copies is None:
            return True
        copies = (copy_path(self._copies, stem, suffix) for suffix in SUFFIXES)
        return not any(copy.resolve() in self._read for copy in copies)


def copy_path(folder: Path, stem: str, suffix: str) -> Path:
    """Where the marked copy of a page goes."""
    return folder / f"{stem}.read{suffix}"


class Stages:
    """Writes the pictures that a reader makes on its way: ``01-page.stage.png`` and so on."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.stage.png"):
            old.unlink()
        self._folder = folder
        self._number = 0

    def __call__(self, name: str, picture: "NDArray[np.uint8]") -> None:
        """Write one stage; ``picture`` is uint8 (h, w) gray or (h, w, 3) RGB."""
        from PIL import Image

        self._number += 1
        path = self._folder / f"{self._number:02}-{name}.stage.png"
        Image.fromarray(picture).save(path, compress_level=1)
