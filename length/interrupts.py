"""What an interrupt (■) of a training ends: the run, which is kept, and then its cell, before the next run begins."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from length.shells import at_end_of_cell


class CellInterrupted(KeyboardInterrupt):
    """The cell was interrupted in a training run, and nothing that comes after that run is wanted."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows of it in place of the traceback."""
        return [f"KeyboardInterrupt: {self}"]


interrupted = False  # whether a run of the cell that runs was interrupted


def note_interrupt() -> None:
    """Remember that a run of the present cell was interrupted; plain Python has no cells, there the next run begins.

    What belongs to the run, such as putting its history into a variable, is still done. Cells that wait, as after
    Run All, are left out by the frontend, because the kernel answers that this one failed.
    """
    global interrupted
    if not interrupted:
        interrupted = at_end_of_cell(forget_interrupt)


def forget_interrupt(result: Any) -> None:
    """Let the cell that has ended count as failed, and the next one train again."""
    global interrupted
    interrupted = False
    if getattr(result, "success", False):
        result.error_in_exec = CellInterrupted()


def end_interrupted_cell() -> None:
    """End the cell, by a `CellInterrupted`, if a run in it was interrupted."""
    if interrupted:
        raise CellInterrupted("the cell ends here, and its next training does not begin. What it kept so far is there.")


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Leave out further interrupts for a moment: whoever presses ■ twice would lose what is being kept."""
    earlier = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or earlier is None:  # they can't be left out there
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, earlier)
