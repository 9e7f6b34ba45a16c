"""A word or a sign in; strokes of handwriting out. The forms are ours: no font and no data set.

A form is one line of text: strokes apart by slashes, a stroke's points x,y in hundredths of a
letter's height, y downwards from the top of a capital to the line it stands on. The pen goes
through them in a smooth curve, with a corner where a point is given twice.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Stroke = NDArray[np.float64]  # (n, 2) x, y

LETTERS: Final = {
    "a": "48,52 30,45 10,55 5,80 18,98 38,92 50,60 50,48 50,48 50,85 60,100",
    "b": "10,0 8,50 8,98 8,98 10,60 30,48 50,62 45,92 25,100 8,92",
    "c": "48,55 30,45 10,58 6,82 22,100 50,90",
    "d": "48,55 28,46 8,60 8,88 28,100 48,80 52,0 52,0 50,70 56,100",
    "e": "8,75 45,70 45,55 28,46 8,62 10,92 30,100 52,88",
    "f": "45,10 35,0 22,12 22,60 20,115 / 5,50 42,48",
    "g": "48,52 28,46 8,60 10,85 28,92 48,70 50,50 50,50 48,115 30,135 8,125",
    "h": "10,0 8,100 8,100 12,62 32,48 46,60 46,100",
    "i": "12,50 12,90 20,100 / 12,30 13,31",
    "j": "22,50 22,115 10,132 0,122 / 22,30 23,31",
    "k": "10,0 8,100 / 45,48 10,75 10,75 48,100",
    "l": "10,0 9,85 20,100",
    "m": "8,50 8,100 8,100 14,58 28,48 36,60 36,100 36,100 42,58 56,48 66,60 66,100",
    "n": "8,50 8,100 8,100 14,60 32,48 45,60 46,100",
    "o": "28,46 8,60 8,88 28,100 48,86 48,60 28,46",
    "p": "8,50 8,135 / 8,60 28,46 48,60 46,90 26,100 8,90",
    "q": "48,54 28,46 8,60 10,88 30,98 48,80 50,50 50,50 48,135 60,120",
    "r": "8,50 8,100 8,100 12,65 28,48 40,52",
    "s": "42,52 24,46 10,58 24,72 42,84 26,100 6,94",
    "t": "20,15 18,88 30,100 44,92 / 4,48 40,46",
    "u": "8,50 8,88 24,100 44,82 46,50 46,50 46,90 54,100",
    "v": "4,50 24,100 24,100 46,50",
    "w": "4,50 16,100 16,100 32,58 32,58 48,100 48,100 62,50",
    "x": "6,50 46,100 / 46,50 6,100",
    "y": "6,50 24,95 / 46,50 24,98 8,132",
    "z": "6,50 44,50 44,50 6,100 6,100 46,99",
    "A": "4,100 32,0 32,0 60,100 / 14,66 50,64",
    "B": "10,0 10,100 / 10,2 45,5 48,38 12,48 12,48 58,55 56,95 10,100",
    "C": "58,15 36,0 8,25 6,70 32,100 60,86",
    "D": "10,0 10,100 / 10,2 50,10 62,50 46,92 10,100",
    "E": "56,2 10,2 10,2 10,100 10,100 58,98 / 10,50 46,48",
    "F": "56,2 10,2 10,2 10,100 / 10,48 46,46",
    "G": "58,15 36,0 8,25 6,72 34,100 60,84 60,55 60,55 38,55",
    "H": "8,0 8,100 / 58,0 58,100 / 8,50 58,48",
    "K": "10,0 10,100 / 56,0 12,52 12,52 60,100",
    "L": "10,0 10,98 10,98 56,97",
    "M": "6,100 12,0 12,0 38,62 38,62 64,0 64,0 70,100",
    "N": "8,100 10,0 10,0 56,100 56,100 58,0",
    "P": "10,0 10,100 / 10,3 48,5 54,35 40,52 10,54",
    "R": "10,0 10,100 / 10,3 48,5 52,36 12,52 12,52 60,100",
    "S": "54,14 32,0 10,20 32,46 56,74 34,100 6,88",
    "T": "2,3 62,2 / 32,3 31,100",
    "U": "8,0 8,70 32,100 56,72 58,0",
    "V": "4,0 30,100 30,100 58,0",
    "W": "2,0 20,100 20,100 38,30 38,30 56,100 56,100 76,0",
    "X": "6,0 58,100 / 58,0 6,100",
    "Y": "4,0 30,50 / 58,0 24,100",
    "Z": "6,2 56,2 56,2 4,98 4,98 60,97",
}
SIGNS: Final = {
    ".": "4,96 6,97 7,99 4,98",
    ",": "8,92 9,98 2,112",
    ":": "6,60 7,61 6,62 / 6,94 7,95 6,96",
    "-": "2,62 34,60",
    "/": "34,-4 2,108",
    "+": "4,60 48,60 / 26,38 26,84",
    "=": "4,52 44,50 / 4,70 44,70",
    "€": "62,16 42,2 20,20 16,72 38,100 62,86 / 2,40 50,38 / 2,60 46,58",
    "$": "52,20 30,8 10,26 30,48 54,72 30,94 6,80 / 31,-8 30,110",
    "£": "56,18 40,2 24,16 24,60 8,98 8,98 60,96 / 8,56 46,54",
    "%": "56,2 6,100 / 16,4 6,18 16,30 26,16 16,4 / 48,68 38,84 48,98 58,82 48,68",
    "#": "22,4 14,98 / 48,4 40,98 / 2,36 62,34 / 0,66 58,64",
    "&": "60,98 16,30 22,4 42,6 40,28 8,66 18,98 42,92 60,58",
    "?": "6,22 24,2 48,18 40,42 26,54 26,72 / 26,96 27,97",
    "!": "12,0 10,70 / 10,95 11,97",
    "(": "26,-4 8,30 8,70 26,108",
    ")": "6,-4 24,30 24,70 6,108",
    "*": "24,22 24,58 / 8,30 40,50 / 40,30 8,50",
}
FORMS: Final = LETTERS | SIGNS
UNLIKE: Final = "ACEFHKLMNPRTVWXYadefhkmnprtuvwxy"  # letters that no digit looks like
WORDS: Final = (
    "name", "Name", "date", "Datum", "total", "Summe", "paid", "from", "the", "and", "with",
    "water", "Wasser", "meter", "kWh", "Haus", "house", "room", "phone", "Telefon", "milk",
    "bread", "Kaffee", "week", "month", "Tag", "today", "please", "call", "back", "Anna", "Peter",
    "Martin", "Karen", "invoice", "amount", "number", "customer", "order", "left", "right",
    "north", "value", "height", "weight", "Nummer", "Betrag", "Ende", "tea", "work", "page",
    "train", "Mutter", "Vater", "letter", "garden", "winter", "March", "April", "May", "Friday",
    "never", "again", "what", "when", "where", "paper", "when", "them", "every", "made", "under",
)  # fmt: skip
STEPS = 8  # straight pieces that a curve between two points is drawn in
APART = 0.12  # between letters, of their height
UNSTEADY = 0.025  # of the height: how far each point goes astray, one standard deviation


def write(text: str, rng: np.random.Generator, *, joined: bool = False) -> list[Stroke]:
    """Write a text as strokes.

    Args:
        text: Letters and signs of ``FORMS``, and spaces.
        rng: Makes each letter a little different.
        joined: Whether the pen stays on the paper between the letters of a word.

    Returns:
        Strokes, (n, 2) x, y, of a capital height of 1, from x = 0 on, standing on y = 1.
    """
    strokes: list[Stroke] = []
    left = 0.0
    open_end = False  # whether the last stroke may be gone on with
    for letter in text:
        if letter == " ":
            left, open_end = left + 0.5, False
            continue
        form = [parse(stroke) for stroke in FORMS[letter].split(" / ")]
        high = rng.normal(1, 0.05)
        right = max(float(stroke[:, 0].max()) for stroke in form)
        wide = rng.normal(1, 0.07)
        for part, stroke in enumerate(form):
            points = stroke + rng.normal(0, UNSTEADY, stroke.shape)
            for twice in np.flatnonzero((stroke[1:] == stroke[:-1]).all(1)):
                points[twice + 1] = points[twice]
            points = points * (wide, high) + (left, 1 - high)
            if joined and part == 0 and open_end and letter in LETTERS:
                strokes[-1] = np.concatenate([strokes[-1], points])
            else:
                strokes.append(points)
        open_end = joined and len(form) == 1 and letter in LETTERS
        left += right * wide + APART * rng.normal(1, 0.3)
    return [curve(stroke) for stroke in strokes]


def parse(stroke: str) -> Stroke:
    """The points of one stroke, of a height of 1."""
    return np.array([point.split(",") for point in stroke.split()], np.float64) / 100


def curve(points: Stroke) -> Stroke:
    """A smooth line through points, (n, 2) -> (m, 2); a corner where a point is given twice.

    References:
        Catmull and Rom, "A class of local interpolating splines", 1974.
    """
    pieces = [points[:1]]
    ends = np.pad(points, ((1, 1), (0, 0)), mode="edge")
    t = np.linspace(0, 1, STEPS + 1)[1:, None]
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        if not np.array_equal(b, c):
            bends = (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
            pieces.append(0.5 * (2 * b + (c - a) * t + bends))
    return np.concatenate(pieces)
