"""Stand-ins for MNIST and its mirrors: a tiny set of four files, and servers that misbehave."""

import gzip
import hashlib
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import numpy as np
import pytest

from inkdigits.data.download import KnownFile


def idx_bytes(array):
    """An IDX file, packed by the letter of its description and not by our code."""
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.fixture(name="idx_bytes")
def _idx_bytes():
    return idx_bytes


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A user without MNIST and without a network."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("INKDIGITS_DATA", raising=False)
    monkeypatch.setattr("inkdigits.data.mnist.MIRRORS", ("http://127.0.0.1:9/",))
    return tmp_path / "cache" / "inkdigits" / "mnist"


@pytest.fixture
def tiny():
    """Four files as MNIST's, of 30 and 20 random digits: ``arrays``, ``contents``, ``files``."""
    rng = np.random.default_rng(5)
    arrays = {}
    for part, n in (("train", 30), ("t10k", 20)):
        arrays[f"{part}-images-idx3-ubyte.gz"] = rng.integers(0, 256, (n, 28, 28), np.uint8)
        arrays[f"{part}-labels-idx1-ubyte.gz"] = np.arange(n, dtype=np.uint8) % 10
    plain = {name: idx_bytes(array) for name, array in arrays.items()}
    contents = {name: gzip.compress(data) for name, data in plain.items()}
    files = tuple(
        KnownFile(
            name=name,
            size=len(contents[name]),
            sha256=hashlib.sha256(contents[name]).hexdigest(),
            content_sha256=hashlib.sha256(plain[name]).hexdigest(),
        )
        for name in arrays
    )
    return SimpleNamespace(arrays=arrays, plain=plain, contents=contents, files=files)


class Handler(BaseHTTPRequestHandler):
    """Serves ``server.contents`` in the way that ``server.way`` names."""

    def do_GET(self):
        name = self.path.rpartition("/")[2]
        self.server.asked.append(name)
        getattr(self, self.server.way)(self.server.contents[name])

    def right(self, data, *, length=None):
        self.send_response(200)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)

    def forbidden(self, _):
        self.send_error(403)

    def page(self, _):
        self.right(b"<html>Please log in to this network.</html>")

    def page_of_unknown_length(self, _):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Please log in to this network.</html>")

    def other_bytes(self, data):
        self.right(bytes(len(data)))

    def truncated(self, data):
        self.right(data[: len(data) // 2], length=len(data))

    def truncated_unnoticed(self, data):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])

    def stalling(self, data):
        self.truncated(data)
        self.server.over.wait(30)

    def dying(self, data):
        self.truncated(data)
        self.wfile.flush()
        linger = struct.pack("ii", 1, 0)  # close with a reset
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def endless(self, _):
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.over.is_set():
                self.wfile.write(bytes(2**16))
        except OSError:
            self.server.hung_up.set()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def mirror(tiny):
    """Starts a server of the tiny set that works in one of the handler's ways."""
    servers = []

    def start(way="right"):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads, server.block_on_close = True, False
        server.way, server.contents, server.asked = way, tiny.contents, []
        server.over, server.hung_up = threading.Event(), threading.Event()
        server.url = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.over.set()
        server.shutdown()
        server.server_close()
