"""Downloading: whatever a mirror does, the files come whole and right or not at all."""

import logging
import socket
import threading

import pooch
import pytest

from inkdigits.data.download import download
from inkdigits.errors import DataNotFoundError

FAILURES = {
    "forbidden": "refuses, HTTP 403",
    "page": "sends 43 bytes, not ",
    "page_of_unknown_length": "wrong checksum",
    "other_bytes": "wrong checksum",
    "truncated": "broke off",
    "truncated_unnoticed": "wrong checksum",
    "stalling": "stalled",
    "dying": "broke off",
    "endless": "sends more than ",
}


def fetch(tiny, folder, *servers, **settings):
    seconds = {"connect_seconds": 5, "read_seconds": 0.3}
    mirrors = [server if isinstance(server, str) else server.url for server in servers]
    download(tiny.files, folder, mirrors=mirrors, **(seconds | settings))


def held(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("way", FAILURES)
def test_any_failure_means_the_next_mirror(tiny, mirror, tmp_path, way):
    bad, good = mirror(way), mirror("right")
    fetch(tiny, tmp_path / "new" / "folder", bad, good)
    assert held(tmp_path / "new" / "folder") == tiny.contents
    assert len(bad.asked) == 1  # once failed, it is asked last
    assert len(good.asked) == 4


@pytest.mark.parametrize(("way", "says"), FAILURES.items())
def test_when_all_mirrors_fail_each_says_why_and_nothing_is_left(tiny, mirror, tmp_path, way, says):
    bad = mirror(way)
    with pytest.raises(DataNotFoundError) as caught:
        fetch(tiny, tmp_path, bad)
    smallest = min(tiny.files, key=lambda file: file.size).name
    assert str(caught.value).startswith(
        f"{smallest} could not be downloaded (127.0.0.1:{bad.server_port}: {says}"
    )
    assert held(tmp_path) == {}


def test_an_endless_file_is_not_taken_to_its_end(tiny, mirror, tmp_path):
    bad = mirror("endless")
    with pytest.raises(DataNotFoundError):
        fetch(tiny, tmp_path, bad)
    assert bad.hung_up.wait(20)


def test_mirrors_that_are_not_there_are_passed_over(tiny, mirror, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    nobody = f"http://127.0.0.1:{port}/"
    fetch(tiny, tmp_path, nobody, "http://nowhere.invalid/", "nonsense", mirror("right"))
    assert held(tmp_path) == tiny.contents
    with pytest.raises(DataNotFoundError, match=rf"127.0.0.1:{port}: connection refused\)"):
        fetch(tiny, tmp_path / "other", nobody)


def test_a_mirror_that_never_answers_is_not_waited_for_longer_than_told(tiny, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # connects, and says nothing
        mute = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        with pytest.raises(DataNotFoundError, match=r"127.0.0.1:\d+: (no answer in 0.2 s|stalled)"):
            fetch(tiny, tmp_path, mute, connect_seconds=0.2)


def test_looking_up_a_name_is_not_waited_for_either(tiny, mirror, tmp_path, monkeypatch):
    over, asked, look_up = threading.Event(), [], socket.getaddrinfo

    def slow(host, *rest, **named):
        if host == "slow.invalid":
            asked.append(host)
            over.wait(10)
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    fetch(tiny, tmp_path, "http://slow.invalid/", mirror("right"), connect_seconds=0.5)
    assert held(tmp_path) == tiny.contents
    with pytest.raises(DataNotFoundError, match=r"slow.invalid: no answer in 0.5 s"):
        fetch(tiny, tmp_path / "other", "http://slow.invalid/", connect_seconds=0.5)
    assert len(asked) == 2  # never for the file itself
    over.set()


def test_the_mirrors_are_asked_in_the_order_given(tiny, mirror, tmp_path):
    first, second = mirror("right"), mirror("right")
    fetch(tiny, tmp_path, first, second)
    assert (len(first.asked), len(second.asked)) == (4, 0)


def test_a_wrong_file_is_replaced_only_by_the_right_one(tiny, mirror, tmp_path):
    file = tiny.files[0].name
    (tmp_path / file).write_bytes(b"old")
    with pytest.raises(DataNotFoundError):
        fetch(tiny, tmp_path, mirror("other_bytes"))
    assert held(tmp_path) == {file: b"old"}
    fetch(tiny, tmp_path, mirror("right"))
    assert held(tmp_path) == tiny.contents


@pytest.mark.parametrize("way", ["right", "truncated"])
def test_progress_ends_at_the_whole_and_never_goes_beyond(tiny, mirror, tmp_path, way):
    told = []
    fetch(
        tiny,
        tmp_path,
        mirror(way),
        mirror("right"),
        progress=lambda done, total: told.append((done, total)),
    )
    whole = sum(file.size for file in tiny.files)
    assert {total for _, total in told} == {whole}
    assert max(done for done, _ in told) == whole
    assert told[-1] == (whole, whole)
    assert len(told) > 4


def test_pooch_does_not_speak_for_us(tiny, mirror, tmp_path):
    said = []
    listener = logging.Handler()
    listener.emit = said.append
    logger = pooch.get_logger()
    logger.setLevel(logging.INFO)
    logger.addHandler(listener)
    try:
        fetch(tiny, tmp_path, mirror("truncated"), mirror("right"))
    finally:
        logger.removeHandler(listener)
    assert said == []
    assert logger.level == logging.INFO


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tiny, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataNotFoundError, match="cannot be made"):
        fetch(tiny, tmp_path / "file" / "folder", "http://127.0.0.1:9/")
