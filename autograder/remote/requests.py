"""Requests of a test to the student's process: what goes there, what comes back, and the calls that come in between."""

import io
import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType, FunctionType, GeneratorType, MethodType
from typing import Any, Protocol

import numpy as np

from autograder.remote.contract import Answers, CellContract
from autograder.remote.errors import BreaksContract, LimitReached, StudentGone, TestFailed, Unreadable, student_raised
from autograder.remote.handle import Handle, state
from autograder.remote.names import TESTS
from autograder.remote.plain_data import Decoder, read_tree
from autograder.remote.transcript import Transcript
from autograder.sandbox.inside.objects import mutable_values
from autograder.sandbox.results import Reply

# Beyond what the solution needed: right answers may be asked more often, as where a test repeats until it is content.
_TIMES = 10
_LEAST_REQUESTS, _LEAST_CALLBACKS = 2_000, 10_000
_MOST_NESTED = 30
_FIRST_METHOD = -1_000_000_000  # numbers that no object in the student's process has
_MOST_BYTES_SENT = 64 << 20
# Operations on names: a test may read any, as one that only a failed test reads.
_FREE = frozenset({"name", "bind", "unbind"})


class Channel(Protocol):
    """Leads to a student's process."""

    def exchange(self, operation: str, plain: bool, payload: bytes) -> Reply:
        """Send one message and return the reply.

        Raises
        ------
        StudentGone
            There is none: the process has ended, or the time is over.
        """
        ...

    def begin(self) -> None:
        """Note that another property begins, which has time of its own."""
        ...


@dataclass(slots=True)
class Requests:
    """All that the tests of one graded cell ask.

    Parameters
    ----------
    channel : Channel
        Leads to the student's process.
    contract : CellContract
        What the tests did with the solution; filled if `recording`.
    """

    channel: Channel
    contract: CellContract
    recording: bool = False
    transcript: Transcript = field(default_factory=Transcript)
    requests: int = 0
    callbacks: int = 0
    failed: TestFailed | None = None
    _handles: dict[int, Handle] = field(default_factory=dict)
    _methods: dict[int, tuple[Handle, str]] = field(default_factory=dict)
    _code: dict[str, Any] = field(default_factory=dict)
    _stand_ins: list[Any] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)
    _theirs: frozenset[str] | None = None
    _sent: int = 0
    _depth: int = 0

    def begin(self, name: str) -> None:
        """Begin with a property of its own: what ended the one before is no longer in its way."""
        if isinstance(self.failed, StudentGone):
            # a new process: numbers of objects mean nothing there
            self._handles.clear()
            self._methods.clear()
            self._code.clear()
        self.failed = None
        self.channel.begin()
        self.transcript.begin(name)

    def has(self, name: str) -> bool:
        """Tell whether a name is the student's, as far as the tests are concerned: whether it was the solution's."""
        if not self.recording:
            return name in self.contract.names
        if self._theirs is None:
            self._theirs = frozenset(self._exchange("names", True, ())["value"])
        if name in self._theirs:
            self.contract.names.add(name)
        return name in self._theirs

    def read(self, name: str) -> Any:
        """Return the value of a name of the student's."""
        self.has(name)
        return self.ask("name", name, name)

    def bind(self, name: str, value: Any) -> None:
        """Assign a name over there."""
        self.ask("bind", name, name, value)

    def unbind(self, name: str) -> None:
        """Delete a name over there."""
        self.ask("unbind", name, name)

    def ask(self, operation: str, detail: str, *arguments: Any) -> Any:
        """Do one operation in the student's process.

        Raises
        ------
        TestFailed
            The answer is not like the solution's, a limit is reached, or the operation is none that the solution saw.
        StudentRaised
            The student's code raised an exception.
        """
        if self.failed is not None:
            raise self.failed
        place = f"{place_of_test()} {operation} {detail}".rstrip()
        answers = self.contract.places.get(place)
        if not self.recording and answers is None and operation not in _FREE:
            raise BreaksContract("the test takes another way here than it did with the solution's answer")
        if not self.recording and answers is not None and answers.kinds == {"code"}:
            if operation == "get":
                return self._method(arguments[0], detail)
            if operation == "name":
                if detail not in self._code:
                    self._code[detail] = self._asked(place, answers, operation, arguments)
                return self._code[detail]
        if operation in ("bind", "unbind"):
            self._code.pop(detail, None)
        if operation == "call" and (method := self._methods.get(state(arguments[0])[1])) is not None:
            operation, arguments = "method", (*method, *arguments[1:])
        return self._asked(place, answers, operation, arguments)

    def _asked(self, place: str, answers: Answers | None, operation: str, arguments: tuple[Any, ...]) -> Any:
        plain = not self.recording and (answers is None or answers.plain)
        tree = self._exchange(operation, plain, arguments)
        if "raised" in tree:
            if self.recording:
                self.contract.note_raised(place)
            self.transcript.raised(place, tree["raised"].name)
            raise tree["raised"]
        value = tree["value"]
        if self.recording:
            self.contract.note(place, value)
        elif answers is not None:
            answers.check(value)
        self.transcript.answered(place, value)
        return value

    def _method(self, owner: Handle, name: str) -> Handle:
        """Return a handle of a method, to be looked up over there when it is called: one request instead of two."""
        number = _FIRST_METHOD - len(self._methods)
        self._methods[number] = (owner, name)
        return Handle(self, number, (("builtins", "method"),), True)

    def _exchange(self, operation: str, plain: bool, arguments: tuple[Any, ...]) -> dict[str, Any]:
        self.requests += 1
        if self.recording:
            self.contract.requests = self.requests
        elif self.requests > max(_LEAST_REQUESTS, _TIMES * self.contract.requests):
            self._give_up(f"more than {self.requests - 1} requests: the solution needed {self.contract.requests}")
        known = mutable_values(arguments)
        payload = self._written(arguments)
        reply = self._sent_to(operation, plain, payload)
        while reply.kind == "callback" and not reply.stopped:
            reply = self._called_back(reply)
        if reply.stopped:
            self._give_up("the answer was stopped: its time was over")
        if self.failed is not None:
            raise self.failed
        return self._answer(reply, known)

    def _sent_to(self, operation: str, plain: bool, payload: bytes) -> Reply:
        try:
            return self.channel.exchange(operation, plain, payload)
        except StudentGone as gone:
            self.failed = gone
            raise

    def _answer(self, reply: Reply, known: Sequence[Any]) -> dict[str, Any]:
        decoder = Decoder(reply.parts, self._handle, known)
        tree = read_tree(reply.parts)
        if "raised" in tree:
            return {"raised": _raised(tree["raised"])}
        for number, item in tree.get("changed", ()):
            bring_up_to_date(known[number], decoder.decode(item))
        return {"value": decoder.decode(tree.get("value"))}

    def _called_back(self, reply: Reply) -> Reply:
        """Call a function of the tests for the student's code, and send what it returns."""
        self.callbacks += 1
        self._depth += 1
        try:
            if self.recording:
                self.contract.callbacks = self.callbacks
            elif self.callbacks > max(_LEAST_CALLBACKS, _TIMES * self.contract.callbacks):
                self._give_up(f"a function of the test was called more than {self.callbacks - 1} times")
            elif self._depth > _MOST_NESTED:
                self._give_up("functions of the test and of the answer call each other without end")
            value = self._call(reply)
            return self._sent_to("return", False, self._written(value))
        except StudentGone:
            raise
        except TestFailed as failed:
            # the student's code may catch what it is told, but the test has failed
            self.failed = self.failed or failed
            return self._sent_to("raise", False, pickle.dumps(RuntimeError("the test has failed")))
        except Exception as error:  # noqa: BLE001 - the student's code sees it, as it would beside the test
            return self._sent_to("raise", False, pickle.dumps(_portable(error)))
        finally:
            self._depth -= 1

    def _call(self, reply: Reply) -> Any:
        if self.failed is not None:
            raise self.failed
        tree, decoder = read_tree(reply.parts), Decoder(reply.parts, self._handle)
        number = tree.get("function")
        if type(number) is not int or not 0 <= number < len(self._stand_ins):
            raise Unreadable("it calls a function that it was not given")
        target, name = self._stand_ins[number], tree.get("name")
        if name is not None:
            if not isinstance(name, str) or name.startswith("_") or isinstance(target, FunctionType | MethodType):
                raise AttributeError(str(name))
            return getattr(target, name)
        arguments, named = decoder.decode(tree.get("arguments")), decoder.decode(tree.get("named"))
        if type(arguments) is not list or type(named) is not dict:
            raise Unreadable("it calls a function without arguments")
        return target(*arguments, **named)

    def _handle(self, number: int, kinds: Any, is_callable: bool) -> Any:
        if number < 0:
            return self._stand_ins[-1 - number]
        if number not in self._handles:
            claimed = tuple((str(module), str(name)) for module, name in kinds)
            self._handles[number] = Handle(self, number, claimed, is_callable)
        return self._handles[number]

    def _written(self, value: Any) -> bytes:
        stream = io.BytesIO()
        try:
            _Writer(stream, self).dump(value)
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            raise TypeError(f"the test passes a value that can't be sent to the student's code ({error})") from error
        self._sent += stream.tell()
        if self._sent > _MOST_BYTES_SENT:
            self._give_up(f"the test sent more than {_MOST_BYTES_SENT >> 20} MiB to the answer")
        return stream.getvalue()

    def number_of(self, handle: Handle) -> int:
        """Return the number of an object of the student's process."""
        number = state(handle)[1]
        if number in self._methods:
            raise TypeError("a method can't be passed on: the solution's was only called")
        return number

    def number_here(self, value: Any) -> int:
        """Return the number of an object of the tests that stays here."""
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self._stand_ins)
            self._stand_ins.append(value)
        return self._numbers[id(value)]

    def _give_up(self, why: str) -> None:
        failed = self.failed = LimitReached(why)
        raise failed


class _Writer(pickle.Pickler):
    """Writes arguments; functions, classes and objects of the tests stay here, and their numbers travel."""

    def __init__(self, stream: io.BytesIO, requests: Requests) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._requests = requests

    def reducer_override(self, value: Any) -> Any:
        # asked of all but numbers, texts and containers; `persistent_id` would be asked of these, too
        kind = type(value)
        if kind is Handle:
            return reference, ("object", self._requests.number_of(value))
        if kind is np.ndarray:
            return NotImplemented
        if _stays(value, kind):
            return reference, ("stand-in", self._requests.number_here(value))
        if kind is GeneratorType:
            return iter, (list(value),)
        return NotImplemented


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


def place_of_test() -> str:
    """Return the cell and the piece of the test's code that is being executed: `cell line:column-end`."""
    frame: Any = sys._getframe(1)
    while frame is not None and not frame.f_code.co_filename.startswith(TESTS):
        frame = frame.f_back
    if frame is None:
        return "outside"
    return f"{frame.f_code.co_filename[len(TESTS) : -1]} {_positions(frame.f_code)[frame.f_lasti // 2]}"


@lru_cache(maxsize=1024)
def _positions(code: CodeType) -> list[str]:
    """Return for each instruction which piece of the text it is of: `f()` and `f().g()` begin alike, and end apart."""
    return [
        f"{line}:{column}-{f'{end}:' if end != line else ''}{last}" for line, end, column, last in code.co_positions()
    ]


def bring_up_to_date(mine: Any, theirs: Any) -> None:
    """Make a list, dict, set or array that a test passed what the student's code made of it.

    Raises
    ------
    BreaksContract
        It became something else altogether.
    """
    if type(mine) is np.ndarray:
        if type(theirs) is not np.ndarray or theirs.shape != mine.shape or theirs.dtype != mine.dtype:
            raise BreaksContract("the answer changed the shape or the dtype of an array that it was given")
        if mine.flags.writeable:
            mine[...] = theirs
        return
    if type(mine) is not type(theirs):
        raise BreaksContract(f"the answer made a {type(theirs).__name__} of a {type(mine).__name__} that it was given")
    if isinstance(mine, list):
        mine[:] = theirs
    else:
        mine.clear()
        mine.update(theirs)


def _raised(told: Any) -> Exception:
    if not isinstance(told, Mapping):
        raise Unreadable("it tells of an exception without saying which")
    families = [name for name in told.get("families", ()) if isinstance(name, str)]
    line = told.get("line")
    return student_raised(str(told.get("type")), families, str(told.get("text")), line if type(line) is int else 0)


def _portable(error: Exception) -> Exception:
    """Return an exception of the same built-in family that can be sent."""
    for kind in type(error).__mro__:
        if kind.__module__ == "builtins" and issubclass(kind, Exception) and not issubclass(kind, UnicodeError):
            return kind(str(error))
    return Exception(str(error))
