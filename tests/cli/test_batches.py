"""Many pictures: in order, with any number of workers, a bad one costs itself, Ctrl-C ends it."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys

import pytest
from PIL import Image

from inkdigits.cli.read import EXAMPLE


def test_a_bad_picture_among_good_ones_costs_one_line_and_exit_1(run, text, tmp_path):
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("I am not a picture")
    (tmp_path / "cut.png").write_bytes(EXAMPLE.read_bytes()[:5000])
    result = run("read", "empty.png", EXAMPLE, "text.png", "none.png", "cut.png", cwd=tmp_path)
    assert result.code == 1
    assert result.lines == [f"{EXAMPLE}: {text.replace(chr(10), ' | ')}"]
    errors = result.errors.splitlines()
    assert len(errors) == 4
    for name, error in zip(["empty", "text", "none", "cut"], errors, strict=True):
        assert error.startswith("inkdigits: ")
        assert f"{name}.png" in error


@pytest.fixture(scope="module")
def cuttings(tmp_path_factory):
    """A folder of 24 cuttings of the page, bad pictures among them; their names in order."""
    folder = tmp_path_factory.mktemp("cuttings")
    with Image.open(EXAMPLE) as page:
        for number in range(24):
            cutting = page.crop((25 * number, 0, 25 * number + 300, 400))
            cutting.save(folder / f"{number:02}.png")
    for number in (0, 7, 23):
        (folder / f"{number:02}.png").write_text("I am not a picture")
    return folder, [*sorted(path.name for path in folder.iterdir()), "none.png"]


@pytest.fixture
def read_with(run, cuttings):
    """Read the cuttings with so many jobs."""
    folder, names = cuttings
    return lambda jobs, *words: run("read", *names, "--jobs", jobs, *words, cwd=folder, merged=True)


@pytest.mark.parametrize("words", [("--min-confidence", "0"), ("--json",), ("--single", "--json")])
def test_answers_and_errors_are_the_same_in_the_same_order_with_any_jobs(read_with, words):
    alone, *others = (read_with(jobs, *words) for jobs in (1, 2, 5))
    assert alone.code == 1
    assert len(alone.lines) == 25
    bad = [at for at, line in enumerate(alone.lines) if line.startswith("inkdigits: ")]
    assert bad == [0, 7, 23, 24]
    for other in others:
        assert other == alone


def test_marked_copies_are_the_same_with_any_jobs(read_with, cuttings, tmp_path):
    folder, _ = cuttings
    written = {}
    for jobs in (1, 3):
        read_with(jobs, "--annotate", tmp_path / str(jobs))
        written[jobs] = {
            path.name: path.read_bytes() for path in sorted((tmp_path / str(jobs)).iterdir())
        }
    assert len(written[1]) == len(list(folder.iterdir())) - 3
    assert written[1] == written[3]


def test_standard_input_keeps_its_place_among_files(run, cuttings):
    folder, names = cuttings
    words = [*names[1:6], "-", *names[8:12], "--json", "--jobs", 3]
    result = run("read", *words, cwd=folder, stdin=(folder / names[6]).read_bytes())
    files = [json.loads(line)["file"] for line in result.lines]
    assert files == [*names[1:6], "standard input", *names[8:12]]


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_stops_reading_at_once_and_quietly(jobs, tmp_path):
    names = [str(EXAMPLE)] * 2000
    with subprocess.Popen(
        [sys.executable, "-m", "inkdigits", "read", *names, "--jobs", str(jobs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as started:
        assert started.stdout.readline().startswith(str(EXAMPLE).encode())
        started.send_signal(signal.SIGINT)
        _, errors = started.communicate(timeout=30)
    assert started.returncode == 130
    assert re.fullmatch(r"Stopped after \d+ of 2,000 pictures\.\n", errors.decode())


@pytest.mark.parametrize(
    ("before", "code", "output"),
    [("signal.default_int_handler", 130, b""), ("signal.SIG_IGN", 0, b"loaded\n")],
    ids=["Ctrl-C", "Ctrl-C ignored"],
)
def test_a_module_that_swallows_ctrl_c_while_it_is_loaded_does_not_get_it(before, code, output):
    program = (
        "import os, signal, time\n"
        "from inkdigits.cli.interrupt import leaving_at_once\n"
        f"signal.signal(signal.SIGINT, {before})\n"
        "with leaving_at_once():\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        time.sleep(1)\n"
        "    except KeyboardInterrupt:\n"
        "        pass\n"
        f"assert signal.getsignal(signal.SIGINT) is {before}\n"
        "print('loaded')\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert result.stderr == b""
    assert (result.returncode, result.stdout) == (code, output)


def test_a_reader_that_wants_only_the_first_answer_ends_the_reading(tmp_path):
    names = f"{EXAMPLE} " * 2000
    result = subprocess.run(
        f"{sys.executable} -m inkdigits read {names} | head -1",
        shell=True,
        capture_output=True,
        check=False,
        cwd=tmp_path,
        timeout=60,
    )
    assert result.stdout.count(b"\n") == 1
    assert result.stderr == b""


@pytest.fixture
def scans(tmp_path):
    """A folder with a picture, a TIFF of 12 pages, each a row of the page that ships, and junk."""
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "page 10.png").write_bytes(EXAMPLE.read_bytes())
    (folder / "page 9.png").write_text("no picture")
    (folder / "notes.txt").write_text("no picture either")
    with Image.open(EXAMPLE) as page:
        rows = [page.crop((0, top, 900, top + 150)).convert("L") for top in (20, 170, 320, 470)]
    rows[0].save(folder / "rows.tif", save_all=True, append_images=(rows * 3)[1:])
    return folder


def test_a_folder_is_read_page_by_page_in_natural_order(run, text, scans):
    result = run("read", "scans", cwd=scans.parent)
    whole = f"scans/page 10.png: {' | '.join(text.splitlines())}"
    pages = [f"scans/rows.tif, page {page}: {row}" for page, row in
             enumerate(text.splitlines() * 3, 1)]  # fmt: skip
    assert result.lines == [whole, *pages]
    assert result.code == 1
    assert result.errors.startswith("inkdigits: scans/page 9.png is not a PNG")
    assert result.errors.count("\n") == 1


@pytest.mark.parametrize("jobs", [1, 3])
def test_pages_are_told_apart_in_json_csv_and_copies(run, scans, jobs):
    words = ("rows.tif", "--jobs", jobs)
    told = [json.loads(line) for line in run("read", *words, "--json", cwd=scans).lines]
    assert [one["page"] for one in told] == list(range(1, 13))
    assert {one["file"] for one in told} == {"rows.tif"}
    table = run("read", *words, "--csv", "--annotate", "out", cwd=scans)
    assert [line.split(",")[:2] for line in table.lines[1:]] == [
        ["rows.tif", str(page)] for page in range(1, 13)
    ]
    copies = sorted(path.name for path in (scans / "out").iterdir())
    assert copies == [f"rows.page{page:02}.read.png" for page in range(1, 13)]


def test_a_pattern_that_the_shell_left_is_understood(run, scans):
    result = run("read", "*10.png", "nothing*", cwd=scans)
    assert result.code == 1
    assert result.lines[0].startswith("page 10.png: 27182818")
    assert "nothing* matches nothing" in result.errors


def test_a_scan_is_read_from_standard_input_too(run, text, tmp_path):
    pytest.importorskip("pypdfium2")
    with Image.open(EXAMPLE) as page:
        sheet = page.convert("L")
    sheet.save(tmp_path / "two.pdf", save_all=True, append_images=[sheet], resolution=150)
    result = run("read", "-", stdin=(tmp_path / "two.pdf").read_bytes())
    row = " | ".join(text.splitlines())
    assert result.lines == [f"standard input, page {page}: {row}" for page in (1, 2)]


def test_what_annotate_wrote_is_not_read_as_a_picture_of_the_folder(run, scans):
    run("read", "page 10.png", "--annotate", ".", cwd=scans)
    assert (scans / "page 10.read.png").exists()
    again = run("read", ".", "--csv", cwd=scans)
    assert "read.png" not in again.output


def terminal(*words, cwd, output_too):
    """What a command shows on a terminal, and what it prints where its output goes elsewhere."""
    master, slave = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "inkdigits", *map(str, words)],
        cwd=cwd,
        stdout=slave if output_too else subprocess.PIPE,
        stderr=slave,
        env={**os.environ, "COLUMNS": "120", "TERM": "xterm"},
    ) as started:
        os.close(slave)
        shown, printed = b"", b""
        with contextlib.suppress(OSError):  # Linux ends a terminal that nobody writes to with EIO
            while part := os.read(master, 4096):
                shown += part
        if started.stdout:
            printed = started.stdout.read()
    os.close(master)
    return shown.decode(), printed.decode()


def test_a_terminal_shows_a_bar_and_each_line_of_the_results_as_it_is(scans, text):
    shown, printed = terminal("read", "rows.tif", cwd=scans, output_too=False)
    assert "━" in shown
    assert re.search(r"\d+ of 12 pictures, 0:\d\d left", shown)
    assert [line.rpartition(" ")[2] for line in printed.splitlines()] == text.splitlines() * 3
    shown, _ = terminal("read", "rows.tif", cwd=scans, output_too=True)
    assert "━" in shown
    assert re.search(r"rows\.tif, page 7: 23536028\r\n", shown)


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_no_bar_gets_among_the_answers_of_a_program_on_a_terminal(scans, form):
    shown, _ = terminal("read", "rows.tif", form, cwd=scans, output_too=True)
    assert "━" not in shown
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 12 + (form == "--csv")


def test_one_picture_shows_no_bar(scans):
    shown, _ = terminal("read", "page 10.png", cwd=scans, output_too=True)
    assert "━" not in shown
