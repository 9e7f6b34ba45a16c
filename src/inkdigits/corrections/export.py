"""Corrections in; a folder, or a zip file, of pictures with their table, whole or not at all, out.

The table is ``labels.csv``, in the form that ``--data FOLDER`` reads. A picture is named by its
pixels: a frame that was taught twice is one picture, and what was said last is right.
"""

import csv
import io
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkdigits.corrections.store import Correction
from inkdigits.errors import NoCorrectionError, UsageError
from inkdigits.files import write_whole_folder

TABLE = "labels.csv"
COLUMNS = ("file", "digits", "answered", "confidence", "model", "taught")
NAME = 16  # hexadecimal digits of a picture's name
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # in a zip file, so that the same corrections give the same bytes


def by_picture(corrections: Iterable[Correction]) -> dict[str, Correction]:
    """Corrections, the oldest first, by their pictures' names; of the same frame the last."""
    named = {}
    for correction in corrections:
        named[f"{sha256(correction.frame.tobytes()).hexdigest()[:NAME]}.png"] = correction
    return named


def to_files(corrections: Iterable[Correction]) -> dict[str, bytes]:
    """The pictures, 28 by 28, light ink on black, and their table, by the files' names.

    Raises:
        NoCorrectionError: There is none.
    """
    named = by_picture(corrections)
    if not named:
        raise NoCorrectionError("there is nothing to export: nothing was taught yet.")
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for name, one in named.items():
        writer.writerow([name, one.right, one.answered, one.confidence, one.model, one.taught])
    files = {name: to_png(one.frame) for name, one in named.items()}
    return {**files, TABLE: table.getvalue().encode()}


def to_png(frame: NDArray[np.uint8]) -> bytes:
    """A frame, (28, 28), as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(frame).save(file, "PNG")
    return file.getvalue()


def to_zip(corrections: Iterable[Correction]) -> bytes:
    """The same files as one zip file.

    Raises:
        NoCorrectionError: There is none.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:  # stored: PNG does not get smaller
        for name, data in to_files(corrections).items():
            archive.writestr(zipfile.ZipInfo(f"corrections/{name}", LONG_AGO), data)
    return packed.getvalue()


def export(corrections: Iterable[Correction], folder: Path) -> int:
    """Write the folder; one that was exported before is replaced.

    Returns:
        How many pictures there are in it.

    Raises:
        NoCorrectionError: There is none.
        UsageError: Something else is in the way.
        OSError: It cannot be written; nothing is left behind.
    """
    if folder.exists() and not _is_export(folder):
        raise UsageError(f"{folder} is there and is no export of corrections. Choose another.")
    files = to_files(corrections)
    write_whole_folder(folder, files)
    return len(files) - 1


def _is_export(folder: Path) -> bool:
    """Whether a folder holds nothing, or what ``export`` has written and nothing else."""
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    table = folder / TABLE
    if not names:
        return True
    if TABLE not in names or not table.is_file():
        return False
    with table.open(newline="", encoding="utf-8", errors="replace") as file:
        rows = list(csv.reader(file))
    return rows[:1] == [list(COLUMNS)] and names == {TABLE, *(row[0] for row in rows[1:] if row)}
