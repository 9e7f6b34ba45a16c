"""Files, or the name of a set, in; a Dataset of labelled 28 by 28 digits out."""

from inkdigits.data.dataset import Dataset, Examples
from inkdigits.data.mnist import fetch_mnist
from inkdigits.data.places import FileCheck, Place
from inkdigits.data.sources import Source, load, load_here, survey
from inkdigits.data.split import split_validation

__all__ = [
    "Dataset",
    "Examples",
    "FileCheck",
    "Place",
    "Source",
    "fetch_mnist",
    "load",
    "load_here",
    "split_validation",
    "survey",
]
