"""MNIST: found where it is, verified, and never another set in its place."""

import gzip
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inkdigits.data import load
from inkdigits.data.mnist import FILES, fetch_mnist, load_mnist, mnist_here
from inkdigits.errors import DataNotFoundError

MNIST = os.environ.get("INKDIGITS_DATA")  # before the tests hide it


def write(folder, contents):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)


def decompressed(tiny, mark="-"):
    return {
        name.removesuffix(".gz").replace("-idx", f"{mark}idx"): data
        for name, data in tiny.plain.items()
    }


def assert_tiny(dataset, tiny):
    assert dataset.name == "mnist"
    assert dataset.divided
    for part, key in ((dataset.train, "train"), (dataset.test, "t10k")):
        np.testing.assert_array_equal(part.images, tiny.arrays[f"{key}-images-idx3-ubyte.gz"])
        np.testing.assert_array_equal(part.labels, tiny.arrays[f"{key}-labels-idx1-ubyte.gz"])


@pytest.mark.parametrize("form", ["gzipped", "decompressed", "with dots"])
def test_it_is_taken_from_the_folder_that_the_variable_names(tiny, tmp_path, monkeypatch, form):
    contents = {
        "gzipped": tiny.contents,
        "decompressed": decompressed(tiny),
        "with dots": decompressed(tiny, "."),
    }[form]
    write(tmp_path / "mine", contents)
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path / "mine"))
    dataset = load_mnist(files=tiny.files, notice=pytest.fail)
    assert_tiny(dataset, tiny)
    assert dataset.source == str(tmp_path / "mine")


def test_it_is_taken_from_the_cache(tiny, cache):
    write(cache, tiny.contents)
    assert_tiny(load_mnist(files=tiny.files, notice=pytest.fail), tiny)


def test_it_is_read_ahead_only_where_there_is_nothing_to_say_and_nothing_to_fetch(
    tiny, cache, tmp_path, monkeypatch
):
    assert mnist_here(files=tiny.files) is None
    write(cache, tiny.contents)
    assert_tiny(mnist_here(files=tiny.files), tiny)
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path / "nowhere"))
    assert mnist_here(files=tiny.files) is None  # that the variable is wrong must be told


def test_it_is_downloaded_into_the_cache_and_then_there(tiny, cache, mirror):
    server, told = mirror("right"), []
    dataset = load_mnist(
        files=tiny.files, mirrors=[server.url], progress=lambda *step: told.append(step)
    )
    assert_tiny(dataset, tiny)
    assert told[-1][0] == told[-1][1] == sum(file.size for file in tiny.files)
    assert {path.name for path in cache.iterdir()} == set(tiny.contents)
    assert_tiny(load_mnist(files=tiny.files), tiny)
    assert len(server.asked) == 4


def test_only_what_is_not_right_is_fetched(tiny, cache, mirror):
    names = list(tiny.contents)
    plain = names[3].removesuffix(".gz")
    write(cache, {names[0]: tiny.contents[names[0]], names[1]: b"damaged"})
    write(cache, {plain: tiny.plain[names[3]]})
    server = mirror("right")
    assert fetch_mnist(files=tiny.files, mirrors=[server.url]) == cache
    assert set(server.asked) == {names[1], names[2]}
    assert_tiny(load_mnist(files=tiny.files), tiny)


def test_a_wrong_file_is_named_and_the_next_place_is_taken(tiny, cache, tmp_path, monkeypatch):
    write(cache, tiny.contents)
    write(tmp_path / "mine", tiny.contents)
    wrong = tmp_path / "mine" / tiny.files[2].name
    wrong.write_bytes(gzip.compress(b"something else"))
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path / "mine"))
    lines = []
    assert_tiny(load_mnist(files=tiny.files, notice=lines.append), tiny)
    assert lines == [f"{wrong} is not MNIST's file (another SHA-256). Taking MNIST from {cache}."]


def test_a_variable_that_names_an_empty_place_is_not_passed_over_in_silence(
    tiny, cache, tmp_path, monkeypatch
):
    write(cache, tiny.contents)
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path / "nowhere"))
    lines = []
    assert_tiny(load_mnist(files=tiny.files, notice=lines.append), tiny)
    assert len(lines) == 1
    assert lines[0].startswith(f"{tmp_path / 'nowhere'} ($INKDIGITS_DATA) lacks train-images")


def test_right_content_under_another_checksum_is_wrong(tiny, cache):
    write(cache, tiny.contents)
    again = gzip.compress(tiny.plain[tiny.files[0].name], 1, mtime=7)
    (cache / tiny.files[0].name).write_bytes(again)
    with pytest.raises(DataNotFoundError, match="is not MNIST's file"):
        load_mnist(files=tiny.files)


def test_missing_files_are_named(tiny, tmp_path, monkeypatch):
    names = list(tiny.contents)
    write(tmp_path / "mine", {name: tiny.contents[name] for name in names[:2]})
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path / "mine"))
    with pytest.raises(DataNotFoundError, match=f"lacks {names[2]}, {names[3]}"):
        load_mnist(files=tiny.files)


def test_without_a_network_the_error_says_why_and_where_to_put_the_files(tiny, cache):
    for attempt in (load_mnist, fetch_mnist):
        with pytest.raises(DataNotFoundError) as caught:
            attempt(files=tiny.files)
        said = str(caught.value)
        assert "(127.0.0.1:9: connection refused)" in said
        assert f"into {cache}" in said
        assert all(file.name in said for file in tiny.files)


def test_a_name_that_is_a_folder_is_a_wrong_file(tiny, cache):
    write(cache, tiny.contents)
    (cache / tiny.files[0].name).unlink()
    (cache / tiny.files[0].name).mkdir()
    with pytest.raises(DataNotFoundError, match="is not MNIST's file"):
        load_mnist(files=tiny.files)


@pytest.mark.mnist
def test_the_real_files_hold_what_the_world_knows(monkeypatch):
    monkeypatch.setenv("INKDIGITS_DATA", MNIST)
    dataset = load("mnist", notice=pytest.fail)
    assert dataset.train.images.shape == (60_000, 28, 28)
    assert dataset.test.images.shape == (10_000, 28, 28)
    assert dataset.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert dataset.test.labels[:5].tolist() == [7, 2, 1, 0, 4]
    train_counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    test_counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(dataset.train.labels).tolist() == train_counts
    assert np.bincount(dataset.test.labels).tolist() == test_counts
    assert dataset.train.images.mean() / 255 == pytest.approx(0.1307, abs=1e-4)
    assert not dataset.train.images.flags.writeable


@pytest.mark.mnist
def test_the_real_files_are_known_as_mnist_wherever_they_lie(monkeypatch, tmp_path):
    (tmp_path / "some folder").mkdir()
    for file in FILES:
        (tmp_path / "some folder" / file.name).symlink_to(Path(MNIST).resolve() / file.name)
    by_path = load(tmp_path / "some folder")
    monkeypatch.setenv("INKDIGITS_DATA", MNIST)
    by_name = load("auto", notice=pytest.fail)
    assert by_path.name == by_name.name == "mnist"
    assert replace(by_path, train=None, test=None, source="") == replace(
        by_name, train=None, test=None, source=""
    )
