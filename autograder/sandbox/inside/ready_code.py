"""IPython's compiler, which takes the code of a cell from the grader where that has compiled it."""

import ast
import marshal
from importlib.util import MAGIC_NUMBER
from types import CodeType
from typing import Any

from IPython.core.compilerop import CachingCompiler


class _Statement(ast.Pass):
    """Stands for a statement whose code is there."""

    code: CodeType


class _Expression(ast.Expr):
    """Stands for an expression that ends a cell, so that IPython shows its value, and whose code is there."""

    code: CodeType


class ReadyCompiler(CachingCompiler):
    """A compiler for one cell after the other."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._usual_flags = self.flags
        self._cell = ""
        self._codes: list[CodeType] = []
        self._shown = False

    def take(self, cell: str, ready: bytes) -> None:
        """Take the code of the cell that is run next, if it can be used.

        Parameters
        ----------
        cell : str
            The text that IPython will have it compile.
        ready : bytes
            What `autograder.sandbox.ready_code` made of it; another version of Python can't use it.
        """
        usable = ready.startswith(MAGIC_NUMBER) and self.flags == self._usual_flags
        self._cell = cell if usable else ""
        if usable:
            self._codes, self._shown = marshal.loads(ready[len(MAGIC_NUMBER) :])

    def has(self, source: str) -> bool:
        """Tell whether the code of this text was taken."""
        return bool(self._cell) and source == self._cell

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """Parse a cell, or return what stands for its statements."""
        if not self.has(source):
            return super().ast_parse(source, filename, symbol)
        nodes: list[ast.stmt] = []
        for position, code in enumerate(self._codes, start=1):
            shown = self._shown and position == len(self._codes)
            node = _Expression(ast.Constant(None)) if shown else _Statement()
            node.code = code
            nodes.append(node)
        return ast.Module(nodes, [])

    def __call__(self, source: Any, filename: str, *others: Any) -> CodeType:
        """Compile a statement, or return its code under the name of its cell."""
        nodes = getattr(source, "body", None)
        if isinstance(nodes, list) and nodes and isinstance(nodes[0], _Statement | _Expression):
            return _named(nodes[0].code, filename)
        compiled: CodeType = super().__call__(source, filename, *others)
        return compiled


def _named(code: CodeType, filename: str) -> CodeType:
    """Return the code as compiled from this file, with that of all functions in it."""
    constants = tuple(_named(item, filename) if isinstance(item, CodeType) else item for item in code.co_consts)
    return code.replace(co_filename=filename, co_consts=constants)
