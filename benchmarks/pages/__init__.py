"""Digits, a grade and a seed in; pictures like photographs of handwritten numbers, with truth, out.

For judging readers, and for developing them on digits that no test set has.
"""

from .empties import KINDS, make_empty
from .grades import GRADES
from .page import Page, Written
from .scene import make_page

__all__ = ["GRADES", "KINDS", "Page", "Written", "make_empty", "make_page"]
