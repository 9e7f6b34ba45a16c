"""Chance in; a word in joined handwriting, line by line, out."""

import numpy as np
from numpy.typing import NDArray

from inkdigits.learn.forms import parse
from inkdigits.learn.spotting.chance import between, perhaps
from inkdigits.learn.strokes import curve

LIFTED = 0.15  # share of letters after which the pen is lifted
UNSTEADY = 0.06  # of a small letter's height: how far each point goes astray
ABOVE = 1.9  # small letters' heights: a dot is drawn above what is lower, a bar across the rest

# A small letter stands from 0 to 100, from where the pen comes from the left to where it leaves;
# what stands out above is below 0.
LETTERS = tuple(
    parse(form)[0]
    for form in (
        "0,90 60,10 25,5 5,55 20,98 50,80 66,10 66,10 64,80 90,92",  # a
        "0,90 35,-20 28,-95 12,-40 12,90 35,98 60,55 45,20 65,28 85,30",  # b
        "0,90 50,18 25,2 5,55 25,98 65,85",  # c
        "0,90 60,10 25,5 5,55 20,98 50,80 72,-90 64,20 66,85 90,92",  # d
        "0,90 45,45 35,2 8,40 18,95 40,98 65,82",  # e
        "0,90 38,-50 30,-95 16,-40 15,160 15,190 34,150 18,95 55,85",  # f
        "0,90 60,10 25,5 5,55 20,98 50,80 66,10 64,150 40,195 22,165 88,88",  # g
        "0,90 35,-50 25,-95 12,-40 10,100 10,100 25,30 48,5 62,35 60,85 85,92",  # h
        "0,90 20,8 20,8 20,85 48,92",  # i
        "0,90 25,8 25,8 20,150 0,195 -18,165 50,88",  # j
        "0,90 35,-50 25,-95 12,-40 10,100 10,100 20,50 50,10 50,40 20,55 55,98 75,88",  # k
        "0,90 35,-40 25,-95 12,-40 15,85 45,92",  # l
        "0,85 10,8 12,100 12,100 25,25 40,5 50,30 50,100 50,100 62,25 80,5 90,30 88,85 112,92",  # m
        "0,85 10,8 12,100 12,100 28,25 48,5 60,30 58,85 84,92",  # n
        "0,90 40,8 12,25 10,90 45,98 62,40 40,5 55,22 82,25",  # o
        "0,85 15,8 14,190 14,190 20,30 48,5 64,50 42,98 20,85 80,90",  # p
        "0,90 60,10 25,5 5,55 20,98 50,80 66,10 62,190 62,190 90,60",  # q
        "0,90 15,5 25,-8 42,12 40,80 65,92",  # r
        "0,90 38,0 32,35 52,70 30,100 8,85 66,90",  # s
        "0,90 25,-60 22,10 22,85 50,92",  # t
        "0,85 14,8 14,80 35,98 56,70 60,8 60,8 60,80 86,92",  # u
        "0,85 12,8 30,98 52,10 60,20 80,25",  # v
        "0,85 10,8 20,95 42,20 42,20 58,98 78,10 98,25",  # w
        "0,20 20,5 35,50 50,98 70,85",  # x
        "0,85 14,8 14,80 35,98 58,8 58,8 54,150 34,195 16,165 84,88",  # y
        "0,20 45,8 10,95 55,90 45,190 15,170 75,88",  # z
    )
)


def joined_word(length: int, rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """The lines of a word of so many letters.

    Returns:
        For each line (n, 2): x to the right from the word's left end, y down from its foot, in
        heights of a small letter.
    """
    lines, at, wide = [], 0.0, between(0.6, 1.4, rng)
    word: list[NDArray[np.float64]] = []
    for _ in range(length):
        form = np.array(LETTERS[rng.integers(len(LETTERS))])
        points = form * (wide, 1) + (at, -1)
        steady = (form[1:] == form[:-1]).all(1)  # a corner is a point that is given twice
        moved = points + rng.normal(0, UNSTEADY, points.shape)
        moved[1:][steady] = moved[:-1][steady]
        word.append(moved)
        if perhaps(0.15, rng):
            x, y = at + 0.3 * wide, -ABOVE + between(0, 0.5, rng)
            across = between(0.02, 0.8, rng)
            lines.append(np.array([(x - across / 2, y), (x + across / 2, y)]))
        at += wide * form[-1, 0]
        if perhaps(LIFTED, rng):
            lines.append(curve(np.concatenate(word)))
            word, at = [], at + 0.15
    if word:
        lines.append(curve(np.concatenate(word)))
    return lines
