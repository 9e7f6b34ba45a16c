"""Corrections, one at a time, in; all of them, kept in one SQLite file, out.

A correction that was acknowledged is on the disk: every one is a transaction, synced (WAL,
``synchronous=FULL``). Threads may share a store, and several processes may open one file.
"""

import datetime as dt
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray

from inkdigits.corrections.file import VARIABLE, connect, speaking_plainly, transaction
from inkdigits.digits import SIDE
from inkdigits.errors import NoCorrectionError, UsageError

PAGE = 50  # corrections listed at a time
LARGEST_ID = 2**63 - 1  # that SQLite can hold


@dataclass(frozen=True, kw_only=True, eq=False)
class Correction:
    """A digit that somebody taught."""

    id: int
    frame: NDArray[np.uint8]  # (28, 28), 0 paper to 255 ink: what the model saw
    right: int  # what it is
    answered: int  # what the model took it for
    confidence: float  # that the model had in its answer, 0 to 1
    model: str  # SHA-256, in hexadecimal, of its model.onnx
    taught: str  # when: ISO 8601, UTC


def default_path() -> Path:
    """The file that ``INKDIGITS_CORRECTIONS`` names, or one in this user's data folder."""
    value = os.environ.get(VARIABLE)
    if value:
        return Path(value)
    return platformdirs.user_data_path("inkdigits", appauthor=False) / "corrections.sqlite"


class Corrections:
    """The corrections in one SQLite file."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make one.

        Raises:
            CorrectionsError: It is damaged, holds something else, was written by a newer version,
                or cannot be opened here. It is left as it was.
        """
        self.path = path
        self._lock = threading.Lock()
        self._connection = connect(path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def add(
        self,
        frame: NDArray[np.uint8],
        *,
        right: int,
        answered: int,
        confidence: float,
        model: str,
    ) -> Correction:
        """Keep a correction; when this returns, it is on the disk.

        Args:
            frame: uint8 (28, 28), 0 paper to 255 ink: what the model saw.
            right: What it is, 0 to 9.
            answered: What the model took it for.
            confidence: That the model had in its answer, 0 to 1.
            model: SHA-256, in hexadecimal, of its ``model.onnx``.

        Raises:
            UsageError: One of these is not what it should be.
            CorrectionsError: The file cannot be written.
        """
        if frame.dtype != np.uint8 or frame.shape != (SIDE, SIDE):
            raise UsageError(
                f"the frame is {frame.dtype} {frame.shape}; wanted is uint8 ({SIDE}, {SIDE}), "
                "0 paper to 255 ink, as the model saw it."
            )
        _check_digit(right)
        _check_digit(answered)
        if not 0 <= confidence <= 1:
            raise UsageError(f"the confidence is {confidence}; it must be 0 to 1.")
        taught = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        values = (frame.tobytes(), int(right), int(answered), float(confidence), model, taught)
        with self._transaction() as connection:
            id_ = connection.execute(
                "INSERT INTO corrections (frame, right, answered, confidence, model, taught) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                values,
            ).lastrowid
            return _find(connection, id_)

    def get(self, id_: int) -> Correction:
        """One correction.

        Raises:
            NoCorrectionError: There is none of this number.
        """
        with self._reading() as connection:
            return _find(connection, id_)

    def page(self, *, limit: int = PAGE, before: int | None = None) -> list[Correction]:
        """Some corrections, the newest first.

        Args:
            limit: How many at most.
            before: Only those with a smaller number: the last one's of the page before.
        """
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT * FROM corrections WHERE id < ? ORDER BY id DESC LIMIT ?",
                (LARGEST_ID if before is None else max(0, min(before, LARGEST_ID)), limit),
            ).fetchall()
        return [_correction(row) for row in rows]

    def all(self) -> list[Correction]:
        """Every correction, as of one moment, the oldest first."""
        with self._reading() as connection:
            rows = connection.execute("SELECT * FROM corrections ORDER BY id").fetchall()
        return [_correction(row) for row in rows]

    def count(self) -> int:
        """How many there are."""
        with self._reading() as connection:
            return int(connection.execute("SELECT count(*) FROM corrections").fetchone()[0])

    def correct(self, id_: int, *, right: int) -> Correction:
        """Say anew what a digit is.

        Raises:
            UsageError: That is no digit.
            NoCorrectionError: There is none of this number.
        """
        _check_digit(right)
        with self._transaction() as connection:
            _find(connection, id_)
            connection.execute("UPDATE corrections SET right = ? WHERE id = ?", (int(right), id_))
            return _find(connection, id_)

    def delete(self, id_: int) -> None:
        """Forget a correction; its number is not given again.

        Raises:
            NoCorrectionError: There is none of this number.
        """
        with self._transaction() as connection:
            _find(connection, id_)
            connection.execute("DELETE FROM corrections WHERE id = ?", (id_,))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, speaking_plainly(self.path):
            yield self._connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection, transaction(connection):
            yield connection


@contextmanager
def open_corrections(path: Path | None = None) -> Iterator[Corrections]:
    """The store in a file, or in ``default_path()``, for as long as the block lasts."""
    with closing(Corrections(default_path() if path is None else path)) as store:
        yield store


def _find(connection: sqlite3.Connection, id_: int | None) -> Correction:
    row = None
    if id_ is not None and 0 < id_ <= LARGEST_ID:
        row = connection.execute("SELECT * FROM corrections WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise NoCorrectionError(f"there is no correction {id_}. It may have been deleted.")
    return _correction(row)


def _correction(row: tuple[int, bytes, int, int, float, str, str]) -> Correction:
    id_, frame, right, answered, confidence, model, taught = row
    return Correction(
        id=id_,
        frame=np.frombuffer(frame, np.uint8).reshape(SIDE, SIDE),
        right=right,
        answered=answered,
        confidence=confidence,
        model=model,
        taught=taught,
    )


def _check_digit(value: int) -> None:
    if not 0 <= value <= 9:  # noqa: PLR2004 - a digit
        raise UsageError(f"{value} is not a digit; digits are 0 to 9.")
