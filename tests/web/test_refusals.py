"""What cannot be answered is refused early, in the library's own words, as problem details."""

import struct
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from inkdigits.web.problems import MEDIA_TYPE

PNG = {"Content-Type": "image/png"}
BYTES = {"Content-Type": "application/octet-stream"}
FRAME = bytes(784)


def refused(answer, status: int, detail: str) -> None:
    """Assert that an answer is problem details of that status, with that text in it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    problem = answer.json()
    assert problem.keys() == {"type", "title", "status", "detail", "request_id"}
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert detail in problem["detail"]


def header_of_png(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and has nothing more to say."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
        for part in (head, b"IDAT" + zlib.compress(b""), b"IEND")
    ]
    return b"".join([b"\x89PNG\r\n\x1a\n", *parts])


class Waiting:
    """A model that answers when it is told to."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.asked = threading.Semaphore(0)

    def classify(self, frames):
        from inkdigits.model import Classified

        self.asked.release()
        assert self.go_on.wait(20)
        even = np.full((len(frames), 10), 0.1, np.float32)
        return Classified(probabilities=even, digitness=None, accepted=None)


@pytest.fixture
def waiting():
    model = Waiting()
    yield model
    model.go_on.set()


def reader_of(model):
    from inkdigits.reader import Reader

    return Reader(model)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "image/svg+xml"]
)
def test_another_type_of_content_is_refused(client, kind):
    answer = client.post("/v1/read", content=b"12", headers={"Content-Type": kind})
    refused(answer, 415, kind or "of no type")
    assert "image/webp" in answer.headers["accept-post"]


def test_bytes_that_are_no_picture_are_of_another_type_too(client):
    refused(client.post("/v1/read", content=b"<svg ...", headers=PNG), 415, "Convert it")


def test_a_damaged_picture_is_refused_in_the_librarys_words(client):
    answer = client.post("/v1/read", content=b"\x89PNG\r\n\x1a\n" + bytes(40), headers=PNG)
    refused(answer, 422, "damaged or cut short")


def test_no_picture_at_all_is_refused(client):
    refused(client.post("/v1/read", headers=PNG), 422, "0 bytes")


def test_a_picture_with_too_many_pixels_is_refused_by_its_header(client):
    answer = client.post("/v1/read", content=header_of_png(100_000, 100_000), headers=PNG)
    refused(answer, 422, "100,000 by 100,000")


@pytest.mark.parametrize(
    "files",
    [{"other": ("a.png", b"x")}, [("file", ("a.png", b"x")), ("file", ("b.png", b"x"))]],
)
def test_a_form_without_one_picture_is_refused(client, files):
    refused(client.post("/v1/read", files=files), 422, "in the part file")


@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary="],
)
def test_a_form_that_is_none_is_refused(client, kind):
    answer = client.post("/v1/read", content=b"nothing of this", headers={"Content-Type": kind})
    assert answer.status_code in {400, 422}
    refused(answer, answer.status_code, "")


@pytest.mark.parametrize("crop", ["1,2,3", "a", "1,2,3,-4", "1,2,0,5", "0,0,9999,9999", ""])
def test_a_part_that_is_not_there_is_refused(client, crop):
    picture = header_of_png(5, 5)
    with pytest.MonkeyPatch.context() as patch:
        from inkdigits.vision.photo import open_photo

        patch.setattr(
            "inkdigits.web.api.open_photo",
            lambda *_, **__: open_photo(np.zeros((50, 50), np.uint8)),
        )
        answer = client.post(f"/v1/read?crop={crop}", content=picture, headers=PNG)
    refused(answer, 422, "width")


@pytest.mark.parametrize("query", ["single=maybe", "upright=3"])
def test_an_option_with_no_meaning_is_refused(client, query):
    refused(client.post(f"/v1/read?{query}", content=FRAME, headers=PNG), 422, query.split("=")[0])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"3",
        b"null",
        b"[[1]]",
        b"[" * 100_000,
        b"[[[NaN]]]",
        b"\xff",
        b"[1e400]",
        b"[9" + 5000 * b"9" + b"]",
        str([[[256] * 28] * 28]).encode(),
        str([[[-1] * 28] * 28]).encode(),
        str([[[0.5] * 28] * 28]).encode(),
        str([[[0] * 28] * 27]).encode(),
    ],
)
def test_json_that_is_no_frames_is_refused(client, body):
    headers = {"Content-Type": "application/json"}
    refused(client.post("/v1/classify", content=body, headers=headers), 422, "The ")


def test_bytes_that_are_no_whole_frames_are_refused(client):
    refused(client.post("/v1/classify", content=bytes(785), headers=BYTES), 422, "785 bytes")


def test_what_is_not_here_is_said_in_the_same_form(client):
    refused(client.get("/nowhere"), 404, "GET /nowhere")
    answer = client.get("/v1/read")
    refused(answer, 405, "GET /v1/read")
    assert answer.headers["allow"] == "POST"


def test_a_body_over_the_limit_is_refused_by_its_length(serve):
    client = serve(body=1000)
    refused(client.post("/v1/classify", content=bytes(1568), headers=BYTES), 413, "over 0.001 MB")
    assert client.post("/v1/classify", content=FRAME, headers=BYTES).status_code == 200


def test_a_body_over_the_limit_is_refused_without_a_length(serve):
    def parts():
        for _ in range(100):
            yield bytes(784)

    for kind in ("application/octet-stream", "application/json", "multipart/form-data; boundary=x"):
        path = "/v1/read" if "form" in kind else "/v1/classify"
        headers = {"Content-Type": kind}
        answer = serve(body=1000).post(path, content=parts(), headers=headers)
        refused(answer, 413, "over 0.001 MB")


def test_bodies_that_together_fill_the_memory_are_refused(serve):
    client = serve(bodies=1000)
    answer = client.post("/v1/classify", content=bytes(1568), headers=BYTES)
    refused(answer, 503, "in hand")
    assert answer.headers["retry-after"] == "1"
    assert client.post("/v1/classify", content=FRAME, headers=BYTES).status_code == 200  # again


def test_one_request_too_many_is_told_to_come_again(serve, waiting):
    client = serve(reader=reader_of(waiting), workers=1, queue=1)
    with ThreadPoolExecutor(2) as others:
        ask = (client.post, "/v1/classify")
        accepted = [others.submit(*ask, content=FRAME, headers=BYTES) for _ in range(2)]
        assert waiting.asked.acquire(timeout=20)
        while client.app.state.work.taken < 2:
            pass
        answer = client.post("/v1/classify", content=FRAME, headers=BYTES)
        refused(answer, 503, "2 requests are in hand")
        assert answer.headers["retry-after"] == "1"
        waiting.go_on.set()
        assert [one.result().status_code for one in accepted] == [200, 200]
    assert client.post("/v1/classify", content=FRAME, headers=BYTES).status_code == 200


def test_an_answer_that_takes_too_long_is_given_up(serve, waiting):
    client = serve(reader=reader_of(waiting), workers=1, queue=1, deadline=0.1)
    refused(client.post("/v1/classify", content=FRAME, headers=BYTES), 504, "0.1 seconds")
    assert client.app.state.work.taken == 1  # a thread is at it still
    refused(client.post("/v1/classify", content=FRAME, headers=BYTES), 504, "0.1 seconds")
    assert client.app.state.work.taken == 1  # what only waited is gone


def test_a_fault_of_ours_tells_the_log_and_not_the_client(serve, caplog):
    class Broken:
        def classify(self, _frames):
            raise ZeroDivisionError("a secret")

    answer = serve(reader=reader_of(Broken())).post("/v1/classify", content=FRAME, headers=BYTES)
    refused(answer, 500, answer.headers["x-request-id"])
    assert "secret" not in answer.text
    assert "a secret" in caplog.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_service_that_stops_takes_nothing_new_and_says_so(client):
    assert client.get("/readyz").status_code == 200
    client.app.state.traffic.stopping = True
    refused(client.get("/readyz"), 503, "about to stop")
    answer = client.post("/v1/classify", content=FRAME, headers=BYTES)
    refused(answer, 503, "about to stop")
    assert answer.headers["connection"] == "close"
    assert client.get("/healthz").status_code == 200
