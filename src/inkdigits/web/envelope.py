"""Requests in, on their way to the application; out comes each answer with what all answers have.

Every answer has security headers and a request id, every request a line in the log and a place in
the metrics, every failure its problem details; whatever the routes do.
"""

import asyncio
import re
import secrets
import time
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from inkdigits.web import gate
from inkdigits.web.logs import LOGGER
from inkdigits.web.problems import BROKEN, GONE, Problem, problem_response
from inkdigits.web.traffic import Body, Traffic

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from inkdigits.web.metrics import Metrics
    from inkdigits.web.settings import Settings

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}  # that the metrics name
BREATH = 0.25  # seconds before a refusal for want of room: who asks again at once would take
# the processor from those who are being answered
REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)  # what is taken over of a client's own
HEADERS = {  # a route may say otherwise
    # What our page uses and nothing else; frames, forms and other hosts are nowhere in it.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Envelope:
    """ASGI middleware around the whole application."""

    def __init__(
        self, app: "ASGIApp", *, settings: "Settings", traffic: Traffic, metrics: "Metrics"
    ) -> None:
        self._app = app
        self._settings = settings
        self._traffic = traffic
        self._metrics = metrics

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request; what is not HTTP goes through as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = Headers(scope=scope)
        body = Body(receive, headers, settings=self._settings, traffic=self._traffic)
        answer = _Answer(send, body, headers, closing=lambda: self._traffic.stopping)
        scope.setdefault("state", {})["request_id"] = answer.request_id
        try:
            await self._ask(scope, headers, body, answer)
        finally:
            body.release()
            self._tell(scope, answer, time.perf_counter() - started)

    async def _ask(self, scope: "Scope", headers: Headers, body: Body, answer: "_Answer") -> None:
        """Let the application answer, or say why it does not."""
        method, path, stopping = scope["method"], scope["path"], self._traffic.stopping
        try:
            gate.check(method, path, headers, settings=self._settings, stopping=stopping)
            body.check_promise()
            await self._app(scope, body.receive, answer.send)
        except Problem as problem:
            refusal = problem
        except Exception:  # noqa: BLE001 - a fault of ours: the log has it, the client hears of it
            LOGGER.exception("failed", extra={"fields": {"request_id": answer.request_id}})
            text = f"The fault is on this side; the log has it under {answer.request_id}."
            refusal = Problem(BROKEN, text)
        else:
            return
        if not answer.started:
            response = problem_response(refusal, request_id=answer.request_id)
            await response(scope, body.receive, answer.send)

    def _tell(self, scope: "Scope", answer: "_Answer", seconds: float) -> None:
        """Count a request that is over, and log it; never its query or content."""
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", None) or "other"
        self._metrics.count(method, route, answer.status, seconds)
        fields = {
            "method": method,
            "path": scope["path"],
            "status": answer.status,
            "milliseconds": round(1000 * seconds, 1),
            "request_id": answer.request_id,
        }
        LOGGER.info("request", extra={"fields": fields})


class _Answer:
    """One answer on its way out."""

    def __init__(
        self, send: "Send", body: Body, headers: Headers, *, closing: "Callable[[], bool]"
    ) -> None:
        given = headers.get("x-request-id", "")
        self.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        self.status = GONE.status  # until there is one
        self.started = False
        self._send = send
        self._body = body
        self._closing = closing

    async def send(self, message: "Message") -> None:
        """Pass on a part, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self.started, self.status = True, message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in {**HEADERS, "X-Request-ID": self.request_id}.items():
                headers.setdefault(name, value)
            if "Retry-After" in headers:
                self._body.release()
                await asyncio.sleep(BREATH)
            if self._body.small and not self._body.complete:
                await self._body.linger()  # and the connection serves the next request
            if self._closing() or not self._body.complete:
                headers["Connection"] = "close"
        elif not self._body.complete and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._body.linger()
            message = {"type": "http.response.body", "body": b""}
        await self._send(message)
