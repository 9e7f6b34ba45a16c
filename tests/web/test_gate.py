"""Who may ask: the right name, the right origin, the right token."""

import pytest

from inkdigits.web.settings import Settings

BYTES = {"Content-Type": "application/octet-stream"}
TOKEN = "right-token"  # noqa: S105 - of a test


def ask(client, **headers) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/v1/classify", content=bytes(784), headers=BYTES | named).status_code


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8080", "127.0.0.1:99", "[::1]:8080", "LOCALHOST"]
)
def test_this_machine_may_be_called_by_its_own_names(client, host):
    assert ask(client, host=host) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:8080", "127.0.0.2", "[", ""]
)
def test_a_foreign_name_that_leads_to_this_machine_is_refused(client, host):
    assert ask(client, host=host) == 421
    assert client.get("/", headers={"Host": host}).status_code == 421


def test_a_name_that_was_given_is_answered_to(serve):
    assert ask(serve(names=("digits.example",)), host="digits.example") == 200
    assert ask(serve(names=("digits.example",), host="0.0.0.0"), host="other.example") == 421  # noqa: S104
    assert ask(serve(host="0.0.0.0"), host="other.example") == 200  # noqa: S104 - it has any name


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://localhost"},
        {"origin": "http://localhost:80"},
        {"origin": "http://localhost:8080", "host": "localhost:8080"},
        {"origin": "https://digits.example", "host": "digits.example"},  # through a gateway
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
    ],
)
def test_our_own_page_may_write(serve, headers):
    assert ask(serve(names=("digits.example",)), **headers) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://localhost:9999"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "https://localhost:80"},
        {"origin": "null"},
        {"origin": "file://"},
        {"origin": "http://["},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "origin": "http://localhost"},
    ],
)
def test_another_sites_page_may_not_write(client, headers):
    assert ask(client, **headers) == 403


def test_the_token_opens_the_api_and_nothing_else_does(serve):
    client = serve(token=TOKEN)
    assert ask(client, authorization="Bearer right-token") == 200
    assert ask(client, authorization="bearer  right-token") == 200
    for wrong in (
        "",
        "Bearer",
        "Bearer wrong",
        "Basic right-token",
        "Bearer right-token2",
        "Bearer é",
    ):
        assert ask(client, authorization=wrong.encode()) == 401
    refused = client.get("/v1/models")
    assert (refused.status_code, refused.headers["www-authenticate"].split()[0]) == (401, "Bearer")
    assert client.get("/metrics").status_code == 401
    for path in ("/", "/docs", "/openapi.json", "/healthz", "/readyz"):
        assert client.get(path).status_code == 200


def test_the_token_is_compared_in_a_time_that_tells_nothing(serve, monkeypatch):
    compared = []
    monkeypatch.setattr("hmac.compare_digest", lambda *both: compared.append(both) or False)
    assert ask(serve(token=TOKEN), authorization="Bearer wrong") == 401
    assert compared == [(b"wrong", TOKEN.encode())]


def test_the_token_is_not_shown_with_the_settings():
    assert TOKEN not in repr(Settings(token=TOKEN))
