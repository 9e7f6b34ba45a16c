"""Known files and mirrors in; out come the files in a folder, each whole and right, or an error.

Any failure of a mirror means the next mirror: a refusal, a page of HTML in the file's place, a
connection that stalls or breaks, other bytes than those expected.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from inkdigits.data.mirrors import brief, probe
from inkdigits.errors import DataNotFoundError

Progress = Callable[[int, int], None]  # (bytes done, bytes in all); done steps back on a retry

CONNECT_SECONDS = 4.0  # for a mirror to answer at all
READ_SECONDS = 8.0  # for the next bytes to come
CHUNK_BYTES = 2**16


@dataclass(frozen=True, kw_only=True)
class KnownFile:
    """A gzipped file whose every byte is known beforehand."""

    name: str  # on the mirrors and in the folder
    size: int  # bytes
    sha256: str  # hexadecimal
    content_sha256: str  # of what it decompresses to


def download(
    files: Sequence[KnownFile],
    folder: Path,
    *,
    mirrors: Sequence[str],
    progress: Progress | None = None,
    connect_seconds: float = CONNECT_SECONDS,
    read_seconds: float = READ_SECONDS,
) -> None:
    """Get files into a folder, from whichever mirror gives them.

    A file gets its name only when its checksum is right; what was there before stays until then.

    Args:
        files: What is wanted. The smallest is fetched first, to learn cheaply what a mirror is
            good for.
        folder: Where to; made if it is not there.
        mirrors: Addresses that a file's name is appended to, in order of preference.
        progress: Called with bytes done and bytes in all, of all the files together.
        connect_seconds: For any mirror to answer at all; without a network this is all it takes.
        read_seconds: For the next bytes to come.

    Raises:
        DataNotFoundError: Some file could not be had; says briefly why, for each mirror.
    """
    if not files:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataNotFoundError(f"The folder {folder} cannot be made: {brief(error)}.") from error
    ordered = sorted(files, key=lambda file: file.size)
    done, total = 0, sum(file.size for file in files)
    timeout = connect_seconds, read_seconds
    with _quiet_pooch():
        reasons = probe(ordered[0].name, mirrors, connect_seconds)
        usable = [mirror for mirror in mirrors if mirror not in reasons]
        for file in ordered:
            watch = _Watch(file, done, total, progress)
            if not _get_from_any(
                usable, file, folder, watch=watch, timeout=timeout, reasons=reasons
            ):
                told = "; ".join(f"{urlsplit(each).netloc}: {reasons[each]}" for each in mirrors)
                raise DataNotFoundError(f"{file.name} could not be downloaded ({told}).")
            done += file.size
            if progress is not None:
                progress(done, total)


class _WrongAnswerError(Exception):
    """A mirror sends something else than the file."""


class _Watch:
    """What pooch takes for a progress bar: counts, and breaks off a download that is none."""

    def __init__(self, file: KnownFile, before: int, whole: int, progress: Progress | None) -> None:
        self.file, self.before, self.whole, self.progress = file, before, whole, progress
        self.done = 0  # bytes of this file
        self.finished = False

    @property
    def total(self) -> int:
        return self.file.size

    @total.setter
    def total(self, announced: int) -> None:
        if announced not in {0, self.file.size}:  # 0: the mirror does not say
            raise _WrongAnswerError(f"sends {announced:,} bytes, not {self.file.size:,}")
        self.done, self.finished = 0, False

    def update(self, count: int) -> None:
        if self.finished:
            return
        self.done += count  # a whole chunk, even where the last one is shorter
        if self.done >= self.file.size + CHUNK_BYTES:
            raise _WrongAnswerError(f"sends more than {self.file.size:,} bytes")
        if self.progress is not None:
            self.progress(self.before + min(self.done, self.file.size), self.whole)

    def reset(self) -> None:
        self.finished = True  # pooch fills its bar once more at the end

    def close(self) -> None:
        """Nothing to close: whoever passed ``progress`` draws it."""


def _get_from_any(
    usable: list[str],
    file: KnownFile,
    folder: Path,
    *,
    watch: _Watch,
    timeout: tuple[float, float],
    reasons: dict[str, str],
) -> bool:
    """Whether some mirror gave the file; those that did not are asked last from now on."""
    for mirror in tuple(usable):
        try:
            _get(mirror, file, folder, watch, timeout)
        except Exception as error:  # noqa: BLE001 - any failure means the next mirror
            reasons[mirror] = brief(error)
            usable.append(usable.pop(usable.index(mirror)))
        else:
            return True
    return False


def _get(
    mirror: str, file: KnownFile, folder: Path, watch: _Watch, timeout: tuple[float, float]
) -> None:
    import pooch  # slow to import, and rarely needed

    pooch.retrieve(
        mirror + file.name,
        known_hash=f"sha256:{file.sha256}",
        fname=file.name,
        path=folder,
        downloader=pooch.HTTPDownloader(
            progressbar=watch,
            chunk_size=CHUNK_BYTES,
            timeout=timeout,
            headers={"Accept-Encoding": "identity"},  # the .gz itself, not its content
        ),
    )


@contextmanager
def _quiet_pooch() -> Iterator[None]:
    """Keep pooch's log, which has a handler of its own, from speaking for us."""
    import pooch  # slow to import, and rarely needed

    logger = pooch.get_logger()  # not one that logging knows by name
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
