"""What is written about pictures has a place of its own, and stages are numbered pictures."""

import numpy as np
import pytest
from PIL import Image

from inkdigits.outputs import Places, Stages, copy_path


def test_pictures_of_one_name_and_pages_of_one_file_have_stems_of_their_own(tmp_path):
    names = ["a/scan.png", "b/scan.jpg", "scan.pdf", "scan-2.png"]
    places = Places(names, tmp_path)
    assert places.stem("a/scan.png", None) == "scan"
    assert places.stem("b/scan.jpg", None) == "scan-2"
    assert places.stem("scan.pdf", "page07") == "scan.page07"
    assert places.stem("other/scan.pdf", "page07") == "scan.page07-2"
    assert places.stem("scan-2.png", None) == "scan-2-2"


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_no_copy_is_written_over_a_picture_that_is_read(tmp_path, suffix):
    read = [str(tmp_path / "page.png"), str(copy_path(tmp_path, "page", suffix)), "-"]
    assert Places(read, tmp_path).stem(read[0], None) == "page-2"
    assert Places(read, tmp_path / "elsewhere").stem(read[0], None) == "page"
    assert Places(read, None).stem(read[0], None) == "page"


def test_thousands_of_the_same_name_get_stems_in_no_time():
    places = Places([], None)
    stems = {places.stem(f"{number}/page.png", None) for number in range(20_000)}
    assert len(stems) == 20_000


def test_stages_are_numbered_pictures_and_those_of_before_are_gone(tmp_path):
    folder = tmp_path / "new" / "page"
    rng = np.random.default_rng(0)
    gray, colour = (rng.integers(0, 256, shape, np.uint8) for shape in ((4, 6), (4, 6, 3)))
    first = Stages(folder)
    for name, picture in (("page", colour), ("ink", gray), ("marks", gray)):
        first(name, picture)
    (folder / "mine.png").write_text("not a stage")
    second = Stages(folder)
    second("page", colour)
    second("ink", gray)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["01-page.stage.png", "02-ink.stage.png", "mine.png"]
    for name, picture in (("01-page", colour), ("02-ink", gray)):
        with Image.open(folder / f"{name}.stage.png") as image:
            np.testing.assert_array_equal(np.asarray(image), picture)
