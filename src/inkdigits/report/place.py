"""Where a report is to be written in; that path, or a refusal before anything is computed, out."""

import os
from pathlib import Path

from inkdigits.errors import UsageError

MARK = '<meta name="generator" content="inkdigits '  # what every report has near its start
START = 2000  # bytes


def check_place(path: str | os.PathLike[str]) -> Path:
    """Refuse to replace anything but a report of ours, or an empty file.

    Raises:
        UsageError: Something else is there, or nothing can be written there.
    """
    path = Path(path)
    path = path.resolve() if path.is_symlink() else path
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder. Name a file in it: {path / 'report.html'}.")
        if path.exists() and not _replaceable(path):
            raise UsageError(
                f"{path} is there and is not a report of inkdigits. Choose another name for it."
            )
        parent = next(parent for parent in path.absolute().parents if parent.exists())
    except OSError as error:
        raise UsageError(f"{path} cannot be looked at: {error.strerror}.") from error
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise UsageError(f"{parent} cannot be written to. Choose another place for the report.")
    return path


def _replaceable(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(START)
    return not start or MARK.encode() in start
