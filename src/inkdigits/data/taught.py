"""The store of corrections in; what was taught, as a Dataset, out."""

import numpy as np

from inkdigits.corrections import default_path, open_corrections
from inkdigits.corrections.export import by_picture
from inkdigits.data.dataset import Dataset, Examples, make_dataset, make_examples
from inkdigits.data.split import set_aside
from inkdigits.digits import SIDE
from inkdigits.errors import DataNotFoundError


def load_corrections() -> Dataset:
    """Read every digit that was taught on this machine, as an export of them would be read.

    They are one pool, divided as a folder of pictures is; the frames are those that the model saw.

    Raises:
        DataNotFoundError: Nothing was taught yet.
        CorrectionsError: The store cannot be used.
    """
    path = default_path()
    corrections = []
    if path.exists():  # reading makes no file
        with open_corrections(path) as store:
            corrections = store.all()
    named = by_picture(corrections)
    if not named:
        raise DataNotFoundError(
            f"nothing was taught yet: {path} has no corrections. Teach some on the page that "
            "inkdigits serve opens."
        )
    test = set_aside(named)

    def part(names: list[str]) -> Examples:
        frames = np.array([named[name].frame for name in names], np.uint8)
        return make_examples(
            frames.reshape(-1, SIDE, SIDE),  # of none as well
            np.array([named[name].right for name in names], np.int64),
            name=str(path),
        )

    return make_dataset(
        name="corrections",
        source=f"the corrections in {path}",
        train=part(sorted(set(named) - test)),
        test=part(sorted(test)),
        divided=False,
    )
