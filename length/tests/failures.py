"""A failed check in a few lines, whatever the student's code raised: its message, a hint, the line, the numbers."""

from __future__ import annotations

import ast
import inspect
import linecache
import re
import textwrap
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from length.checks import named_arrays, told_shapes
from length.errors import LengthError
from length.shells import in_kernel, is_graded
from length.tracebacks import MOST_LINES, WHOLE, WIDTH, Place, lines_of, running, summarize

SHAPE_WORDS = ("not aligned", "mismatch in its core dimension", "broadcast", "does not match", "mismatched")


def render(error: Exception, names: Mapping[str, Any]) -> list[str]:
    """Return the lines that stand for a traceback, 12 at most; answers are looked for among these names."""
    message, hint, place = summarize(error, names) if isinstance(error, LengthError) else explain(error)
    if place and place.variables is None:
        place = line_about(place, error.problem)
    elif place and isinstance(error, LengthError) and not place.method:
        place = None  # the cell of the check itself
    if is_graded() or in_kernel():  # numbers and traceback are displayed below
        return lines_of(error, message, hint, place, [])
    lines = lines_of(error, message, hint, place, ["", WHOLE])
    return [*lines[:-2], *table_of(error, MOST_LINES - len(lines)), *lines[-2:]]


def table_of(error: Exception, most: int) -> list[str]:
    """Return the numbers that a check compared, if there is room for them."""
    comparison = getattr(error, "comparison", None)
    lines = comparison.lines() if comparison is not None else []
    return ["", *lines] if lines and len(lines) < most and max(map(len, lines)) <= WIDTH else []


def explain(error: Exception) -> tuple[str, str, Place | None]:
    """Return message, hint and line for an error of Python or NumPy in the student's code."""
    place = running(error)
    text = str(error) or "its condition does not hold"
    if place is None or not place.method:
        return text, hint_for(error, place), place
    if isinstance(error, AssertionError):  # what computed the value that is refused
        place = line_about(place, f"{error} {place.text}")
    return f"{place.method}: {text}", hint_for(error, place), place


def hint_for(error: Exception, place: Place | None) -> str:
    """Return what may be behind an error of Python or NumPy in the student's code."""
    notes, todo = " ".join(getattr(error, "__notes__", ())), open_todo(place) if place else ""
    if isinstance(error, NotImplementedError) and todo:
        return f"This TODO is still open: {todo}"
    if isinstance(error, NameError):
        name = (re.findall(r"'(\w+)'", str(error)) or [""])[0]
        if f"`{name}`" in todo:
            return f"{name} gets no value before this line. Its TODO: {todo}"
        known = get_close_matches(name, place.variables if place else (), n=1)
        return f"Did you mean {known[0]}?" if known else notes
    shapes = notes or (shapes_in(place) if place else "")
    if isinstance(error, AssertionError | IndexError):
        return shapes
    if isinstance(error, ValueError) and any(words in str(error) for words in SHAPE_WORDS):
        return f"{shapes} Is one of them to be transposed, or reduced along an axis?".strip()
    return notes


def line_about(place: Place, words: str) -> Place:
    """Return the last line of a method that changes a variable of some words, or of the result, else its return."""
    # not by `getsourcelines`, which looks through all modules for the file
    begin = place.code.co_firstlineno
    lines = inspect.getblock(linecache.getlines(place.code.co_filename)[begin - 1 :])
    try:
        nodes = list(ast.walk(ast.parse(textwrap.dedent("".join(lines)))))
    except SyntaxError:
        lines = []
    if not lines:  # another text by now, or none
        return place
    changed: dict[str, int] = {}
    for node in nodes:
        match node:  # x.append(…), x[0] = …, x = …, self._x = …
            case ast.Call(ast.Attribute(target, "append" | "extend")) | ast.Subscript(target, ctx=ast.Store()):
                pass
            case ast.Name(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                target = node
            case _:
                continue
        name = getattr(target, "id", getattr(target, "attr", "")).lstrip("_")
        changed[name] = max(target.lineno, changed.get(name, 0))
    returns = [node for node in nodes if isinstance(node, ast.Return)]
    results = [part.id for node in returns for part in ast.walk(node) if isinstance(part, ast.Name)]
    known = [name for name in re.findall(r"[^\W_]\w*", " ".join([words, *results])) if name in changed]
    end = max((node.lineno for node in returns), default=1)
    return place._replace(line=begin - 1 + (changed[known[0]] if known and "must return" not in words else end))


def shapes_in(place: Place) -> str:
    """Return the shapes of the arrays in a line, or of all that its method has, in words."""
    found = named_arrays(place.variables or {})
    inside = {name: array for name, array in found.items() if re.search(rf"\b{re.escape(name)}\b", place.text)}
    shapes = told_shapes(inside or (found if place.method else {}))
    return f"Here {shapes}." if shapes else ""


def open_todo(place: Place) -> str:
    """Return what the comment says that marks the nearest gap above a line, if it is in the same method."""
    words: list[str] = []
    for number in range(place.line, 0, -1):
        line = linecache.getline(place.code.co_filename, number).strip()
        if line.startswith("# TODO: ") and "your code here" not in line:
            return " ".join([line.removeprefix("# TODO: "), *reversed(words)])
        if line.startswith(("# Hint:", "# TODO:")):
            words = []
        elif line.startswith("#"):
            words.append(line.lstrip("# "))
        elif line.startswith(("def ", "class ")):
            break
    return ""
