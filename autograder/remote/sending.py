"""What tests send to the student's process: pickled values, and numbers for what stays in the grader."""

import io
import pickle
from collections.abc import Callable, Sequence
from types import FunctionType, GeneratorType, MethodType
from typing import Any

from autograder.remote.errors import LimitReached
from autograder.remote.handle import Handle, state
from autograder.remote.names import TESTS

_MOST_BYTES = 64 << 20
_FIRST_METHOD = -1_000_000_000  # numbers that no object in the student's process has

Reference = tuple[str, int]


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
        positions = {id(item): position for position, item in enumerate(passed)}
        try:
            _Writer(stream, lambda item: self._reference(item, positions)).dump(value)
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            raise TypeError(f"the test passes a value that can't be sent to the student's code ({error})") from error
        self._sent += stream.tell()
        if self._sent > _MOST_BYTES:
            raise LimitReached(f"the test sent more than {_MOST_BYTES >> 20} MiB to the answer")
        return stream.getvalue()

    def _reference(self, value: Any, positions: dict[int, int]) -> Reference | None:
        """Return what travels in the place of an object that stays on its side; None for what is sent as it is."""
        if id(value) in positions:
            return ("passed", positions[id(value)])
        kind = type(value)
        if kind is Handle:
            number = state(value)[1]
            if number in self.methods:
                raise TypeError("a method can't be passed on: the solution's was only called")
            return ("object", number)
        if not _stays(value, kind):
            return None
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self.stand_ins)
            self.stand_ins.append(value)
        return ("stand-in", self._numbers[id(value)])


class _Writer(pickle.Pickler):
    """Writes arguments; functions, classes and objects of the tests stay here."""

    def __init__(self, stream: io.BytesIO, reference: Callable[[Any], Reference | None]) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._reference = reference

    def persistent_id(self, value: Any) -> Reference | None:
        return self._reference(value)

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, GeneratorType):
            return iter, (list(value),)
        return NotImplemented


def _stays(value: Any, kind: type) -> bool:
    """Tell whether an object of the tests stays in the grader: what they define, and bare markers of identity."""
    if kind is FunctionType:
        return bool(value.__code__.co_filename.startswith(TESTS))
    if kind is MethodType:
        return _stays(value.__func__, type(value.__func__)) or _stays(value.__self__, type(value.__self__))
    if isinstance(value, type):
        return bool(value.__module__ == "__main__")
    return kind is object or kind.__module__ == "__main__"
