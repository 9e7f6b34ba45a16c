"""Pictures and frames that are sent are answered as the library answers them."""

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

import inkdigits
from inkdigits.schema import describe_reading
from inkdigits.web.app import create_app
from inkdigits.web.settings import Settings

PAGE = Path(inkdigits.__file__).parent / "examples" / "page.png"
PNG = {"Content-Type": "image/png"}
BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture(scope="session")
def row() -> bytes:
    """A part of the page, which is read sooner than all of it."""
    with Image.open(PAGE) as image:
        return png(image.crop((0, 0, 450, 160)))


def png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "png")
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP", "BMP"])
def test_a_picture_in_the_body_is_answered_as_read_json_answers(client, shipped, row, kind):
    buffer = BytesIO()
    Image.open(BytesIO(row)).convert("RGB").save(buffer, kind)
    data = buffer.getvalue()
    answer = client.post("/v1/read", content=data, headers={"Content-Type": f"image/{kind}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    reading = inkdigits.Reader(shipped).read(data)
    assert answer.json() == json.loads(json.dumps(describe_reading(reading, size=(450, 160))))
    assert answer.json()["text"] == "27182"


def test_a_picture_in_a_form_keeps_its_name(client, row):
    answer = client.post("/v1/read", files={"file": ("my page.png", row, "image/png")})
    assert (answer.status_code, answer.json()["file"]) == (200, "my page.png")
    assert answer.json()["text"] == "27182"


def test_a_form_is_never_written_to_a_disk(client, row, monkeypatch):
    def full(*_args, **_keywords):
        raise OSError("a disk was asked for")

    monkeypatch.setattr("tempfile._TemporaryFileWrapper", full)
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    large = row + bytes(3_000_000)  # more than libraries keep in memory by themselves
    answer = client.post("/v1/read", files={"file": ("large.png", large, "image/png")})
    assert answer.status_code == 200


def test_options_are_those_of_the_reader(client, row):
    seen = []

    class Watching:
        model = client.app.state  # is not asked

        def read(self, photo, **options):
            seen.append((photo.name, options))
            return inkdigits.Reading(file=None, rows=())

    with TestClient(create_app(Watching(), Settings()), "http://localhost") as watched:
        query = "single=true&upright=1&crop=1,2,30,40&expect=%23%23"
        assert watched.post(f"/v1/read?{query}", content=row, headers=PNG).status_code == 200
    box = inkdigits.Box(x=1, y=2, width=30, height=40)
    assert seen == [(None, {"single": True, "upright": True, "crop": box, "expect": "##"})]


@pytest.mark.parametrize("form", ["bytes", "json"])
@pytest.mark.parametrize("n", [0, 1, 3])
def test_frames_are_classified_as_the_model_does(client, shipped, form, n):
    frames = np.random.default_rng(n).integers(0, 256, (n, 28, 28)).astype(np.uint8)
    if form == "bytes":
        answer = client.post("/v1/classify", content=frames.tobytes(), headers=BYTES)
    else:
        answer = client.post("/v1/classify", json=frames.tolist())
    assert answer.status_code == 200, answer.text
    wanted = shipped.classify(frames)
    given = answer.json()
    np.testing.assert_array_equal(
        np.float32(given["probabilities"]).reshape(n, 10), wanted.probabilities
    )
    np.testing.assert_array_equal(np.float32(given["digitness"]), wanted.digitness)
    assert given["accepted"] == wanted.accepted.tolist()


def test_a_model_can_be_asked_for_by_its_name(client, row):
    assert client.post("/v1/read?model=default", content=row, headers=PNG).json()["text"] == "27182"
    refused = client.post("/v1/read?model=other", content=row, headers=PNG)
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "There is no model 'other'; there is default.",
    )


def test_models_are_listed_with_what_was_measured(client, shipped):
    (model,) = client.get("/v1/models").json()["models"]
    assert model["name"] == "default"
    assert model["recipe"] == shipped.card.recipe
    assert model["test_right"] == shipped.card.measured["test_right"]
    assert model["sha256"] == shipped.digests["model.onnx"]


def test_what_was_done_is_counted(client, row):
    client.post("/v1/read", content=row, headers=PNG)
    client.post("/v1/read", content=b"no", headers=PNG)
    client.get("/no/such/page")
    text = client.get("/metrics").text
    for line in (
        'inkdigits_requests_total{method="POST",route="/v1/read",status="200"} 1.0',
        'inkdigits_requests_total{method="POST",route="/v1/read",status="415"} 1.0',
        'inkdigits_requests_total{method="GET",route="other",status="404"} 1.0',
        "inkdigits_digits_total 5.0",
        "inkdigits_work_taken 0.0",
        "inkdigits_bodies_bytes 0.0",
    ):
        assert line in text.splitlines()


def test_two_applications_count_for_themselves(serve):
    first, second = serve(), serve()
    first.get("/healthz")
    assert 'route="/healthz"' not in second.get("/metrics").text


def test_the_log_names_requests_and_nothing_of_their_content(client, row, caplog):
    caplog.set_level("INFO", logger="inkdigits.web")
    headers = PNG | {"X-Request-ID": "mine-1"}
    answer = client.post("/v1/read?expect=%23%23%23%23", content=row, headers=headers)
    assert answer.headers["x-request-id"] == "mine-1"
    (record,) = caplog.records
    assert record.fields.pop("milliseconds") >= 0
    assert record.fields == {
        "method": "POST",
        "path": "/v1/read",
        "status": 200,
        "request_id": "mine-1",
    }


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "ü", '"'])
def test_a_request_id_that_would_spoil_a_log_is_replaced(client, given):
    answer = client.get("/healthz", headers={"X-Request-ID": given.encode()})
    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 16


def test_the_manual_explains_every_route_and_every_refusal(client):
    page = client.get("/docs").text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page
    problem = client.get("/nowhere").json()
    assert f'id="{problem["type"].removeprefix("/docs#")}"' in page
    assert "<script" not in page
    assert client.get("/docs/style.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/openapi.json", "/nowhere", "/v1/models", "/page/x"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers
