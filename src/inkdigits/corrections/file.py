"""A path in; a connection to the SQLite file there, known to be ours and whole, out."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inkdigits.digits import SIDE
from inkdigits.errors import CorrectionsError

VARIABLE = "INKDIGITS_CORRECTIONS"
APPLICATION = 0x696E6B64  # "inkd", in the file's header
FORMAT = 1  # of the file, in its header too
PATIENCE = 10.0  # seconds to wait while another process writes
SCHEMA = f"""
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
    frame BLOB NOT NULL CHECK (length(frame) = {SIDE * SIDE}),
    right INTEGER NOT NULL CHECK (right BETWEEN 0 AND 9),
    answered INTEGER NOT NULL CHECK (answered BETWEEN 0 AND 9),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    model TEXT NOT NULL,
    taught TEXT NOT NULL
);
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {FORMAT};
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open a file of corrections, or make one.

    Returns:
        A connection for any thread, one at a time; outside ``transaction`` each statement is one.

    Raises:
        CorrectionsError: The file is damaged, holds something else, was written by a newer
            version, or cannot be opened here. It is left as it was.
    """
    with speaking_plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is not ours before a byte is changed; give an empty file its table."""
    _check_format(connection, path)
    connection.execute("PRAGMA synchronous = FULL")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    if _is_empty(connection):
        with transaction(connection):
            if _is_empty(connection):  # another process may have been first
                for statement in SCHEMA.strip().split(";\n"):
                    connection.execute(statement)
    damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if damage != "ok":
        raise sqlite3.DatabaseError(damage)


def _check_format(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a database that holds something else, or what a newer version wrote.

    Raises:
        CorrectionsError: It does.
    """
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version")
    )
    if application == APPLICATION and version != FORMAT:
        raise CorrectionsError(
            f"{path} is of format {version}; this version of inkdigits reads {FORMAT}. "
            f"Upgrade inkdigits, or name another file in {VARIABLE}."
        )
    if application != APPLICATION and not (application == 0 and _is_empty(connection)):
        raise CorrectionsError(
            f"{path} is a database of something else; nothing in it was changed. "
            f"Name another file in {VARIABLE}."
        )


def _is_empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all of the block or nothing of it; waits for who is writing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def speaking_plainly(path: Path) -> Iterator[None]:
    """Say what SQLite and the system refuse in sentences for people."""
    try:
        yield
    except OSError as error:
        raise CorrectionsError(
            f"{path} cannot be made: {error.strerror}. Name another file in {VARIABLE}."
        ) from error
    except sqlite3.OperationalError as error:
        advice = {
            "SQLITE_BUSY": f"Another program has been writing for {PATIENCE:g} s; end it.",
            "SQLITE_FULL": "Make room on the disk.",
        }.get(error.sqlite_errorname, f"Name another file in {VARIABLE}.")
        raise CorrectionsError(f"{path} cannot be used: {error}. {advice}") from error
    except sqlite3.Error as error:
        raise CorrectionsError(
            f"{path} is not a whole database: {error}. Put a copy in its place, or move it away "
            "and begin anew; sqlite3's .recover may save what is in it."
        ) from error
