"""An error in a few lines: its message first and whole, then the student's line, then where the rest is to be found.

IPython asks an exception for its traceback by the method `_render_traceback_`: errors of `length` have it, and a check
gives it to whatever the student's code raises in it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any

from length.errors import LengthError
from length.places import Place, asserted, computing, running
from length.shells import coloured, in_kernel, is_graded

# nbgrader's validation cuts lines after 87 characters, four of which are its own
WIDTH = 83
MOST_LINES = 12
WHOLE = "The whole traceback: import traceback; traceback.print_last()"
SHAPE_WORDS = ("not aligned", "mismatch in its core dimension", "broadcast", "does not match", "mismatched")


def shorten(error: Exception, names: Mapping[str, Any]) -> None:
    """Let IPython show an error in a few lines; answers are looked for among these names."""
    error._render_traceback_ = lambda: render(error, names)


def render(error: BaseException, names: Mapping[str, Any] | None = None) -> list[str]:
    """Return the lines that stand for an error's traceback, 12 at most."""
    message, hint, place = summarize(error, names)
    after = pointed_at(place, message) if place else []
    # in a notebook, a check displays numbers and traceback below; whoever grades sees what was handed in anyway
    below = is_graded() or (names is not None and in_kernel())
    pointer = [] if below else ["", WHOLE]
    room = MOST_LINES - len(after) - len(pointer)
    hints = wrapped(hint, room // 2)
    kind = type(error).__name__
    first, *rest = wrapped(f"{kind}: {message}", room - len(hints))
    lines = [first.replace(kind, coloured(kind, 1), 1), *rest, *hints, *after]
    table = [] if below else table_of(error, MOST_LINES - len(lines) - len(pointer))
    return [*lines, *table, *pointer]


def wrapped(text: str, most: int) -> list[str]:
    """Return a text in lines between its words; what does not fit into so many is cut."""
    return textwrap.wrap(text, WIDTH, max_lines=most, placeholder=" …")


def pointed_at(place: Place, message: str) -> list[str]:
    """Return the student's line with its place, and what it has to do with the error."""
    verb = "It comes from" if place.variables is None else "It happened in"
    inside = f", in {place.method}" if place.method and place.method not in message else ""
    arrow, shown = f"----> {place.line}", place.text.strip()
    if len(shown) > WIDTH - len(arrow) - 1:
        shown = textwrap.shorten(shown, WIDTH - len(arrow) - 1, placeholder=" …")
    line = [f"{coloured(arrow, 1)} {shown}"] if shown else []
    return ["", f"{verb} {place.name}, line {place.line}{inside}{':' if line else ''}", *line]


def table_of(error: BaseException, most: int) -> list[str]:
    """Return the numbers that a check compared, if there is room for them."""
    comparison = getattr(error, "comparison", None)
    lines = comparison.lines() if comparison is not None else []
    return ["", *lines] if lines and len(lines) < most and max(map(len, lines)) <= WIDTH else []


def summarize(error: BaseException, names: Mapping[str, Any] | None) -> tuple[str, str, Place | None]:
    """Return what went wrong, what to do about it, and the student's line."""
    notes = " ".join(getattr(error, "__notes__", ()))
    own = isinstance(error, LengthError)
    place = running(error.__cause__ if own and error.__cause__ else error)
    if own:
        if error.__cause__ is None:
            if names is not None and place is not None and not place.method:
                place = None  # the cell of the check itself
            place = computing(error.where, error.problem, names or {}) or place
        return f"{error.where}: {error.problem}.", f"{error.hint} {notes}".strip(), place
    if isinstance(error, AssertionError) and place:
        place = asserted(place, f"{error} {place.text}")
    text = str(error) or "its condition does not hold"
    message = f"{place.method}: {text}" if place and place.method else text
    return message, hint_for(error, place, notes), place


def hint_for(error: BaseException, place: Place | None, notes: str) -> str:
    """Return what may be behind an error of Python or NumPy in the student's code."""
    todo = place.todo() if place else ""
    if isinstance(error, NotImplementedError) and todo:
        return f"This TODO is still open: {todo}"
    if isinstance(error, NameError):
        name = (re.findall(r"'(\w+)'", str(error)) or [""])[0]
        if f"`{name}`" in todo:
            return f"{name} gets no value before this line. Its TODO: {todo}"
        from difflib import get_close_matches  # only where it is needed: it makes the import slower

        known = get_close_matches(name, place.variables if place else (), n=1)
        return f"Did you mean {known[0]}?" if known else notes
    shapes = f"Here {place.shapes()}." if place and place.shapes() else ""
    if isinstance(error, AssertionError | IndexError):
        return notes or shapes
    if isinstance(error, ValueError) and any(words in str(error) for words in SHAPE_WORDS):
        return f"{notes or shapes} Is one of them to be transposed, or reduced along an axis?".strip()
    return notes
