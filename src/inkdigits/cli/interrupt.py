"""Ctrl-C while modules are loaded in; a process that ends at once and quietly out."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def leaving_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process: C modules that are being imported make errors of it."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # not where a caller has it ignored
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
