"""Folders of IDX files that are not MNIST: four are a set, two can be judged on."""

import gzip

import numpy as np
import pytest

from inkdigits.data import load
from inkdigits.errors import BadFileError, DataNotFoundError

IDX = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def write_idx(folder, arrays, idx_bytes, name=str):
    folder.mkdir(exist_ok=True)
    for key, array in arrays.items():
        data = idx_bytes(array)
        path = folder / name(key)
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


@pytest.mark.parametrize(
    "name",
    [
        str,
        lambda key: f"{key}.gz",
        lambda key: key.replace("-idx", ".idx"),
        lambda key: key.replace("-idx", ".idx") + ".gz",
    ],
)
def test_four_idx_files_are_a_divided_set(tiny, tmp_path, idx_bytes, name):
    arrays = dict(zip(IDX, tiny.arrays.values(), strict=True))
    write_idx(tmp_path / "fashion", arrays, idx_bytes, name)
    dataset = load(tmp_path / "fashion")
    np.testing.assert_array_equal(dataset.train.images, arrays[IDX[0]])
    np.testing.assert_array_equal(dataset.train.labels, arrays[IDX[1]])
    np.testing.assert_array_equal(dataset.test.images, arrays[IDX[2]])
    np.testing.assert_array_equal(dataset.test.labels, arrays[IDX[3]])
    assert (dataset.name, dataset.divided) == ("fashion", True)
    assert dataset.source == str(tmp_path / "fashion")


def test_two_idx_files_to_test_with_are_enough_to_be_judged_on(tiny, tmp_path, idx_bytes):
    arrays = dict(zip(IDX, tiny.arrays.values(), strict=True))
    write_idx(tmp_path / "x", {key: arrays[key] for key in IDX[2:]}, idx_bytes)
    dataset = load(tmp_path / "x")
    assert (len(dataset.train), len(dataset.test)) == (0, 20)
    assert dataset.train.images.shape == (0, 28, 28)


@pytest.mark.parametrize(
    ("present", "missing"),
    [((0, 1), (2, 3)), ((0, 2, 3), (1,)), ((1,), (0, 2, 3)), ((2,), (0, 1, 3))],
)
def test_idx_files_that_are_missing_are_named(tiny, tmp_path, idx_bytes, present, missing):
    arrays = dict(zip(IDX, tiny.arrays.values(), strict=True))
    write_idx(tmp_path / "x", {IDX[i]: arrays[IDX[i]] for i in present}, idx_bytes)
    with pytest.raises(DataNotFoundError, match=f"lacks {', '.join(IDX[i] for i in missing)}. "):
        load(tmp_path / "x")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({IDX[0]: np.zeros((30, 16, 16), np.uint8)}, r"train- part .*\(30, 16, 16\)"),
        ({IDX[1]: np.full(30, 10, np.uint8)}, "the first is 10"),
        ({IDX[1]: np.zeros(29, np.uint8)}, "30 images but 29 labels"),
        ({IDX[2]: np.zeros(20, np.uint8)}, r"t10k- part .*shape \(20,\)"),
        ({IDX[2]: np.zeros((0, 28, 28), np.uint8), IDX[3]: np.zeros(0, np.uint8)}, "no test dig"),
    ],
)
def test_idx_files_that_do_not_fit_are_refused(tiny, tmp_path, idx_bytes, change, says):
    arrays = dict(zip(IDX, tiny.arrays.values(), strict=True)) | change
    write_idx(tmp_path / "x", arrays, idx_bytes)
    with pytest.raises(BadFileError, match=says):
        load(tmp_path / "x")
