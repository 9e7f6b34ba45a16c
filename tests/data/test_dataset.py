"""Examples and sets are checked when they are made."""

import hashlib

import numpy as np
import pytest

from inkdigits.data.dataset import fingerprint, make_dataset, make_examples, no_examples
from inkdigits.errors import BadFileError

IMAGES = np.zeros((3, 28, 28), np.uint8)
LABELS = np.array([0, 9, 4])


@pytest.mark.parametrize(
    ("images", "labels", "says"),
    [
        (IMAGES.astype(np.float32), LABELS, "type float32"),
        (IMAGES[:, :27], LABELS, r"\(3, 27, 28\)"),
        (IMAGES[0], LABELS, r"\(28, 28\)"),
        (IMAGES, LABELS.astype(float), "labels of the type float64"),
        (IMAGES, LABELS[:, None], r"labels of the type int64 and shape \(3, 1\)"),
        (IMAGES, LABELS[:2], "3 images but 2 labels"),
        (IMAGES, np.array([0, 10, 4]), "1 of 3, the first is 10 at position 1"),
        (IMAGES, np.array([0, 3, -1]), "the first is -1 at position 2"),
        (IMAGES, np.array([0, 2**63, 255], np.uint64), "2 of 3"),
    ],
)
def test_what_is_not_labelled_digits_is_refused(images, labels, says):
    with pytest.raises(BadFileError, match=f"^mine .*{says}"):
        make_examples(images, labels, name="mine")


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.int64, ">u2"])
def test_labels_become_int64_and_nothing_can_be_written(kind):
    given = IMAGES.copy()
    examples = make_examples(given, LABELS.astype(kind), name="mine")
    assert examples.labels.dtype == np.int64
    assert examples.labels.tolist() == [0, 9, 4]
    assert len(examples) == 3
    assert not examples.images.flags.writeable
    assert not examples.labels.flags.writeable
    assert given.flags.writeable


def test_a_set_without_test_digits_is_refused_and_one_without_training_digits_is_not():
    some = make_examples(IMAGES, LABELS, name="mine")
    with pytest.raises(BadFileError, match="no test digits"):
        make_dataset(name="x", source="x", train=some, test=no_examples())
    assert len(make_dataset(name="x", source="x", train=no_examples(), test=some).train) == 0


def test_the_fingerprint_is_the_same_on_every_machine():
    train, test = make_examples(IMAGES, LABELS, name="a"), no_examples()
    expected = hashlib.sha256(
        b"(3, 28, 28)(3,)" + bytes(3 * 28 * 28) + bytes([0, 9, 4]) + b"(0, 28, 28)(0,)"
    )
    assert fingerprint(train, test) == expected.hexdigest()


def test_any_change_changes_the_fingerprint():
    images = IMAGES.copy()
    images[2, 27, 27] = 1
    sets = [
        (make_examples(IMAGES, LABELS, name="a"), no_examples()),
        (no_examples(), make_examples(IMAGES, LABELS, name="a")),
        (make_examples(images, LABELS, name="a"), no_examples()),
        (make_examples(IMAGES, LABELS[::-1], name="a"), no_examples()),
        (make_examples(IMAGES[:2], LABELS[:2], name="a"), no_examples()),
    ]
    assert len({fingerprint(*parts) for parts in sets}) == len(sets)
