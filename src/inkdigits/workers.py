"""Work and the pictures to do it on in; out come the results in the same order, made by threads.

Threads, for they need no copies and leave no orphans, and lose nothing: what costs time in a photo
runs in C, without Python's lock. Two made 1.9 times as much as one, as two processes did (LOG.md,
2026-11-22). What is small enough to be nearly all Python is not handed out.
"""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sized
from typing import TYPE_CHECKING, TypeVar

from inkdigits.errors import ImageError
from inkdigits.machine import check_threads

if TYPE_CHECKING:
    from concurrent.futures import Future

AHEAD = 4  # pictures a worker: begun, waiting, or done before the one whose turn it is
QUICK = 0.002  # seconds: handing over work that is shorter costs more than it gains

T = TypeVar("T")
R = TypeVar("R")


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
    begun: deque[Future[tuple[R | ImageError, bool]]] = deque()
    quick = False
    try:
        for picture in pictures:
            if quick and not begun:
                result, quick = _timed(work, picture)
                yield result
                continue
            begun.append(pool.submit(_timed, work, picture))
            while begun and (quick or len(begun) >= AHEAD * workers or begun[0].done()):
                result, quick = begun.popleft().result()
                yield result
        while begun:
            yield begun.popleft().result()[0]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _timed(work: Callable[[T], R], picture: T) -> tuple[R | ImageError, bool]:
    """What came of it, and whether that was quick."""
    started = time.perf_counter()
    result = _try(work, picture)
    return result, time.perf_counter() - started < QUICK


def _try(work: Callable[[T], R], picture: T) -> R | ImageError:
    try:
        return work(picture)
    except ImageError as error:
        return error
    except MemoryError:
        name = "the picture" if isinstance(picture, bytes) else str(picture)
        return ImageError(f"{name} needs more memory than there is. Make it smaller.")
