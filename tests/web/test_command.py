"""What inkdigits serve refuses, and what it says, before it serves."""

import re
import shutil
import socket
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inkdigits.cli import app
from inkdigits.errors import MissingExtraError, ModelError, UsageError
from inkdigits.model import SHIPPED
from inkdigits.web import command

OPEN = "0.0.0.0"  # noqa: S104 - that is what is tested


@pytest.fixture
def served(monkeypatch):
    """What would be served: the settings that ``run`` is called with."""
    seen = []
    monkeypatch.setattr(command, "run", lambda settings, **rest: seen.append((settings, rest)))
    return seen


def call(*words, variables=None):
    return CliRunner().invoke(app, ["serve", *words], env=variables)


def test_flags_are_heard_before_variables(served):
    variables = {
        "INKDIGITS_PORT": "81",
        "INKDIGITS_BODY": "99",
        "INKDIGITS_NAME": "a.example b.example",
    }
    assert call("--port", "82", "--idle", "2.5", variables=variables).exit_code == 0
    ((settings, _),) = served
    assert (settings.port, settings.body, settings.idle) == (82, 99, 2.5)
    assert settings.names == ("a.example", "b.example")
    assert settings.host == "127.0.0.1"


@pytest.mark.parametrize("token", ["", " ", "two words", "ümlaut", "line\nbreak"])
def test_a_token_that_no_header_can_carry_is_refused(served, token):
    answer = call("--token", token)
    assert isinstance(answer.exception, UsageError)
    assert not served


def test_every_option_has_its_variable():
    help_text = CliRunner(env={"COLUMNS": "300"}).invoke(app, ["serve", "--help"]).output
    for line in help_text.splitlines():
        option = next((word for word in line.split() if word.startswith("--")), None)
        if option and option not in {"--help", "--no-teach"}:
            variable = "INKDIGITS_" + option.removeprefix("--").upper().replace("-", "_")
            assert variable in line, line


def test_an_open_door_without_a_token_is_told(capsys):
    for host, token, told in ((OPEN, None, True), (OPEN, "x", False), ("127.0.0.1", None, False)):
        command.warn(command.Settings(host=host, token=token))
        assert ("--token" in capsys.readouterr().err) is told


def test_without_the_extra_it_says_which(monkeypatch):
    monkeypatch.setitem(sys.modules, "fastapi", None)
    for name in [name for name in sys.modules if name.startswith("inkdigits.web.a")]:
        monkeypatch.delitem(sys.modules, name)
    answer = call()
    assert isinstance(answer.exception, MissingExtraError)
    assert "pip install 'inkdigits[serve]'" in str(answer.exception)


def test_models_go_by_the_names_of_their_folders(tmp_path):
    other = shutil.copytree(SHIPPED, tmp_path / "other")
    assert [*command.load_models([None, other], threads=1)] == ["default", "other"]
    assert [*command.load_models([SHIPPED, other, None], threads=1)] == ["default", "other"]
    same = shutil.copytree(SHIPPED, tmp_path / "elsewhere" / "other")
    with pytest.raises(UsageError, match="two models are called other"):
        command.load_models([other, same], threads=1)
    with pytest.raises(ModelError, match="is not here"):
        command.load_models([tmp_path / "no"], threads=1)


def test_an_address_that_is_taken_is_refused_in_a_sentence():
    from inkdigits.web.server import listen

    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(UsageError, match="Choose another --port"):
            listen("127.0.0.1", taken)
    with pytest.raises(UsageError, match=r"nothing can listen on no\.such\.host\.invalid"):
        listen("no.such.host.invalid", 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_it_listens_on_either_kind_of_address(host):
    from inkdigits.web.server import listen

    with listen(host, 0) as door:
        socket.create_connection(door.getsockname()[:2]).close()


def test_a_format_of_logs_that_there_is_not_is_refused():
    answer = call("--log-format", "xml")
    assert isinstance(answer.exception, UsageError)
    assert "lines, json" in str(answer.exception)


@pytest.mark.parametrize(
    "file", ["docs/service.md", "deploy/Dockerfile", "deploy/inkdigits.service", "README.md"]
)
def test_what_is_said_of_the_service_elsewhere_exists(file):
    text = (Path(__file__).parents[2] / file).read_text()
    explained = CliRunner(env={"COLUMNS": "300"}).invoke(app, ["serve", "--help"]).output
    options = set(re.findall(r"inkdigits serve[^\n`]*?(--[a-z-]+)", text))
    if file == "docs/service.md":
        options |= set(re.findall(r"`(--[a-z-]+)`", text))
    variables = set(re.findall(r"INKDIGITS_[A-Z_]+", text)) - {"INKDIGITS_DATA"}
    assert options | variables or file == "README.md"
    for word in options | variables:
        assert word in explained.split() or f"{word}]" in explained, word
