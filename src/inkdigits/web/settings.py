"""Nothing in; all that a service can be told, and what holds if nobody does, as one value out."""

from dataclasses import dataclass, field

from inkdigits.machine import cores

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a service listens, whom it answers, and what it refuses."""

    host: str = "127.0.0.1"
    port: int = 8080  # 0 takes any that is free
    token: str | None = field(default=None, repr=False)  # that clients of the API must send
    names: tuple[str, ...] = ()  # that it may be called by, beside those of this machine
    workers: int = field(default_factory=cores)  # requests computed at a time
    queue: int = 32  # requests that may wait for a worker
    deadline: float = 30  # seconds from a request that is whole to its answer
    body: int = 20_000_000  # bytes of one request
    bodies: int = 200_000_000  # bytes of all requests that are in hand
    upload: float = 20  # seconds that a request may take to arrive, or an answer to be taken
    idle: float = 10  # seconds that a connection may take over its headers, or do nothing
    drain: float = 1  # seconds after SIGTERM in which new requests are still told to go elsewhere

    @property
    def local(self) -> bool:
        """Whether this machine alone can reach it."""
        return self.host in LOOPBACK
