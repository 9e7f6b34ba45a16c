"""Nothing in; out come this machine's name and the number of threads to use on it."""

import os
import platform
from pathlib import Path

from inkdigits.errors import UsageError

MOST_THREADS = 1024


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_threads(threads: int | None, *, what: str = "threads") -> int:
    """The number of threads to use; all cores where it is None.

    Args:
        threads: As asked for.
        what: What to call them in errors.

    Raises:
        UsageError: It is below 1, or more than any machine has a use for.
    """
    if threads is None:
        return cores()
    if not 1 <= threads <= MOST_THREADS:
        raise UsageError(f"{what} is {threads}; it must be 1 to {MOST_THREADS}.")
    return threads


def processor() -> str:
    """The processor's name, as the system gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
