"""The line of the student's code that an error is about: the one that was running, or the one whose result is wrong."""

from __future__ import annotations

import ast
import inspect
import linecache
import os
import re
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any

from length.checks import named_arrays, told_shapes
from length.shells import current_shell

OWN_FOLDER = os.path.dirname(__file__)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the student's.

    Attributes
    ----------
    code : code
        The method around it, or the cell.
    line : int
        Its number in the file, from 1.
    variables : mapping or None
        The local variables, if the line was running.
    """

    code: CodeType
    line: int
    variables: Mapping[str, Any] | None = None

    @property
    def text(self) -> str:
        """The line itself."""
        return linecache.getline(self.code.co_filename, self.line).rstrip()

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

    def shapes(self) -> str:
        """Return the shapes of the arrays in the line, or of all that the method has, in words."""
        found = named_arrays(self.variables or {})
        inside = {name: array for name, array in found.items() if re.search(rf"\b{re.escape(name)}\b", self.text)}
        return told_shapes(inside or (found if self.method else {}))

    def todo(self) -> str:
        """Return what the comment says that marks the nearest gap above the line, if it is in the same method."""
        words: list[str] = []
        for number in range(self.line, 0, -1):
            line = linecache.getline(self.code.co_filename, number).strip()
            if line.startswith("# TODO: ") and "your code here" not in line:
                return " ".join([line.removeprefix("# TODO: "), *reversed(words)])
            if line.startswith(("# Hint:", "# TODO:")):
                words = []
            elif line.startswith("#"):
                words.append(line.lstrip("# "))
            elif line.startswith(("def ", "class ")):
                break
        return ""


def running(error: BaseException) -> Place | None:
    """Return the line of the student's that was running: the last one of the traceback that is no library's."""
    found = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        # a notebook's cells and a script are both called so
        if frame.f_globals.get("__name__") == "__main__":
            found = Place(frame.f_code, line, dict(frame.f_locals))
    return found


def computing(where: str, words: str, names: Mapping[str, Any]) -> Place | None:
    """Return the line of the student's that computed what is wrong.

    Parameters
    ----------
    where : str
        The method, or function: `FullyConnected.internal_backward`.
    words : str
        What is said of it: the variable is among the words.
    names : mapping
        Where the class is looked for.
    """
    first, *rest = where.split(".")
    found = names.get(first, vars(sys.modules["__main__"]).get(first))
    for name in rest:
        found = inspect.getattr_static(found, name, None)
    code = getattr(getattr(found, "__func__", found), "__code__", None)
    if code is None or code.co_filename.startswith(OWN_FOLDER):
        return None
    return Place(code, line_of(code, words))


def asserted(place: Place, words: str) -> Place:
    """Return the line that computed what a failed `assert` in the same method is about."""
    return replace(place, line=line_of(place.code, words)) if place.method else place


def line_of(code: CodeType, text: str) -> int:
    """Return the last line of a method that assigns a variable in a text, or else what is returned."""
    try:
        tree = ast.parse("".join(linecache.getlines(code.co_filename)))
    except SyntaxError:  # another text by now
        return code.co_firstlineno
    # below its decorators, which belong to the code
    lines = {node.lineno: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    begin = min((line for line in lines if line >= code.co_firstlineno), default=0)
    if not begin or lines[begin].name != code.co_name:
        return code.co_firstlineno
    returns = [node for node in ast.walk(lines[begin]) if isinstance(node, ast.Return)]
    end = max((node.lineno for node in returns), default=begin)
    if "must return" in text:
        return end
    assigned = lines_assigned(lines[begin])
    returned = [part.id for node in returns for part in ast.walk(node) if isinstance(part, ast.Name)]
    words = [word.lstrip("_") for word in (*re.findall(r"\w+", text), *returned)]
    return next((assigned[word] for word in words if word in assigned), end)


def lines_assigned(function: ast.FunctionDef) -> dict[str, int]:
    """Return the last line that gives each variable a value, or changes it: `x`, `x[0]`, `self._x`, `x.append(…)`."""
    lines: dict[str, int] = {}
    for node in ast.walk(function):
        match node:
            case ast.Call(ast.Attribute(changed, "append" | "extend")):
                pass
            case ast.Subscript(changed, ctx=ast.Store()):
                pass
            case ast.Name(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                changed = node
            case _:
                continue
        name = getattr(changed, "id", getattr(changed, "attr", "")).lstrip("_")
        lines[name] = max(changed.lineno, lines.get(name, 0))
    return lines
