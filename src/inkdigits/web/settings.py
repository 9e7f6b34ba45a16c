"""Flags and INKDIGITS_* variables in; all that a service can be told, as one value, out."""

from dataclasses import dataclass, field

from inkdigits.machine import cores

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a service listens, whom it answers, and what it refuses."""

    host: str = "127.0.0.1"
    port: int = 8080
    token: str | None = field(default=None, repr=False)  # that clients of the API must send
    names: tuple[str, ...] = ()  # under which it may be asked for, beside those of this machine
    workers: int = field(default_factory=cores)  # pictures worked on at a time
    queue: int = 32  # requests that may wait for a worker
    deadline: float = 30  # seconds from a request's arrival, body included, to its answer
    body: int = 20_000_000  # bytes of one request
    bodies: int = 200_000_000  # bytes of all requests that are in hand
    upload: float = 20  # seconds that a body may take to arrive
    idle: float = 10  # seconds that a client may take over its headers, or over its next request
    drain: float = 1  # seconds after SIGTERM in which new requests are still told to go elsewhere

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in LOOPBACK
