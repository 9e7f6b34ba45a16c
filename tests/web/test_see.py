"""What the page is told of a network: true to the model, or refused in words."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

import inkdigits
from inkdigits.web.frames import read_and_see

PAGE = (inkdigits.model.SHIPPED.parents[1] / "examples" / "page.png").read_bytes()
PNG = {"Content-Type": "image/png"}


def text(frame):
    return base64.b64encode(frame.tobytes()).decode()


@pytest.fixture
def frame(shipped):
    """The first digit of the page that comes with the package, as the network gets it."""
    return read_and_see(shipped, PAGE)[2][0]


def levels(maps):
    """The numbers that levels stand for, to within half a level."""
    data = np.frombuffer(base64.b64decode(maps["levels"]), np.uint8).reshape(maps["shape"])
    return maps["low"] + (maps["high"] - maps["low"]) * data / 255


def test_a_picture_is_read_as_read_does_with_what_the_network_got(client, shipped):
    seen = client.post("/v1/see/picture", content=PAGE, headers=PNG).json()
    assert seen["reading"] == client.post("/v1/read", content=PAGE, headers=PNG).json()
    assert len(seen["digits"]) == len(seen["reading"]["digits"]) == 31
    for digit, one in zip(seen["reading"]["digits"], seen["digits"], strict=True):
        frame = np.frombuffer(base64.b64decode(one["frame"]), np.uint8).reshape(28, 28)
        probabilities = shipped.probabilities(frame[None])[0]
        np.testing.assert_allclose(one["probabilities"], probabilities, atol=1e-5)
        assert probabilities.argmax() == digit["value"]
        x, y, width, height = (one["ink"][name] for name in ("x", "y", "width", "height"))
        assert frame[y : y + height, x : x + width].sum() == frame.sum()


def test_blank_paper_has_no_digits_to_look_at(client):
    file = io.BytesIO()
    Image.new("L", (60, 60), 255).save(file, "PNG")
    seen = client.post("/v1/see/picture", content=file.getvalue(), headers=PNG).json()
    assert seen["digits"] == []
    assert seen["reading"]["text"] == ""


def test_digits_of_a_page_on_its_head_are_looked_at_upright(client):
    file = io.BytesIO()
    with Image.open(io.BytesIO(PAGE)) as page:
        page.rotate(180).save(file, "PNG")
    seen = client.post("/v1/see/picture", content=file.getvalue(), headers=PNG).json()
    assert seen["reading"]["turned"] == 180
    values = [digit["value"] for digit in seen["reading"]["digits"]]
    assert len(values) == 31
    assert [int(np.argmax(one["probabilities"])) for one in seen["digits"]] == values


def test_the_network_is_told_step_by_step(client, shipped, frame):
    network = client.post("/v1/see/network", json={"frame": text(frame)}).json()
    steps = network["steps"]
    assert [step["kind"] for step in steps][:4] == ["frame", "paper", "fold", "convolution"]
    assert levels(steps[0]["maps"])[0] == pytest.approx(frame, abs=0.6)
    probabilities = levels(steps[-1]["maps"]).ravel()
    assert probabilities == pytest.approx(shipped.probabilities(frame[None])[0], abs=0.003)
    assert network["filters"]["shape"] == [24, 6, 6]
    assert np.abs(levels(network["filters"])).max((1, 2)) == pytest.approx(np.ones(24), abs=0.01)
    convolution = steps[3]
    assert convolution["normalized"]
    cut = np.maximum(levels(convolution["before_relu"]), 0)
    assert levels(convolution["maps"]) == pytest.approx(cut, abs=0.05)
    assert sum(step["weights"] for step in steps) == shipped.card.measured["parameters"]


def test_a_cell_is_told_with_the_strongest_parts_of_its_sum(client, frame):
    body = {"frame": text(frame), "step": 4, "map": 5, "row": 7, "column": 7}
    cell = client.post("/v1/see/cell", json=body).json()
    sums = [part["sum"] for part in cell["parts"]]
    assert sums == sorted(sums, key=abs, reverse=True)
    assert len(sums) + cell["others"]["parts"] == 24
    total = (sum(sums) + cell["others"]["sum"]) * cell["scale"] + cell["shift"]
    assert cell["value"] == pytest.approx(max(total, 0), abs=1e-4)


def test_reasons_are_given_for_the_answer(client, shipped, frame):
    where = client.post("/v1/see/where", json={"frame": text(frame)}).json()
    assert where["digit"] == shipped.probabilities(frame[None])[0].argmax()
    assert np.shape(where["lost"]) == (28, 28)
    tip = client.post("/v1/see/tip", json={"frame": text(frame)}).json()
    for change in tip.values():
        changed = np.frombuffer(base64.b64decode(change["frame"]), np.uint8).reshape(1, 28, 28)
        answer = shipped.probabilities(changed)[0]
        assert change["value"] == answer.argmax()
        assert change["probability"] == pytest.approx(answer.max(), abs=1e-4)


def test_all_models_are_asked_about_the_same_frame(client, shipped, frame):
    (answer,) = client.post("/v1/see/compare", json={"frame": text(frame)}).json()["answers"]
    assert answer["model"] == "default"
    wanted = shipped.probabilities(frame[None])[0]
    assert answer["probabilities"] == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("network", {"frame": "no"}, "base64 of 784 bytes"),
        ("network", {"frame": text(np.zeros(783, np.uint8))}, "28 rows of 28 pixels"),
        ("network", {"model": "mine"}, "There is no model 'mine'; there is default."),
        ("where", {"digit": 10}, "digit"),
        ("cell", {"step": 3, "map": 24}, "24 maps of 14 rows and 14 columns"),
        ("cell", {"step": 13}, "no step 13"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(client, frame, path, body, words):
    answer = client.post(f"/v1/see/{path}", json={"frame": text(frame), **body})
    assert answer.status_code in (400, 422)
    assert words in str(answer.json())
