"""Every way to hand a picture in gives the same photo, and what is no picture is refused."""

import io
import os
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from inkdigits.errors import ImageError
from inkdigits.vision.photo import open_photo

H, W = 40, 60


@pytest.fixture
def gray():
    """Light paper, darker to the right, with a dark bar near the top left."""
    page = np.tile(np.linspace(230, 190, W), (H, 1)).astype(np.uint8)
    page[6:10, 8:30] = 30
    return page


def encode(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("BMP", {}),
        ("WEBP", {"lossless": True}),
        ("JPEG", {"quality": 100}),
        ("GIF", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "jpeg", "quality": 95}),
        ("AVIF", {"quality": 95}),
    ],
)
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_every_format_reads_the_same_from_path_and_bytes(gray, tmp_path, kind, options, mode):
    data = encode(Image.fromarray(gray).convert(mode), kind, **options)
    path = tmp_path / "digits.unknown"  # told by content, not by name
    path.write_bytes(data)
    for photo in (open_photo(data), open_photo(path), open_photo(str(path))):
        assert photo.rgb.shape == (H, W, 3)
        assert photo.rgb.dtype == photo.gray.dtype == np.uint8
        assert np.abs(photo.gray.astype(int) - gray).max() <= 8
    assert open_photo(path).name == str(path)
    assert open_photo(data).name is None
    assert open_photo(data, name="mine").name == "mine"


@pytest.mark.parametrize(
    "mode", ["P", "LA", "PA", "RGBA", "CMYK", "YCbCr", "HSV", "I", "I;16", "F"]
)
def test_pil_images_of_every_mode_are_brought_to_8_bits(gray, mode):
    image = Image.fromarray(gray)
    match mode:
        case "I":
            image = Image.fromarray(gray.astype(np.int32) * 257)
        case "I;16":
            image = Image.fromarray(gray.astype(np.uint16) * 257)
        case "F":
            image = Image.fromarray(gray.astype(np.float32) / 255)
        case "PA":
            image = image.convert("P").convert("PA")
        case _:
            image = image.convert(mode)
    photo = open_photo(image)
    wrong = np.abs(photo.gray.astype(int) - gray)
    assert wrong.mean() < 4


def test_files_with_a_palette_one_bit_cmyk_or_16_bits_read_as_they_look(gray):
    image = Image.fromarray(gray)
    files = {
        "palette": encode(image.convert("P"), "PNG"),
        "cmyk": encode(image.convert("CMYK"), "JPEG", quality=98),
        "16 bits": encode(Image.fromarray(gray.astype(np.uint16) * 257), "PNG"),
        "one bit": encode(Image.fromarray(gray > 100), "PNG"),
    }
    for name, data in files.items():
        expected = np.where(gray > 100, 255, 0) if name == "one bit" else gray
        assert np.abs(open_photo(data).gray.astype(int) - expected).mean() < 4, name


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_all_eight_exif_orientations_are_turned_upright(gray, orientation, kind):
    upright = Image.fromarray(gray)
    undo = {  # how a camera held like this stores an upright scene
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = open_photo(encode(stored.convert("RGB"), kind, exif=exif, quality=95))
    assert photo.gray.shape == gray.shape
    assert photo.size == (W, H)
    assert np.abs(photo.gray.astype(int) - gray).mean() < 5


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (90, 255), (200, 0)])
def test_transparent_paper_becomes_the_opposite_of_the_ink(ink, paper):
    rgba = np.zeros((30, 30, 4), np.uint8)
    rgba[10:20, 12:16] = (ink, ink, ink, 255)
    for source in (
        rgba,
        encode(Image.fromarray(rgba), "PNG"),
        encode(Image.fromarray(rgba), "WEBP", lossless=True),
    ):
        photo = open_photo(source)
        assert abs(int(photo.gray[0, 0]) - paper) <= 2
        assert abs(int(photo.gray[15, 14]) - ink) <= 2


def test_a_scan_with_transparent_corners_goes_on_with_its_paper():
    rgba = np.full((60, 60, 4), 220, np.uint8)
    rgba[20:40, 28:32, :3] = 20
    rgba[:, :, 3] = 255
    rgba[:6, :6] = 0
    assert abs(int(open_photo(rgba).gray[2, 2]) - 220) <= 2


def test_arrays_of_each_type_mean_the_same(gray):
    expected = open_photo(gray).gray
    rgb = np.repeat(gray[:, :, None], 3, axis=2)
    for array in (
        rgb,
        gray / 255,
        gray.astype(np.uint16) * 257,
        gray.astype(">u2") * 257,
        np.asfortranarray(gray),
        np.flipud(np.flipud(gray)),
    ):
        np.testing.assert_array_equal(open_photo(array).gray, expected)
    np.testing.assert_array_equal(open_photo(gray > 100).gray, np.where(gray > 100, 255, 0))


@pytest.mark.parametrize(
    ("array", "says"),
    [
        (np.zeros((0, 4), np.uint8), "no pixels"),
        (np.zeros((4, 4, 2), np.uint8), "has the shape"),
        (np.zeros(4, np.uint8), "has the shape"),
        (np.zeros((4, 4), np.int64), "has the type int64"),
        (np.full((4, 4), 2.0), "from 2 to 2"),
        (np.full((4, 4), np.nan), "from nan"),
        (np.full((4, 4), -0.5), "from -0.5"),
        (np.broadcast_to(np.uint8(0), (50_000, 50_000)), "too large"),
    ],
)
def test_arrays_that_are_no_picture_are_refused(array, says):
    with pytest.raises(ImageError, match=says):
        open_photo(array)


def test_what_is_neither_is_a_mistake_of_the_program():
    with pytest.raises(TypeError, match="not int"):
        open_photo(5)


def huge_png(side):
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
        + struct.pack(">I", zlib.crc32(chunk)) + struct.pack(">I", 0) + b"IDAT"
        + struct.pack(">I", zlib.crc32(b"IDAT"))
    )  # fmt: skip


def huge_bmp(side):
    return (
        b"BM"
        + struct.pack("<IHHI", 0, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, 0, 0, 0, 0, 0)
    )


@pytest.mark.parametrize("data", [huge_png(50_000), huge_bmp(50_000), huge_png(10_001)])
def test_a_huge_header_is_refused_before_a_pixel_is_decoded(data, tmp_path):
    path = tmp_path / "bomb.png"
    path.write_bytes(data)
    with pytest.raises(ImageError, match=r"bomb\.png is too large: (50,000 by 50,000|10,001 by)"):
        open_photo(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "AVIF"])
def test_every_way_to_cut_a_file_short_is_one_line_with_its_name(gray, tmp_path, kind):
    data = encode(Image.fromarray(gray).convert("RGB"), kind)
    path = tmp_path / "cut.jpg"
    for length in (0, 1, 2, 3, 12, 30, len(data) // 2):
        path.write_bytes(data[:length])
        with pytest.raises(ImageError) as refusal:
            open_photo(path)
        assert "cut.jpg" in str(refusal.value)
        assert "\n" not in str(refusal.value)


def test_garbage_after_a_right_beginning_is_refused(gray):
    rng = np.random.default_rng(0)
    for kind in ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "AVIF"):
        data = bytearray(encode(Image.fromarray(gray).convert("RGB"), kind))
        for _ in range(60):
            broken = bytearray(data)
            for place in rng.integers(4, len(data), 20):
                broken[place] = rng.integers(256)
            try:
                photo = open_photo(bytes(broken))
            except ImageError as refusal:
                assert "\n" not in str(refusal)  # noqa: PT017 - either outcome is right
            else:
                assert photo.gray.ndim == 2


def test_a_corrupt_exif_block_only_loses_the_orientation(gray):
    data = encode(Image.fromarray(gray), "JPEG", exif=b"Exif\0\0II*\0" + b"\xff" * 40)
    assert open_photo(data).gray.shape == (H, W)


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(ImageError, match=r"nowhere\.png is not there"):
        open_photo(tmp_path / "nowhere.png")
    with pytest.raises(ImageError, match="is a folder"):
        open_photo(tmp_path)
    with pytest.raises(ImageError, match="cannot be read"):
        open_photo("null\0byte.png")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_one_may_not_read_is_named(tmp_path):
    path = tmp_path / "secret.png"
    path.write_bytes(b"")
    path.chmod(0)
    with pytest.raises(ImageError, match="may not be read"):
        open_photo(path)
