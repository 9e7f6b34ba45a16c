"""Events in; lines for a person or JSON for a program out, on standard error.

Nothing of a picture, of a reading or of a token is ever logged, nor of a query.
"""

import json
import logging
import sys
import time
from typing import Any

LOGGER = logging.getLogger("inkdigits.web")
FORMATS = ("lines", "json")


class Formatter(logging.Formatter):
    """An event with its fields: ``extra={"fields": {"status": 200}}``."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.converter = time.gmtime
        self._kind = kind

    def format(self, record: logging.LogRecord) -> str:
        """One event; a line of its own in JSON, traceback and all."""
        fields: dict[str, Any] = getattr(record, "fields", {})
        moment, text = self.formatTime(record), record.getMessage()
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        if self._kind == "json":
            content = {"time": moment, "level": record.levelname.lower(), "event": text, **fields}
            return json.dumps(content | ({"traceback": trace} if trace else {}), default=str)
        told = " ".join(f"{name}={value}" for name, value in fields.items())
        line = f"{moment} {record.levelname.lower()} {text} {told}".rstrip()
        return f"{line}\n{trace}" if trace else line


def log_to_standard_error(kind: str) -> None:
    """Send what this service and its server have to say to standard error.

    Args:
        kind: One of ``FORMATS``.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(kind))
    for name, level in (("inkdigits", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
