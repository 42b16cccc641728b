"""Where the code runs, in a notebook's kernel, IPython's terminal or plain Python, and what can be shown there."""

from __future__ import annotations

import os
import sys
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


def has_colours() -> bool:
    """Tell whether text may be coloured: in notebooks and terminals, unless a setting is against it."""
    if os.environ.get("NO_COLOR"):
        return False
    if in_kernel():
        return True
    if str(getattr(current_shell(), "colors", "")).lower() == "nocolor" or os.environ.get("TERM") == "dumb":
        return False
    return bool(getattr(sys.stdout, "isatty", bool)())


def coloured(text: str, *codes: int) -> str:
    """Return a text in ANSI's colours (32 green, 1 bold: no other is legible on all themes) where there are any."""
    return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m" if has_colours() else text


def printable(text: str) -> str:
    """Return a text whose ticks and crosses stand in words where the output knows no such characters."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = text.replace("✓", "passed:")
    return text
