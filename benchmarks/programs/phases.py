"""An ``inkdigits`` command line in; what it does, and the milliseconds at which each phase ended.

    python benchmarks/programs/phases.py STARTED FILE train fast --data mnist --out FOLDER

STARTED is ``time.time()`` just before this process was made; the phases go to FILE as JSON. The
functions that end a phase are wrapped as soon as their module is there, so that every import
happens when it would without this program.
"""

import time

IN_PYTHON = time.time()

import importlib.abc  # noqa: E402 - Python's own start ends above
import importlib.machinery  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from types import ModuleType  # noqa: E402
from typing import Any  # noqa: E402

Moment = tuple[str, str]  # "before" or "after" the first call; the phase that ends there
IMPORTED = {"torch": "torch imported", "onnxruntime": "onnxruntime imported"}
WRAPPED: dict[str, dict[str, Moment]] = {
    "inkdigits.trainer": {"load_here": ("after", "MNIST read, beside the imports")},
    "inkdigits.learn.job": {"make_job": ("before", "rest imported")},
    "inkdigits.learn.pipeline": {
        "carry_out": ("before", "waited for MNIST"),
        "split": ("after", "split"),
        "begin": ("after", "network prepared"),
        "fit": ("before", "export tried"),
        "check_export": ("after", "exported and checked"),
        "make_card": ("before", "test judged"),
        "write_whole_folder": ("after", "folder written"),
    },
    "inkdigits.learn.step": {"train_step": ("after", "first step done")},
    "inkdigits.learn.training": {"logits": ("before", "trained")},
    "inkdigits.learn.checkpoint": {"save_checkpoint": ("before", "validated")},
    "inkdigits.model": {"load_model": ("after", "model loaded")},
    "inkdigits.vision.photo": {"open_photo": ("after", "photo decoded")},
    "inkdigits.spotter": {"load_spotter": ("after", "spotter loaded")},
    "inkdigits.reading.attempt": {"judge": ("after", "looked at once")},
    "inkdigits.reader": {"read_page": ("after", "read")},
    "inkdigits.batch": {"_read_page": ("after", "answered")},
}
seconds: dict[str, float] = {}  # when each phase ended, by time.time()


def mark(phase: str) -> None:
    """Note that a phase ended now, if it had not before."""
    seconds.setdefault(phase, time.time())


def wrap(function: Callable[..., Any], moment: Moment) -> Callable[..., Any]:
    """The function, which also marks the end of a phase."""
    when, phase = moment

    def wrapped(*words: Any, **named: Any) -> Any:
        if when == "before":
            mark(phase)
            return function(*words, **named)
        result = function(*words, **named)
        mark(phase)
        return result

    return wrapped


class Watch(importlib.abc.MetaPathFinder):
    """Finds modules as Python does, and looks at some of them once they are imported."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in IMPORTED and fullname not in WRAPPED:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def look(module: ModuleType) -> None:
                execute(module)
                if fullname in IMPORTED:
                    mark(IMPORTED[fullname])
                for name, moment in WRAPPED.get(fullname, {}).items():
                    setattr(module, name, wrap(getattr(module, name), moment))

            spec.loader.exec_module = look  # type: ignore[method-assign]
        return spec


def main() -> None:
    started, file = float(sys.argv[1]), Path(sys.argv[2])
    sys.argv[:] = ["inkdigits", *sys.argv[3:]]
    seconds["Python started"] = IN_PYTHON
    sys.meta_path.insert(0, Watch())
    from inkdigits.cli import main as command_line

    mark("command line imported")
    try:
        command_line()
    finally:
        mark("printed")
        ended = {phase: round(1000 * (at - started), 2) for phase, at in seconds.items()}
        file.write_text(json.dumps(ended))


if __name__ == "__main__":
    main()
