"""Files of every format are decoded, pages told from what moves, large pictures made small."""

import io
import os
import sys
import threading

import numpy as np
import pytest
from PIL import Image, ImageOps

from inkdigits.digits import Box
from inkdigits.errors import FormatError, ImageError, MissingExtraError
from inkdigits.vision import pixels
from inkdigits.vision.photo import box_in_picture, count_pages, cropped, open_pages, open_photo


def encode(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def sheet(level, size=(60, 40)):
    return Image.new("L", size, level)


@pytest.fixture
def pile(tmp_path):
    """A TIFF of three sheets, 40, 120 and 200, the second with a preview after it."""
    path = tmp_path / "pile.tif"
    preview = sheet(255, (6, 4))
    preview.encoderinfo = {"tiffinfo": {254: 1}}
    sheets = [sheet(120), preview, sheet(200)]
    sheet(40).save(path, save_all=True, append_images=sheets)
    return path


def test_each_page_of_a_tiff_is_a_photo_and_previews_are_none(pile):
    assert count_pages(pile) == count_pages(pile.read_bytes()) == 3
    assert [photo.gray[0, 0] for photo in open_pages(pile)] == [40, 120, 200]
    assert [photo.gray[0, 0] for photo in open_pages(pile.read_bytes())] == [40, 120, 200]
    assert open_photo(pile, page=2).gray[0, 0] == 120
    assert open_photo(pile, page=2).name == str(pile)


def test_a_page_has_to_be_named_where_there_are_several(pile):
    with pytest.raises(ImageError, match=r"pile\.tif has 3 pages.*page=1.*open_pages"):
        open_photo(pile)
    for page in (0, 4, -1):
        with pytest.raises(ImageError, match=f"has 3 pages; there is no page {page}"):
            open_photo(pile, page=page)
    with pytest.raises(ImageError, match="has 1 page; there is no page 2"):
        open_photo(encode(sheet(9), "PNG"), page=2)
    assert open_photo(encode(sheet(9), "PNG"), page=1).gray[0, 0] == 9


def test_a_tiff_of_previews_alone_shows_them():
    assert open_photo(encode(sheet(77), "TIFF", tiffinfo={254: 1})).gray[0, 0] == 77


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_a_moving_picture_the_first_is_taken_and_that_it_moves_is_known(kind):
    still, others = sheet(40).convert("RGB"), [sheet(200).convert("RGB"), sheet(9).convert("RGB")]
    moving = open_photo(encode(still, kind, save_all=True, append_images=others))
    assert moving.moving
    assert abs(int(moving.gray[5, 5]) - 40) < 6
    assert count_pages(encode(still, kind, save_all=True, append_images=others)) == 1
    assert not open_photo(encode(still, kind)).moving


def test_the_pictures_that_a_phone_puts_after_a_jpeg_are_no_pages_and_do_not_move():
    two = encode(sheet(40), "MPO", save_all=True, append_images=[sheet(200)])
    assert count_pages(two) == 1
    assert not open_photo(two).moving
    assert abs(int(open_photo(two).gray[0, 0]) - 40) < 3


@pytest.mark.parametrize("held", [1, 6])
def test_a_photo_of_an_iphone_reads_as_its_jpeg_does(held):
    pillow_heif = pytest.importorskip("pillow_heif")
    upright = ImageOps.expand(sheet(120), (0, 0, 20, 0), 230)
    exif = Image.Exif()
    exif[0x0112] = held
    file = io.BytesIO()
    stored = upright if held == 1 else upright.rotate(90, expand=True)
    pillow_heif.from_pillow(stored.convert("RGB")).save(file, exif=exif.tobytes(), quality=95)
    photo = open_photo(file.getvalue())
    assert photo.gray.shape == (40, 80)
    assert np.abs(photo.gray.astype(int) - np.asarray(upright)).mean() < 5


@pytest.mark.parametrize(
    ("module", "extra", "data"),
    [
        ("pillow_heif", "heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("pypdfium2", "pdf", b"%PDF-1.7\n"),
    ],
)
def test_a_format_that_needs_an_extra_says_which(monkeypatch, tmp_path, module, extra, data):
    monkeypatch.setitem(sys.modules, module, None)  # as if it were not installed
    path = tmp_path / "scan"
    path.write_bytes(data)
    for call in (open_photo, count_pages):
        with pytest.raises(FormatError, match=rf"scan, a .* pip install 'inkdigits\[{extra}\]'"):
            call(path)
    with pytest.raises(MissingExtraError):
        open_photo(path)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"hello", "starts with 68 65 6c 6c"),
        (b"\x80\x04.", "starts with 80 04 2e"),
        (b"<svg/>", "is SVG"),
        (b"PK\x03\x04", "is ZIP"),
        (b"\0\0\0\x18ftypisom", "is video"),
        (b"\0\0\0\x0cJXL \r\n", "is JPEG XL"),
    ],
)
def test_other_formats_are_not_even_tried_and_named_where_we_know_them(data, told):
    with pytest.raises(FormatError, match=f"is not a PNG, JPEG, .* or PDF file: it {told}"):
        open_photo(data)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "PDF"])
def test_a_file_of_which_only_the_beginning_is_right_is_refused(kind):
    begin = {"GIF": b"GIF89a", "TIFF": b"II*\0", "PDF": b"%PDF-1.7"}[kind]
    with pytest.raises(ImageError, match=f"is a {kind} "):
        open_photo(begin + bytes(50))


@pytest.fixture
def small(monkeypatch):
    """Pictures of more than 6,000 pixels count as large, and bands have 500."""
    monkeypatch.setattr(pixels, "WHOLE", 6_000)
    monkeypatch.setattr("inkdigits.vision.limits.WHOLE", 6_000)
    monkeypatch.setattr(pixels, "BAND", 500)


def scene():
    """A picture of 301 by 203 pixels: soft gray, a black bar from (100, 60) to (200, 80)."""
    level = np.add.outer(np.linspace(160, 230, 203), np.linspace(-20, 20, 301)).astype(np.uint8)
    level[60:80, 100:200] = 0
    return level


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("PNG", "L", {}),
        ("PNG", "RGB", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "I;16", {}),
        ("PNG", "P", {}),
        ("JPEG", "RGB", {"quality": 95}),
        ("JPEG", "CMYK", {"quality": 95}),
        ("TIFF", "L", {}),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_large_picture_is_made_smaller_and_keeps_its_places(kind, mode, options):
    level = scene()
    image = Image.fromarray(level)
    if mode == "I;16":
        image = Image.fromarray(level.astype(np.uint16) * 257)
    elif mode != "L":
        image = image.convert(mode)
    photo = open_photo(encode(image, kind, **options))
    by = photo.reduced
    assert by == 4
    assert photo.size == (301, 203)
    assert photo.gray.shape == (51, 76)
    inner = photo.gray[60 // by : 80 // by, 100 // by : 200 // by]
    assert inner.mean() < 12
    around = cropped(photo, Box(x=97, y=57, width=106, height=26))
    assert around.corner == (96, 56)
    assert around.gray.shape == (7, 27)
    y, x = (int(where[0]) for where in np.nonzero(around.gray < 60))
    box = box_in_picture(Box(x=x, y=y, width=25, height=5), around)
    assert (box.x, box.y, box.width, box.height) == (100, 60, 100, 20)


@pytest.mark.usefixtures("small")
def test_arrays_and_pil_images_are_made_smaller_too():
    level = scene()
    expected = open_photo(encode(Image.fromarray(level), "PNG")).gray
    for source in (level, level.astype(np.uint16) * 257, Image.fromarray(level)):
        photo = open_photo(source)
        assert photo.reduced == 4
        assert np.abs(photo.gray.astype(int) - expected).max() <= 1


@pytest.mark.usefixtures("small")
def test_a_box_at_the_rim_of_a_picture_made_smaller_ends_with_the_picture():
    photo = open_photo(scene())
    whole = box_in_picture(Box(x=0, y=0, width=76, height=51), photo)
    assert (whole.width, whole.height) == photo.size


def test_bands_put_together_are_the_picture(monkeypatch):
    rng = np.random.default_rng(0)
    image = Image.fromarray(rng.integers(0, 256, (103, 61, 4), dtype=np.uint8))
    expected = open_photo(image).rgb
    monkeypatch.setattr(pixels, "BAND", 200)
    monkeypatch.setattr("inkdigits.vision.upright.BAND", 200)
    np.testing.assert_array_equal(open_photo(image).rgb, expected)


def test_a_jpeg_that_goes_over_its_picture_again_and_again_is_refused():
    data = encode(Image.fromarray(scene()), "JPEG", progressive=True)
    scan = data.rindex(b"\xff\xda")
    again = data[:-2] + data[scan:-2] * 200 + data[-2:]
    with pytest.raises(ImageError, match="more than 100 times"):
        open_photo(again)
    assert open_photo(data).gray.shape == (203, 301)
    with_another = data + bytes(70_000) + again  # what follows is not looked at
    assert open_photo(with_another).gray.shape == (203, 301)


def test_a_pipe_is_read_as_a_file_is(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    data = encode(Image.fromarray(scene()), "PNG")
    writer = threading.Thread(target=lambda: pipe.write_bytes(data))
    writer.start()
    assert open_photo(pipe).gray.shape == (203, 301)
    writer.join()
