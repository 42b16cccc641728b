"""Where the code runs, in a notebook's kernel, IPython's terminal or plain Python, and what can be shown there."""

import os
import sys
from collections.abc import Callable
from typing import Any


def current_shell() -> Any:
    """Return IPython's shell, or None in plain Python; IPython is not imported for that."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


def in_kernel() -> bool:
    """Tell whether a notebook or another frontend shows what is displayed."""
    return getattr(current_shell(), "kernel", None) is not None


def is_graded() -> bool:
    """Tell whether nbgrader, or what stands in for it, runs the notebook: nobody looks at it."""
    return "NBGRADER_EXECUTION" in os.environ


def shows_pictures() -> bool:
    """Tell whether somebody sees a picture that is displayed."""
    return in_kernel() and not is_graded()


def at_end_of_cell(finish: Callable[[Any], None]) -> bool:
    """Let IPython call `finish` once, with the result of the cell that runs; return whether there is such a cell."""
    shell = current_shell()
    if not hasattr(shell, "events"):
        return False

    def once(result: Any = None) -> None:
        shell.events.unregister("post_run_cell", once)
        finish(result)

    shell.events.register("post_run_cell", once)
    return True


def coloured(text: str, code: int) -> str:
    """Return a text in an ANSI colour (32 green, 1 bold: no other is legible on all themes) where there are any."""
    plain = os.environ.get("TERM") == "dumb" or str(getattr(current_shell(), "colors", "")).lower() == "nocolor"
    terminal = not plain and bool(getattr(sys.stdout, "isatty", bool)())
    return f"\x1b[{code}m{text}\x1b[0m" if not os.environ.get("NO_COLOR") and (in_kernel() or terminal) else text
