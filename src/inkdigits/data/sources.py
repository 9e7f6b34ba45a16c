"""What ``--data`` says in; the Dataset it means out, and what of it is on this machine."""

import os
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from inkdigits.data import mnist
from inkdigits.data.dataset import Dataset
from inkdigits.data.download import Progress
from inkdigits.data.mnist import Notice
from inkdigits.data.places import Place, check_places
from inkdigits.errors import DataNotFoundError, MissingExtraError

# A folder of such a name is not the set of that name.
NAMES = {"auto", "mnist", "builtin", "corrections"}
TAKEN = (
    "--data takes: auto; mnist; builtin; corrections; a folder with the four IDX files; a folder "
    "of pictures with a labels.csv or with one subfolder for each digit"
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """A set that has a name, and whether it can be had at once."""

    name: str  # as --data takes it
    ready: bool  # on this machine, whole and right
    train: int  # digits
    test: int
    places: tuple[Place, ...]  # where it was looked for; none for what a library carries
    needs: str  # what to do to have it; empty if it is ready


def load(
    source: str | os.PathLike[str] = "auto",
    *,
    notice: Notice | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """Read a set of digits, by name or from a folder.

    Args:
        source: "mnist"; "builtin", scikit-learn's digits; "auto", which is MNIST where it is or
            can be had, else the built-in digits; "corrections", what was taught on this machine;
            or a folder. A path object is always a folder.
        notice: Told, in one line, about whatever was used in place of something else.
        progress: Called with bytes done and bytes in all, while MNIST is downloaded.

    Returns:
        The set, with arrays that are read-only.

    Raises:
        DataNotFoundError: There is no such folder, or it holds no digits; or "mnist" cannot be had.
        BadFileError: A file is not what it should be.
        MissingExtraError: The built-in digits are wanted, and scikit-learn is not installed.
    """
    match source:
        case "auto":
            return _load_auto(notice, progress)
        case "mnist":
            return mnist.load_mnist(notice=notice, progress=progress)
        case "builtin":
            return _load_builtin()
        case "corrections":
            from inkdigits.data.taught import load_corrections  # opens Pillow and SQLite

            return load_corrections()
    return _load_path(Path(source))


def load_here(source: str | os.PathLike[str]) -> Dataset | None:
    """MNIST, if it is meant and lies whole on this machine: nothing is told, nothing is fetched."""
    return mnist.mnist_here() if source in ("auto", "mnist") else None


def survey() -> tuple[Source, ...]:
    """What of the sets that have a name is on this machine, every checksum verified."""
    from inkdigits.data import builtin  # opens OpenCV

    places = check_places(mnist.FILES)
    here = any(place.ready for place in places)
    carried = find_spec("sklearn") is not None
    return (
        Source(
            name="mnist",
            ready=here,
            train=mnist.TRAIN_DIGITS,
            test=mnist.TEST_DIGITS,
            places=places,
            needs="" if here else "inkdigits data fetch",
        ),
        Source(
            name="builtin",
            ready=carried,
            train=builtin.TEST_FROM,
            test=builtin.DIGITS - builtin.TEST_FROM,
            places=(),
            needs="" if carried else "pip install 'inkdigits[train]'",
        ),
    )


def _load_auto(notice: Notice | None, progress: Progress | None) -> Dataset:
    try:
        return mnist.obtain_mnist(notice=notice, progress=progress)
    except DataNotFoundError as error:
        try:
            dataset = _load_builtin()
        except MissingExtraError as missing:
            raise DataNotFoundError(f"MNIST is not here: {error} And {missing}") from missing
        if notice is not None:
            notice(
                f"MNIST is not here: {error} Using the built-in digits in its place, "
                f"{len(dataset.train):,} to train on; 'inkdigits data fetch' gets MNIST."
            )
        return dataset


def _load_builtin() -> Dataset:
    from inkdigits.data.builtin import load_builtin  # opens OpenCV

    return load_builtin()


def _load_path(path: Path) -> Dataset:
    if not path.is_dir():
        is_what = "is a file, not a folder" if path.exists() else "is not there"
        raise DataNotFoundError(f"{path} {is_what}. {TAKEN}.")
    from inkdigits.data.folder import load_folder  # as above

    dataset = load_folder(path)
    if dataset.fingerprint == mnist.FINGERPRINT:
        return replace(dataset, name="mnist")
    return replace(dataset, name=f"./{dataset.name}") if dataset.name in NAMES else dataset
