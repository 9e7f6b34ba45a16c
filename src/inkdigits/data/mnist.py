"""The places where MNIST may be in; its 70,000 digits out, with every byte's checksum verified."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from inkdigits.data.dataset import Dataset, make_dataset, make_examples
from inkdigits.data.download import KnownFile, Progress, download
from inkdigits.data.idx import decode_idx
from inkdigits.data.places import VARIABLE, cache_folder, complaint, folders, look
from inkdigits.errors import DataNotFoundError

Notice = Callable[[str], None]  # takes one line for people

FINGERPRINT = "6ae1f60d9d6438e7acd87aa9865941dd1f74994a7434241dd5c88dfe508e8e28"  # of the whole set
TRAIN_DIGITS, TEST_DIGITS = 60_000, 10_000
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)
FILES = (  # images and labels to train on, images and labels to test
    KnownFile(
        name="train-images-idx3-ubyte.gz",
        size=9_912_422,
        sha256="440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        content_sha256="ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    KnownFile(
        name="train-labels-idx1-ubyte.gz",
        size=28_881,
        sha256="3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        content_sha256="65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    KnownFile(
        name="t10k-images-idx3-ubyte.gz",
        size=1_648_877,
        sha256="8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        content_sha256="0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    KnownFile(
        name="t10k-labels-idx1-ubyte.gz",
        size=4_542,
        sha256="f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        content_sha256="ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)


def fetch_mnist(
    *,
    progress: Progress | None = None,
    mirrors: Sequence[str] | None = None,
    files: Sequence[KnownFile] = FILES,
) -> Path:
    """Download into the cache whatever of MNIST is not there yet, or not right.

    Args:
        progress: Called with bytes done and bytes in all.
        mirrors: Addresses that the files' names are appended to; by default ``MIRRORS``.
        files: What is fetched, with checksums.

    Returns:
        The folder with the four files.

    Raises:
        DataNotFoundError: No mirror gave them; says why, and where to put the files by hand.
    """
    try:
        return _fetch(progress, mirrors, files)
    except DataNotFoundError as error:
        raise DataNotFoundError(f"{error} {_advice(files)}") from error


def load_mnist(
    *,
    notice: Notice | None = None,
    progress: Progress | None = None,
    mirrors: Sequence[str] | None = None,
    files: Sequence[KnownFile] = FILES,
) -> Dataset:
    """Read MNIST from the first place that has all of it, or download it; never another set.

    Args:
        notice: Told, in a line, about a place that was passed over because of its files.
        progress: Called with bytes done and bytes in all, while it is downloaded.
        mirrors: Addresses that the files' names are appended to; by default ``MIRRORS``.
        files: The four files, with checksums.

    Raises:
        DataNotFoundError: It is nowhere and cannot be downloaded; says where to put the files.
    """
    try:
        return obtain_mnist(notice=notice, progress=progress, mirrors=mirrors, files=files)
    except DataNotFoundError as error:
        raise DataNotFoundError(f"MNIST is not here. {error} {_advice(files)}") from error


def obtain_mnist(
    *,
    notice: Notice | None = None,
    progress: Progress | None = None,
    mirrors: Sequence[str] | None = None,
    files: Sequence[KnownFile] = FILES,
) -> Dataset:
    """As ``load_mnist``, but the error gives the reasons only, for who knows another way out."""
    folder, contents, complaints = _find(files)
    if folder is None:
        try:
            folder = _fetch(progress, mirrors, files)
        except DataNotFoundError as error:
            raise DataNotFoundError(" ".join([*complaints, str(error)])) from error
        _, contents = look("cache", folder, files)
    if notice is not None:
        for text in complaints:
            notice(f"{text} Taking MNIST from {folder}.")
    return _decode(contents, folder, files)


def mnist_here(*, files: Sequence[KnownFile] = FILES) -> Dataset | None:
    """MNIST from the first place looked into, if there is nothing to say about that place."""
    folder, contents, complaints = _find(files)
    return None if folder is None or complaints else _decode(contents, folder, files)


def _find(files: Sequence[KnownFile]) -> tuple[Path | None, tuple[bytes, ...], list[str]]:
    """The first place that has every file, with what they hold, and what is wrong with others."""
    complaints: list[str] = []
    for label, folder in folders():
        place, contents = look(label, folder, files)
        if place.ready:
            return folder, contents, complaints
        if text := complaint(place):
            complaints.append(text)
    return None, (), complaints


def _fetch(
    progress: Progress | None, mirrors: Sequence[str] | None, files: Sequence[KnownFile]
) -> Path:
    folder = cache_folder()
    place, _ = look("cache", folder, files)
    wanted = [
        file for file, check in zip(files, place.files, strict=True) if check.verdict != "right"
    ]
    download(wanted, folder, mirrors=MIRRORS if mirrors is None else mirrors, progress=progress)
    return folder


def _decode(contents: Sequence[bytes], folder: Path, files: Sequence[KnownFile]) -> Dataset:
    """Four files' bytes, in the order of FILES -> the set."""
    names = [file.name for file in files]
    with ThreadPoolExecutor(len(files)) as pool:  # zlib lets other threads run
        arrays = pool.map(lambda content, name: decode_idx(content, name=name), contents, names)
        images, labels, test_images, test_labels = arrays
    return make_dataset(
        name="mnist",
        source=str(folder),
        train=make_examples(images, labels, name="MNIST's training part"),
        test=make_examples(test_images, test_labels, name="MNIST's test part"),
    )


def _advice(files: Sequence[KnownFile]) -> str:
    names = ", ".join(file.name for file in files)
    return (
        f"Put {names} into {cache_folder()}, or set {VARIABLE} to the folder that has them; "
        "or do without: --data builtin."
    )
