"""A model and a frame in; what the network sees of it, step by step and number by number, out."""

from inkdigits.explain.anatomy import Anatomy
from inkdigits.explain.cell import Cell, Part
from inkdigits.explain.steps import Step
from inkdigits.explain.where import Change, occlusion, tip

__all__ = ["Anatomy", "Cell", "Change", "Part", "Step", "occlusion", "tip"]
