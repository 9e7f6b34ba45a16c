"""Trains convolutional networks on MNIST and reads handwritten digits with them.

    import inkdigits

    inkdigits.read("photo.jpg").text                     # '90210', with the shipped model
    model = inkdigits.load_model()                       # the shipped one, or a Model folder's path
    model = inkdigits.train("fast", data="mnist", seed=0)
    model.probabilities(frames)                          # (n, 28, 28) uint8 -> (n, 10) float32
    digits = inkdigits.load_data("mnist")
    inkdigits.evaluate(model, digits).accuracy
    inkdigits.write_report("report.html", digits, model)  # or two models
    inkdigits.frame(ink)                                 # 2-D, 0 = paper -> (28, 28) uint8
    inkdigits.Reader(model).read(image)                  # a path, bytes, a PIL image or an array
    inkdigits.read_many(paths)                           # readings in order, on all cores
    inkdigits.read_many(inkdigits.open_pages("scan.pdf"))  # or pages.tif: a reading for each page
    inkdigits.finetune(data="folder/of/one/hand")        # the shipped model, and that hand as well

Nothing is imported before it is used: torch by ``train`` and ``finetune`` alone,
OpenCV and onnxruntime by reading.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from inkdigits.errors import TRAINING, InkdigitsError, MissingExtraError

if TYPE_CHECKING:
    from inkdigits.data import Dataset, Examples
    from inkdigits.data import load as load_data
    from inkdigits.digits import Box, Digit, Number, Reading
    from inkdigits.evaluation import Evaluation, evaluate
    from inkdigits.finetuner import finetune
    from inkdigits.learn.recipe import Recipe
    from inkdigits.model import Model, load_model
    from inkdigits.reader import Reader, read, read_many
    from inkdigits.report import write_report
    from inkdigits.spotter import Spotter, load_spotter
    from inkdigits.trainer import train, train_spotter
    from inkdigits.vision.frame import frame
    from inkdigits.vision.photo import open_pages

# Since 1.31 onnxruntime numbers this machine and tells its maker of each process, unless it finds
# this when it is first imported; whoever wants that sets it to 0.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

_WHERE = {  # public name -> the module it lives in
    "Box": "digits",
    "Dataset": "data",
    "Digit": "digits",
    "Evaluation": "evaluation",
    "Examples": "data",
    "Model": "model",
    "Number": "digits",
    "Reader": "reader",
    "Reading": "digits",
    "Recipe": "learn.recipe",
    "Spotter": "spotter",
    "evaluate": "evaluation",
    "finetune": "finetuner",
    "frame": "vision.frame",
    "load_data": "data",
    "load_model": "model",
    "load_spotter": "spotter",
    "open_pages": "vision.photo",
    "read": "reader",
    "read_many": "reader",
    "train": "trainer",
    "train_spotter": "trainer",
    "write_report": "report",
}

__version__ = "0.1.0"
__all__ = [
    "Box",
    "Dataset",
    "Digit",
    "Evaluation",
    "Examples",
    "InkdigitsError",
    "Model",
    "Number",
    "Reader",
    "Reading",
    "Recipe",
    "Spotter",
    "evaluate",
    "finetune",
    "frame",
    "load_data",
    "load_model",
    "load_spotter",
    "open_pages",
    "read",
    "read_many",
    "train",
    "train_spotter",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = import_module(f"{__name__}.{_WHERE[name]}")
    except ModuleNotFoundError as error:
        if error.name in TRAINING:
            raise MissingExtraError(f"inkdigits.{name}", "train") from None
        raise
    value = getattr(module, "load" if name == "load_data" else name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
