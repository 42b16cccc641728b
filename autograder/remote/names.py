"""The global names of a test that runs in the grader: its own, the master's, and proxies of the student's."""

import ast
import builtins
import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from autograder.remote.magics import definitions_of

# Marks the code of tests: their lines are the places of the contract, and their functions stay in the grader.
TESTS = "<tests "
_PLOTS = re.compile(r"^(?:import matplotlib\.pyplot as|from matplotlib import pyplot)\b")


class StudentNames(Protocol):
    """The names in a student's process."""

    def has(self, name: str) -> bool:
        """Tell whether a name is the student's, as far as the tests are concerned."""
        ...

    def read(self, name: str) -> Any:
        """Return the value of a name; NameError where there is none."""
        ...

    def bind(self, name: str, value: Any) -> None:
        """Assign a name over there."""
        ...

    def unbind(self, name: str) -> None:
        """Delete a name over there."""
        ...


class Names(dict[str, Any]):
    """Globals for `exec`: names that are not found here are the master's, then the student's.

    Parameters
    ----------
    student : StudentNames
        The student's process.
    given : mapping of str to str
        Source text by name of what comes from the master (see `given_sources`).
    imported : set of str
        Names that the tests import: they stay here.
    """

    def __init__(self, student: StudentNames, given: Mapping[str, str], imported: frozenset[str]) -> None:
        # "__main__" as in a notebook: tests ask for it
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._student = student
        self._given = given
        self._imported = imported

    def __setitem__(self, name: str, value: Any) -> None:
        # a test that puts a value of its own in the place of the student's means it; its classes stay here
        mine = name in self._given or name in self._imported or isinstance(value, type)
        if not mine and self._student.has(name):
            self._student.bind(name, value)
            self.pop(name, None)
        else:
            super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if dict.__contains__(self, name):
            super().__delitem__(name)
        elif self._student.has(name):
            self._student.unbind(name)
        else:
            raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        # `"answer" in globals()`
        if dict.__contains__(self, name) or name in self._given:
            return True
        if not isinstance(name, str) or not self._student.has(name):
            return False
        try:
            self._student.read(name)
        except NameError:
            return False
        return True

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a name, as a test asks `globals()` for it."""
        try:
            return self[name]
        except (KeyError, NameError):
            return default

    def of_student(self, name: str) -> Any:
        """Return the value of a name of the student's, whatever the tests or the master call so."""
        return self._student.read(name)

    def __missing__(self, name: str) -> Any:
        if name in self._given:
            exec(compile(self._given[name], f"{TESTS}given {name}>", "exec"), self)  # noqa: S102 - the master's own text
            return dict.__getitem__(self, name)
        if not self._student.has(name) and hasattr(builtins, name):
            raise KeyError(name)  # Python goes on to its own names
        return self._student.read(name)


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
