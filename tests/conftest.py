"""What many tests start from: small digits, quick recipes, and MNIST where it is."""

import dataclasses
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from inkdigits.data import Dataset, Examples, load
from inkdigits.data.dataset import make_dataset, make_examples


def pytest_configure() -> None:
    """Ctrl-C reaches the programs that tests start, also where a shell runs pytest with ``&``."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a data set or a device that is not here, and say so."""
    if item.get_closest_marker("mnist") and "INKDIGITS_DATA" not in os.environ:
        pytest.skip("MNIST is not here: set INKDIGITS_DATA to the folder with its four files")
    if item.get_closest_marker("gpu"):
        torch = pytest.importorskip("torch")
        if not torch.cuda.is_available():
            pytest.skip("there is no CUDA device here")


def make_digits(n: int, *, seed: int) -> Examples:
    """Images that a small network learns in a second: a bar whose place says the digit."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 10
    images = rng.integers(0, 60, (n, 28, 28)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[4 + 2 * label : 6 + 2 * label, 4:24] = 230
    return make_examples(images, labels, name="bars")


@pytest.fixture(scope="session")
def bars() -> Dataset:
    """400 bars to train on and 100 to test on."""
    return make_dataset(
        name="bars",
        source="bars drawn for this test",
        train=make_digits(400, seed=1),
        test=make_digits(100, seed=2),
    )


@pytest.fixture(scope="session")
def bars_folder(bars, tmp_path_factory) -> Path:
    """The bars as four IDX files."""
    folder = tmp_path_factory.mktemp("bars")
    for part, name in ((bars.train, "train"), (bars.test, "t10k")):
        for values, kind in ((part.images, "images-idx3"), (part.labels, "labels-idx1")):
            head = bytes([0, 0, 8, values.ndim]) + np.array(values.shape, ">u4").tobytes()
            data = head + values.astype(np.uint8).tobytes()
            (folder / f"{name}-{kind}-ubyte").write_bytes(data)
    return folder


@pytest.fixture(scope="session")
def quick():
    """The fast recipe on small batches, two epochs however small the set."""
    pytest.importorskip("torch")
    from inkdigits.learn.recipes import find_recipe

    return dataclasses.replace(
        find_recipe("fast"),
        batch_size=10,
        peak_learning_rate=2e-3,
        label_smoothing=0.0,
        epochs=2,
        least_steps=0,
    )


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    return load("mnist")
