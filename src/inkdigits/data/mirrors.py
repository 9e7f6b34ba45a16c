"""Mirrors in; out comes which of them answer, and in few words why the others do not."""

import threading
import time
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import Any

SIGNS = {  # what is found in the text of an error that passed through three libraries
    "resolve": "host name not found",
    "connect timeout": "no connection in time",
    "timed out": "stalled",
    "refused": "connection refused",
    "unreachable": "network unreachable",
    "CERTIFICATE": "certificate not trusted",
    "hash": "wrong checksum",
    "IncompleteRead": "broke off",
    "Connection broken": "broke off",
    "Connection aborted": "broke off",
    "reset by peer": "broke off",
}


def probe(name: str, mirrors: Sequence[str], seconds: float) -> dict[str, str]:
    """Ask all mirrors at once; the reason for each that failed before a better one answered.

    In threads, because no time-out of ``requests`` bounds the looking up of a host's name, or
    the trying of its addresses one after another.
    """
    import pooch  # slow to import, and rarely needed

    answers: SimpleQueue[tuple[str, str]] = SimpleQueue()  # mirror, reason; no reason: it answers

    def ask(mirror: str) -> None:
        try:
            head: Any = pooch.HTTPDownloader(timeout=seconds)
            head(mirror + name, None, None, check_only=True)
            answers.put((mirror, ""))  # a refusal answers too: some refuse HEAD and serve GET
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the reason
            answers.put((mirror, brief(error)))

    for mirror in mirrors:
        threading.Thread(target=ask, args=(mirror,), daemon=True).start()
    deadline = time.monotonic() + seconds
    heard: dict[str, str] = {}
    for mirror in mirrors:  # in order of preference: the first that answers ends the waiting
        while mirror not in heard:
            try:
                which, reason = answers.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                which, reason = mirror, f"no answer in {seconds:g} s"
            heard[which] = reason
        if not heard[mirror]:
            break
    return {mirror: reason for mirror, reason in heard.items() if reason}


def brief(error: Exception) -> str:
    """The few words of an error that somebody who waits for a file needs."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        return f"refuses, HTTP {status}"
    text = str(error)
    for sign, words in SIGNS.items():
        if sign in text:
            return words
    return text.splitlines()[0][:100] if text else type(error).__name__
