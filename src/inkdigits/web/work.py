"""Functions that take long in; their results out, made by few threads, with few that wait.

The event loop only ever waits: what computes is done here, by ``workers`` threads. ``queue`` more
requests may wait; the next is refused at once, for an answer that comes too late costs the same.
A client that hangs up, or whose deadline passes, gives its place in the queue back. What has begun
cannot be interrupted: it keeps its thread until it ends, and its answer is dropped.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.requests import Request

from inkdigits.web.problems import BUSY, GONE, LATE, Problem

R = TypeVar("R")


class Work:
    """The threads of one application, and the places in front of them."""

    def __init__(self, *, workers: int, queue: int, deadline: float) -> None:
        self.workers = workers
        self.places = workers + queue
        self.taken = 0  # places: what runs and what waits
        self._deadline = deadline  # seconds
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="inkdigits")

    def check_places(self) -> None:
        """Refuse before a body is read for which there will be no place.

        Raises:
            Problem: Every place is taken.
        """
        if self.taken >= self.places:
            raise Problem(
                BUSY,
                f"{self.places} requests are in hand already, and more are not taken. "
                "Ask again in a second.",
                headers={"Retry-After": "1"},
            )

    async def run(self, request: Request, function: Callable[[], R]) -> R:
        """Let a thread call a function, for as long as somebody waits for what it returns.

        Args:
            request: Whose answer it is; its body has been read.
            function: What to call. What it raises is raised here.

        Raises:
            Problem: Every place is taken, the deadline passed, or the client hung up.
        """
        self.check_places()
        loop = asyncio.get_running_loop()
        self.taken += 1
        future = self._pool.submit(function)
        future.add_done_callback(lambda _: _soon(loop, self._give_back))
        return await self._wait(request, future)

    def close(self) -> None:
        """End the threads, after what they are at."""
        self._pool.shutdown(cancel_futures=True)

    async def _wait(self, request: Request, future: Future[R]) -> R:
        answer = asyncio.wrap_future(future)
        gone = asyncio.ensure_future(_hung_up(request))
        try:
            first = asyncio.FIRST_COMPLETED
            waiting: set[asyncio.Future[Any]] = {answer, gone}
            await asyncio.wait(waiting, timeout=self._deadline, return_when=first)
            if answer.done():
                return answer.result()
            if gone.done():
                gone.result()
                raise Problem(GONE, "The client hung up before there was an answer.")
            raise Problem(
                LATE,
                f"There was no answer within {self._deadline:g} seconds. "
                "Send a smaller picture, or ask when there is less to do.",
            )
        finally:
            gone.cancel()
            answer.cancel()  # what waits never begins

    def _give_back(self) -> None:
        self.taken -= 1


def _soon(loop: asyncio.AbstractEventLoop, function: Callable[[], Any]) -> None:
    """Call in the loop's thread, if there is one still: threads may outlive it."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(function)


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
