"""The names and checksums of files in; which folders on this machine have them, out."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

import platformdirs

from inkdigits.data.download import KnownFile
from inkdigits.data.idx import idx_names

VARIABLE = "INKDIGITS_DATA"


@dataclass(frozen=True, kw_only=True)
class FileCheck:
    """One of MNIST's files in one place, and what its checksum says."""

    name: str  # as the mirrors call it
    path: Path | None  # where it is: other spellings are taken, and decompressed files too
    verdict: Literal["right", "wrong", "missing"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder where MNIST is looked for."""

    label: str  # why this folder: "$INKDIGITS_DATA" or "cache"
    folder: Path
    files: tuple[FileCheck, ...]  # in the order they were asked for
    ready: bool  # all of them right


def cache_folder() -> Path:
    """The folder of this user's cache that MNIST is downloaded into."""
    return platformdirs.user_cache_path("inkdigits", appauthor=False) / "mnist"


def folders() -> tuple[tuple[str, Path], ...]:
    """Where MNIST is looked for, with a label for people: ``$INKDIGITS_DATA`` before the cache."""
    cache = ("cache", cache_folder())
    value = os.environ.get(VARIABLE)
    return ((f"${VARIABLE}", Path(value)), cache) if value else (cache,)


def check_places(files: Sequence[KnownFile]) -> tuple[Place, ...]:
    """Look for files wherever they may be; the first place that is ready is the one to use."""
    return tuple(look(label, folder, files)[0] for label, folder in folders())


def look(label: str, folder: Path, files: Sequence[KnownFile]) -> tuple[Place, tuple[bytes, ...]]:
    """A place and what its files hold, read once, so that what was checked is what is used."""
    with ThreadPoolExecutor(len(files)) as pool:
        found = tuple(pool.map(lambda file: _read(folder, file), files))
    checks = tuple(check for check, _ in found)
    ready = all(check.verdict == "right" for check in checks)
    place = Place(label=label, folder=folder, files=checks, ready=ready)
    return place, tuple(content for _, content in found)


def complaint(place: Place) -> str:
    """What is wrong with a place, in a sentence; nothing for a cache that is simply empty."""
    wrong = [str(check.path) for check in place.files if check.verdict == "wrong"]
    missing = [check.name for check in place.files if check.verdict == "missing"]
    if place.folder.exists() and not place.folder.is_dir():
        return f"{place.folder} ({place.label}) is not a folder."
    if wrong:
        are = "is not MNIST's file" if len(wrong) == 1 else "are not MNIST's files"
        return f"{', '.join(wrong)} {are} (another SHA-256)."
    if len(missing) == len(place.files) and place.label == "cache":
        return ""
    return f"{place.folder} ({place.label}) lacks {', '.join(missing)}."


def _read(folder: Path, file: KnownFile) -> tuple[FileCheck, bytes]:
    """The first right one among a file's spellings, gzipped or not."""
    part, what = file.name.split("-")[:2]
    wrong: Path | None = None
    for path in (folder / name for name in idx_names(part, what)):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError:  # a folder, or not ours to read
            content = b""
        if sha256(content).hexdigest() in {file.sha256, file.content_sha256}:
            return FileCheck(name=file.name, path=path, verdict="right"), content
        wrong = wrong or path
    verdict: Literal["wrong", "missing"] = "wrong" if wrong else "missing"
    return FileCheck(name=file.name, path=wrong, verdict=verdict), b""
