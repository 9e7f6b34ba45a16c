"""An application and settings in; a running server that slow clients and SIGTERM do not harm out.

Two things are added to uvicorn: time limits on a connection that sends its headers, or takes its
answer, a byte at a time; and a SIGTERM after which new requests are told for a moment to go
elsewhere, before the door closes and what was accepted is finished.
"""

import json
import signal
import socket
import time
from asyncio import TimerHandle, Transport
from typing import TYPE_CHECKING, Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from inkdigits.errors import UsageError
from inkdigits.web.logs import LOGGER
from inkdigits.web.problems import BAD_REQUEST, MEDIA_TYPE, SLOW, Kind

if TYPE_CHECKING:
    from types import FrameType

    from fastapi import FastAPI

    from inkdigits.web.settings import Settings


def make_server(app: "FastAPI", settings: "Settings") -> "Server":
    """A server that is ready to ``run`` in the main thread."""

    class Protocol(PatientProtocol):
        idle, upload = settings.idle, settings.upload

    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        loop="asyncio",
        log_config=None,
        access_log=False,  # the envelope's is better
        server_header=False,
        proxy_headers=False,  # nothing here believes who somebody says that he is
        timeout_keep_alive=max(1, round(settings.idle)),
        timeout_graceful_shutdown=round(settings.deadline + settings.upload) + 1,
    )
    return Server(config, settings)


def listen(host: str, port: int) -> socket.socket:
    """A socket that connections can be made to from now on.

    Raises:
        UsageError: Another program listens there, or this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        door = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:  # gaierror, too
        raise UsageError(
            f"nothing can listen on {host}, port {port}: {error.strerror}. "
            "Choose another --port or --host."
        ) from None
    # Connections inherit it. asyncio sets it only on sockets that it made itself; without it an
    # answer waits 40 ms for the client's system to acknowledge its headers.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


BACKLOG = 1024  # connections that the system keeps until we get to them


class Server(uvicorn.Server):
    """Takes nothing new after SIGTERM, finishes what it has, and ends with 0."""

    def __init__(self, config: uvicorn.Config, settings: "Settings") -> None:
        super().__init__(config)
        self._drain = settings.drain
        self._traffic = config.app.state.traffic  # type: ignore[union-attr]
        self._leaving: float | None = None  # when the door closes

    def handle_exit(self, sig: int, frame: "FrameType | None") -> None:  # noqa: ARG002 - uvicorn's
        """Begin to stop; Ctrl-C does not wait for others to notice, and twice not for anything."""
        if self._leaving is not None and sig == signal.SIGINT:
            self.force_exit = self.should_exit
        self._traffic.stopping = True
        drain = 0 if sig == signal.SIGINT else self._drain
        self._leaving = min(self._leaving or float("inf"), time.monotonic() + drain)

    async def on_tick(self, counter: int) -> bool:
        """Close the door when it is time; asked ten times a second."""
        if self._leaving is not None and time.monotonic() >= self._leaving:
            self.should_exit = True
        return await super().on_tick(counter)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say where, once it answers."""
        await super().startup(sockets)
        for door in sockets or ():
            host, port = door.getsockname()[:2]
            place = f"[{host}]" if ":" in host else host
            LOGGER.info("listening", extra={"fields": {"url": f"http://{place}:{port}"}})


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with an end to patience."""

    idle: float  # seconds
    upload: float
    _headers_due: TimerHandle | None = None
    _taking_due: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Give the first headers their time."""
        super().connection_made(transport)
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        for timer in (self._headers_due, self._taking_due):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Give the next headers their time."""
        self._await_headers()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Give the client time to take what fills the buffer."""
        super().pause_writing()
        self._taking_due = self.loop.call_later(self.upload, self.transport.abort)

    def resume_writing(self) -> None:
        """It was taken."""
        if self._taking_due:
            self._taking_due.cancel()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that does nothing, whether or not it took its answer."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        super().timeout_keep_alive_handler()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP in the form of all refusals."""
        self._refuse(BAD_REQUEST, f"{msg} See RFC 9112.")

    def _await_headers(self) -> None:
        if self._headers_due:
            self._headers_due.cancel()
        self._headers_due = self.loop.call_later(self.idle, self._expire, self.cycle)

    def _expire(self, before: RequestResponseCycle | None) -> None:
        """Close a connection that has brought no whole headers since the last request."""
        if self.cycle is not before or self.transport.is_closing():
            return
        if self.conn.trailing_data[0]:
            self._refuse(SLOW, f"The headers did not arrive within {self.idle:g} seconds.")
        else:
            self.transport.close()

    def _refuse(self, kind: Kind, detail: str) -> None:
        content: dict[str, Any] = {"type": f"/docs#{kind.name}", "title": kind.title}
        data = json.dumps({**content, "status": kind.status, "detail": detail}).encode()
        headers = [
            ("Content-Type", MEDIA_TYPE),
            ("Content-Length", str(len(data))),
            ("X-Content-Type-Options", "nosniff"),
            ("Connection", "close"),
        ]
        answer = h11.Response(status_code=kind.status, headers=headers)
        for event in (answer, h11.Data(data=data), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
