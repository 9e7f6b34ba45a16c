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
    told = run("doctor").stdout.decode()
    assert "shipped model: whole" in told
    assert re.search(r"^scans: +pypdfium2 \S+, pillow-heif \S+$", told, re.MULTILINE)


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
