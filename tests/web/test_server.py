"""A real server, in a process of its own: it waits for nobody, and loses nothing it accepted."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest

SLOW = Path(__file__).parent / "slow_service.py"
FRAME = bytes(784)
HEADERS = {"Content-Type": "application/octet-stream"}
PATIENCE = 20  # seconds: more means that something hangs


@dataclass
class Service:
    """A server that runs, and what it has said."""

    process: subprocess.Popen[str]
    port: int
    log: list[dict] = field(default_factory=list)

    def ask(self, method="POST", path="/v1/classify", body=FRAME) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body, HEADERS)
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    def taken(self) -> int:
        """How many requests are computed or wait."""
        lines = self.ask("GET", "/metrics", b"").content.decode().splitlines()
        return next(int(float(x.split()[1])) for x in lines if x.startswith("inkdigits_work_taken"))

    def wait_until_taken(self, number: int) -> None:
        until = time.monotonic() + PATIENCE
        while self.taken() != number:
            assert time.monotonic() < until, f"{self.taken()} are taken, not {number}"
            time.sleep(0.01)


@pytest.fixture(scope="module")
def start() -> Iterator[Callable[..., Service]]:
    """Starts a service whose model takes ``seconds``, with further settings."""
    with ExitStack() as stack:

        def make(seconds: float, **settings: float) -> Service:
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, SLOW, json.dumps({"seconds": seconds, **settings})],
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(process.kill)
            first = json.loads(process.stderr.readline())
            service = Service(process, int(first["url"].rpartition(":")[2]))
            listen = Thread(target=keep_log, args=(process, service.log), daemon=True)
            listen.start()
            stack.callback(lambda: (process.kill(), listen.join()))
            return service

        yield make


def keep_log(process, log) -> None:
    for line in process.stderr:
        log.append(json.loads(line))


@pytest.fixture
def connect() -> Iterator[Callable[..., socket.socket]]:
    """Makes connections over which a part of a request was sent."""
    with ExitStack() as stack:

        def make(service: Service, request: bytes = b"", *, buffer: int = 65536) -> socket.socket:
            door = stack.enter_context(socket.socket())
            door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
            door.settimeout(PATIENCE)
            door.connect(("127.0.0.1", service.port))
            door.sendall(request)
            return door

        yield make


@pytest.fixture(scope="module")
def hasty(start) -> Service:
    """A service that answers at once and waits half a second for anything."""
    return start(0, upload=0.5, idle=0.5)


@pytest.fixture(scope="module")
def small(start) -> Service:
    """A service with one worker that takes 0.2 seconds, and room for two that wait."""
    return start(0.2, workers=1, queue=2, body=1_000_000)


def answer_to(door: socket.socket) -> tuple[int, bytes]:
    """The status and all that comes until the other side closes."""
    with http.client.HTTPResponse(door) as answer:
        answer.begin()
        content = answer.read()
    with suppress(ConnectionResetError):  # closed as well, with something of ours not yet taken
        assert door.recv(1) == b"", "the connection was left open"
    return answer.status, content


def test_a_connection_that_says_nothing_is_closed(hasty, connect):
    door = connect(hasty)
    started = time.monotonic()
    assert door.recv(1) == b""
    assert time.monotonic() - started < 5


def test_headers_that_trickle_are_not_waited_for(hasty, connect):
    door = connect(hasty, b"GET /healthz HTTP/1.1\r\n")
    trickle(door, b"X-Header: more\r\n", seconds=0.1)
    status, content = answer_to(door)
    assert status == 408
    assert "headers did not arrive" in json.loads(content)["detail"]


def test_headers_of_a_second_request_that_trickle_are_not_waited_for(hasty, connect):
    door = connect(hasty, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    with http.client.HTTPResponse(door) as first:
        first.begin()
        assert (first.status, first.read()) == (200, b'{"status":"alive"}')
    trickle(door, b"G", seconds=0.1)
    assert door.recv(1000).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_trickles_is_not_waited_for(hasty, connect):
    door = connect(
        hasty,
        b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 784\r\n"
        b"Content-Type: application/octet-stream\r\n\r\n",
    )
    trickle(door, b"x", seconds=0.1)
    status, content = answer_to(door)
    assert status == 408
    assert "did not arrive within 0.5 seconds" in json.loads(content)["detail"]


def trickle(door: socket.socket, part: bytes, *, seconds: float) -> None:
    """Send the same again and again until there is an answer."""
    door.setblocking(False)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            door.send(part)
            if door.recv(1, socket.MSG_PEEK):
                break
        except BlockingIOError:
            time.sleep(seconds)
    door.settimeout(PATIENCE)


def test_answers_that_are_not_taken_are_thrown_away(hasty, connect):
    request = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    before = asked = len(hasty.log)
    door = connect(hasty, 200 * request, buffer=4096)  # answers of more than systems keep
    while asked == before or asked < len(hasty.log):  # until none has come for a second
        asked = len(hasty.log)
        time.sleep(1)  # twice as long as an answer may take to be taken
    taken = b""
    with contextlib.suppress(ConnectionResetError):
        taken = b"".join(iter(lambda: door.recv(1_000_000), b""))
    assert taken.count(b"HTTP/1.1 200") < 200, "all of it was kept for as long as that"


def test_a_body_without_a_length_is_refused_when_it_is_too_large(small, connect):
    door = connect(
        small,
        b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/octet-stream\r\n\r\n",
    )
    sent, chunk = 0, bytes(100_000)
    for _ in range(40):
        try:
            door.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        except ConnectionError:
            break
        sent += len(chunk)
    with http.client.HTTPResponse(door) as answer:
        answer.begin()
        assert answer.status == 413
        assert "over 1 MB" in json.loads(answer.read())["detail"]
    assert sent >= 1_000_000
    assert small.ask().status == 200


def test_what_is_no_http_is_refused_as_everything_else_is(hasty, connect):
    status, content = answer_to(connect(hasty, b"\x16\x03\x01\x02\x00\r\n\r\n"))
    assert status == 400
    assert json.loads(content)["title"] == "The request is not well formed"


def test_four_times_too_much_gives_answers_and_refusals_and_nothing_else(small):
    def insist(_):
        return [small.ask() for _ in range(2)]

    with ThreadPoolExecutor(12) as clients:
        answers = [answer for some in clients.map(insist, range(12)) for answer in some]
    counts = Counter(answer.status for answer in answers)
    assert counts.keys() == {200, 503}
    assert len(answers) == counts.total() == 24
    assert counts[200] >= 4
    for answer in answers:
        if answer.status == 503:
            assert answer.headers["Retry-After"] == "1"
    small.wait_until_taken(0)


def test_a_refused_client_may_ask_again_over_the_same_connection(hasty):
    connection = http.client.HTTPConnection("127.0.0.1", hasty.port, timeout=PATIENCE)
    with contextlib.closing(connection):
        for kind, status in (("text/plain", 415), ("application/octet-stream", 200)):
            connection.request("POST", "/v1/classify", FRAME, {"Content-Type": kind})
            door = connection.sock
            answer = connection.getresponse()
            answer.read()
            assert answer.status == status
            assert connection.sock is door, "the connection was closed"


def test_a_client_that_hangs_up_gives_its_place_to_the_next(start, connect):
    small = start(1.0, workers=1, queue=2)
    request = b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 784\r\n"
    request += b"Content-Type: application/octet-stream\r\n\r\n" + FRAME
    doors = [connect(small, request) for _ in range(3)]  # one is computed, two wait
    small.wait_until_taken(3)
    assert small.ask().status == 503
    started = time.monotonic()
    doors[1].close()
    doors[2].close()
    small.wait_until_taken(1)
    assert time.monotonic() - started < 1.0  # sooner than by being computed
    assert small.ask().status == 200
    assert sum(line.get("status") == 499 for line in small.log) == 2


def test_after_sigterm_what_was_accepted_is_answered_and_nothing_new_is_taken(start, connect):
    service = start(0.4, workers=2, queue=8, drain=0.6)
    waiting = connect(service)  # connected, and has not asked yet
    with ThreadPoolExecutor(6) as clients:
        accepted = [clients.submit(service.ask) for _ in range(6)]
        service.wait_until_taken(6)
        service.process.send_signal(signal.SIGTERM)
        while service.ask("GET", "/readyz", b"").status != 503:
            pass
        late = service.ask()
        assert (late.status, late.headers["Connection"]) == (503, "close")
        waiting.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert answer_to(waiting)[0] == 503
        assert [one.result().status for one in accepted] == [200] * 6
    assert service.process.wait(PATIENCE) == 0
    with pytest.raises(ConnectionRefusedError):
        connect(service)


def test_the_command_serves_what_variables_say(tmp_path):
    variables = {
        "INKDIGITS_PORT": "0",
        "INKDIGITS_LOG_FORMAT": "json",
        "INKDIGITS_TOKEN": "secret-token",
        "INKDIGITS_CORRECTIONS": str(tmp_path / "corrections.sqlite"),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "inkdigits", "serve"],
        env={**os.environ, **variables},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            first = json.loads(process.stderr.readline())
            service = Service(process, int(first["url"].rpartition(":")[2]))
            assert first["event"] == "listening"
            assert service.ask("GET", "/readyz", b"").status == 200
            assert service.ask().status == 401
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 0
            log = process.stderr.read()
        finally:
            process.kill()
    assert [json.loads(line)["status"] for line in log.splitlines()] == [200, 401]
    assert "secret-token" not in log
