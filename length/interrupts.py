"""What an interrupt (■) of a training ends: the run, which is kept, and then its cell, before the next run begins."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from length.shells import current_shell


class CellInterrupted(KeyboardInterrupt):
    """The cell was interrupted in a training run, and nothing that comes after that run is wanted."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows of it in place of the traceback."""
        return [f"KeyboardInterrupt: {self}"]


class Interrupt:
    """An interrupt of the cell that runs, until the cell has ended.

    Notes
    -----
    What belongs to the run, such as putting its history into a variable, is still done. Cells that wait, as after
    Run All, are left out by the frontend, because the kernel answers that this one failed.
    """

    def finish(self, result: Any = None) -> None:
        """Forget the interrupt, and let the cell count as failed; IPython calls this when the cell has ended."""
        current_shell().events.unregister("post_run_cell", self.finish)
        noted.clear()
        if getattr(result, "success", False):
            result.error_in_exec = CellInterrupted()


# The interrupt of the cell that runs, if there was one.
noted: list[Interrupt] = []


def note_interrupt() -> None:
    """Remember that a run of the present cell was interrupted; plain Python has no cells, there the next run begins."""
    shell = current_shell()
    if hasattr(shell, "events") and not noted:
        noted.append(Interrupt())
        shell.events.register("post_run_cell", noted[0].finish)


def end_interrupted_cell() -> None:
    """End the cell if a run in it was interrupted.

    Raises
    ------
    CellInterrupted
        It was.
    """
    if noted:
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
