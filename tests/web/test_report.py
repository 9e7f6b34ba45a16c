"""The report as the page has it made: aside, once, and at an address that nobody can guess."""

import time

import pytest

from inkdigits.errors import MissingExtraError
from inkdigits.web import report as reporting

WAIT = 30  # seconds that a report of a hundred digits may take on a busy machine


def make_report(client):
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        answer = client.post("/v1/report", json={})
        if answer.status_code != 202:
            return answer
        time.sleep(0.02)
    pytest.fail("the report does not come to an end")


def test_the_report_is_made_aside_and_then_has_an_address(client, monkeypatch, bars):
    monkeypatch.setattr(reporting, "load_here", lambda _source: bars)
    answer = make_report(client)
    assert answer.json()["data"] == "the test part of bars drawn for this test"
    report = client.get(answer.json()["address"])
    assert "What is taken for what" in report.text
    assert report.headers["content-security-policy"].startswith("default-src 'none'")
    assert client.post("/v1/report", json={}).json()["address"] == answer.json()["address"]


def test_a_report_without_digits_to_judge_by_says_how_to_get_them(client, monkeypatch):
    def nothing(_source):
        raise MissingExtraError("builtin", "train")

    monkeypatch.setattr(reporting, "load_here", lambda _source: None)
    monkeypatch.setattr(reporting, "load", nothing)
    answer = make_report(client)
    assert answer.status_code >= 400
    assert "inkdigits data fetch" in answer.json()["detail"]


def test_a_report_is_shown_to_nobody_who_does_not_know_its_address(client):
    assert client.get("/report/guess").status_code == 404
