"""A Model folder is loaded whole and right, or refused in a sentence."""

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys

import numpy as np
import pytest

import inkdigits
from inkdigits.errors import ModelError
from inkdigits.model import SHIPPED, load_model


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped Model folder, to be spoiled."""
    return shutil.copytree(SHIPPED, tmp_path / "model")


@pytest.fixture(scope="module")
def digits():
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (33, 28, 28)).astype(np.uint8)


def change_card(folder, **changes):
    path = folder / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_an_answer_does_not_depend_on_its_neighbours(model, digits):
    together = model.probabilities(digits)
    alone = np.concatenate([model.probabilities(one[None]) for one in digits])
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_more_frames_than_a_batch_are_all_answered(model, digits):
    many = np.tile(digits, (64, 1, 1))  # 2,112
    answers = model.probabilities(many)
    assert answers.shape == (2112, 10)
    np.testing.assert_allclose(answers[-33:], model.probabilities(digits), atol=1e-6)


def test_probabilities_are_probabilities(model, digits):
    answers = model.probabilities(digits)
    assert answers.dtype == np.float32
    assert answers.min() >= 0
    np.testing.assert_allclose(answers.sum(1), 1, rtol=1e-5)


def test_no_frames_have_no_answers(model):
    assert model.probabilities(np.empty((0, 28, 28), np.uint8)).shape == (0, 10)


@pytest.mark.parametrize(
    "frames",
    [
        np.zeros((28, 28), np.uint8),
        np.zeros((1, 28, 28), np.float32),
        np.zeros((1, 28, 27), np.uint8),
        np.zeros((1, 1, 28, 28), np.uint8),
        [],
        "seven",
    ],
    ids=["one frame", "floats", "narrow", "channels", "nothing", "text"],
)
def test_other_things_than_frames_are_refused(model, frames):
    with pytest.raises(ModelError, match=r"wanted is uint8 \(n, 28, 28\)"):
        model.probabilities(frames)


def test_the_card_tells_how_to_train_the_model_again(model):
    card = model.card
    assert card.command.startswith(f"inkdigits train {card.recipe} --data mnist --seed {card.seed}")
    assert card.measured["test_total"] == 10_000
    assert card.measured["test_right"] > 9_900


def test_a_missing_folder_and_a_file_in_its_place_are_refused(tmp_path):
    with pytest.raises(ModelError, match="is not here"):
        load_model(tmp_path / "none")
    weights = tmp_path / "weights.pkl"
    weights.write_bytes(pickle.dumps({"weights": [1.0]}))
    with pytest.raises(ModelError, match=r"is a file; a model is a folder.*can run code"):
        load_model(weights)


@pytest.mark.parametrize("name", ["model.json", "model.onnx", "weights.safetensors"])
def test_a_missing_file_is_refused_by_name(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing"):
        load_model(folder)


@pytest.mark.parametrize("name", ["model.onnx", "weights.safetensors"])
def test_a_changed_bit_is_refused(folder, name):
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(ModelError, match=f"{name} is not the file that model.json"):
        load_model(folder)


def test_a_pickle_in_the_graphs_place_is_never_loaded(folder):
    data = pickle.dumps({"weights": [1.0]})
    (folder / "model.onnx").write_bytes(data)
    digests = json.loads((folder / "model.json").read_text())["files"]
    change_card(folder, files=digests | {"model.onnx": hashlib.sha256(data).hexdigest()})
    with pytest.raises(ModelError, match="not a graph that onnxruntime can run"):
        load_model(folder)


def test_a_graph_of_another_kind_is_refused(folder):
    onnx = pytest.importorskip("onnx")
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Relu", ["x"], ["y"])],
        "other",
        [value("x", 1, [1])],
        [value("y", 1, [1])],
    )
    opset = onnx.helper.make_opsetid("", 18)
    data = onnx.helper.make_model(graph, opset_imports=[opset], ir_version=9).SerializeToString()
    (folder / "model.onnx").write_bytes(data)
    digests = json.loads((folder / "model.json").read_text())["files"]
    change_card(folder, files=digests | {"model.onnx": hashlib.sha256(data).hexdigest()})
    with pytest.raises(ModelError, match="a graph of another kind"):
        load_model(folder)


def test_a_card_of_another_format_is_refused(folder):
    change_card(folder, format=2)
    with pytest.raises(ModelError, match=r"format 2; this version reads 1. Upgrade"):
        load_model(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x80\x04.", b"[]", b"7", b'{"format": 1}', b"{", b'{"recipe": "fast"}', b"[" * 10**5],
)
def test_what_is_not_a_card_is_refused(folder, content):
    (folder / "model.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"not a (whole )?model card"):
        load_model(folder)


def test_a_card_whose_values_are_of_another_kind_is_refused(folder):
    change_card(folder, measured="very good")
    with pytest.raises(ModelError, match="measured is 'very good'"):
        load_model(folder)


def test_the_public_name_loads_a_folder_as_well(folder):
    assert inkdigits.load_model(folder).card.recipe == inkdigits.load_model().card.recipe


@pytest.mark.mnist
def test_the_shipped_model_is_as_good_as_its_card_says(model):
    evaluation = inkdigits.evaluate(model, inkdigits.load_data("mnist"))
    apart = evaluation.right - model.card.measured["test_right"]
    assert abs(apart) <= 2  # other processors round otherwise
    assert evaluation.total == 10_000


def test_answering_leaves_nothing_in_the_users_folder_and_tells_nobody(tmp_path):
    code = "import inkdigits as i, numpy; i.load_model().classify(numpy.zeros((1, 28, 28), 'u1'))"
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), str(tmp_path))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ORT_")}
    subprocess.run([sys.executable, "-c", code], env=environment | homes, check=True)
    assert [*tmp_path.iterdir()] == []
