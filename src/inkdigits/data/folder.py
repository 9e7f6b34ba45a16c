"""A folder of somebody's digits in; a Dataset out.

The folder holds one of these, looked for in this order:

    train-images-idx3-ubyte …     the four IDX files, .gz or not; or only the two of t10k
    labels.csv                    a table of pictures, beside them
    test/, train/                 two folders of pictures; or only test/
    0/, 1/ … 9/                   one folder of pictures for each digit
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inkdigits.data.dataset import (
    Dataset,
    Examples,
    make_dataset,
    make_examples,
    no_examples,
)
from inkdigits.data.idx import decode_idx, idx_names
from inkdigits.data.labels import TABLE, list_pictures
from inkdigits.data.split import set_aside
from inkdigits.errors import BadFileError, DataNotFoundError


def load_folder(folder: Path) -> Dataset:
    """Read the digits in a folder, in any of the forms above.

    Pictures that are not divided into ``train/`` and ``test/`` are one pool, of which
    ``set_aside`` draws the test part by their names within the folder.

    Returns:
        The set; its training part is empty where the folder holds test digits only.

    Raises:
        DataNotFoundError: The folder has none of these forms, or only part of one.
        BadFileError: Some file in it is not what it should be.
    """
    divided = True
    if any(_idx_paths(folder).values()):
        train, test = _read_idx(folder)
    elif (folder / "test").is_dir() and not (folder / TABLE).exists():
        train = _read_part(folder / "train") if (folder / "train").is_dir() else no_examples()
        test = _read_part(folder / "test")
    else:
        train, test = _read_pool(folder)
        divided = False
    return make_dataset(
        name=folder.resolve().name, source=str(folder), train=train, test=test, divided=divided
    )


def _idx_paths(folder: Path) -> dict[tuple[str, str], Path | None]:
    """Where each of the four IDX files is, if it is there."""
    return {
        (part, what): next(
            (path for path in (folder / name for name in idx_names(part, what)) if path.is_file()),
            None,
        )
        for part in ("train", "t10k")
        for what in ("images", "labels")
    }


def _read_idx(folder: Path) -> tuple[Examples, Examples]:
    """The training and the test part of a folder that has some of the four files."""
    paths = _idx_paths(folder)
    missing = [key for key, path in paths.items() if path is None]
    only_test = missing == [("train", "images"), ("train", "labels")]
    if missing and not only_test:
        names = ", ".join(idx_names(*key)[0] for key in missing)
        raise DataNotFoundError(
            f"{folder} lacks {names}. Put all four IDX files there, gzipped or not; the two that "
            "begin with t10k- are enough to evaluate on."
        )
    present = [path for path in paths.values() if path is not None]
    with ThreadPoolExecutor(len(present)) as pool:  # zlib lets other threads run
        arrays = list(pool.map(_decode, present))
    test = make_examples(arrays[-2], arrays[-1], name=f"the t10k- part of {folder}")
    if only_test:
        return no_examples(), test
    return make_examples(arrays[0], arrays[1], name=f"the train- part of {folder}"), test


def _decode(path: Path) -> NDArray[np.uint8]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadFileError(f"{path} cannot be read: {error.strerror}.") from error
    return decode_idx(data, name=str(path))


def _read_part(folder: Path) -> Examples:
    """The pictures of ``train/`` or ``test/``."""
    from inkdigits.data.pictures import label_frames, read_pictures  # opens OpenCV

    pictures = list_pictures(folder)
    return label_frames(read_pictures(pictures, name=str(folder)), pictures, name=str(folder))


def _read_pool(folder: Path) -> tuple[Examples, Examples]:
    """The pictures of an undivided folder, as a training and a test part."""
    from inkdigits.data.pictures import label_frames, read_pictures  # opens OpenCV

    pictures = list_pictures(folder)
    read = dict(zip(pictures, read_pictures(pictures, name=str(folder)), strict=True))
    test = set_aside([picture.name for picture in pictures])
    parts = [
        [picture for picture in pictures if (picture.name in test) == want]
        for want in (False, True)
    ]
    train_part, test_part = (
        label_frames([read[picture] for picture in part], part, name=str(folder)) for part in parts
    )
    return train_part, test_part
