"""What a person sees while a command works: a bar with rate and time left, and counts by status."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from autograder.repair.text import printable

_WINDOW_SECONDS = 20.0  # over which the rate is measured


class _Rate(ProgressColumn):
    """Pieces in a second, and the time left at this rate."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        if not speed:
            return Text("")
        left = (task.total or 0) - task.completed
        eta = f", {_clock(left / speed)} left" if left else ""
        return Text(f"{speed:.1f}/s{eta}", style="cyan")


class Bar:
    """A context manager that draws on the console from the first piece on, and nothing where nobody looks.

    Parameters
    ----------
    shown : bool
        Whether to draw at all.
    """

    def __init__(self, console: Console, title: str, *, shown: bool) -> None:
        self.counts: Counter[str] = Counter()
        self._console = console
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[counts]}"),
            console=console,
            transient=True,
            disable=not (shown and console.is_terminal),
            speed_estimate_period=_WINDOW_SECONDS,
        )
        self._task = self._progress.add_task(title, total=None, counts="")
        self._begin = time.monotonic()

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def start(self) -> None:
        """Draw, before there is anything to count."""
        self._progress.start()

    @property
    def seconds(self) -> float:
        """Time since the bar was made."""
        return time.monotonic() - self._begin

    def advance(self, total: int, statuses: Iterable[str]) -> None:
        """Count one more of `total` pieces."""
        self.start()  # does nothing the second time
        self.counts.update(statuses)
        self._progress.update(self._task, total=total, advance=1, counts=counted(self.counts))

    def say(self, text: str, style: str = "") -> None:
        """Print a line above the bar, whatever names and texts of submissions are in it."""
        self._console.print(Text(printable(text), style=style), soft_wrap=True)


def counted(counts: Mapping[str, int]) -> str:
    """Return counts as text, in the order of their names."""
    return ", ".join(f"{number:,} {status.replace('_', ' ')}" for status, number in sorted(counts.items()))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
