"""The progress of long work in; out comes a bar on a terminal, or lines in a log."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from inkdigits.console import duration, epoch_line, reading_line, say

if TYPE_CHECKING:
    from inkdigits.learn.progress import Progress

LINES_APART = 30.0  # seconds between lines in a log while pictures are read
FRAMES_APART = 0.1  # seconds between changes of a bar: more often, nobody can see them


class Silence:
    """Shows nothing."""

    def download(self, done: int, total: int) -> None:
        """Take what ``load`` tells of a download: bytes done and bytes in all."""

    def training(self, progress: "Progress") -> None:
        """Take what ``train`` tells of a training."""

    def reading(self, done: int, total: int) -> None:
        """Take how many pictures have been read, of how many."""

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Print lines meanwhile, that nothing shown gets in their way."""
        yield


class Log(Silence):
    """Shows progress where lines stay: one for a download, for an epoch, for half a minute."""

    def __init__(self) -> None:
        self._downloading = False
        self._started = self._told = time.monotonic()

    def download(self, done: int, total: int) -> None:  # noqa: ARG002 - one line tells it
        """Take what ``load`` tells of a download: bytes done and bytes in all."""
        if not self._downloading:
            self._downloading = True
            say(f"Downloading MNIST, {total / 1e6:.1f} MB.")

    def training(self, progress: "Progress") -> None:
        """Take what ``train`` tells of a training."""
        if progress.finished:
            say(epoch_line(progress))

    def reading(self, done: int, total: int) -> None:
        """Take how many pictures have been read, of how many."""
        now = time.monotonic()
        if now - self._told >= LINES_APART and done < total:
            self._told = now
            say(reading_line(done, total, now - self._started))


class Terminal(Silence):
    """Shows progress as a bar that goes away when all is done; epochs stay as lines above it."""

    def __init__(self) -> None:
        from rich.console import Console  # 80 ms that a log need not pay
        from rich.progress import BarColumn, Progress, TextColumn

        self._bar = Progress(
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %  {task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,  # results go where they were sent, as they are
            redirect_stderr=False,
        )
        self._started, self._told = time.monotonic(), 0.0
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

    def reading(self, done: int, total: int) -> None:
        """Take how many pictures have been read, of how many."""
        now = time.monotonic()
        if now - self._told >= FRAMES_APART:
            self._told = now
            self._show(reading_line(done, total, now - self._started), done, total)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bar away while lines are printed."""
        self._bar.stop()
        yield

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()

    def _show(self, text: str, done: int, total: int) -> None:
        self._bar.start()  # does nothing once it is on
        self._bar.update(self._task, description=text, completed=done, total=total)


@contextmanager
def display(*, quiet: bool = False) -> Iterator[Silence]:
    """What suits standard error: a bar where it is a terminal, lines where not; or nothing."""
    if quiet or not sys.stderr.isatty():
        yield Silence() if quiet else Log()
        return
    terminal = Terminal()
    try:
        yield terminal
    finally:
        terminal.close()
