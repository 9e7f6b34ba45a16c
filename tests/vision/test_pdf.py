"""Scans in PDF files are drawn page by page, in a process that cannot take the machine along."""

import time
import zlib

import numpy as np
import pytest
from PIL import Image

from inkdigits.errors import ImageError
from inkdigits.vision import pdf
from inkdigits.vision.photo import count_pages, open_pages, open_photo

pytest.importorskip("pypdfium2")


def write_pdf(*objects: bytes) -> bytes:
    """A PDF file of these objects; the first is its root."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    count = len(objects) + 1
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(out))
    return out + b"xref\n0 %d\n" % count + table + tail


def stream(head: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (head, len(data), data)


def one_page(content: bytes, *others: bytes, names: bytes = b"", size: bytes = b"595 842") -> bytes:
    """A PDF of one page; ``others`` are objects from number 5 on, ``names`` what calls them."""
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %b]/Resources<<%b>>/Contents 4 0 R>>"
        % (size, names),
        stream(b"", content),
        *others,
    )


LOCKED = write_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>").replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<"
    + b"41" * 32
    + b">/U<"
    + b"42" * 32
    + b">>>",
)


@pytest.fixture
def scan(tmp_path):
    """Two scanned pages: A5 at 150 dots an inch, gray 90 and 190."""
    path = tmp_path / "scan.pdf"
    first, second = (Image.new("L", (874, 1240), level) for level in (90, 190))
    first.save(path, save_all=True, append_images=[second], resolution=150)
    return path


def test_each_page_is_a_photo_at_300_dots_an_inch(scan):
    assert count_pages(scan) == count_pages(scan.read_bytes()) == 2
    first, second = open_pages(scan)
    assert first.size == second.size == (1748, 2481)
    assert [int(np.median(photo.gray)) for photo in (first, second)] == [90, 190]
    np.testing.assert_array_equal(open_photo(scan.read_bytes(), page=2).rgb, second.rgb)


def test_a_page_has_to_be_named_where_there_are_several(scan):
    with pytest.raises(ImageError, match=r"scan\.pdf has 2 pages"):
        open_photo(scan)
    with pytest.raises(ImageError, match="there is no page 3"):
        open_photo(scan, page=3)


def test_colours_stay_what_they_are_and_rows_are_not_skewed():
    red_left = b"1 0 0 rg 0 0 100 842 re f"
    photo = open_photo(one_page(red_left, size=b"301 842"))
    assert photo.rgb[:, 10:400].min(axis=(0, 1)).tolist() == [255, 0, 0]
    assert photo.rgb[:, 440:].min() == 255


@pytest.mark.parametrize("size", [b"100000 100000", b"1 200000", b"0.01 0.01"])
def test_a_page_of_any_size_is_drawn_with_at_most_25_million_pixels(size):
    photo = open_photo(one_page(b"", size=size))
    assert 1 <= photo.gray.size <= 26_000_000


def nested_forms(depth: int) -> bytes:
    """A few lines that draw the same square ten to the power of ``depth`` times."""
    forms = []
    for level in range(depth):
        inner = b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + level)
        head = b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]"
        last = level == depth - 1
        forms.append(stream(head + (b"" if last else inner), b"/F Do " * 10 if not last else b"f"))
    return one_page(b"/F Do", *forms, names=b"/XObject<</F 5 0 R>>")


def test_a_page_that_would_fill_all_memory_is_refused_within_seconds():
    started = time.perf_counter()
    with pytest.raises(ImageError, match="cannot be drawn: its pages take more memory"):
        open_photo(nested_forms(9), name="bomb.pdf")
    assert time.perf_counter() - started < 20


def test_a_page_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 1.0)
    endless = b"0 0 m " + b"600 800 l 1 5 l " * 2_000_000 + b"S"
    with pytest.raises(ImageError, match="takes more than 1 seconds to draw"):
        open_photo(one_page(endless))


def test_a_picture_of_a_thousand_million_pixels_on_a_page_is_drawn_small():
    side, packed = 30_000, zlib.compressobj(9)
    row = bytes(side)
    data = b"".join(packed.compress(row) for _ in range(side)) + packed.flush()
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8" % (side, side)
    picture = stream(head + b"/ColorSpace/DeviceGray/Filter/FlateDecode", data)
    page = one_page(b"400 0 0 400 9 9 cm /I Do", picture, names=b"/XObject<</I 5 0 R>>")
    assert (open_photo(page).gray < 20).mean() > 0.2


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(5000), b"%PDF-1.7 trailer"])
def test_a_damaged_file_is_refused(data):
    with pytest.raises(ImageError, match="is a PDF file that cannot be opened: it is damaged"):
        count_pages(data)


def test_garbage_in_a_right_file_is_drawn_or_refused(scan):
    rng, data = np.random.default_rng(0), scan.read_bytes()
    outcomes = set()
    for _ in range(12):
        broken = bytearray(data)
        for place in rng.integers(9, len(data), 30):
            broken[place] = rng.integers(256)
        try:
            outcomes.add(open_photo(bytes(broken), page=1).gray.ndim)
        except ImageError as refusal:
            assert "\n" not in str(refusal)  # noqa: PT017 - either outcome is right
            outcomes.add("refused")
    assert 2 in outcomes


def test_a_locked_file_says_that_it_wants_a_password():
    with pytest.raises(ImageError, match="locked with a password"):
        count_pages(LOCKED)
