"""What lies on a desk in; a photograph of it out: light and shadow, blur, noise and JPEG."""

import cv2
import numpy as np
from numpy.typing import NDArray

from .grades import Grade
from .noise import Levels, between, between_scales, cloud, happens
from .surface import Colours

EXPOSURE = (0.82, 1.02)  # share of the light that the sensor has room for
LOUDEST = 0.12  # of the ink's contrast: in more noise than that nobody can read
FINE = ((20, 75), (32, 55))  # of digits smaller than so many pixels: the least JPEG quality


def light(grade: Grade, shape: tuple[int, int], rng: np.random.Generator) -> Levels:
    """How much light falls on each place, (h, w), about 1."""
    height, width = shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    angle = rng.uniform(0, 2 * np.pi)
    shade = between(rng, grade.shade)
    slope = (x * np.cos(angle) + y * np.sin(angle)).astype(np.float32)
    lit = 1 - shade * (slope + 0.5) - shade * rng.uniform(0, 0.8) * 2 * (x * x + y * y)
    if happens(rng, grade.soft_shadow):
        lit *= shadow(rng, x, y, depth=between(rng, (0.1, 0.45)), edge=between(rng, (0.05, 0.3)))
    if happens(rng, grade.hard_shadow):
        lit *= shadow(rng, x, y, depth=between(rng, (0.25, 0.6)), edge=between(rng, (0.001, 0.02)))
    return lit.astype(np.float32)


def shadow(rng: np.random.Generator, x: Levels, y: Levels, *, depth: float, edge: float) -> Levels:
    """What a shadow leaves of the light: of a straight edge, a stripe, or a round thing.

    Args:
        rng: Chooses which.
        x: From -0.5 to 0.5 across the picture.
        y: The same, down.
        depth: Share of the light that it takes.
        edge: How far its edge is soft, of the picture.
    """
    angle = rng.uniform(0, 2 * np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    across = -x * np.sin(angle) + y * np.cos(angle)
    kind = rng.integers(3)
    if kind == 0:
        inside = along - rng.uniform(-0.3, 0.3)
    elif kind == 1:
        inside = rng.uniform(0.05, 0.2) - np.abs(along - rng.uniform(-0.4, 0.4))
    else:
        middle = rng.uniform(-0.5, 0.5, 2)
        far = (along - middle[0]) * rng.uniform(0.6, 1.6), across - middle[1]
        lobes = np.sin(rng.integers(2, 6) * np.arctan2(*far) + rng.uniform(0, 6))
        inside = rng.uniform(0.2, 0.4) - np.hypot(*far) * (1 + rng.uniform(0, 0.25) * lobes)
    wave = rng.uniform(0, 0.03) * np.sin(across * rng.uniform(4, 14) + rng.uniform(0, 6))
    return 1 - depth / (1 + np.exp(-((inside + wave) / edge).clip(-30, 30)))


def photograph(
    scene: Colours,
    lit: Levels,
    grade: Grade,
    *,
    smallest: float,
    faintest: float,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Take the photograph.

    Args:
        scene: What is seen, in even light.
        lit: The light on it.
        grade: How bad the camera may be.
        smallest: Size of the smallest digits, pixels: what is blurred more cannot be read.
        faintest: How far ink and paper are apart where it is darkest, share of the light.
        rng: Chooses how.

    Returns:
        uint8 (h, w, 3) RGB.
    """
    tint = 1 + grade.cast * (rng.normal(0, 1, 3) + rng.normal(0, 0.6, (2, 2, 3)))  # to each corner
    tint *= between(rng, EXPOSURE) / tint.max()
    seen = scene * lit[:, :, None]
    seen *= cv2.resize(tint.astype(np.float32), lit.shape[::-1], interpolation=cv2.INTER_LINEAR)
    blur = between(rng, grade.blur) * smallest
    if blur > 0.3:  # noqa: PLR2004
        seen = _blurred(seen, min(blur, 4), rng)
    noise = min(between_scales(rng, grade.noise), LOUDEST * 255 * faintest)
    shape = lit.shape
    grain = cloud(rng, shape, 0) * (noise * 0.8)
    colour = cv2.resize(
        rng.normal(0, noise * 0.6, (shape[0] // 2 + 1, shape[1] // 2 + 1, 3)).astype(np.float32),
        shape[::-1],
    )
    levels = 255 * seen + (grain[:, :, None] + colour) * np.sqrt(0.35 + 0.65 * seen.clip(0, 1))
    picture = np.rint(levels).clip(0, 255).astype(np.uint8)
    quality = int(rng.integers(*grade.quality))
    quality = max([quality] + [least for size, least in FINE if smallest < size])
    return compressed(picture, quality)


def _blurred(seen: Colours, blur: float, rng: np.random.Generator) -> Colours:
    """Out of focus, or moved."""
    if happens(rng, 0.75):
        return np.asarray(cv2.GaussianBlur(seen, (0, 0), blur), np.float32)
    length = max(3, round(3 * blur))
    kernel = np.zeros((length, length), np.float32)
    middle, angle = (length - 1) / 2, rng.uniform(0, np.pi)
    way = np.array([np.cos(angle), np.sin(angle)]) * middle
    ends = [tuple(np.rint(middle + sign * way).astype(int).tolist()) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0)
    return np.asarray(cv2.filter2D(seen, -1, kernel / kernel.sum()), np.float32)


def compressed(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """What JPEG leaves of a picture, uint8 (h, w, 3) RGB."""
    _, data = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1])
