"""Nothing in; what the OpenAPI description says of bodies and answers, unseen by FastAPI, out."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from inkdigits.web import problems
from inkdigits.web.inputs import BYTES, JSON, MULTIPART, PART, PICTURES

BINARY = {"type": "string", "format": "binary"}
PIXELS = {
    "type": "array",
    "items": {
        "type": "array",
        "minItems": 28,
        "maxItems": 28,
        "items": {
            "type": "array",
            "minItems": 28,
            "maxItems": 28,
            "items": {"type": "integer", "minimum": 0, "maximum": 255},
        },
    },
}


class BoxAnswer(BaseModel):
    """A rectangle in pixels of the upright picture."""

    x: int
    y: int
    width: int
    height: int


class MarkAnswer(BaseModel):
    """What is a digit, or may be one."""

    value: int
    confidence: float
    box: BoxAnswer
    runner_up: int | None
    runner_up_confidence: float | None
    digitness: float | None
    accepted: bool | None


class LeftOutAnswer(MarkAnswer):
    """What a number may lack, likelier no digit of it."""

    row: int
    number: int


class DigitAnswer(MarkAnswer):
    """One digit that was read."""

    row: int
    number: int
    doubtful: bool


class NumberAnswer(BaseModel):
    """Digits that belong together."""

    text: str
    confidence: float
    box: BoxAnswer
    row: int
    digits: list[int]


class RefusedAnswer(BaseModel):
    """A row that is left out; the service leaves none out."""

    text: str
    line: int
    confidence: float
    box: BoxAnswer
    left_out: list[MarkAnswer]


class ReadAnswer(BaseModel):
    """What ``inkdigits read --json`` prints."""

    model_config = ConfigDict(populate_by_name=True)

    version: int = Field(alias="schema")
    file: str | None
    page: int
    width: int
    height: int
    turned: float
    text: str
    rows: list[str]
    lines: list[int]
    numbers: list[NumberAnswer]
    digits: list[DigitAnswer]
    left_out: list[LeftOutAnswer]
    refused: list[RefusedAnswer]


class ClassifyAnswer(BaseModel):
    """One entry for each frame, in their order."""

    probabilities: list[list[float]]
    digitness: list[float] | None
    accepted: list[bool] | None


class ModelAnswer(BaseModel):
    """One model that can be asked for by name."""

    name: str
    recipe: str
    created: str
    data: str | None
    parameters: int | None
    test_right: int | None
    test_total: int | None
    tells_digits: bool
    sha256: str | None


class ModelsAnswer(BaseModel):
    """All models that can be asked for by name."""

    models: list[ModelAnswer]


class ProblemAnswer(BaseModel):
    """Problem details, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str


def refusals(*kinds: problems.Kind) -> dict[int | str, dict[str, Any]]:
    """Refusals as FastAPI's ``responses`` takes them."""
    schema = ProblemAnswer.model_json_schema()
    return {
        kind.status: {
            "description": kind.title,
            "content": {problems.MEDIA_TYPE: {"schema": schema}},
        }
        for kind in kinds
    }


def _body(content: dict[str, Any]) -> dict[str, Any]:
    media = {kind: {"schema": schema} for kind, schema in content.items()}
    return {"requestBody": {"required": True, "content": media}}


REFUSALS = refusals(
    problems.BAD_REQUEST,
    problems.UNAUTHORIZED,
    problems.FORBIDDEN,
    problems.SLOW,
    problems.LARGE,
    problems.MEDIA,
    problems.MISDIRECTED,
    problems.UNREADABLE,
    problems.BUSY,
    problems.LATE,
)
_PART = {"type": "object", "required": [PART], "properties": {PART: BINARY}}

READ: dict[str, Any] = {
    "summary": "Read the digits of a picture",
    "responses": {200: {"model": ReadAnswer}, **REFUSALS},
    "openapi_extra": _body({**dict.fromkeys(PICTURES, BINARY), BYTES: BINARY, MULTIPART: _PART}),
}
CLASSIFY: dict[str, Any] = {
    "summary": "Classify frames",
    "responses": {200: {"model": ClassifyAnswer}, **REFUSALS},
    "openapi_extra": _body({JSON: PIXELS, BYTES: BINARY}),
}
MODELS: dict[str, Any] = {
    "summary": "List the models",
    "responses": {200: {"model": ModelsAnswer}, **refusals(problems.UNAUTHORIZED)},
}
