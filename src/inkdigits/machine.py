"""Nothing in; out come this machine's name, what it can do, and the threads to use on it."""

import os
import platform
from pathlib import Path

from inkdigits.errors import UsageError

MOST_THREADS = 1024
CPUINFO = Path("/proc/cpuinfo")  # Linux has it
BFLOAT16 = {"avx512_bf16", "amx_bf16", "bf16"}  # what processors call such units


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
    return _cpuinfo("model name") or platform.processor() or platform.machine()


def multiplies_bfloat16() -> bool:
    """Whether the processor has units that multiply bfloat16 numbers; False where nobody says."""
    abilities = _cpuinfo("flags") or _cpuinfo("Features")  # x86, ARM
    return not BFLOAT16.isdisjoint(abilities.split())


def _cpuinfo(key: str) -> str:
    """What Linux says of the first processor under that key; nothing where it does not."""
    try:
        lines = CPUINFO.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    fields = (line.partition(":") for line in lines)
    return next((value.strip() for name, _, value in fields if name.strip() == key), "")
