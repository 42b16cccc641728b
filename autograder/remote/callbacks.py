"""Functions and objects of the tests, asked for by the student's code that they were passed to."""

from collections.abc import Sequence
from types import CodeType, FunctionType, MethodType
from typing import Any

import numpy as np

from autograder.remote.errors import StudentRaised, Unreadable
from autograder.remote.plain_data import Decoder
from autograder.remote.source import TESTS
from autograder.sandbox.inside.objects import contents, differs


class Call:
    """A call of a function, or a look at an attribute.

    Attributes
    ----------
    target : object
        What is called or looked at.
    name : str or None
        The attribute; None for a call.
    arguments, named :
        What it is called with.
    passed : list
        The lists, dicts, sets and arrays among and in them.
    """

    def __init__(self, tree: dict[str, Any], decoder: Decoder, stand_ins: Sequence[Any]) -> None:
        number, self.name = tree.get("function"), tree.get("name")
        if type(number) is not int or not 0 <= number < len(stand_ins):
            raise Unreadable("it calls a function that it was not given")
        if self.name is not None and not isinstance(self.name, str):
            raise Unreadable("it looks at an attribute that has no name")
        self.target = stand_ins[number]
        self.arguments, self.named = decoder.decode(tree.get("arguments")), decoder.decode(tree.get("named"))
        if type(self.arguments) is not list or type(self.named) is not dict or {*map(type, self.named)} - {str}:
            raise Unreadable("it calls a function without arguments")
        self.passed = decoder.mutable
        self._before = [contents(value) for value in self.passed]

    @property
    def place(self) -> str:
        """Where in the tests the called function is defined, for the contract."""
        found = self.target.__func__ if isinstance(self.target, MethodType) else self.target
        code = getattr(found, "__code__", None)
        if isinstance(code, CodeType):
            return f"{code.co_filename.removeprefix(TESTS)[:-1]} {code.co_firstlineno} {code.co_qualname} called with"
        kind = found if isinstance(found, type) else type(found)
        return f"{kind.__qualname__} called with"

    def do(self) -> Any:
        """Return what the function returns, or the attribute.

        Raises
        ------
        AttributeError
            The attribute is none that the tests' own class offers.
        TypeError
            The shape or dtype of an array was changed, which can't be done to the student's.
        """
        if self.name is None:
            value = self.target(*self.arguments, **self.named)
            if any(_is_remade(value, before) for value, before in zip(self.passed, self._before, strict=True)):
                raise TypeError("a function of the test changes the shape or the dtype of an array that it was given")
            return value
        if not _offers(self.target, self.name):
            raise AttributeError(self.name)
        return getattr(self.target, self.name)

    def changed(self) -> list[tuple[int, Any]]:
        """Return positions and contents of what the function changed of that which was passed to it."""
        return [
            (position, contents(value))
            for position, (value, before) in enumerate(zip(self.passed, self._before, strict=True))
            if not _is_remade(value, before) and differs(value, before)
        ]


def portable(error: Exception) -> Exception:
    """Return an exception of the same built-in family for the student's process.

    Its text goes along where the test's own line raised it for the student's code. Failed assertions and what a library
    says hold values that only the tests know.
    """
    text = str(error) if isinstance(error, StudentRaised) or _is_told(error) else ""
    for kind in type(error).__mro__:
        if kind.__module__ == "builtins" and issubclass(kind, Exception) and not issubclass(kind, UnicodeError):
            return kind(text)
    return Exception(text)


def _is_remade(value: Any, before: Any) -> bool:
    return type(value) is np.ndarray and (value.shape, value.dtype) != before[1:]


def _is_told(error: Exception) -> bool:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or isinstance(error, AssertionError):
        return False
    frame = trace.tb_frame
    return frame.f_code.co_filename.startswith(TESTS) or frame.f_globals["__name__"].startswith(__package__)


def _offers(target: Any, name: str) -> bool:
    """Tell whether an attribute is of the tests' making: what a class has from a library could write files here."""
    if name.startswith("_") or isinstance(target, FunctionType | MethodType):
        return False
    kinds = target.__mro__ if isinstance(target, type) else type(target).__mro__
    own = [vars(kind) for kind in kinds if kind.__module__ == "__main__"]
    return any(name in names for names in [*own, getattr(target, "__dict__", {})])
