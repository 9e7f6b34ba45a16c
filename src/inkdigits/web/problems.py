"""What went wrong in; problem details (RFC 9457) in the library's own words out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from inkdigits.errors import (
    DataError,
    FormatError,
    ImageError,
    InkdigitsError,
    MissingExtraError,
    ModelError,
    NoCorrectionError,
    UsageError,
)

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
MISSING = Kind(name="not-installed", status=501, title="This is not installed here")
BUSY = Kind(name="busy", status=503, title="Too much is asked at a time")
STOPPING = Kind(name="stopping", status=503, title="The service is stopping")
LATE = Kind(name="late", status=504, title="The answer would have come too late")

KINDS = tuple(value for value in list(globals().values()) if isinstance(value, Kind))


class Problem(HTTPException):
    """A refusal; FastAPI lets exceptions of this class through, wherever they are raised."""

    def __init__(
        self, kind: Kind, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(kind.status, detail, headers)
        self.kind = kind


def problem_response(problem: Problem, *, request_id: str) -> Response:
    """A refusal as a response that names the request as the log does."""
    content = {
        "type": f"/docs#{problem.kind.name}",
        "title": problem.kind.title,
        "status": problem.kind.status,
        "detail": problem.detail,
        "request_id": request_id,
    }
    data = json.dumps(content, ensure_ascii=False).encode()
    return Response(data, problem.kind.status, problem.headers, MEDIA_TYPE)


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    """What a status means that a library raised."""
    kind = next((kind for kind in KINDS if kind.status == status), None)
    if kind is None:
        kind = replace(BAD_REQUEST if status < BROKEN.status else BROKEN, status=status)
    return Problem(kind, detail, headers=headers)


def of_error(error: InkdigitsError) -> Problem:
    """What a refusal of the library means to who sent the request."""
    match error:
        case FormatError():
            return Problem(MEDIA, str(error))
        case MissingExtraError():
            return Problem(MISSING, str(error))
        case NoCorrectionError():
            return Problem(NOT_FOUND, str(error))
        case ImageError() | UsageError() | DataError() | ModelError():
            return Problem(UNREADABLE, str(error))
    return Problem(BROKEN, str(error))


def of_validation(errors: Sequence[Any]) -> Problem:
    """What FastAPI found wrong with a request's parameters or its JSON."""
    told = [f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in errors]
    return Problem(UNREADABLE, "; ".join(told) + ". See /docs.")
