"""Words for a part of a picture, or for a number, in; the box or the pattern they mean out."""

import re

from inkdigits.digits import DIGIT, Box, check_pattern
from inkdigits.errors import UsageError

LONGEST = 100  # digits of a number: a longer one is a slip of the finger

_CROP = re.compile(r"(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})", re.ASCII)
_LENGTH = re.compile(r"\d{1,6}", re.ASCII)


def parse_crop(text: str) -> Box:
    """A part of a picture, ``"120,80,400,60"``: x, y, width and height in its pixels.

    Raises:
        UsageError: The text is not that.
    """
    found = _CROP.fullmatch(text.replace(" ", ""))
    if not found:
        raise UsageError(
            f"{text!r} is no part of a picture. Give x, y, width and height in its pixels: "
            "120,80,400,60."
        )
    x, y, width, height = map(int, found.groups())
    return Box(x=x, y=y, width=width, height=height)


def parse_pattern(text: str) -> str:
    """What a number looks like, ``"####-##"``; ``"5"`` is short for five digits, ``"#####"``.

    Raises:
        UsageError: It asks for no digit, or for more than 100; or has digits itself, which nobody
            would have read, or a line feed.
    """
    length = int(text) if _LENGTH.fullmatch(text) else None
    digits = text.count(DIGIT) if length is None else length
    if not 1 <= digits <= LONGEST:
        raise UsageError(
            f"{text!r} asks for {digits} digits. Give a length, 1 to {LONGEST}, or a pattern with "
            f"a {DIGIT} for each digit, such as '####-##'."
        )
    if length is not None:
        return DIGIT * length
    check_pattern(text)
    return text
