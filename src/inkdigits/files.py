"""Bytes and a place for them in; files that are written whole or not at all out."""

import os
import shutil
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that at every moment the old or the new one is there, entire.

    What a process that was killed has left beside it, ``.NAME.partial``, is used up by the next.

    Raises:
        OSError: The disk is full or the folder cannot be written; nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_whole_folder(path: Path, files: dict[str, bytes]) -> None:
    """Write a folder of files so that it is there entire or not at all.

    A folder that was there is moved aside to ``.NAME.old`` just before the new one, complete by
    then, takes its name; it comes back if that fails. Only between those two moves is there none.

    Raises:
        OSError: The disk is full or the parent cannot be written; nothing is left behind, and
            a folder that was there stays as it was.
    """
    partial, old = (path.with_name(f".{path.name}.{state}") for state in ("partial", "old"))
    shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    try:
        for name, data in files.items():
            write_whole(partial / name, data)
        if path.exists():
            path.rename(old)
        partial.rename(path)
    except BaseException:
        if old.exists() and not path.exists():
            old.rename(path)
        raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
