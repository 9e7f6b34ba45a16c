"""An unfinished Run in, one safetensors file out, and back again to the same bits."""

import dataclasses
import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from inkdigits.errors import CheckpointError
from inkdigits.files import write_whole
from inkdigits.learn.progress import Epoch
from inkdigits.learn.run import Run

FORMAT = 1


def save_checkpoint(path: Path, run: Run, identity: dict[str, Any]) -> None:
    """Write the run after its last whole epoch, replacing the checkpoint before it.

    Args:
        path: The file.
        run: Its network, optimiser, history and seconds are kept.
        identity: All that must be the same when the run goes on, as JSON can hold it.
    """
    tensors = {f"network.{name}": value for name, value in run.network.state_dict().items()}
    tensors |= {f"optimizer.{name}": value for name, value in run.optimizer.state().items()}
    about = {
        "format": FORMAT,
        "identity": identity,
        "seconds": run.seconds,
        "history": [dataclasses.asdict(epoch) for epoch in run.history],
    }
    # Safetensors wants its tensors row by row, whatever order they are trained in.
    plain = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    write_whole(path, save(plain, metadata={"inkdigits": json.dumps(about)}))


def resume(path: Path, run: Run, identity: dict[str, Any]) -> None:
    """Bring a fresh run to where the checkpoint's stood.

    Args:
        path: The file.
        run: From the same recipe; changed in place.
        identity: What the caller is about to train; must be what the checkpoint was made with.

    Raises:
        CheckpointError: The file is missing or broken, or was made with other settings.
    """
    about, tensors = read_checkpoint(path)
    before = about["identity"]
    changed = [name for name in identity if before.get(name) != identity[name]]
    if changed:
        told = "; ".join(f"{name} was {before.get(name)}, is {identity[name]}" for name in changed)
        raise CheckpointError(
            f"{path} cannot go on: {told}. Give the same as then, or delete it to start again."
        )
    try:
        run.network.load_state_dict(_under("network.", tensors))
        saved = _under("optimizer.", tensors)
        for name, value in run.optimizer.state().items():
            value.copy_(saved[name])  # into the memory order of its parameter
        run.history.extend(Epoch(**epoch) for epoch in about["history"])
        run.seconds = float(about["seconds"])
    except (RuntimeError, ValueError, TypeError, KeyError) as error:
        raise CheckpointError(
            f"{path} does not fit the network: {error}. Delete it to start again."
        ) from error


def read_checkpoint(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """What the checkpoint says of itself, and its tensors.

    Raises:
        CheckpointError: The file is missing, broken, or of another format.
    """
    try:
        with safe_open(path, framework="pt") as file:
            about = json.loads((file.metadata() or {})["inkdigits"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        dict(about["identity"])
        if about["format"] != FORMAT:
            raise CheckpointError(
                f"{path} is a checkpoint of format {about['format']}; this version reads {FORMAT}. "
                "Delete it to start again."
            )
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"{path} is not a whole checkpoint: {error}. Delete it to start again."
        ) from error
    return about, tensors


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): value
        for name, value in tensors.items()
        if name.startswith(prefix)
    }
