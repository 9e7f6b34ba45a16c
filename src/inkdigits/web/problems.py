"""What went wrong in; problem details (RFC 9457) in the library's own words out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of refusal."""

    name: str  # part of its type, a URI that /docs explains: "/docs#busy"
    status: int  # of HTTP
    title: str  # the same for every refusal of this kind


BAD_REQUEST = Kind(name="bad-request", status=400, title="The request is not well formed")
UNAUTHORIZED = Kind(name="unauthorized", status=401, title="A token is needed")
FORBIDDEN = Kind(name="foreign-origin", status=403, title="Another site may not ask for this")
NOT_FOUND = Kind(name="not-found", status=404, title="There is nothing here")
METHOD = Kind(name="method", status=405, title="This cannot be done here")
SLOW = Kind(name="slow", status=408, title="The request came too slowly")
CONFLICT = Kind(name="conflict", status=409, title="It is not as the request takes it to be")
LARGE = Kind(name="large", status=413, title="The body is too large")
MEDIA = Kind(name="media-type", status=415, title="This type of content is not read")
MISDIRECTED = Kind(name="misdirected", status=421, title="This host name is not served here")
UNREADABLE = Kind(name="unreadable", status=422, title="The content cannot be used")
GONE = Kind(name="gone", status=499, title="The client hung up")
BROKEN = Kind(name="broken", status=500, title="Something went wrong here")
BUSY = Kind(name="busy", status=503, title="Too much is asked at a time")
STOPPING = Kind(name="stopping", status=503, title="The service is stopping")
LATE = Kind(name="late", status=504, title="The answer would have come too late")

KINDS = tuple(value for value in list(globals().values()) if isinstance(value, Kind))
_BY_STATUS = {kind.status: kind for kind in reversed(KINDS)}


class Problem(HTTPException):
    """A refusal; FastAPI lets exceptions of this class through, wherever they are raised."""

    def __init__(
        self, kind: Kind, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(kind.status, detail, headers)
        self.kind = kind


def of_status(status: int) -> Kind:
    """The kind that an HTTP status stands for where nothing more is known."""
    return _BY_STATUS.get(status, BROKEN if status >= 500 else BAD_REQUEST)  # noqa: PLR2004


def problem_response(
    kind: Kind, detail: str, *, request_id: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A refusal as a response.

    Args:
        kind: What it is.
        detail: A sentence or two on this very case, and how to mend it.
        request_id: As in the log.
        headers: Further headers.
    """
    content = {
        "type": f"/docs#{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "request_id": request_id,
    }
    data = json.dumps(content, ensure_ascii=False).encode()
    return Response(data, kind.status, dict(headers or {}), MEDIA_TYPE)
