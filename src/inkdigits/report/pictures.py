"""Frames in; small PNGs that are part of the page, with their captions, out."""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkdigits.report.markup import Html, element, percent
from inkdigits.report.subject import Subject


def data_uri(frame: NDArray[np.uint8]) -> str:
    """A uint8 (28, 28) frame as a PNG in an address: dark ink on white paper."""
    file = io.BytesIO()
    Image.fromarray(255 - frame).save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def picture(subject: Subject, position: int, *captions: Html) -> Html:
    """One digit as a figure.

    Args:
        subject: Whose answers are told to who does not see it.
        position: Of the digit among those that were judged.
        captions: What is written below it.
    """
    label, given = subject.answers.examples.labels[position], subject.given[position]
    confidence = percent(float(subject.confidence[position]))
    image = element(
        "img",
        src=data_uri(subject.answers.examples.images[position]),
        alt=f"Digit {position:,}: labelled {label}, read as {given}, {confidence} sure",
        width=28,
        height=28,
    )
    return element("figure", image, element("figcaption", *captions))


def doubt(subject: Subject, position: int) -> Html:
    """A mark for a digit whose label people did not uphold; nothing for the others."""
    if position not in subject.answers.doubtful:
        return Html()
    seen = subject.answers.doubtful[position]
    words = "undecided" if seen is None else f"people: {seen}"
    return element("span", words, class_="doubt")


def sure(subject: Subject, position: int) -> Html:
    """How sure the answer was."""
    return element("span", percent(float(subject.confidence[position])), class_="sure")


def number(position: int) -> Html:
    """Where the digit is among those that were judged, counted from 0."""
    return element("span", f"no. {position:,}", class_="number")
