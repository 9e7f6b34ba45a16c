"""A TIFF file that Pillow has opened in; out come its sheets, told from previews and masks."""

from itertools import count
from typing import Any

from PIL.TiffTags import TAGS_V2_GROUPS

from inkdigits.vision.pages import check_count, check_page

SUBFILE = 254  # the tag that says what an image is to the others
PREVIEW, MASK = 1, 4  # its bits


def find_sheets(image: Any, *, name: str) -> list[int]:
    """Where in a TIFF its sheets are, among smaller copies and masks of them.

    Args:
        image: A ``PIL.TiffImagePlugin.TiffImageFile``; it is left at its last image.
        name: What to call it in errors.

    Raises:
        ImageError: It has more than 10,000 images.
    """
    found, all_of_them = [], []
    for place in count():
        try:
            image.seek(place)
        except EOFError:
            break
        all_of_them.append(check_count(place, name=name))
        if not image.tag_v2.get(SUBFILE, 0) & (PREVIEW | MASK):
            found.append(place)
    return found or all_of_them


def turn_to(image: Any, page: int | None, *, name: str) -> None:
    """Turn a TIFF to one of its sheets, counted from 1; to its only one where none is named.

    Raises:
        ImageError: There is no such sheet, or none is named and there are several.
    """
    sheets = find_sheets(image, name=name)
    image.seek(sheets[check_page(page, of=len(sheets), name=name) - 1])
    exif = image.getexif()  # which loading asks for, and keeps; a corrupt one warns here, not there
    for block in set(TAGS_V2_GROUPS) & set(exif):
        exif.get_ifd(block)
