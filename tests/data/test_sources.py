"""What ``--data`` takes: names, folders, and one honest way out."""

import subprocess
import sys
from pathlib import Path

import pytest

from inkdigits.data import load, survey
from inkdigits.errors import DataNotFoundError


def test_auto_without_a_network_is_the_builtin_set_and_says_so_in_one_line():
    lines = []
    dataset = load(notice=lines.append)
    assert dataset.name == "builtin"
    assert len(lines) == 1
    assert "\n" not in lines[0]
    assert lines[0].startswith("MNIST is not here: ")
    assert "127.0.0.1:9: connection refused" in lines[0]
    assert "Using the built-in digits" in lines[0]


def test_auto_says_what_was_wrong_with_the_files_that_are_there(cache):
    cache.mkdir(parents=True)
    (cache / "t10k-labels-idx1-ubyte.gz").write_bytes(b"x")
    lines = []
    assert load("auto", notice=lines.append).name == "builtin"
    assert f"{cache / 't10k-labels-idx1-ubyte.gz'} is not MNIST's file" in lines[0]


def test_mnist_named_outright_never_falls_back(cache):
    with pytest.raises(DataNotFoundError, match=f"into {cache}"):
        load("mnist", notice=pytest.fail)


@pytest.mark.parametrize("source", ["mnits", "no/such/folder", Path("mnist"), Path("auto")])
def test_what_is_not_there_is_refused_with_what_is_taken(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataNotFoundError, match=f"^{source} is not there. --data takes: auto; mn"):
        load(source)


def test_a_file_is_not_a_folder(tmp_path):
    (tmp_path / "x.csv").write_text("")
    with pytest.raises(DataNotFoundError, match=r"is a file, not a folder\. --data takes"):
        load(str(tmp_path / "x.csv"))


def test_the_survey_tells_what_is_where(cache, tmp_path, monkeypatch):
    cache.mkdir(parents=True)
    (cache / "t10k-labels-idx1-ubyte").write_bytes(b"x")
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path / "nowhere"))
    mnist, builtin = survey()
    assert (mnist.name, mnist.ready, mnist.train, mnist.test) == ("mnist", False, 60_000, 10_000)
    assert mnist.needs == "inkdigits data fetch"
    variable, cached = mnist.places
    assert (variable.label, variable.folder) == ("$INKDIGITS_DATA", tmp_path / "nowhere")
    assert [check.verdict for check in variable.files] == ["missing"] * 4
    assert (cached.label, cached.folder, cached.ready) == ("cache", cache, False)
    assert [check.verdict for check in cached.files] == ["missing"] * 3 + ["wrong"]
    assert cached.files[3].path == cache / "t10k-labels-idx1-ubyte"
    assert (builtin.name, builtin.ready, builtin.places) == ("builtin", True, ())
    assert (builtin.train, builtin.test, builtin.needs) == (1415, 382, "")


def test_the_survey_says_what_the_builtin_set_needs(monkeypatch):
    monkeypatch.setattr("inkdigits.data.sources.find_spec", lambda _: None)
    assert survey()[1].needs == "pip install 'inkdigits[train]'"
    assert not survey()[1].ready


def test_importing_the_package_opens_nothing_heavy():
    program = (
        "import inkdigits.data, sys; print({'cv2','sklearn','pooch','torch'} & {*sys.modules})"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert run.stdout.strip() == "set()"
