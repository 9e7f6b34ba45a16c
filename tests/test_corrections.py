"""Corrections are kept whatever happens, and handed out in a form that training reads."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from inkdigits.corrections import Corrections, default_path, export, open_corrections
from inkdigits.corrections.export import to_files, to_zip
from inkdigits.data import load
from inkdigits.errors import (
    CorrectionsError,
    DataNotFoundError,
    NoCorrectionError,
    UsageError,
)

MODEL = "de" * 32
KILLS = int(os.environ.get("INKDIGITS_KILLS", "5"))  # CI asks for 50
WRITER = """
import sys, time, numpy as np
from pathlib import Path
from inkdigits.corrections import Corrections
store = Corrections(Path(sys.argv[1]))
for number in range(100_000):
    frame = np.full((28, 28), number % 256, np.uint8)
    one = store.add(frame, right=number % 10, answered=0, confidence=0.5, model="de" * 32)
    print(one.id, number, flush=True)
"""


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "deep" / "corrections.sqlite"


@pytest.fixture
def store(path):
    with open_corrections(path) as opened:
        yield opened


@pytest.fixture
def frames() -> np.ndarray:
    return load("builtin").train.images


def teach(store: Corrections, frame=None, **values):
    values = {"right": 7, "answered": 1, "confidence": 0.625, "model": MODEL} | values
    return store.add(np.eye(28, dtype=np.uint8) if frame is None else frame, **values)


def test_a_correction_comes_back_as_it_was_taught_also_after_closing(path, frames):
    with open_corrections(path) as store:
        taught = teach(store, frames[3])
    with open_corrections(path) as store:
        found = store.get(taught.id)
    np.testing.assert_array_equal(found.frame, frames[3])
    assert (found.right, found.answered, found.confidence, found.model) == (7, 1, 0.625, MODEL)
    assert found.taught == taught.taught
    assert found.taught.endswith("+00:00")


def test_the_newest_come_first_page_by_page_each_once(store):
    for right in range(7):
        teach(store, right=right)
    first = store.page(limit=3)
    teach(store, right=9)  # meanwhile
    second = store.page(limit=3, before=first[-1].id)
    third = store.page(limit=3, before=second[-1].id)
    assert [one.right for one in [*first, *second, *third]] == [6, 5, 4, 3, 2, 1, 0]
    assert store.count() == 8
    assert store.page(before=2**70)[0].right == 9


def test_a_correction_can_be_corrected_and_deleted_and_its_number_is_not_given_again(store):
    one = teach(store)
    assert store.correct(one.id, right=2).right == store.get(one.id).right == 2
    store.delete(one.id)
    for call in (
        lambda: store.get(one.id),
        lambda: store.delete(one.id),
        lambda: store.correct(one.id, right=3),
        lambda: store.get(2**70),
    ):
        with pytest.raises(NoCorrectionError, match="there is no correction"):
            call()
    assert teach(store).id > one.id


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"right": 10}, "10 is not a digit"),
        ({"answered": -1}, "-1 is not a digit"),
        ({"confidence": 1.5}, "confidence is 1.5"),
        ({"confidence": float("nan")}, "confidence is nan"),
        ({"frame": np.zeros((28, 27), np.uint8)}, r"the frame is uint8 \(28, 27\)"),
        ({"frame": np.zeros((28, 28))}, "the frame is float64"),
    ],
)
def test_what_is_no_correction_is_refused_and_nothing_kept(store, values, words):
    with pytest.raises(UsageError, match=words):
        teach(store, **values)
    assert store.count() == 0


def test_threads_and_processes_may_write_at_once_and_none_is_lost(path):
    """Eight threads share a store while three processes write, all beginning with no file."""
    program = WRITER.replace("100_000", "40")
    others = [
        subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.DEVNULL)
        for _ in range(3)
    ]
    with open_corrections(path) as store:
        with ThreadPoolExecutor(8) as pool:
            taught = list(pool.map(lambda number: teach(store, right=number % 10), range(80)))
        assert [other.wait() for other in others] == [0, 0, 0]
        assert store.count() == 3 * 40 + 80
        assert [store.get(one.id).right for one in taught] == [n % 10 for n in range(80)]


def test_every_acknowledged_correction_survives_kill_9(path):
    rng = np.random.default_rng(0)
    kept: dict[int, int] = {}  # the numbers of acknowledged corrections, by id
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            lines = [writer.stdout.readline()]
            end = threading.Timer(rng.uniform(0, 0.3), writer.kill)
            end.start()
            lines += writer.stdout
            end.join()
        whole = [line.split() for line in lines if line.endswith("\n")]
        kept |= {int(id_): int(number) for id_, number in whole}
    with open_corrections(path) as store:
        found = {one.id: one for one in store.all()}
        assert store._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert len(kept) > KILLS
    for id_, number in kept.items():
        assert found[id_].right == number % 10
        assert (found[id_].frame == number % 256).all()
    assert len(found) <= len(kept) + KILLS  # each time at most the one in hand is more


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path):
    path.parent.mkdir()
    path.write_bytes(b"my thesis, years of work\n" * 400)
    before = path.read_bytes()
    with pytest.raises(CorrectionsError, match="is not a whole database"):
        Corrections(path)
    assert path.read_bytes() == before


def test_a_database_of_something_else_is_refused_and_left_as_it_is(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE thesis (text TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(CorrectionsError, match="is a database of something else"):
        Corrections(path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_file_of_a_newer_version_is_refused(path, store):
    store._connection.execute("PRAGMA user_version = 2")
    with pytest.raises(CorrectionsError, match=r"is of format 2; .* reads 1\. Upgrade inkdigits"):
        Corrections(path)


@pytest.mark.parametrize("place", ["middle", "end"])
def test_a_damaged_file_is_refused(path, place):
    with open_corrections(path) as store:
        for _ in range(200):
            teach(store)
    data = bytearray(path.read_bytes())
    if place == "middle":
        data[len(data) // 2 :: 97] = b"\xff" * len(data[len(data) // 2 :: 97])
    else:
        del data[len(data) // 2 :]
    path.write_bytes(data)
    with pytest.raises(CorrectionsError, match=r"(?s)not a whole database.*move it away"):
        Corrections(path)


def test_a_place_that_cannot_be_written_is_refused_with_a_way_out(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "corrections.sqlite", tmp_path):
        with pytest.raises(CorrectionsError, match="Name another file in INKDIGITS_CORRECTIONS"):
            Corrections(path)


def test_a_writer_who_holds_the_file_too_long_is_told_of(path, store):
    store._connection.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(CorrectionsError, match="Another program has been writing"):
        teach(store)
    assert time.monotonic() - started < 5
    other.execute("ROLLBACK")
    other.close()
    assert teach(store).id == 1


def test_the_file_is_where_the_variable_says(tmp_path, monkeypatch):
    monkeypatch.setenv("INKDIGITS_CORRECTIONS", str(tmp_path / "mine.sqlite"))
    assert default_path() == tmp_path / "mine.sqlite"
    monkeypatch.delenv("INKDIGITS_CORRECTIONS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path() == tmp_path / "inkdigits" / "corrections.sqlite"


def test_an_export_reads_back_as_the_very_frames_with_their_answers(store, frames, tmp_path):
    for number, frame in enumerate(frames[:40]):
        teach(store, frame, right=number % 10)
    teach(store, frames[0], right=5)  # taught twice: what was said last is right
    folder = tmp_path / "exported"
    assert export.export(store.all(), folder) == 40
    read = load(folder)
    together = {}
    for part in (read.train, read.test):
        pairs = zip(part.images, part.labels, strict=True)
        together |= {image.tobytes(): label for image, label in pairs}
    wanted = {frame.tobytes(): number % 10 for number, frame in enumerate(frames[:40])}
    assert together == wanted | {frames[0].tobytes(): 5}


def test_the_store_as_a_source_is_divided_as_its_export_is(
    path, store, frames, monkeypatch, tmp_path
):
    monkeypatch.setenv("INKDIGITS_CORRECTIONS", str(path))
    for number, frame in enumerate(frames[:60]):
        teach(store, frame, right=number % 10)
    export.export(store.all(), tmp_path / "exported")
    exported, stored = load(tmp_path / "exported"), load("corrections")
    assert stored.name == "corrections"
    assert stored.fingerprint == exported.fingerprint
    assert len(stored.train) + len(stored.test) == 60
    assert 1 <= len(stored.test) < 30


def test_a_source_of_nothing_taught_is_refused_and_makes_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("INKDIGITS_CORRECTIONS", str(tmp_path / "none.sqlite"))
    with pytest.raises(DataNotFoundError, match="nothing was taught yet"):
        load("corrections")
    assert not list(tmp_path.iterdir())


def test_an_export_replaces_an_older_one_and_nothing_else(store, tmp_path):
    teach(store)
    folder = tmp_path / "exported"
    export.export(store.all(), folder)
    teach(store, np.full((28, 28), 9, np.uint8))
    assert export.export(store.all(), folder) == 2
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="is there and is no export"):
        export.export(store.all(), folder)
    assert (folder / "thesis.txt").read_text() == "years of work"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "exported"]


def test_nothing_taught_is_nothing_to_export(store, tmp_path):
    with pytest.raises(CorrectionsError, match="nothing was taught yet"):
        export.export(store.all(), tmp_path / "exported")
    assert not (tmp_path / "exported").exists()


def test_a_zip_holds_what_the_folder_does_and_is_the_same_each_time(store, frames):
    for frame in frames[:3]:
        teach(store, frame)
    data = to_zip(store.all())
    assert data == to_zip(store.all())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert files == {f"corrections/{n}": d for n, d in to_files(store.all()).items()}
