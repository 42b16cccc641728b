"""The text of tests and of the master's cells as plain Python: IPython's own syntax, imports and functions in it."""

import ast
import re
from collections.abc import Iterable

# Marks the code of tests: their lines are the places of the contract, and their functions stay in the grader.
TESTS = "<tests "
_PLOTS = re.compile(r"^(?:import matplotlib\.pyplot as|from matplotlib import pyplot)\b")
# Magics that show, measure or set up something, and mean nothing to a test that runs in the grader.
_LINE = re.compile(r"^(\s*)%(?:matplotlib|config|load_ext|reload_ext|autoreload)\b.*$", re.MULTILINE)
_TIMED = re.compile(r"^(\s*)%(?:time|timeit)[ \t]+(?!-)(?=\S)", re.MULTILINE)
_TIMED_CELL = re.compile(r"\A\s*%%(?:time|timeit)[ \t]*$", re.MULTILINE)
# … and all that a cell may hold whose imports and functions alone are of interest.
_ANY = re.compile(r"^(\s*)(\w+\s*=\s*)?(?:[%!].*|[\w.]+\?+\s*)$", re.MULTILINE)


def without_magics(tests: str) -> str:
    """Return the text of tests as Python: what a magic times is simply executed. Lines keep their numbers.

    Other magics, and commands, are left as they are: a syntax error, where they stand.
    """
    if _parsed(tests) is not None:
        return tests
    return _LINE.sub(r"\1pass", _TIMED.sub(r"\1", _TIMED_CELL.sub("pass", tests)))


def definitions_of(cell: str) -> list[ast.stmt]:
    """Return the statements of a cell whose imports and functions alone are of interest; none if it is no Python."""
    tree = _parsed(cell) or _parsed(_ANY.sub(r"\1\2None", cell))
    return tree.body if tree is not None else []


def given_sources(cells: Iterable[str]) -> dict[str, str]:
    """Return the source text of each import and function at the top level of the master's own cells, by name.

    Parameters
    ----------
    cells : iterable of str
        Code cells that students are given.
    """
    found: dict[str, str] = {}
    for source in cells:
        for node in definitions_of(source):
            match node:
                case ast.Import(names=names):
                    for alias in names:
                        name, own = alias.asname or alias.name.partition(".")[0], ast.unparse(ast.Import([alias]))
                        # `import scipy.stats` and `import scipy.optimize` give one name
                        before = found.get(name, "")
                        found[name] = f"{before}\n{own}" if before.startswith("import ") and own != before else own
                case ast.ImportFrom(module=module, names=names, level=level):
                    for alias in names:
                        found[alias.asname or alias.name] = ast.unparse(ast.ImportFrom(module, [alias], level))
                case ast.FunctionDef(name=name):
                    found[name] = ast.unparse(node)
    # figures are drawn over there: the current one is the student's
    return {name: source for name, source in found.items() if not _PLOTS.search(source)}


def imported_names(tree: ast.AST) -> frozenset[str]:
    """Return the names that a text's import statements give."""
    found = (node.names for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return frozenset(alias.asname or alias.name.partition(".")[0] for names in found for alias in names)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None
