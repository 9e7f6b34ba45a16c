"""What is taught over HTTP is kept, listed, corrected, deleted and exported; also after kill -9."""

import base64
import http.client
import io
import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
import zipfile

import numpy as np
import pytest
from PIL import Image

from inkdigits.corrections import open_corrections

PATH = "/v1/corrections"
KILLS = int(os.environ.get("INKDIGITS_KILLS", "2"))  # CI asks for 50


def frame(ink: int = 255) -> np.ndarray:
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 13:15] = ink
    return image


def body(image: np.ndarray | None = None, **values) -> dict:
    encoded = base64.b64encode((frame() if image is None else image).tobytes()).decode()
    return {"frame": encoded, "right": 7, "answered": 1, "confidence": 0.75} | values


@pytest.fixture
def store(tmp_path):
    with open_corrections(tmp_path / "corrections.sqlite") as opened:
        yield opened


@pytest.fixture
def client(serve, store):
    return serve(corrections=store)


def test_a_correction_is_kept_with_the_digest_of_its_model_and_found_where_the_answer_says(
    client, store, shipped
):
    answer = client.post(PATH, json=body(model="default"))
    assert answer.status_code == 201
    kept = answer.json()
    assert answer.headers["location"] == f"{PATH}/{kept['id']}"
    assert client.get(answer.headers["location"]).json() == kept
    found = store.get(kept["id"])
    np.testing.assert_array_equal(found.frame, frame())
    assert (found.right, found.answered, found.confidence) == (7, 1, 0.75)
    assert found.model == kept["model"] == shipped.digests["model.onnx"]
    assert kept["when"] == found.taught


def test_what_was_taught_is_listed_page_by_page_the_newest_first(client):
    for right in range(5):
        client.post(PATH, json=body(right=right))
    first = client.get(PATH, params={"limit": 2}).json()
    second = client.get(PATH, params={"limit": 2, "before": first["next"]}).json()
    third = client.get(PATH, params={"limit": 2, "before": second["next"]}).json()
    listed = [one["right"] for page in (first, second, third) for one in page["corrections"]]
    assert listed == [4, 3, 2, 1, 0]
    assert first["total"] == 5
    assert third["next"] is None


def test_a_correction_can_be_corrected_and_deleted(client):
    place = client.post(PATH, json=body()).headers["location"]
    assert client.patch(place, json={"right": 2}).json()["right"] == 2
    assert client.get(place).json()["right"] == 2
    assert client.delete(place).status_code == 204
    for answer in (
        client.get(place),
        client.patch(place, json={"right": 1}),
        client.delete(place),
        client.get(f"{place}.png"),
        *(client.get(f"{PATH}/{number}") for number in (2**80, -(2**80), 0)),
        *(client.delete(f"{PATH}/{number}") for number in (2**80, -(2**80))),
        *(client.patch(f"{PATH}/{sign}{2**80}", json={"right": 1}) for sign in ("", "-")),
    ):
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert "there is no correction" in answer.json()["detail"]


def test_a_picture_of_a_correction_is_its_very_frame(client):
    place = client.post(PATH, json=body()).headers["location"]
    answer = client.get(f"{place}.png")
    assert answer.headers["content-type"] == "image/png"
    np.testing.assert_array_equal(np.array(Image.open(io.BytesIO(answer.content))), frame())


def test_the_export_is_a_folder_of_pictures_with_their_labels(client):
    for ink in (200, 255):
        client.post(PATH, json=body(frame(ink), right=ink % 10))
    answer = client.get(f"{PATH}/export")
    assert answer.headers["content-type"] == "application/zip"
    assert "corrections.zip" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        table = archive.read("corrections/labels.csv").decode().splitlines()
        assert len(archive.namelist()) == 3
    assert table[0].startswith("file,digits,")
    assert sorted(line.split(",")[1] for line in table[1:]) == ["0", "5"]


def test_nothing_taught_is_nothing_to_export(client):
    answer = client.get(f"{PATH}/export")
    assert answer.status_code == 404
    assert "nothing was taught yet" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"right": 10}, "right"),
        ({"right": None}, "right"),
        ({"answered": -1}, "answered"),
        ({"confidence": 2}, "confidence"),
        ({"frame": "AAAA"}, "frame is not base64 of 784 bytes"),
        ({"frame": "é" * 900}, "frame is not base64 of 784 bytes"),
        ({"frame": "A" * 5000}, "frame"),
        ({"model": "nobody"}, "There is no model 'nobody'"),
    ],
)
def test_what_is_no_correction_is_refused_as_a_problem_and_not_kept(client, store, change, words):
    answer = client.post(PATH, json=body(**change))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert store.count() == 0


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "before=0"])
def test_a_page_that_cannot_be_is_refused(client, query):
    assert client.get(f"{PATH}?{query}").status_code == 422


def test_a_service_without_a_store_teaches_nothing(serve):
    assert serve().get(PATH).status_code == 404


@pytest.mark.slow
def test_every_acknowledged_correction_survives_kill_9_of_the_service(tmp_path):
    """Three clients teach, each waiting for its answers, until the service is gone."""
    path = tmp_path / "corrections.sqlite"
    rng = np.random.default_rng(0)
    kept: dict[int, int] = {}  # what each acknowledged correction said, by id
    for _ in range(KILLS):
        service = subprocess.Popen(
            [sys.executable, "-m", "inkdigits", "serve", "--port", "0", "--corrections", path],
            stderr=subprocess.PIPE,
            text=True,
        )
        address = next(
            found[0] for line in service.stderr if (found := re.search(r"http://[\d.]+:\d+", line))
        )
        drain = threading.Thread(target=service.stderr.read)
        drain.start()
        clients = [threading.Thread(target=teach, args=(address, kept)) for _ in range(3)]
        before = len(kept)
        for client in clients:
            client.start()
        while len(kept) == before:
            threading.Event().wait(0.01)
        threading.Event().wait(rng.uniform(0, 0.3))
        service.kill()
        for client in (*clients, drain):
            client.join()
        service.wait()
        service.stderr.close()
    with open_corrections(path) as store:
        found = {one.id: one.right for one in store.all()}
        assert store._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert len(kept) >= KILLS
    assert {id_: found.get(id_) for id_ in kept} == kept
    assert len(found) <= len(kept) + 3 * KILLS  # at most what each client waited for is more


def teach(address: str, kept: dict[int, int]) -> None:
    """Teach one digit after another until nobody answers."""
    for number in range(10_000):
        request = urllib.request.Request(  # noqa: S310 - our own address
            address + PATH,
            data=json.dumps(body(right=number % 10)).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                kept[json.load(answer)["id"]] = number % 10
        except (OSError, http.client.HTTPException):  # cut off, maybe amid the answer
            return
