"""A reader turns pictures into readings: mechanics with a stand-in, the answers with the model."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import inkdigits
from inkdigits.digits import Box
from inkdigits.errors import ImageError, UsageError
from inkdigits.model import Classified
from inkdigits.reader import Reader
from inkdigits.vision.photo import open_photo

PAGE = Path(inkdigits.__file__).parent / "examples" / "page.png"
TEXT = "27182818\n28459045\n23536028\n7471352"  # what benchmarks/draw_page.py writes on it


class StandIn:
    """Takes each frame for an 8."""

    def __init__(self):
        self.calls = []

    def classify(self, frames):
        self.calls.append(frames)
        answers = np.full((len(frames), 10), 0.005, np.float32)
        answers[:, 8] = 0.955
        return Classified(probabilities=answers, digitness=None, accepted=None)


@pytest.fixture
def model():
    return StandIn()


@pytest.fixture
def page():
    paper = np.full((200, 400), 220, np.uint8)
    for x, y in [(50, 70), (120, 72), (190, 68), (60, 160), (130, 158)]:
        cv2.putText(paper, "8", (x, y), 0, 2, 30, 4, cv2.LINE_AA)
    return paper


def test_rows_values_confidences_and_boxes_come_in_reading_order(model, page):
    reading = Reader(model).read(page)
    assert reading.text == "888\n88"
    assert all(0.5 < digit.confidence < 1 for digit in reading.digits)
    assert [digit.box.x // 60 for digit in reading.digits] == [0, 2, 3, 1, 2]
    assert reading.file is None


def test_all_frames_of_a_photo_are_asked_at_once(model, page):
    Reader(model).read(page, upright=True)
    (frames,) = model.calls
    assert frames.shape == (5, 28, 28)
    assert frames.dtype == np.uint8
    assert (frames.max(axis=(1, 2)) == 255).all()


@pytest.mark.parametrize("single", [False, True])
def test_each_digit_has_the_frame_that_was_asked(model, page, single):
    digits = Reader(model).read(page, single=single, upright=True).digits
    asked = {frame.tobytes() for frame in model.calls[-1]}
    assert {digit.frame.tobytes() for digit in digits} == asked


def test_blank_paper_reads_as_nothing_and_asks_nobody(model):
    for picture in (np.full((90, 90), 220, np.uint8), np.zeros((28, 28), np.uint8)):
        for single in (False, True):
            reading = Reader(model).read(picture, single=single)
            assert reading.text == ""
            assert reading.rows == ()
    assert not model.calls


def test_a_path_bytes_a_pil_image_an_array_and_a_photo_read_alike(model, page, tmp_path):
    path = tmp_path / "page.png"
    Image.fromarray(page).save(path)
    read = Reader(model).read
    readings = [
        read(source)
        for source in (
            path,
            str(path),
            path.read_bytes(),
            Image.fromarray(page),
            page,
            open_photo(path),
        )
    ]
    assert all(reading.rows == readings[0].rows for reading in readings)
    assert readings[0].file == readings[-1].file == str(path)


def test_single_takes_all_ink_as_one_digit(model, page):
    (digit,) = Reader(model).read(page, single=True).digits
    assert digit.box.width > 150


def test_a_single_digit_fits_no_pattern(model, page):
    reader = Reader(model)
    with pytest.raises(UsageError, match="single digit has no number like '##'"):
        reader.read(page, single=True, expect="##")
    with pytest.raises(UsageError, match="single digit"):
        reader.read_many([page], single=True, expect="##")


def test_the_stages_of_a_single_digit_are_the_picture_and_its_frame(model, page):
    stages = {}
    (digit,) = Reader(model).read(page, single=True, stages=stages.__setitem__).digits
    assert list(stages) == ["page", "frames"]
    np.testing.assert_array_equal(stages["frames"], digit.frame)


def test_a_part_as_large_as_a_frame_is_read_as_a_page(model, page):
    stages = {}
    Reader(model).read(page, crop=Box(x=0, y=0, width=28, height=28), stages=stages.__setitem__)
    assert "marks" in stages


def test_a_frame_of_which_a_pattern_is_known_is_read_as_a_page(model):
    stages = {}
    Reader(model).read(np.full((28, 28), 200, np.uint8), expect="#", stages=stages.__setitem__)
    assert "marks" in stages


def test_a_frame_is_read_as_one_digit_without_being_told(model):
    picture = np.zeros((28, 28), np.uint8)
    picture[4:24, 9:11] = picture[4:24, 17:19] = 255
    (digit,) = Reader(model).read(picture).digits
    assert (digit.box.x, digit.box.y, digit.box.width, digit.box.height) == (9, 4, 10, 20)
    np.testing.assert_array_equal(model.calls[0][0], picture)


@pytest.mark.parametrize("size", [10, 28])
def test_a_digit_in_a_picture_of_a_frames_size_is_framed_if_it_is_not(model, size):
    picture = np.zeros((28, 28), np.uint8)
    picture[:size, : size // 4] = picture[size - size // 4 : size, : size // 2] = 255  # an L
    Reader(model).read(picture)
    Reader(model).read(255 - picture)
    np.testing.assert_array_equal(model.calls[0][0], inkdigits.frame(picture))
    np.testing.assert_array_equal(model.calls[1][0], inkdigits.frame(picture))


@pytest.mark.parametrize("pattern", ["dots", "stripes"])
def test_a_pattern_over_a_frame_stays_where_it_is(model, pattern):
    picture = np.zeros((28, 28), np.uint8)
    picture[2:12, 2:5] = 255
    if pattern == "dots":
        picture[::4, ::4] = 255
    else:
        for at in range(0, 28, 7):
            picture[at : at + 4] = np.maximum(picture[at : at + 4], 180)
    Reader(model).read(picture)
    np.testing.assert_array_equal(model.calls[0][0], picture)


def test_enlarging_and_shading_leave_the_frames_alike(model, page):
    reader = Reader(model)
    double = cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    shaded = (page * np.linspace(1, 0.7, 400)).astype(np.uint8)
    pictures = (page, double, shaded)
    readings = [reader.read(picture, upright=True) for picture in pictures]
    first, *others = ([digit.frame.astype(int) for digit in one.digits] for one in readings)
    for frames in others:
        assert np.abs(np.subtract(frames, first)).mean() < 15


def test_boxes_are_those_of_the_upright_picture(model, page, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "turned.png"
    Image.fromarray(page).transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)
    assert Reader(model).read(path).rows == Reader(model).read(page).rows


def test_what_is_no_picture_is_refused(model, tmp_path):
    path = tmp_path / "notes.png"
    path.write_text("not a picture")
    with pytest.raises(ImageError, match=r"notes\.png"):
        Reader(model).read(path)


@pytest.mark.parametrize("jobs", [1, 2, None])
def test_many_pictures_are_read_in_order_and_a_bad_one_costs_only_itself(page, tmp_path, jobs):
    Image.fromarray(page).save(tmp_path / "page.png")
    blank = np.full((90, 90), 220, np.uint8)
    images = [tmp_path / "page.png", blank, tmp_path / "none.png", page, b"no picture"]
    first, nothing, gone, last, broken = Reader(StandIn()).read_many(images, jobs=jobs)
    assert first.text == last.text == "888\n88"
    assert (first.file, last.file) == (str(tmp_path / "page.png"), None)
    assert nothing.rows == ()
    assert isinstance(gone, ImageError)
    assert "none.png is not there" in str(gone)
    assert isinstance(broken, ImageError)


def test_readings_do_not_depend_on_how_many_read():
    page = open_photo(PAGE).gray
    images = [page[:, left : left + 300] for left in range(0, 600, 50)]
    alone = [inkdigits.read(image) for image in images]
    for jobs in (1, 2, 5):
        assert list(inkdigits.read_many(images, jobs=jobs)) == alone


def test_many_pictures_are_one_digit_each_if_told_so(model, page):
    stack = np.stack([page] * 4)
    assert [reading.text for reading in Reader(model).read_many(stack, single=True)] == ["8"] * 4


@pytest.mark.parametrize("image", ["photo.jpg", b"photo"])
def test_the_name_of_one_picture_is_not_many_pictures(model, image):
    with pytest.raises(TypeError, match="many pictures"):
        Reader(model).read_many(image)


def test_reading_never_imports_torch():
    program = (
        "import sys, inkdigits.reader, inkdigits.annotate; "
        "sys.exit(any(name in sys.modules for name in ('torch', 'sklearn', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_shipped_model_reads_the_shipped_page():
    reading = Reader(inkdigits.load_model()).read(PAGE)
    assert reading.text == TEXT
    assert inkdigits.read(PAGE) == reading
    assert min(digit.confidence for digit in reading.digits) > 0.3


def test_the_shipped_model_reads_the_page_in_other_light_and_sizes():
    reader = Reader(inkdigits.load_model())
    gray = open_photo(PAGE).gray
    half = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    dim = (gray * 0.55 + np.random.default_rng(0).normal(0, 2, gray.shape)).astype(np.uint8)
    for picture in (255 - gray, half, dim):
        answers, expected = reader.read(picture).text, TEXT
        assert len(answers) == len(expected)
        assert sum(a == b for a, b in zip(answers, expected, strict=True)) >= len(expected) - 1
