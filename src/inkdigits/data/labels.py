"""A folder of labelled pictures in; the list of them out, and no picture opened yet."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from inkdigits.data.dataset import CLASSES
from inkdigits.errors import BadFileError, DataNotFoundError

TABLE = "labels.csv"
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
NAMED = 5  # how many bad lines or files an error names


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A file and what is written on it."""

    name: str  # within its folder, with /
    path: Path
    digits: str  # in reading order: rows top to bottom, digits left to right


def list_pictures(folder: Path) -> list[Picture]:
    """The pictures that a folder's ``labels.csv`` or its subfolders 0 to 9 label, by name.

    The table's first line names its columns, ``file`` and ``digits`` among them; files are named
    relative to the folder. In subfolders, only files with a picture's suffix are taken.

    Raises:
        DataNotFoundError: The folder has neither, or no pictures in them.
        BadFileError: The table is not one, or names files that are not there or not in the folder.
    """
    table = folder / TABLE
    pictures = _listed(table) if table.exists() else _sorted_into_folders(folder)
    return sorted(pictures, key=lambda picture: picture.name)


def _listed(table: Path) -> list[Picture]:
    """The pictures of a table; all its bad lines are told at once."""
    pictures: dict[str, Picture] = {}
    complaints = []
    reader = csv.DictReader(io.StringIO(_text(table), newline=""), strict=True)
    try:
        columns = reader.fieldnames or ()
        if not {"file", "digits"} <= set(columns):
            raise BadFileError(
                f"{table} begins with the line {','.join(columns)[:80]!r}; it has to name the "
                "columns: file,digits (others are ignored)."
            )
        for row in reader:
            name, digits = (row["file"] or "").strip(), (row["digits"] or "").strip()
            if complaint := _complaint(name, digits, table.parent, pictures):
                complaints.append(f"line {reader.line_num}: {complaint}")
            pictures[name] = Picture(name=name, path=table.parent / name, digits=digits)
    except csv.Error as error:
        line = reader.reader.line_num  # the dictionary reader's own number lags behind
        raise BadFileError(f"{table} is not a table: line {line}, {error}.") from error
    if complaints:
        more = len(complaints) - NAMED
        told = "; ".join(complaints[:NAMED]) + (f"; and {more:,} more" if more > 0 else "")
        raise BadFileError(f"{table} has lines that cannot be used. {told}.")
    if not pictures:
        raise DataNotFoundError(f"{table} lists no pictures. Add a line for each: its file,digits.")
    return list(pictures.values())


def _text(table: Path) -> str:
    try:
        return table.read_text(
            encoding="utf-8-sig"
        )  # spreadsheets put a mark before the first name
    except UnicodeDecodeError as error:
        raise BadFileError(f"{table} is not text in UTF-8 ({error}). Save it as such.") from error
    except OSError as error:
        raise BadFileError(f"{table} cannot be read: {error.strerror}.") from error


def _complaint(name: str, digits: str, folder: Path, before: dict[str, Picture]) -> str:
    """Why a line cannot be used; nothing if it can."""
    way = PurePosixPath(name)
    if not name:
        return "names no file"
    if way.is_absolute() or ".." in way.parts or "\0" in name:
        return f"{name!r} leads out of the folder"
    if not re.fullmatch("[0-9]+", digits):
        return f"{name} is labelled {digits!r}, which is not digits"
    if name in before:
        return f"{name} was listed before"
    try:
        return "" if (folder / name).is_file() else f"{name} is not there"
    except OSError as error:  # a name that is too long
        return f"{name[:NAMED]}… cannot be looked up: {error.strerror}"


def _sorted_into_folders(folder: Path) -> list[Picture]:
    """The pictures of subfolders 0 to 9; other subfolders and files are left alone."""
    classes = [str(label) for label in range(CLASSES) if (folder / str(label)).is_dir()]
    if not classes:
        raise DataNotFoundError(
            f"{folder} holds no digits in a form that is known: the four IDX files; a {TABLE} with "
            "the columns file,digits; one folder of pictures for each digit, 0 to 9; or train/ and "
            "test/ with such folders or tables in them."
        )
    pictures = [
        Picture(name=f"{label}/{path.name}", path=path, digits=label)
        for label in classes
        for path in (folder / label).iterdir()
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    ]
    if not pictures:
        raise DataNotFoundError(
            f"{folder} has folders for digits ({', '.join(classes)}) but no pictures in them. "
            f"Taken are {', '.join(sorted(SUFFIXES))}."
        )
    return pictures
