"""The global names of a test that runs in the grader: its own, the master's, and proxies of the student's."""

import builtins
from collections.abc import Mapping
from typing import Any

from autograder.remote.requests import Requests
from autograder.remote.source import TESTS


class Names(dict[str, Any]):
    """Globals for `exec`: names that are not found here are the master's, then the student's.

    Parameters
    ----------
    student : Requests
        Lead to the student's process.
    given : mapping of str to str
        Source text by name of what comes from the master (see `given_sources`).
    imported : set of str
        Names that the tests import: they stay here.
    """

    def __init__(self, student: Requests, given: Mapping[str, str], imported: frozenset[str]) -> None:
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
