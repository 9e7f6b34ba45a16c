"""How hard pages of each grade are: plain data, each grade the one before it and what it adds."""

from dataclasses import dataclass, replace

Range = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Grade:
    """What pages of a grade may have. Shares are of pages, and of neighbours or digits if said."""

    smallest: float = 24  # pixels: the lowest digits
    spacing: Range = (0.22, 0.7)  # between neighbours, of the digits' size: a page's mean
    uneven: float = 0.03  # the same: standard deviation on a page
    overlap: float = -0.3  # share of the narrower digit that neighbours share, at most
    touching: float = 0.0  # share of neighbours pushed together until they touch
    sizes: float = 0.03  # standard deviation of digits' sizes on a page, as a share
    slant: float = 0.1  # shear of a page, to either side
    leaning: float = 0.03  # standard deviation of digits' shear, and of their turn in radians
    dancing: float = 0.02  # standard deviation of digits' heights above the line, of their size
    pens: tuple[str, ...] = ("ballpoint", "felt", "marker")
    pen: Range = (0.075, 0.15)  # width, of the digits' size
    contrast: Range = (0.75, 0.95)  # share of the paper's light that ink takes
    coloured: float = 0.0  # share with coloured paper or ink
    cast: float = 0.015  # of the light's colour: standard deviation of red, green and blue
    shade: Range = (0.0, 0.12)  # how much of its light the darkest corner lacks
    soft_shadow: float = 0.0
    hard_shadow: float = 0.0
    desk: float = 0.0  # share where the paper ends within the picture
    ruled: float = 0.0
    squared: float = 0.0
    dark: float = 0.0  # share written light on dark
    slope: float = 0.5  # degrees, to either side, of each row
    skew: float = 1.0  # the same of the page
    keystone: float = 0.0  # how much narrower one side of the picture is, at most
    blur: Range = (0.0, 0.02)  # standard deviation, of the smallest digits' size
    noise: Range = (0.5, 1.5)  # standard deviation, levels of 255
    quality: tuple[int, int] = (92, 98)  # of JPEG
    clutter: float = 0.0  # share with words, lines and blots beside the numbers
    signs: float = 0.0  # share of numbers that are dates and amounts, with their signs
    many_sizes: float = 0.0
    broken: float = 0.0  # share with strokes that have gaps
    turned: float = 0.0  # share turned by 90, 180 or 270 degrees
    diagonal: float = 0.0  # share with one number across the page


_CLEAR = Grade()
_UNEVEN = replace(
    _CLEAR,
    smallest=18,
    spacing=(0.03, 0.6),
    uneven=0.08,
    overlap=0.03,
    touching=0.06,
    sizes=0.08,
    slant=0.3,
    leaning=0.07,
    dancing=0.06,
    pens=("ballpoint", "felt", "marker", "pencil", "fountain"),
    pen=(0.05, 0.18),
    contrast=(0.5, 0.95),
    coloured=0.45,
    cast=0.04,
    shade=(0.0, 0.4),
    soft_shadow=0.5,
    slope=1.5,
    skew=2.0,
    keystone=0.04,
    blur=(0.0, 0.035),
    noise=(0.5, 3.0),
    quality=(70, 97),
)
_RULED = replace(
    _UNEVEN,
    smallest=16,
    ruled=0.45,
    squared=0.0,
    hard_shadow=0.4,
    desk=0.35,
    noise=(1.0, 6.0),
    slope=5.0,
    skew=3.0,
    dark=0.15,
    many_sizes=0.15,
)
_TOUCHING = replace(
    _RULED,
    smallest=14,
    spacing=(-0.03, 0.45),
    overlap=0.15,
    touching=0.2,
    ruled=0.2,
    squared=0.4,
    skew=10.0,
    keystone=0.08,
    clutter=0.7,
    signs=0.2,
)
_OVERLAPPING = replace(
    _TOUCHING,
    smallest=12,
    spacing=(-0.12, 0.4),
    overlap=0.3,
    touching=0.3,
    skew=20.0,
    keystone=0.12,
    pen=(0.035, 0.22),
    contrast=(0.4, 0.95),
    blur=(0.0, 0.055),
    noise=(1.0, 12.0),
    quality=(35, 95),
    many_sizes=0.4,
    broken=0.25,
    turned=0.35,
    diagonal=0.06,
)
GRADES = {1: _CLEAR, 2: _UNEVEN, 3: _RULED, 4: _TOUCHING, 5: _OVERLAPPING}
