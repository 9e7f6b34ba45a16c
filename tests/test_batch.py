"""Pages of files are read one by one, with their stages and copies, whatever reads them."""

import io

import numpy as np
import pytest
from PIL import Image

from inkdigits import batch
from inkdigits.digits import Box, Digit, Number, Reading
from inkdigits.errors import ImageError, UsageError


def read(photo, *, stages=None):
    """A reader that finds a 7 in any picture, and shows two stages."""
    if stages:
        stages("page", photo.rgb)
        stages("ink", photo.gray)
    digit = Digit(value=7, confidence=0.5, box=Box(x=10, y=10, width=20, height=40))
    number = Number(digits=(digit,), confidence=0.5)
    return Reading(file=photo.name, rows=((number,),))


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A picture, a TIFF of two pages of different levels, and a file that is none."""
    monkeypatch.chdir(tmp_path)
    sheets = [Image.new("L", (80, 60), level) for level in (50, 200)]
    sheets[0].save("one.png")
    sheets[0].save("two.tif", save_all=True, append_images=sheets[1:])
    (tmp_path / "none.png").write_text("no picture")
    return ["one.png", "two.tif", "none.png"]


def test_each_page_is_an_answer_under_its_files_name(files):
    pages = batch.Pages(files)
    assert pages.total == 3
    *answers, refusal = batch.read_pages(read, pages, jobs=1)
    assert pages.total == 4
    assert [answer.page.label for answer in answers] == [
        "one.png",
        "two.tif, page 1",
        "two.tif, page 2",
    ]
    assert [answer.reading.file for answer in answers] == ["one.png", "two.tif", "two.tif"]
    assert [answer.page.number for answer in answers] == [1, 1, 2]
    assert all(answer.size == (80, 60) and answer.copy is None for answer in answers)
    assert isinstance(refusal, ImageError)


def test_a_name_that_stands_for_nothing_is_an_error_in_its_place(files):
    names = [files[0], ImageError("nothing in it"), files[0]]
    first, refusal, second = batch.read_pages(read, batch.Pages(names), jobs=2)
    assert str(refusal) == "nothing in it"
    assert first.reading == second.reading


@pytest.mark.parametrize("jobs", [1, 3])
def test_stages_go_into_a_folder_for_each_page(files, tmp_path, jobs):
    list(batch.read_pages(read, batch.Pages(files), debug=tmp_path / "debug", jobs=jobs))
    written = sorted(
        str(path.relative_to(tmp_path / "debug")) for path in tmp_path.rglob("*.stage.png")
    )
    stages = ("01-page.stage.png", "02-ink.stage.png")
    assert written == [
        f"{page}/{name}" for page in ("one", "two.page1", "two.page2") for name in stages
    ]
    with Image.open(tmp_path / "debug" / "two.page2" / "02-ink.stage.png") as image:
        assert np.asarray(image).tolist() == [[200] * 80] * 60


def test_copies_are_png_while_small_and_jpeg_where_that_would_take_long(files, monkeypatch):
    (small, *_) = batch.read_pages(read, batch.Pages(files[:1]), marked=0.6, jobs=1)
    monkeypatch.setattr(batch, "CRISP", 100)
    (large, *_) = batch.read_pages(read, batch.Pages(files[:1]), marked=0.6, jobs=1)
    kinds = [Image.open(io.BytesIO(one.copy.data)).format for one in (small, large)]
    assert kinds == ["PNG", "JPEG"]
    assert [one.copy.suffix for one in (small, large)] == [".png", ".jpg"]


def test_what_counts_as_doubt_counts_in_the_copy(files):
    copies = [
        next(batch.read_pages(read, batch.Pages(files[:1]), marked=least, jobs=1)).copy.data
        for least in (0.4, 0.6)
    ]
    red = [
        (np.asarray(Image.open(io.BytesIO(copy))) == (200, 24, 36)).all(axis=2).any()
        for copy in copies
    ]
    assert red == [False, True]


def test_standard_input_holds_one_file():
    with pytest.raises(UsageError, match="standard input holds one file"):
        batch.Pages(["-", "a.png", "-"])
