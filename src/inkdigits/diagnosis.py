"""Nothing in; out come a few lines about this installation, for a person or a bug report."""

import platform
from importlib.metadata import PackageNotFoundError, version

from inkdigits.data import survey
from inkdigits.errors import InkdigitsError
from inkdigits.machine import cores
from inkdigits.model import load_model

NEEDED = ("numpy", "pillow", "opencv-python-headless", "onnxruntime")
EXTRA = ("torch", "safetensors", "onnx", "scikit-learn")
SCANS = ("pypdfium2", "pillow-heif")  # for PDF and HEIC


def diagnose() -> list[str]:
    """Versions, cores, what is installed, whether the shipped model loads, what data is here."""
    system = f"{platform.system()} {platform.machine()}, {cores()} cores"
    lines = [
        f"inkdigits {version('inkdigits')}, Python {platform.python_version()}, {system}",
        "reading:  " + _versions(NEEDED),
        "training: " + _versions(EXTRA),
        "scans:    " + _versions(SCANS),
    ]
    try:
        card = load_model().card
        lines.append(f"shipped model: whole; {card.command}")
    except InkdigitsError as error:
        lines.append(f"shipped model: {error}")
    lines += [
        f"{source.name}: {'here' if source.ready else 'not here: ' + source.needs}"
        for source in survey()
    ]
    return lines


def _versions(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {_version(name)}" for name in names)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "MISSING"
