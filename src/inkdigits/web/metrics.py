"""Requests, as they end, in; counters and times in the form that Prometheus reads out."""

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one application, in a registry of its own."""

    def __init__(self, *, taken: Callable[[], float], held: Callable[[], float]) -> None:
        """Begin at zero.

        Args:
            taken: Says how many requests are being computed or wait for it.
            held: Says how many bytes of bodies are in memory.
        """
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "inkdigits_requests",
            "Requests that were answered",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "inkdigits_request_seconds",
            "From a request's first line to its answer's last byte",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.digits = Counter(
            "inkdigits_digits", "Digits that were read or classified", registry=self.registry
        )
        for name, text, tell in (
            ("inkdigits_work_taken", "Requests that are computed or wait for it", taken),
            ("inkdigits_bodies_bytes", "Bytes of request bodies in memory", held),
        ):
            Gauge(name, text, registry=self.registry).set_function(tell)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that is over."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self.registry)
