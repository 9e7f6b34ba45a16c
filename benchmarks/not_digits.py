"""A model and things that are not digits in; how well its score tells them from digits, out.

The things are for judging alone: what training makes to learn from must be made elsewhere.
"""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

import inkdigits
from draw_page import through
from inkdigits.data.idx import decode_idx
from inkdigits.model import Model

EACH = 2000  # frames of a set that we make
ACCEPTED = 0.995  # share of the digits that a threshold must let pass
FONT_SIZE = 72  # pixels
CANVAS = 120  # pixels a side that scribbles are drawn on
PEN = (4, 12)  # of those pixels: a scribble's width
LETTERS = "ACEFHJKLMNPRTUVWXYadefhkmnprtuwxyΔΛΞΠΣΦΨΩЖДЮЯШЩЭ&#@%?+="  # unlike any digit
NOWHERE = "\uffff"  # a letter that no font has

Frames = NDArray[np.uint8]  # (n, 28, 28), 0 paper to 255 ink


def judge_others(
    model: Model, digits: Frames, *, seed: int, notmnist: Path | None, fonts: Path
) -> dict[str, Any]:
    """How well digits and other things are told apart.

    Args:
        model: The model.
        digits: Digits as they are.
        seed: Of the things that are made here.
        notmnist: The IDX file of printed letters, or the folder that it lies in; None leaves it.
        fonts: A folder with fonts, however deep; without any there are no letters of ours.

    Returns:
        The score's name; the threshold, the card's own or, of a model without one, what lets
        99.5 % of these same digits pass; the share of the digits that it lets pass; and for each
        set its size, the area under the receiver's curve, and the share that is refused.
    """
    from sklearn.metrics import roc_auc_score

    name, passed = score(model, digits)
    threshold = model.card.thresholds.get("digitness", np.quantile(passed, 1 - ACCEPTED))
    sets = {}
    for kind, frames in make_sets(seed=seed, notmnist=notmnist, fonts=fonts).items():
        _, scores = score(model, frames)
        truth = np.repeat([1, 0], [len(passed), len(scores)])
        sets[kind] = {
            "total": len(frames),
            "auroc": float(roc_auc_score(truth, np.concatenate([passed, scores]))),
            "refused": float((scores < threshold).mean()),
        }
    return {
        "score": name,
        "digits": len(digits),
        "threshold": float(threshold),
        "accepted": float((passed >= threshold).mean()),
        "sets": sets,
    }


def score(model: Model, frames: Frames) -> tuple[str, NDArray[np.float32]]:
    """How much each frame looks like a digit, and what that score is called.

    It is the model's own ``digitness`` where it has one, else the probability of its answer.
    """
    digitness = getattr(model, "digitness", None)
    own = digitness(frames) if callable(digitness) else None
    if own is not None:
        return "digitness", own
    return "probability of the answer", model.probabilities(frames).max(1)


def make_sets(*, seed: int, notmnist: Path | None, fonts: Path) -> dict[str, Frames]:
    """Every set of things that are not digits, by name."""
    sets = {}
    if notmnist is not None:
        letters = read_notmnist(notmnist)
        sets["notMNIST"] = letters
        sets["notMNIST, framed"] = np.stack([inkdigits.frame(one) for one in letters])
    made = draw_letters(fonts, np.random.default_rng([seed, 0]))
    if len(made):
        sets["letters and signs"] = made
    sets["scribbles"] = draw_scribbles(np.random.default_rng([seed, 1]))
    sets["noise"] = draw_noise(np.random.default_rng([seed, 2]))
    sets["blanks"] = draw_blanks(np.random.default_rng([seed, 3]))
    return sets


def read_notmnist(path: Path) -> Frames:
    """Printed letters A to J, light on dark as they come, (n, 28, 28)."""
    file = path / "t10k-images-idx3-ubyte.gz" if path.is_dir() else path
    return decode_idx(file.read_bytes(), name=str(file))


def draw_letters(fonts: Path, rng: np.random.Generator) -> Frames:
    """Letters and signs of the fonts in a folder, framed; none where there are no fonts."""
    files = sorted(path for path in fonts.rglob("*") if path.suffix.lower() in {".ttf", ".otf"})
    faces = [ImageFont.truetype(file, FONT_SIZE) for file in files]
    known = [(face, letter) for face in faces for letter in LETTERS if has_letter(face, letter)]
    frames = np.empty((EACH if known else 0, 28, 28), np.uint8)
    for into in frames:
        face, letter = known[rng.integers(len(known))]
        canvas = Image.new("L", (2 * FONT_SIZE, 2 * FONT_SIZE))
        ImageDraw.Draw(canvas).text((FONT_SIZE // 2, FONT_SIZE // 2), letter, fill=255, font=face)
        into[:] = inkdigits.frame(np.asarray(canvas))
    return frames


def has_letter(face: ImageFont.FreeTypeFont, letter: str) -> bool:
    """Whether a font draws a letter, and not the box that stands for those it lacks."""
    return bytes(face.getmask(letter)) != bytes(face.getmask(NOWHERE))


def draw_scribbles(rng: np.random.Generator) -> Frames:
    """One to three smooth strokes through six to twelve points in all, anywhere; framed."""
    frames = []
    for _ in range(EACH):
        canvas = np.zeros((CANVAS, CANVAS), np.uint8)
        width = int(rng.integers(*PEN))
        strokes = int(rng.integers(1, 4))
        for _ in range(strokes):
            points = rng.uniform(15, CANVAS - 15, (int(rng.integers(6, 13)) // strokes, 2))
            path = np.rint(through(points, steps=12)).astype(np.int32)
            cv2.polylines(canvas, [path], False, 255, width, cv2.LINE_AA)
        frames.append(inkdigits.frame(cv2.GaussianBlur(canvas, (0, 0), 2)))
    return np.stack(frames)


def draw_noise(rng: np.random.Generator) -> Frames:
    """Grain of every coarseness, a third each of all levels, of two, and of few bright ones."""
    grain = rng.standard_normal((EACH, 28, 28), np.float32)
    reach = rng.uniform(0, 3, EACH)  # pixels
    frames = []
    for number, (one, sigma) in enumerate(zip(grain, reach, strict=True)):
        soft = cv2.GaussianBlur(one, (0, 0), sigma) if sigma > 0.3 else one  # noqa: PLR2004
        levels = (soft - soft.min()) / np.ptp(soft)
        kinds = (levels, levels > np.median(levels), (2 * levels - 1).clip(0))
        frames.append(np.rint(255 * kinds[number % 3]).astype(np.uint8))
    return np.stack(frames)


def draw_blanks(rng: np.random.Generator) -> Frames:
    """Paper of every level, plain, and with a grain of two levels."""
    plain = np.arange(256)[:, None, None] * np.ones((1, 28, 28))
    grainy = plain + rng.normal(0, 2, plain.shape)
    return np.rint(np.concatenate([plain, grainy]).clip(0, 255)).astype(np.uint8)
