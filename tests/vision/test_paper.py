"""Which of two levels is ink: by what is rare, and by what the rim is not."""

import numpy as np
import pytest
import torch

from inkdigits.learn.even import EvenPaper
from inkdigits.vision.paper import is_ink_light, spots


@pytest.fixture
def digit():
    """A cross of light ink on black paper."""
    gray = np.zeros((28, 28), np.uint8)
    gray[5:23, 12:15] = gray[12:15, 6:22] = 250
    return gray


@pytest.mark.parametrize("paper", [0, 90, 180])
@pytest.mark.parametrize("shadow", [0, 60])
def test_ink_is_told_from_paper_of_any_lightness(digit, paper, shadow):
    page = paper + np.linspace(0, shadow, 28)
    light = (page + (255 - page) * (digit / 255)).astype(np.uint8)
    assert is_ink_light(light)
    assert not is_ink_light(255 - light)


def test_a_blank_frame_has_ink_of_neither_kind():
    assert is_ink_light(np.full((28, 28), 200, np.uint8))


def test_spots_are_the_darkest_and_the_lightest_means(digit):
    digit[0, 0] = 255  # a speck is no spot
    assert spots(digit) == (0, 250)


def test_a_network_turns_the_same_images():
    rng = np.random.default_rng(0)
    kinds = rng.random((200, 28, 28)).astype(np.float32) ** rng.uniform(0.3, 3, (200, 1, 1))
    frames = np.rint(255 * kinds).astype(np.uint8)
    seen = EvenPaper()(torch.from_numpy(frames)[:, None].float() / 255)[:, 0].numpy()
    for frame, made in zip(frames, seen, strict=True):
        turned = np.corrcoef(frame.ravel(), made.ravel())[0, 1] < 0
        assert turned != is_ink_light(frame)
