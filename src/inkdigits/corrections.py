"""What people said a digit really was in; the same, kept in SQLite on this machine, out."""

from pathlib import Path


class Corrections:
    """The corrections in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
