"""The progress of a download or a training in; out comes a bar on a terminal, lines in a log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from inkdigits.console import duration, epoch_line, say

if TYPE_CHECKING:
    from inkdigits.learn.progress import Progress


class Log:
    """Shows progress where lines stay: one at the start of a download, one for each epoch."""

    def __init__(self) -> None:
        self._downloading = False

    def download(self, _done: int, total: int) -> None:
        """Take what ``load`` tells of a download: bytes done and bytes in all."""
        if not self._downloading:
            self._downloading = True
            say(f"Downloading MNIST, {total / 1e6:.1f} MB.")

    def training(self, progress: "Progress") -> None:
        """Take what ``train`` tells of a training."""
        if progress.finished:
            say(epoch_line(progress))


class Terminal:
    """Shows progress as a bar that goes away when all is done; epochs stay as lines above it."""

    def __init__(self) -> None:
        from rich.console import Console  # 80 ms that a log need not pay
        from rich.progress import BarColumn, Progress, TextColumn

        self._bar = Progress(
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %  {task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)

    def download(self, done: int, total: int) -> None:
        """Take what ``load`` tells of a download: bytes done and bytes in all."""
        self._show(f"MNIST, {done / 1e6:.1f} of {total / 1e6:.1f} MB", done, total)

    def training(self, progress: "Progress") -> None:
        """Take what ``train`` tells of a training."""
        if progress.finished:
            self._bar.console.print(epoch_line(progress), markup=False, highlight=False)
        text = f"epoch {progress.epoch} of {progress.plan.epochs}  loss {progress.loss:.4g}"
        pace = f"{progress.digits_per_second:,.0f} digits/s"
        left = f"{duration(progress.seconds_left)} left"
        self._show(f"{text}  {pace}  {left}", progress.step, progress.plan.steps)

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()

    def _show(self, text: str, done: int, total: int) -> None:
        self._bar.start()  # does nothing once it is on
        self._bar.update(self._task, description=text, completed=done, total=total)


@contextmanager
def display() -> Iterator[Log | Terminal]:
    """What suits standard error: a bar where it is a terminal, lines where it is not."""
    if not sys.stderr.isatty():
        yield Log()
        return
    terminal = Terminal()
    try:
        yield terminal
    finally:
        terminal.close()
