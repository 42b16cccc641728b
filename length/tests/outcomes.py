"""What a check shows when its cell has ended: one line if all passed, else the numbers and the whole traceback.

IPython tells when a cell ends: so the checks of one task share a line, and the message of a failed one comes first.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass, field
from html import escape
from types import TracebackType
from typing import Any

from length.shells import at_end_of_cell, coloured, shows_pictures
from length.tracebacks import WHOLE

MOST_TRACEBACK = 200  # lines


@dataclass(slots=True)
class RunningCell:
    """The checks that ran in one cell.

    Attributes
    ----------
    passed : dict
        What was looked at, by task.
    error : Exception or None
        What the first failed check ended with.
    """

    passed: dict[str, list[str]] = field(default_factory=dict)
    error: Exception | None = None

    def finish(self, result: Any) -> None:
        """Show the outcome when the cell has ended."""
        running.clear()
        ended_with = getattr(result, "error_in_exec", self.error)
        if ended_with is None:
            for task, parts in self.passed.items():
                print(passed_line(task, parts))
        elif ended_with is self.error and shows_pictures():
            show(self.error)


# The cell that runs, if checks ran in it and IPython will tell of its end.
running: list[RunningCell] = []


def note_passed(task: str, part: str) -> None:
    """Remember a passed check until its cell ends; in plain Python, say so at once."""
    cell = running_cell()
    if cell is None:
        print(passed_line(task, [part]))
    else:
        parts = cell.passed.setdefault(task, [])
        if part not in parts:
            parts.append(part)


def note_failed(error: Exception) -> None:
    """Remember a failed check until its cell ends; Python's own console is told to show it briefly."""
    cell = running_cell()
    if cell is not None:
        cell.error = error
    elif hasattr(sys, "ps1"):
        sys.excepthook = show_briefly


def show_briefly(kind: type[BaseException], error: BaseException, frames: TracebackType | None) -> None:
    """Print the lines that stand for an error's traceback where it has some, as IPython does; else the traceback."""
    if hasattr(error, "_render_traceback_"):
        print(*error._render_traceback_(), sep="\n", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, frames)


def running_cell() -> RunningCell | None:
    """Return the notes on the cell that runs, or None in plain Python."""
    if not running:
        cell = RunningCell()
        if not at_end_of_cell(cell.finish):
            return None
        running.append(cell)
    return running[0]


def passed_line(task: str, parts: list[str]) -> str:
    """Return the line that says that the checks of a task passed."""
    return printable(coloured(f"✓ {task}: {', '.join(parts)}.", 32) + " Hidden tests look at more.")


def printable(text: str) -> str:
    """Return a text whose tick stands in words where the output knows no such character."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = text.replace("✓", "passed:")
    return text


def show(error: Exception) -> None:
    """Display the numbers that differ, and the whole traceback one click away."""
    from IPython.display import display

    comparison = getattr(error, "comparison", None)
    whole = "".join(traceback.format_exception(error)).splitlines()
    if len(whole) > MOST_TRACEBACK:
        whole = [*whole[: MOST_TRACEBACK // 2], "…", *whole[-MOST_TRACEBACK // 2 :]]
    folded = (
        '<details><summary style="cursor: pointer; opacity: 0.8">The whole traceback</summary>'
        f'<pre style="font-size: 0.9em">{escape(chr(10).join(whole))}</pre></details>'
    )
    picture = f'<div style="margin: 4px 0 8px">{comparison.svg()}</div>' if comparison is not None else ""
    text = "\n".join([*(comparison.lines() if comparison is not None else []), WHOLE])
    display({"text/html": picture + folded, "text/plain": text}, raw=True)
