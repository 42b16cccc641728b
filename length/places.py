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
from dataclasses import dataclass, field, replace
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
    file : str
        The file, or what IPython calls a cell's.
    line : int
        Its number, from 1.
    method : str
        The class and method around it; empty at the top of a cell.
    variables : dict
        The method's local variables, if it was running.
    code : code or None
        The method itself.
    """

    file: str
    line: int
    method: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    code: CodeType | None = None

    @property
    def text(self) -> str:
        """The line itself."""
        return linecache.getline(self.file, self.line).rstrip()

    @property
    def name(self) -> str:
        """What the notebook calls the file: `Cell In[3]`."""
        compiler = getattr(current_shell(), "compile", None)
        found = compiler.format_code_name(self.file) if hasattr(compiler, "format_code_name") else None
        return " ".join(found) if found else os.path.basename(self.file)

    def shapes(self) -> str:
        """Return the shapes of the arrays in the line, or of all that the method has, in words."""
        found = named_arrays(self.variables)
        inside = {name: array for name, array in found.items() if re.search(rf"\b{re.escape(name)}\b", self.text)}
        return told_shapes(inside or (found if self.method else {}))

    def todo(self) -> str:
        """Return what the comment says that marks the nearest gap above the line, if it is in the same method."""
        words: list[str] = []
        for number in range(self.line, 0, -1):
            line = linecache.getline(self.file, number).strip()
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
    """Return the line of the student's that was running: the last one of the traceback that is neither a library's."""
    found = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        # a notebook's cells and a script are both called so
        if frame.f_globals.get("__name__") == "__main__":
            code = frame.f_code
            found = Place(code.co_filename, line, method_of(code), dict(frame.f_locals), code)
    return found


def method_of(code: CodeType) -> str:
    """Return class and method of some code, also of a comprehension in it."""
    name = code.co_qualname.partition(".<locals>")[0]
    return "" if name.startswith("<") else name


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
    code = code_of(where, names)
    if code is None or code.co_filename.startswith(OWN_FOLDER):
        return None
    return Place(code.co_filename, line_of(code, words), method_of(code), code=code)


def asserted(place: Place, words: str) -> Place:
    """Return the line that computed what a failed `assert` in the same method is about."""
    return replace(place, line=line_of(place.code, words)) if place.code and place.method else place


def code_of(where: str, names: Mapping[str, Any]) -> CodeType | None:
    """Return the code of a method, or of a function, that is named."""
    first, *rest = where.split(".")
    found = names.get(first, vars(sys.modules["__main__"]).get(first))
    for name in rest:
        found = inspect.getattr_static(found, name, None)
    found = getattr(found, "__func__", found)
    return getattr(found, "__code__", None)


def line_of(code: CodeType, text: str) -> int:
    """Return the last line of a method that assigns a variable in a text, or else what is returned."""
    function, words = parsed(code), [word.lstrip("_") for word in re.findall(r"\w+", text)]
    if function is None:
        return code.co_firstlineno
    inside = sorted((node for node in ast.walk(function) if isinstance(node, ast.stmt)), key=lambda node: node.lineno)
    returns = [node for node in inside if isinstance(node, ast.Return)]
    assigned = {name: node.lineno for node in inside for name in names_assigned(node)}
    if "must return" not in text:
        wanted = [*words, *(part.id for node in returns for part in ast.walk(node) if isinstance(part, ast.Name))]
        for word in wanted:
            if word in assigned:
                return assigned[word]
    return returns[-1].lineno if returns else function.lineno


def parsed(code: CodeType) -> ast.FunctionDef | None:
    """Return the syntax tree of a method, where its text is known."""
    try:
        tree = ast.parse("".join(linecache.getlines(code.co_filename)))
    except SyntaxError:  # another text by now
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if node.name == code.co_name and first == code.co_firstlineno:
                return node
    return None


def names_assigned(node: ast.stmt) -> list[str]:
    """Return the variables that a statement assigns, or changes: `x`, `x[0]`, `self._x`, `x.append(…)`."""
    match node:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), "append" | "extend"))):
            return [name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    found = []
    for target in targets:
        for part in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            base = part.value if isinstance(part, ast.Subscript) else part
            if isinstance(base, ast.Name):
                found.append(base.id)
            elif isinstance(base, ast.Attribute):
                found.append(base.attr.lstrip("_"))
    return found
