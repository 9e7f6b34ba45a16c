"""Several networks, or several views, answer as one: in torch, in ONNX, through training."""

import dataclasses
import json
import shutil

import numpy as np
import pytest
import torch
from torch import nn

import inkdigits
from inkdigits.errors import CheckpointError, UsageError
from inkdigits.learn.export import check_export, to_onnx
from inkdigits.learn.inference import logits
from inkdigits.learn.layers import normalized_convolution
from inkdigits.learn.recipes import find_recipe
from inkdigits.learn.together import VIEWS, Together, Views, together, views


def small(seed: int) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.PixelUnshuffle(2), normalized_convolution(4, 6, 3), nn.Flatten(), nn.Linear(1176, 10)
    )


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (20, 28, 28)).astype(np.uint8)


def test_the_mean_of_logits_is_the_geometric_mean_of_probabilities(images):
    members = [small(seed) for seed in range(3)]
    probabilities = [logits(member, images).softmax(1) for member in members]
    geometric = torch.stack(probabilities).prod(0) ** (1 / 3)
    wanted = geometric / geometric.sum(1, keepdim=True)
    torch.testing.assert_close(logits(Together(members), images).softmax(1), wanted)


def test_a_single_network_is_left_as_it_is():
    network = small(0)
    assert together([network]) is network


def test_views_are_the_image_shifted_by_a_pixel_and_training_sees_it_as_it_is(images):
    pixels = torch.from_numpy(images)[:, None].float()
    middle, up, _, left, _ = views(pixels)
    assert torch.equal(middle, pixels)
    assert torch.equal(up[:, :, :-1], pixels[:, :, 1:])
    assert torch.equal(left[..., :-1], pixels[..., 1:])
    network = Views(small(0))
    assert torch.equal(network.train()(pixels), network.network(pixels))
    each = [logits(network.network, view[:, 0].byte().numpy()) for view in views(pixels)]
    assert len(each) == len(VIEWS)
    torch.testing.assert_close(logits(network, images), torch.stack(each).mean(0))


@pytest.mark.parametrize(
    "network",
    [Together([small(0), small(1)]), Views(small(0)), Together([Views(small(0)), small(1)])],
    ids=["members", "views", "both"],
)
def test_onnx_answers_alike(network, images):
    assert check_export(to_onnx(network), images, logits(network, images)).digits == 20


def test_members_are_the_networks_that_their_seeds_train_alone(bars_folder, tmp_path):
    recipe = dataclasses.replace(find_recipe("fast"), epochs=1)
    settings = {"data": bars_folder, "threads": 1, "validation": 0}
    model = inkdigits.train(recipe, seed=3, members=2, out=tmp_path / "both", **settings)
    alone = [
        inkdigits.train(recipe, seed=seed, out=tmp_path / f"{seed}", **settings) for seed in (3, 4)
    ]
    members = model.card.measured["members"]
    assert [member["seed"] for member in members] == [3, 4]
    assert [member["test_right"] for member in members] == [
        one.card.measured["test_right"] for one in alone
    ]
    frames = inkdigits.load_data(bars_folder).test.images
    product = np.prod([one.probabilities(frames) for one in alone], 0, dtype=np.float64) ** 0.5
    wanted = product / product.sum(1, keepdims=True)
    np.testing.assert_allclose(model.probabilities(frames), wanted, atol=1e-5)
    assert not list(tmp_path.glob("*.checkpoint"))


def test_views_go_with_recipes_that_look_at_images_first(bars_folder, tmp_path):
    recipe = dataclasses.replace(find_recipe("fast"), views=True)
    model = inkdigits.train(recipe, data=bars_folder, epochs=1, threads=1, out=tmp_path / "views")
    assert model.card.settings["views"] is True


def test_a_member_that_was_left_unfinished_is_not_lost(bars_folder, tmp_path):
    (tmp_path / "model.member-1.checkpoint").write_bytes(b"")
    with pytest.raises(CheckpointError, match="member-1"):
        inkdigits.train("fast", data=bars_folder, members=2, out=tmp_path / "model")


def test_a_stopped_training_of_members_goes_on_where_it_was(bars_folder, tmp_path):
    recipe = dataclasses.replace(find_recipe("fast"), epochs=2, least_steps=0)
    settings = {"data": bars_folder, "threads": 1, "members": 3}
    whole = inkdigits.train(recipe, out=tmp_path / "whole", **settings)
    reports = 0

    def stop(progress):
        nonlocal reports
        reports += progress.finished is not None
        if reports == 3:  # in the middle of the second network
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match=r"1 whole, and .*member-1"):
        inkdigits.train(recipe, out=tmp_path / "stopped", watch=stop, **settings)
    model = inkdigits.train(recipe, out=tmp_path / "stopped", resume=True, **settings)
    assert model.digests == whole.digests


def test_a_student_learns_what_its_teacher_answers(bars_folder, tmp_path):
    """The teacher was told other names than the student: its answers count for more."""
    misnamed = shutil.copytree(bars_folder, tmp_path / "misnamed")
    for file in misnamed.glob("*labels*"):
        head, labels = np.split(np.frombuffer(file.read_bytes(), np.uint8), [8])
        file.write_bytes(head.tobytes() + ((labels + 1) % 10).tobytes())
    settings = {"threads": 1, "epochs": 2}
    teacher = inkdigits.train("fast", data=misnamed, out=tmp_path / "teacher", **settings)
    settings |= {"data": bars_folder, "seed": 1}
    alone = inkdigits.train("fast", out=tmp_path / "alone", **settings)
    student = inkdigits.train("fast", out=tmp_path / "student", teacher=teacher.folder, **settings)
    test = inkdigits.load_data(bars_folder).test
    answers = [model.probabilities(test.images).argmax(1) for model in (alone, student)]
    assert (answers[0] == test.labels).mean() > 0.9
    assert (answers[1] == (test.labels + 1) % 10).mean() > 0.9
    card = json.loads((student.folder / "model.json").read_text())
    assert card["measured"]["teacher"]["seed"] == 0
    assert f"--distill-from {teacher.folder}" in card["command"]


def test_no_members_are_refused(bars_folder, tmp_path):
    with pytest.raises(UsageError, match="members is 0"):
        inkdigits.train("fast", data=bars_folder, members=0, out=tmp_path / "none")
