"""Work and the pictures to do it on in; out come the results in the same order, made by threads.

Threads, for they need no copies and leave no orphans, and lose nothing: what costs time in a photo
runs in C, without Python's lock. Two made 1.9 times as much as one, as two processes did (LOG.md,
2026-11-22). What is small enough to be nearly all Python is not handed out.
"""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sized
from contextlib import contextmanager
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, TypeVar

from inkdigits.errors import ImageError
from inkdigits.machine import check_threads

if TYPE_CHECKING:
    from concurrent.futures import Future

AHEAD = 4  # pictures a worker: begun, waiting, or done before the one whose turn it is
OUT_OF_MEMORY = -4  # OpenCV's code for it
QUICK = 0.002  # seconds: handing over work that is shorter costs more than it gains

T = TypeVar("T")
R = TypeVar("R")

_OPENCV = threading.Lock()  # its number of threads belongs to the whole process
_before: list[int] = []  # that number when each call that still runs began


class _OutOfMemoryError(ImageError):
    """Memory ran out over a picture."""


def each(
    work: Callable[[T], R], pictures: Iterable[T], *, jobs: int | None = None
) -> Generator[R | ImageError, None, None]:
    """Do the same work on each of many pictures, several at a time.

    At most ``AHEAD`` pictures a worker are in hand, so memory does not grow with their number; the
    first result comes when it is done, however many are to follow. Closing the generator drops
    what waits, and does not wait for what has begun.

    Args:
        work: What to do with a picture; called from several threads unless ``jobs`` is 1.
        pictures: The pictures. They are drawn in the thread that asks for results, and no sooner
            than there is a worker's turn for them.
        jobs: How many workers; all cores where it is None. One is the caller's own thread.

    Returns:
        What ``work`` answers, in the order of the pictures. In place of an answer, the ImageError
        that it raised or that says that memory ran out: others can still be read.

    Raises:
        UsageError: ``jobs`` is below 1, or more than any machine has a use for.
    """
    workers = check_threads(jobs, what="jobs")
    if isinstance(pictures, Sized):
        workers = min(workers, len(pictures))
    return _alone(work, pictures) if workers <= 1 else _together(work, pictures, workers)


def _alone(work: Callable[[T], R], pictures: Iterable[T]) -> Generator[R | ImageError, None, None]:
    for picture in pictures:
        yield _try(work, picture)


def _together(
    work: Callable[[T], R], pictures: Iterable[T], workers: int
) -> Generator[R | ImageError, None, None]:
    from concurrent.futures import ThreadPoolExecutor  # one picture alone never comes here

    pool = ThreadPoolExecutor(workers, thread_name_prefix="inkdigits")
    begun: deque[tuple[T, Future[tuple[R | ImageError, bool]]]] = deque()
    quick = False
    try:
        with _opencv_on_one_thread():
            for picture in pictures:
                if quick and not begun:
                    result, quick = _timed(work, picture)
                    yield result
                    continue
                begun.append((picture, pool.submit(_timed, work, picture)))
                while begun and (quick or len(begun) >= AHEAD * workers or begun[0][1].done()):
                    result, quick = _finish(work, begun)
                    yield result
            while begun:
                yield _finish(work, begun)[0]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _finish(
    work: Callable[[T], R], begun: "deque[tuple[T, Future[tuple[R | ImageError, bool]]]]"
) -> tuple[R | ImageError, bool]:
    """The result of the picture whose turn it is, and whether it was quick."""
    from concurrent.futures import wait

    picture, future = begun.popleft()
    result, quick = future.result()
    if isinstance(result, _OutOfMemoryError):  # others had it; by itself it may have enough
        wait([other for _, other in begun])
        result = _try(work, picture)
    return result, quick


def _timed(work: Callable[[T], R], picture: T) -> tuple[R | ImageError, bool]:
    started = time.perf_counter()
    result = _try(work, picture)
    return result, time.perf_counter() - started < QUICK


def _try(work: Callable[[T], R], picture: T) -> R | ImageError:
    try:
        return work(picture)
    except ImageError as error:
        text, exhausted = str(error), isinstance(error.__cause__, MemoryError)
    except MemoryError:
        text, exhausted = _short_of_memory(picture), True
    except _opencv_errors() as fault:
        exhausted = fault.code == OUT_OF_MEMORY
        text = _short_of_memory(picture) if exhausted else _beyond_opencv(picture, fault)
    # A new error, for one that was raised keeps alive all that was in hand where it was raised.
    return _OutOfMemoryError(text) if exhausted else ImageError(text)


def _opencv_errors() -> tuple[type[Any], ...]:
    """What OpenCV raises, if it has been loaded at all."""
    return (sys.modules["cv2"].error,) if "cv2" in sys.modules else ()


def _short_of_memory(picture: object) -> str:
    return f"{_name(picture)} needs more memory than there is. Make it smaller."


def _beyond_opencv(picture: object, fault: Any) -> str:
    reason = " ".join(str(fault.err).split())
    return (
        f"{_name(picture)} cannot be read: OpenCV's {fault.func} says {reason!r}. "
        "Please report it, with the picture."
    )


def _name(picture: object) -> str:
    """What to call a picture in errors."""
    if isinstance(picture, str | PathLike):
        return fspath(picture)
    return str(getattr(picture, "label", None) or getattr(picture, "name", None) or "the picture")


@contextmanager
def _opencv_on_one_thread() -> Iterator[None]:
    """While there are workers: OpenCV's own threads, one pool for all, would get in their way."""
    import cv2

    with _OPENCV:
        _before.append(cv2.getNumThreads())
        cv2.setNumThreads(1)
    try:
        yield
    finally:
        with _OPENCV:
            cv2.setNumThreads(_before.pop())  # 1 while another call runs; then as at first
