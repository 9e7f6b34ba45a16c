"""Every refusal of this package: what was asked in, one clear sentence and an exit code out.

InkdigitsError                 something could not be handled          exit 1
├── UsageError                 the request itself is wrong             exit 2
│   └── MissingExtraError      it needs a part that is not installed
├── DataError                  training or test data
│   ├── DataNotFoundError      it is not here, and cannot be had
│   └── BadFileError           a file is here and is not what it should be
├── ImageError                 a picture that cannot be read
│   └── FormatError            it is of no format that is read
│       └── MissingFormatError it would be, with a part that is not installed
├── ModelError                 a Model folder that cannot be used
│   └── ExportError            a trained network that could not be written as one
├── CorrectionsError           the file of what people taught cannot be used
│   └── NoCorrectionError      there is none of that number in it
├── CheckpointError            an unfinished training that cannot go on
└── TrainingError              a training that cannot start or came to nothing
"""

TRAINING = ("torch", "safetensors", "onnx", "sklearn")  # what the extra "train" installs
SERVING = ("fastapi", "starlette", "uvicorn", "prometheus_client")  # and the extra "serve"


class InkdigitsError(Exception):
    """Any refusal of this package. Its text says what, with which file, and how to mend it."""

    exit_code = 1


class UsageError(InkdigitsError):
    """The request is wrong, whatever the files hold."""

    exit_code = 2


class MissingExtraError(UsageError):
    """The request needs a part of the package that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs a part that is not installed: pip install 'inkdigits[{extra}]'"
        )


class DataError(InkdigitsError):
    """Training or test data cannot be used."""


class DataNotFoundError(DataError):
    """The data is not on this machine and cannot be had."""


class BadFileError(DataError):
    """A data file is not what its name or header promises."""


class ImageError(InkdigitsError):
    """A picture cannot be read."""


class FormatError(ImageError):
    """A file is no picture of a format that is read."""


class MissingFormatError(FormatError, MissingExtraError):
    """A file is of a format that is read with a part that is not installed."""

    exit_code = 1


class ModelError(InkdigitsError):
    """A Model folder cannot be used."""


class ExportError(ModelError):
    """A trained network cannot be written as a Model folder."""


class CorrectionsError(InkdigitsError):
    """The file of what people taught cannot be used."""


class NoCorrectionError(CorrectionsError):
    """There is no correction of that number."""


class CheckpointError(InkdigitsError):
    """An unfinished training cannot be taken up again."""


class TrainingError(InkdigitsError):
    """A training cannot start, or its numbers came to nothing."""
