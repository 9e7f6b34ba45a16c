"""A request's body, as it comes in; the same out, refused when it is too large or too slow."""

import asyncio
import time
from typing import TYPE_CHECKING

from inkdigits.web.problems import BUSY, LARGE, SLOW, Problem
from inkdigits.web.settings import Settings

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.types import Message, Receive

LINGER = 1.0  # seconds to listen to a client that still sends what was refused
SMALL = 65536  # bytes that are sooner read than a connection is made anew


class Traffic:
    """What is under way in one application."""

    def __init__(self) -> None:
        self.held = 0  # bytes of bodies
        self.stopping = False  # nothing new is taken


class Body:
    """The body of one request; ``receive`` stands in for the server's own."""

    def __init__(
        self, receive: "Receive", headers: "Headers", *, settings: Settings, traffic: Traffic
    ) -> None:
        self.size = 0  # bytes so far
        length = headers.get("content-length", "0")
        self.complete = length == "0" and "transfer-encoding" not in headers
        self._promised = int(length) if length.isdecimal() else 0  # the server has checked it
        self._receive = receive
        self._settings = settings
        self._traffic = traffic
        self._due = time.monotonic() + settings.upload

    def check_promise(self) -> None:
        """Refuse by its length a body that nobody has to send first.

        Raises:
            Problem: The headers promise more than is allowed.
        """
        if self._promised > self._settings.body:
            raise self._too_large()

    async def receive(self) -> "Message":
        """The next part.

        Raises:
            Problem: The body is too large, takes too long, or there is no room for it now.
        """
        if self.complete:
            return await self._receive()  # which waits until the client hangs up
        try:
            async with asyncio.timeout(self._due - time.monotonic()):
                message = await self._receive()
        except TimeoutError:
            raise Problem(
                SLOW,
                f"The body did not arrive within {self._settings.upload:g} seconds; {self.size:,} "
                "bytes did. Send it again, or a smaller one.",
            ) from None
        if message["type"] == "http.request":
            self.complete = not message.get("more_body", False)
            self._count(len(message.get("body", b"")))
        return message

    @property
    def small(self) -> bool:
        """Whether it says that it is, and so may be read though nobody wants it."""
        return 0 < self._promised <= SMALL

    async def linger(self) -> None:
        """Let a client that is still sending come to hear what was answered.

        To close at once would have its system throw away the answer with the connection.
        """
        try:
            async with asyncio.timeout(LINGER):
                while not self.complete:
                    message = await self._receive()
                    ended = message["type"] == "http.disconnect"
                    self.complete = ended or not message.get("more_body", False)
        except TimeoutError:
            pass

    def release(self) -> None:
        """Give back the room that it took."""
        self._traffic.held -= self.size
        self.size = 0

    def _count(self, size: int) -> None:
        self.size += size
        self._traffic.held += size
        if self.size > self._settings.body:
            raise self._too_large()
        if self._traffic.held > self._settings.bodies:
            raise Problem(
                BUSY,
                f"Requests of {self._settings.bodies / 1e6:,.0f} MB are in hand already. "
                "Ask again in a second.",
                headers={"Retry-After": "1"},
            )

    def _too_large(self) -> Problem:
        return Problem(
            LARGE,
            f"The body is over {self._settings.body / 1e6:g} MB, the most that is taken. "
            "Make the picture smaller, or save it as JPEG.",
        )
