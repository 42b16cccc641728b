"""Compiles cells for students' processes: what they left as it was is compiled once, and not anew for each of them."""

import ast
import marshal
import warnings
from functools import lru_cache
from importlib.util import MAGIC_NUMBER

from .inside.plain_cells import is_plain

# What changes how the cells after it are compiled, or how the cell is run.
_WORDS = ("__future__", "await", "async")


@lru_cache(maxsize=512)
def ready_code(cell: str) -> bytes:
    """Return the code of a cell as `inside.ready_code` takes it: for IPython, which compiles each statement by itself.

    Parameters
    ----------
    cell : str
        The cell's text: the course's, not a student's own.

    Returns
    -------
    bytes
        The version of the code, and the marshalled code of each statement. Empty where compiling it is the student's
        process's: IPython has something to translate in it, or there is something to be said of it.
    """
    if not is_plain(cell) or any(word in cell for word in _WORDS):
        return b""
    with warnings.catch_warnings(action="error"):
        try:
            nodes = ast.parse(cell).body
            shown = isinstance(nodes[-1], ast.Expr)
            executed = nodes[:-1] if shown else nodes
            codes = [compile(ast.Module([node], []), "", "exec", dont_inherit=True) for node in executed]
            if shown:
                codes.append(compile(ast.Interactive(nodes[-1:]), "", "single", dont_inherit=True))
        except (SyntaxError, ValueError, IndexError):  # no Python, a warning, or no statement at all
            return b""
    return MAGIC_NUMBER + marshal.dumps((codes, shown))
