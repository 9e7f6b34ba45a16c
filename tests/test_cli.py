"""The command line as a user meets it: real processes, real files, real signals."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import inkdigits
from inkdigits.cli import app
from inkdigits.cli.read import EXAMPLE

LONG_TRAINING = ["train", "fast", "--data", "builtin", "--epochs", "8", "--threads", "1"]
COMMANDS = ["train", "evaluate", "read", "recipes", "data", "doctor"]


def run(*words, cwd=None, stdin=None, env=None):
    """One command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "inkdigits", *map(str, words)],
        capture_output=True,
        cwd=cwd,
        input=stdin,
        check=False,
        env={**os.environ, "COLUMNS": "200", **(env or {})},
    )


def lines(output: bytes) -> list[str]:
    return output.decode().splitlines()


@pytest.fixture(scope="module")
def text() -> str:
    return inkdigits.read(EXAMPLE).text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    result = run(command, "--help")
    assert result.returncode == 0
    assert result.stdout.decode().count("\n") > 5


def test_every_option_has_a_description():
    import typer

    commands = typer.main.get_command(app).commands
    for command in [*commands.values(), *commands["data"].commands.values()]:
        assert command.help
        for parameter in command.params:
            assert getattr(parameter, "help", "") or parameter.name == "help", parameter.name


def test_a_picture_is_read_on_standard_output_and_nothing_else_is(text):
    result = run("read", EXAMPLE)
    assert result.returncode == 0
    assert result.stdout.decode() == text + "\n"
    assert result.stderr == b""


def test_standard_input_is_read(text):
    result = run("read", "-", stdin=EXAMPLE.read_bytes())
    assert result.stdout.decode() == text + "\n"


def test_json_is_one_object_a_line_with_boxes_and_confidence(text):
    result = run("read", EXAMPLE, EXAMPLE, "--json")
    first, second = map(json.loads, lines(result.stdout))
    assert first == second
    assert first["file"] == str(EXAMPLE)
    assert first["text"] == text
    assert "\n".join(first["rows"]) == text
    assert "".join(str(digit["value"]) for digit in first["digits"]) == text.replace("\n", "")
    assert set(first["digits"][0]["box"]) == {"x", "y", "width", "height"}
    assert all(0 <= digit["confidence"] <= 1 for digit in first["digits"])


def test_a_bad_picture_among_good_ones_costs_one_line_and_exit_1(text, tmp_path):
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("I am not a picture")
    (tmp_path / "cut.png").write_bytes(EXAMPLE.read_bytes()[:5000])
    result = run("read", "empty.png", EXAMPLE, "text.png", "none.png", "cut.png", cwd=tmp_path)
    assert result.returncode == 1
    assert lines(result.stdout) == [f"{EXAMPLE}: {text.replace(chr(10), ' | ')}"]
    errors = lines(result.stderr)
    assert len(errors) == 4
    for name, error in zip(["empty", "text", "none", "cut"], errors, strict=True):
        assert error.startswith("inkdigits: ")
        assert f"{name}.png" in error


@pytest.fixture(scope="module")
def cuttings(tmp_path_factory):
    """A folder of 24 cuttings of the page, bad pictures among them; their names in order."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("cuttings")
    with Image.open(EXAMPLE) as page:
        for number in range(24):
            cutting = page.crop((25 * number, 0, 25 * number + 300, 400))
            cutting.save(folder / f"{number:02}.png")
    for number in (0, 7, 23):
        (folder / f"{number:02}.png").write_text("I am not a picture")
    return folder, [*sorted(path.name for path in folder.iterdir()), "none.png"]


def read_with(jobs, cuttings, *words, **settings):
    folder, names = cuttings
    return subprocess.run(
        [sys.executable, "-m", "inkdigits", "read", *names, "--jobs", str(jobs), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        check=False,
        **settings,
    )


@pytest.mark.parametrize("words", [(), ("--json",), ("--single", "--json")])
def test_answers_and_errors_are_the_same_in_the_same_order_with_any_jobs(cuttings, words):
    alone, *others = (read_with(jobs, cuttings, *words) for jobs in (1, 2, 5))
    assert alone.returncode == 1
    assert len(lines(alone.stdout)) == 25
    bad = [at for at, line in enumerate(lines(alone.stdout)) if line.startswith("inkdigits: ")]
    assert bad == [0, 7, 23, 24]
    for other in others:
        assert other.returncode == 1
        assert other.stdout == alone.stdout


def test_marked_copies_are_the_same_with_any_jobs(cuttings, tmp_path):
    folder, _ = cuttings
    written = {}
    for jobs in (1, 3):
        read_with(jobs, cuttings, "--annotate", tmp_path / str(jobs))
        written[jobs] = {
            path.name: path.read_bytes() for path in sorted((tmp_path / str(jobs)).iterdir())
        }
    assert len(written[1]) == len(list(folder.iterdir())) - 3
    assert written[1] == written[3]


def test_standard_input_keeps_its_place_among_files(cuttings):
    folder, names = cuttings
    words = [*names[1:6], "-", *names[8:12], "--json", "--jobs", 3]
    result = run("read", *words, cwd=folder, stdin=(folder / names[6]).read_bytes())
    files = [json.loads(line)["file"] for line in lines(result.stdout)]
    assert files == [*names[1:6], "standard input", *names[8:12]]


def test_standard_input_is_one_picture():
    result = run("read", "-", "-", stdin=EXAMPLE.read_bytes())
    assert result.returncode == 2
    assert result.stdout == b""
    assert b"standard input holds one picture" in result.stderr


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
        "from inkdigits.cli.read import leaving_at_once\n"
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
    assert len(lines(result.stdout)) == 1
    assert result.stderr == b""


def test_annotated_copies_are_written_and_the_originals_left_alone(tmp_path):
    from PIL import Image

    page = tmp_path / "page.png"
    page.write_bytes(EXAMPLE.read_bytes())
    result = run("read", "page.png", "--annotate", "out", cwd=tmp_path)
    assert result.returncode == 0
    assert page.read_bytes() == EXAMPLE.read_bytes()
    with Image.open(tmp_path / "out" / "page.read.png") as copy, Image.open(page) as original:
        assert copy.size == original.size
        assert copy.convert("RGB").tobytes() != original.convert("RGB").tobytes()


def test_pictures_of_the_same_name_get_copies_of_their_own(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.png").write_bytes(EXAMPLE.read_bytes())
    run("read", "a/page.png", "b/page.png", "--annotate", "out", cwd=tmp_path)
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_nothing_to_read_is_wrong_usage():
    result = run("read")
    assert result.returncode == 2
    assert b"read --example" in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("train", "slow"), "no recipe 'slow'"),
        (("train", "--device", "tpu"), "must be auto, cpu or cuda"),
        (("evaluate", "nowhere"), "nowhere is not here"),
        (("read", "--example", "--threads", 10**10), "threads is 10000000000"),
        (("train", "--out", ".", "--data", "builtin"), "the folder we are in"),
        (("evaluate", "--data", "nowhere"), "nowhere"),
        (("evaluate", "--data", "builtin", "--report", "."), ". is a folder"),
        (("evaluate", "--data", "builtin", "--report", EXAMPLE), "is not a report of inkdigits"),
        (("evaluate", "--data", "builtin", "--compare", "nowhere"), "nowhere is not here"),
        (("train", "--resume", "--data", "builtin"), "there is no checkpoint"),
        (("train", "--validation", "0.999", "--data", "builtin"), "validation"),
    ],
)
def test_a_refusal_is_one_line_without_a_traceback(words, message, tmp_path):
    result = run(*words, cwd=tmp_path)
    assert result.returncode in (1, 2)
    assert b"Traceback" not in result.stderr
    assert message in lines(result.stderr)[-1]
    assert result.stdout == b""
    assert not list(tmp_path.iterdir())


def test_wrong_usage_exits_2():
    assert run("train", "--epochs", "none").returncode == 2
    assert run("dance").returncode == 2


def test_train_evaluate_and_read_with_a_model_of_ones_own(tmp_path):
    trained = run("train", "fast", "--data", "builtin", "--epochs", "8", "--out", "m", cwd=tmp_path)
    assert trained.returncode == 0, trained.stderr
    (line,) = lines(trained.stdout)
    right, total, percent = re.fullmatch(r"(\d+) of (\d+) right: (\d+\.\d\d) %", line).groups()
    assert float(percent) == pytest.approx(100 * int(right) / int(total), abs=0.005)
    assert float(percent) > 80
    epochs = [line for line in lines(trained.stderr) if line.startswith("epoch ")]
    assert len(epochs) == 8
    for word in ("loss", "validation", "digits/s", "left"):
        assert word in epochs[0]
    judged = run("evaluate", "m", "--data", "builtin", "--json", cwd=tmp_path)
    evaluation = json.loads(judged.stdout)
    assert evaluation["right"] == int(right)
    assert evaluation["total"] == int(total)
    assert sum(map(sum, evaluation["confusion"])) == int(total)
    assert {"accuracy", "negative_log_likelihood", "calibration_error"} <= evaluation.keys()
    assert run("evaluate", "m", "--data", "builtin", cwd=tmp_path).returncode == 0
    assert run("read", EXAMPLE, "--model", "m", cwd=tmp_path).returncode == 0


def test_a_report_is_written_beside_the_results(tmp_path):
    words = ["evaluate", "--data", "builtin", "--report", "new/report.html"]
    alone = run(*words, "--json", cwd=tmp_path)
    assert alone.returncode == 0, alone.stderr
    accuracy = json.loads(alone.stdout)["accuracy"]
    assert lines(alone.stderr) == ["Report: new/report.html"]
    page = (tmp_path / "new" / "report.html").read_text()
    assert f"{100 * accuracy:.2f}<span>" in page
    again = run(*words, "--json", cwd=tmp_path)
    assert again.stdout == alone.stdout
    assert (tmp_path / "new" / "report.html").read_text() == page


def test_two_models_are_judged_on_the_same_digits(tmp_path):
    shipped = EXAMPLE.parent.parent / "models" / "default"
    words = ["evaluate", "--compare", shipped, "--data", "builtin"]
    result = run(*words, "--json", cwd=tmp_path)
    first, second = map(json.loads, lines(result.stdout))
    assert first == second
    result = run(*words, "--report", "report.html", cwd=tmp_path)
    assert lines(result.stdout)[-1].startswith("Only the first is right on 0 digits")
    assert "Two models" in (tmp_path / "report.html").read_text()


def test_a_report_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "file").write_text("mine")
    result = run("evaluate", "--data", "builtin", "--report", "file/report.html", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stdout == b""
    assert b"Traceback" not in result.stderr
    assert (tmp_path / "file").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The weights of a long training that nobody stopped."""
    folder = tmp_path_factory.mktemp("whole")
    assert run(*LONG_TRAINING, "--out", "m", cwd=folder).returncode == 0
    return (folder / "m" / "weights.safetensors").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill"])
def test_a_training_that_was_stopped_goes_on_to_the_same_bits(tmp_path, whole, number):
    with subprocess.Popen(
        [sys.executable, "-m", "inkdigits", *LONG_TRAINING, "--out", "m"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
    ) as started:
        for line in started.stderr:
            if line.startswith(b"epoch 2 "):
                started.send_signal(number)
                break
        rest = started.stderr.read().decode()
    if number == signal.SIGINT:
        assert started.returncode == 130
        assert re.search(r"Kept: m.checkpoint, after epoch \d+\.", rest)
        assert "Traceback" not in rest
    assert not (tmp_path / "m").exists()
    assert (tmp_path / "m.checkpoint").exists()
    resumed = run(*LONG_TRAINING, "--out", "m", "--resume", cwd=tmp_path)
    assert resumed.returncode == 0
    assert (tmp_path / "m" / "weights.safetensors").read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


@pytest.mark.slow
def test_a_study_that_was_stopped_goes_on(tmp_path):
    words = [*LONG_TRAINING, "--seeds", "2", "--out", "study"]
    with subprocess.Popen(
        [sys.executable, "-m", "inkdigits", *words],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        start_new_session=True,  # a terminal's Ctrl-C reaches all of a group
    ) as started:
        for line in started.stderr:
            if line.startswith(b"epoch 2 "):
                os.killpg(started.pid, signal.SIGINT)
                break
        rest = started.stderr.read().decode()
    assert started.returncode == 130
    assert "Traceback" not in rest
    assert "with --resume goes on from there" in rest
    assert (tmp_path / "study" / "seed-0.checkpoint").exists()
    resumed = run(*words, "--resume", cwd=tmp_path)
    assert resumed.returncode == 0
    assert b"of 2 runs" in resumed.stdout
    runs = json.loads((tmp_path / "study" / "study.json").read_text())["runs"]
    assert [run["seed"] for run in runs] == [0, 1]
    assert [run["cold_seconds"] is None for run in runs] == [True, False]


def test_several_networks_and_a_teacher_can_be_asked_for(tmp_path):
    words = ("train", "fast", "--data", "builtin", "--epochs", "1")
    assert run(*words, "--members", "2", "--out", "two", cwd=tmp_path).returncode == 0
    learned = run(*words, "--distill-from", "two", "--out", "one", cwd=tmp_path)
    assert learned.returncode == 0
    card = json.loads((tmp_path / "one" / "model.json").read_text())
    assert card["command"].endswith("--distill-from two")
    assert card["measured"]["teacher"]["command"].endswith("--members 2")
    nobody = run(*words, "--distill-from", "nobody", "--out", "none", cwd=tmp_path)
    assert nobody.returncode == 1
    assert b"nobody is not here" in nobody.stderr


def test_ctrl_c_while_starting_is_quiet_too(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-m", "inkdigits", "train", "fast", "--data", "builtin"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
    ) as started:
        while "libtorch" not in Path(f"/proc/{started.pid}/maps").read_text():
            time.sleep(0.01)
        started.send_signal(signal.SIGINT)
        _, errors = started.communicate(timeout=60)
    assert started.returncode == 130
    assert b"Traceback" not in errors
    assert errors.decode().startswith("Stopped")


def test_recipes_are_listed_with_what_was_measured():
    result = run("recipes", "--json")
    recipes = [json.loads(line) for line in lines(result.stdout)]
    assert {recipe["name"] for recipe in recipes} == {
        "fast",
        "accurate",
        "robust",
        "record",
        "tutorial-dropout",
        "tutorial-deepnn",
    }
    measured = [recipe for recipe in recipes if recipe["runs"]]
    assert {"fast", "robust"} <= {recipe["name"] for recipe in measured}
    assert all(0.9 < recipe["accuracy_mean"] < 1 for recipe in measured)
    assert all(recipe["accuracy_mean"] is None for recipe in recipes if not recipe["runs"])
    text = run("recipes").stdout.decode()
    assert "fast" in text
    assert text.count("not measured yet") == len(recipes) - len(measured)


def test_data_says_what_is_here_and_what_is_wrong_with_it(tmp_path):
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(b"<html>moved</html>")
    result = run("data", env={"INKDIGITS_DATA": str(tmp_path)})
    assert result.returncode == 0
    assert "train-labels-idx1-ubyte.gz: SHA-256 WRONG" in result.stdout.decode()
    assert "builtin: " in result.stdout.decode()


def test_doctor_finds_the_shipped_model_whole():
    assert "shipped model: whole" in run("doctor").stdout.decode()


@pytest.mark.parametrize("flag", ["", "--json"])
def test_output_into_a_closed_pipe_is_quiet(tmp_path, flag):
    result = subprocess.run(
        f"{sys.executable} -m inkdigits read {EXAMPLE} {EXAMPLE} {flag} | true",
        shell=True,
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert result.stderr == b""


def test_a_closed_standard_input_is_refused(tmp_path):
    result = subprocess.run(
        f"{sys.executable} -m inkdigits read - <&-",
        shell=True,
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert result.returncode == 1
    assert lines(result.stderr)[0].startswith("inkdigits: standard input is closed")


def test_a_picture_that_is_read_is_never_written_over(tmp_path):
    for name in ("page.png", "page.read.png"):
        (tmp_path / name).write_bytes(EXAMPLE.read_bytes())
    assert run("read", "page.png", "page.read.png", "--annotate", ".", cwd=tmp_path).returncode == 0
    assert (tmp_path / "page.read.png").read_bytes() == EXAMPLE.read_bytes()
    assert len(list(tmp_path.iterdir())) == 4


def test_a_terminal_gets_a_bar_and_keeps_a_line_for_each_epoch(tmp_path):
    master, slave = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "inkdigits", "train", "--data", "builtin", "--epochs", "2"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=slave,
        env={**os.environ, "COLUMNS": "120", "TERM": "xterm"},
    ) as started:
        os.close(slave)
        shown = b""
        with contextlib.suppress(OSError):  # Linux ends a terminal that nobody writes to with EIO
            while part := os.read(master, 4096):
                shown += part
        os.close(master)
        result = started.stdout.read().decode()
    assert started.returncode == 0
    assert " right: " in result
    screen = shown.decode()
    assert "━" in screen
    for epoch in (1, 2):
        assert re.search(rf"epoch {epoch} of 2 .* validation .*digits/s.* left\s*\r\n", screen)
