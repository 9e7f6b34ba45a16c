"""Digits, a grade and a seed in; pictures like photographs of handwritten numbers, with truth, out.

For judging readers, and for developing them on digits that no test set has.
"""

from .grades import GRADES
from .scene import Page, Written, make_page

__all__ = ["GRADES", "Page", "Written", "make_page"]
