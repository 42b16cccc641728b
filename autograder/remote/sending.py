"""What tests send to the student's process: pickled values, and numbers for what stays in the grader."""

import io
import pickle
from collections.abc import Sequence
from types import FunctionType, GeneratorType, MethodType
from typing import Any

import numpy as np

from autograder.remote.errors import LimitReached
from autograder.remote.handle import Handle, state
from autograder.remote.source import TESTS

_MOST_BYTES = 64 << 20
_FIRST_METHOD = -1_000_000_000  # numbers that no object in the student's process has


class Sender:
    """Writes values of the tests for the student's process.

    Attributes
    ----------
    stand_ins : list
        The tests' own functions, classes and objects that were passed: they stay here, and stand-ins go there.
    methods : dict
        Owner and name of each method that is looked up over there when it is called, by its handle's number.
    """

    def __init__(self) -> None:
        self.stand_ins: list[Any] = []
        self.methods: dict[int, tuple[Handle, str]] = {}
        self._numbers: dict[int, int] = {}
        self._sent = 0

    def method(self, owner: Handle, name: str) -> int:
        """Return a number for a method of an object over there."""
        number = _FIRST_METHOD - len(self.methods)
        self.methods[number] = (owner, name)
        return number

    def write(self, value: Any, passed: Sequence[Any] = ()) -> bytes:
        """Return a value as bytes.

        Parameters
        ----------
        value : object
            What is sent.
        passed : sequence
            Lists, dicts and arrays that the student's code passed to a function of the tests: its own go back.

        Raises
        ------
        TypeError
            It can't be sent.
        LimitReached
            The tests have sent too much.
        """
        stream = io.BytesIO()
        try:
            (_ReturnWriter(stream, self, passed) if passed else _Writer(stream, self)).dump(value)
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            raise TypeError(f"the test passes a value that can't be sent to the student's code ({error})") from error
        self._sent += stream.tell()
        if self._sent > _MOST_BYTES:
            raise LimitReached(f"the test sent more than {_MOST_BYTES >> 20} MiB to the answer")
        return stream.getvalue()

    def number_of(self, handle: Handle) -> int:
        """Return the number of an object of the student's process."""
        number = state(handle)[1]
        if number in self.methods:
            raise TypeError("a method can't be passed on: the solution's was only called")
        return number

    def number_here(self, value: Any) -> int:
        """Return the number of an object of the tests that stays here."""
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self.stand_ins)
            self.stand_ins.append(value)
        return self._numbers[id(value)]


class _Writer(pickle.Pickler):
    """Writes arguments; functions, classes and objects of the tests stay here, and their numbers travel."""

    def __init__(self, stream: io.BytesIO, sender: Sender) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._sender = sender

    def reducer_override(self, value: Any) -> Any:
        # asked of all but numbers, texts and containers; `persistent_id` would be asked of these, too
        kind = type(value)
        if kind is Handle:
            return reference, ("object", self._sender.number_of(value))
        if kind is np.ndarray or value is reference:
            return NotImplemented
        if _stays(value, kind):
            return reference, ("stand-in", self._sender.number_here(value))
        if kind is GeneratorType:
            return iter, (list(value),)
        return NotImplemented


class _ReturnWriter(_Writer):
    """Writes what a function returned; lists, dicts and arrays that were passed to it are named by their positions."""

    def __init__(self, stream: io.BytesIO, sender: Sender, passed: Sequence[Any]) -> None:
        super().__init__(stream, sender)
        self._positions = {id(value): position for position, value in enumerate(passed)}

    def persistent_id(self, value: Any) -> int | None:
        return self._positions.get(id(value))


def reference(kind: str, number: int) -> None:
    """Stand in a message for an object that stays on its side: the student's process has a function of this name."""


def _stays(value: Any, kind: type) -> bool:
    """Tell whether an object of the tests stays in the grader: what they define, and bare markers of identity."""
    if kind is FunctionType:
        return bool(value.__code__.co_filename.startswith(TESTS))
    if kind is MethodType:
        return _stays(value.__func__, type(value.__func__)) or _stays(value.__self__, type(value.__self__))
    if isinstance(value, type):
        return bool(value.__module__ == "__main__")
    return kind is object or kind.__module__ == "__main__"
