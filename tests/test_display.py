"""Long reading shows how far it is: now and then in a log, never where nobody asked."""

import pytest

from inkdigits import display as module
from inkdigits.display import display


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is moved; not a terminal."""
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_a_log_has_a_line_each_half_minute_and_none_at_the_end(clock, capsys):
    with display() as shown:
        for done in range(1, 41):
            clock[0] += 2
            with shown.aside():
                pass
            shown.reading(done, 40)
    errors = capsys.readouterr().err.splitlines()
    assert errors == ["15 of 40 pictures, 0:50 left", "30 of 40 pictures, 0:20 left"]


def test_quick_work_leaves_no_line_in_a_log(clock, capsys):
    with display() as shown:
        for done in range(1, 1001):
            clock[0] += 0.01
            shown.reading(done, 1000)
    assert capsys.readouterr().err == ""


def test_what_is_quiet_shows_nothing(clock, capsys):
    with display(quiet=True) as shown:
        clock[0] += 1000
        with shown.aside():
            shown.reading(1, 2)
            shown.download(1, 2)
    assert capsys.readouterr().err == ""
