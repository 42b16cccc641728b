"""An error in a few lines: its message first and whole, then the student's line, then where the rest is to be found.

IPython asks an exception for its traceback by the method `_render_traceback_`, which the errors of `length` have.
"""

import inspect
import linecache
import os
import sys
import textwrap
import traceback
from collections.abc import Mapping
from types import CodeType
from typing import Any, NamedTuple

from length.errors import LengthError
from length.shells import coloured, current_shell, is_graded

# nbgrader's validation cuts lines after 87 characters, four of which are its own
WIDTH = 83
MOST_LINES = 12
WHOLE = "The whole traceback: import traceback; traceback.print_last()"


class Place(NamedTuple):
    """A line of the student's: in the code of a method or cell, with its local variables if it was running."""

    code: CodeType
    line: int
    variables: Mapping[str, Any] | None = None

    @property
    def text(self) -> str:
        """The line itself."""
        return linecache.getline(self.code.co_filename, self.line).strip()

    @property
    def name(self) -> str:
        """What the notebook calls the file: `Cell In[3]`."""
        file, compiler = self.code.co_filename, getattr(current_shell(), "compile", None)
        found = compiler.format_code_name(file) if hasattr(compiler, "format_code_name") else None
        return " ".join(found) if found else os.path.basename(file)

    @property
    def method(self) -> str:
        """Class and method, also around a comprehension; empty at the top of a cell."""
        name = self.code.co_qualname.partition(".<locals>")[0]
        return "" if name.startswith("<") else name


def render(error: LengthError) -> list[str]:
    """Return the lines that stand for the traceback of an error of `length`."""
    # whoever grades sees what was handed in anyway
    return lines_of(error, *summarize(error, {}), [] if is_graded() else ["", WHOLE])


def summarize(error: LengthError, names: Mapping[str, Any]) -> tuple[str, str, Place | None]:
    """Return an error's message, its hint, and the student's line; `names` are where classes are looked for first."""
    hint = " ".join([error.hint, *getattr(error, "__notes__", ())])
    place = running(error.__cause__) if error.__cause__ else end_of(error.where, names)
    return f"{error.where}: {error.problem}.", hint, place or running(error)


def lines_of(error: BaseException, message: str, hint: str, place: Place | None, below: list[str]) -> list[str]:
    """Return message, hint and place of an error in 12 lines at most, with those that come below."""
    after = [*(pointed_at(place, message) if place else []), *below]
    hints = wrapped(hint, (MOST_LINES - len(after)) // 2)
    kind = type(error).__name__
    first, *rest = wrapped(f"{kind}: {message}", MOST_LINES - len(after) - len(hints))
    return [first.replace(kind, coloured(kind, 1), 1), *rest, *hints, *after]


def wrapped(text: str, most: int, width: int = WIDTH) -> list[str]:
    """Return a text in lines between its words; what does not fit into so many is cut."""
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …")


def pointed_at(place: Place, message: str) -> list[str]:
    """Return the student's line with its place, and what it has to do with the error."""
    verb = "It comes from" if place.variables is None else "It happened in"
    inside = f", in {place.method}" if place.method and place.method not in message else ""
    arrow = f"----> {place.line}"
    shown = [f"{coloured(arrow, 1)} {text}" for text in wrapped(place.text, 1, WIDTH - len(arrow) - 1)]
    return ["", f"{verb} {place.name}, line {place.line}{inside}{':' if shown else ''}", *shown]


def running(error: BaseException) -> Place | None:
    """Return the line of the student's that was running: the last one of the traceback that is no library's."""
    found = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        # a notebook's cells and a script are both called so
        if frame.f_globals.get("__name__") == "__main__":
            found = Place(frame.f_code, line, dict(frame.f_locals))
    return found


def end_of(where: str, names: Mapping[str, Any]) -> Place | None:
    """Return the last line of a method of the student's (`FullyConnected.internal_backward`), where it returns."""
    first, *rest = where.split(".")
    found = names.get(first, vars(sys.modules["__main__"]).get(first))
    for name in rest:
        found = inspect.getattr_static(found, name, None)
    code = getattr(getattr(found, "__func__", found), "__code__", None)
    if code is None or code.co_filename.startswith(os.path.dirname(__file__)):
        return None
    return Place(code, max(line for _, _, line in code.co_lines() if line))
