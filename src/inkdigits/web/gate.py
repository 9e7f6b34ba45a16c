"""A request's method, path and headers in; nothing out, or why it is not answered."""

import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from inkdigits.web.problems import FORBIDDEN, MISDIRECTED, STOPPING, UNAUTHORIZED, Problem
from inkdigits.web.settings import LOOPBACK, Settings

HARMLESS = {"GET", "HEAD", "OPTIONS"}  # methods that change nothing
OWN = {"same-origin", "none"}  # what browsers say of a request by our page, or by a person
PORTS = {"http": 80, "https": 443}


def check(method: str, path: str, headers: Headers, *, settings: Settings, stopping: bool) -> None:
    """Refuse a request before anything of its body is read.

    Raises:
        Problem: It came under a foreign name, from another site's page, without the token, or
            when the service is about to stop.
    """
    check_name(headers, settings)
    if method not in HARMLESS:
        check_origin(headers)
    if guarded(path):
        check_token(headers, settings.token)
        if stopping:
            raise Problem(
                STOPPING,
                "This service is about to stop and takes nothing new. Ask again in a second.",
                headers={"Retry-After": "1"},
            )


def guarded(path: str) -> bool:
    """Whether a path is part of the API; what else there is, is the same for everybody."""
    return path.startswith("/v1/") or path == "/metrics"


def check_name(headers: Headers, settings: Settings) -> None:
    """Refuse a name that is not this service's, where its names are known.

    A foreign page can have its own name lead to 127.0.0.1, and would then be of our origin
    ("DNS rebinding"); the name in the Host header gives it away.
    """
    if not settings.local and not settings.names:
        return
    name = _split(f"//{headers.get('host', '')}")[0]
    if name not in {*LOOPBACK, settings.host, *settings.names}:
        raise Problem(
            MISDIRECTED,
            f"{name or 'No name'} is not a name of this service. "
            "If it should be, start it with --name and that name.",
        )


def check_origin(headers: Headers) -> None:
    """Refuse what another site's page asks a browser to send here."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    foreign = site is not None and site not in OWN
    if origin is not None and not foreign:
        scheme = origin.partition(":")[0]
        port = PORTS.get(scheme, 0)
        own = _split(f"//{headers.get('host', '')}", port)
        foreign = scheme not in PORTS or _split(origin, port) != own
    if foreign:
        raise Problem(
            FORBIDDEN,
            f"A page of {origin or 'another site'} asked for this; only this service's own page "
            "may. Programs that are no browser send no Origin.",
        )


def check_token(headers: Headers, token: str | None) -> None:
    """Refuse who does not know the token; how long that takes tells nothing of it."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if token is None:
        return
    right = hmac.compare_digest(given.strip().encode(), token.encode())
    if scheme.lower() != "bearer" or not right:
        raise Problem(
            UNAUTHORIZED,
            "This service wants its token: Authorization: Bearer TOKEN.",
            headers={"WWW-Authenticate": 'Bearer realm="inkdigits"'},
        )


def _split(address: str, port: int = 0) -> tuple[str, int]:
    """The name and the port of an address, "" where it makes no sense."""
    try:
        parts = urlsplit(address)
        name, own = parts.hostname or "", parts.port or port
    except ValueError:
        return "", port
    return name, own
