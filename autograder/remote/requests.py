"""Requests of a test to the student's process: what goes there, what comes back, and the calls that come in between."""

import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType
from typing import Any, Protocol

import numpy as np

from autograder.remote.callbacks import Call, portable
from autograder.remote.contract import ENDS_LOOPS, NOTHING, Answers, CellContract
from autograder.remote.errors import (
    BreaksContract,
    LimitReached,
    StudentGone,
    StudentRaised,
    TestFailed,
    Unreadable,
    student_raised,
)
from autograder.remote.handle import Handle, state
from autograder.remote.messages import told
from autograder.remote.plain_data import Decoder, checked_tree
from autograder.remote.sending import Sender
from autograder.remote.source import TESTS
from autograder.remote.transcript import Transcript
from autograder.remote.updates import Updates
from autograder.sandbox.inside.objects import SEEDED, mutable_values
from autograder.sandbox.results import Reply

# Beyond what the solution needed: right answers may be asked more often, as where a test repeats until it is content.
_TIMES = 10
_LEAST_REQUESTS, _LEAST_CALLBACKS = 2_000, 10_000
_MOST_NESTED = 30
_MOST_BYTES = 256 << 20
_MOST_HANDLES = 100_000
_LONGEST_NAME = 100
_LONGEST_TEXT = 2000
_MOST_LINES = 1_000_000
# Operations on names: a test may read any, as one that only a failed test reads.
_FREE = frozenset({"name", "bind", "unbind", "seed"})
# What an object can't judge itself by: the test's own numbers and texts stay here.
_OPEN = _FREE | {"get", "set", "delete", "call", "method"}
_OPEN_OPERATORS = frozenset({"getitem", "setitem", "delitem", "len", "list", "next", "array", "str", "repr", "dir"})


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
    _sender: Sender = field(default_factory=Sender)
    _updates: Updates = field(default_factory=Updates)
    _handles: dict[int, Handle] = field(default_factory=dict)
    _code: dict[str, Any] = field(default_factory=dict)
    _bound: dict[str, Any] = field(default_factory=dict)
    _theirs: frozenset[str] | None = None
    _received: int = 0
    _depth: int = 0
    _inputs: list[Any] = field(default_factory=list)
    _seeded: bool = False

    def begin(self, name: str) -> None:
        """Begin with a property of its own: what ended the one before is no longer in its way."""
        if isinstance(self.failed, StudentGone):
            # a new process: numbers of objects mean nothing there
            self._handles.clear()
            self._sender.methods.clear()
            self._code.clear()
        self.failed = None
        self._seeded = True
        self.channel.begin()
        self.transcript.begin(name)

    def failed_by(self, name: str, error: BaseException) -> None:
        """Note how a property failed, or the cell as a whole."""
        self.transcript.failed(name, error, self._inputs)

    def end(self) -> None:
        """Take back what the student's code changed of the tests' own values."""
        self._updates.undo()

    def note_names(self) -> None:
        """Note which names there are before the tests: the solution's."""
        self.channel.begin()
        self._theirs = frozenset(self._names())

    def has(self, name: str) -> bool:
        """Tell whether a name is the student's, as far as the tests are concerned: whether it was the solution's."""
        if not self.recording:
            return name in self.contract.names
        if self._theirs is None:
            self.note_names()
        assert self._theirs is not None, "noted just now"
        if name in self._theirs:
            self.contract.names.add(name)
        return name in self._theirs

    def read(self, name: str) -> Any:
        """Return the value of a name of the student's."""
        self.has(name)
        if name not in self._bound:
            return self.ask("name", name, name)
        mine = self._bound[name]
        # the test's own value, which the student's process could tell otherwise, unless the solution's code changed it
        if not self.recording and name not in self.contract.changed:
            return mine
        value = self.ask("name", name, name)
        if self.recording and not _same(mine, value):
            self.contract.changed.add(name)
        return value

    def bind(self, name: str, value: Any) -> None:
        """Assign a name over there."""
        self.ask("bind", name, name, value)
        self._bound[name] = value

    def unbind(self, name: str) -> None:
        """Delete a name over there."""
        self._bound.pop(name, None)
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
        if not self.recording and answers is None and not self._is_free(operation, detail):
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
        if operation == "call" and (method := self._sender.methods.get(state(arguments[0])[1])) is not None:
            operation, arguments = "method", (*method, *arguments[1:])
        return self._asked(place, answers, operation, arguments)

    def _is_free(self, operation: str, detail: str) -> bool:
        """Tell whether an operation may be done where the solution saw none."""
        if not self.contract.is_open:
            return operation in _FREE
        return operation in _OPEN or (operation == "operate" and detail in _OPEN_OPERATORS)

    def _asked(self, place: str, answers: Answers | None, operation: str, arguments: tuple[Any, ...]) -> Any:
        plain = not self.recording and (answers is None or answers.plain)
        reply, known = self._exchange(operation, plain, arguments)
        tree, decoder = checked_tree(reply.tree), Decoder(reply.parts, self._handle, known)
        if "raised" in tree:
            error = _raised(tree["raised"], operation)
            self.transcript.raised(place, error.name, str(error))
            if self.recording:
                self.contract.note_raised(place, error)
            elif isinstance(error, ENDS_LOOPS) and not (operation == "operate" and arguments[0] == "next"):
                error = self._ending(error, answers)
            raise error
        self._update(f"{place} changed", tree.get("changed", []), decoder, known)
        value = decoder.decode(tree.get("value"))
        # where the solution was asked nothing, it may be an object
        if self.recording or answers is not None or type(value) is not Handle:
            self._judge(place, value)
        self.transcript.answered(place, value)
        return value

    def _judge(self, place: str, value: Any) -> None:
        """Note a value of the solution's for the contract, or hold an answer's against it."""
        if self.recording:
            self.contract.note(place, value)
        else:
            self.contract.places.get(place, NOTHING).check(value)

    def _ending(self, error: StudentRaised, answers: Answers | None) -> StudentRaised:
        """Return what a generator would make of an exception that ends a loop, where the solution raised none."""
        wanted = answers.raises if answers is not None else set()
        if any(isinstance(error, kind) and kind.__name__ in wanted for kind in ENDS_LOOPS):
            return error
        return student_raised(error.name, ["RuntimeError"], str(error), error.line)

    def _update(self, place: str, listed: Any, decoder: Decoder, known: Sequence[Any]) -> None:
        """Bring up to date what the student's code changed of the lists, dicts and arrays that it was given."""
        changes = []
        for item in listed if isinstance(listed, list) else [None]:
            match item:
                case [int(number), tree] if 0 <= number < len(known) and number is not True:
                    changes.append((known[number], decoder.decode(tree)))
                case _:
                    raise Unreadable("it changes an argument that does not exist")
        if len({id(mine) for mine, _ in changes}) < len(changes):
            raise Unreadable("it changes an argument twice")
        if not changes:
            return
        for _, theirs in changes:
            if self.recording:
                self.contract.note(place, theirs)
            self.transcript.answered(place, theirs)
        self._updates.apply(changes, self.contract.places.get(place, NOTHING))

    def _method(self, owner: Handle, name: str) -> Handle:
        """Return a handle of a method, to be looked up over there when it is called: one request instead of two."""
        return Handle(self, self._sender.method(owner, name), (("builtins", "method"),), True)

    def _exchange(self, operation: str, plain: bool, arguments: tuple[Any, ...]) -> tuple[Reply, Sequence[Any]]:
        """Return the reply to one operation, and the lists, dicts and arrays among its arguments."""
        self.requests += 1
        if self.recording:
            self.contract.requests = max(self.contract.requests, self.requests)
        elif self.requests > max(_LEAST_REQUESTS, _TIMES * self.contract.requests):
            self._give_up(f"more than {self.requests - 1} requests: the solution needed {self.contract.requests}")
        known = mutable_values(arguments)
        if known:
            self._inputs = known  # no copies: whoever looks at them does so when the test has failed
        # the answer's random numbers, too, are the same for all, whatever the notebook drew before
        operation, self._seeded = f"{SEEDED}{operation}" if self._seeded else operation, False
        reply = self._sent_to(operation, plain, self._written(arguments))
        while reply.kind == "callback" and not reply.stopped:
            reply = self._called_back(reply)
        if reply.stopped:
            self._give_up("the answer was stopped: its time was over")
        if self.failed is not None:
            raise self.failed
        return reply, known

    def _names(self) -> Any:
        reply, _ = self._exchange("names", True, ())
        return Decoder(reply.parts, self._handle).decode(checked_tree(reply.tree).get("value"))

    def _sent_to(self, operation: str, plain: bool, payload: bytes) -> Reply:
        try:
            reply = self.channel.exchange(operation, plain, payload)
        except StudentGone as gone:
            self.failed = gone
            raise
        self._received += reply.size
        if self._received > _MOST_BYTES and not self.recording:
            self._give_up(f"it sent more than {_MOST_BYTES >> 20} MiB in answer to one cell's tests")
        return reply

    def _called_back(self, reply: Reply) -> Reply:
        """Call a function of the tests for the student's code, and send what it returns."""
        self.callbacks += 1
        self._depth += 1
        try:
            if self.recording:
                self.contract.callbacks = max(self.contract.callbacks, self.callbacks)
            elif self.callbacks > max(_LEAST_CALLBACKS, _TIMES * self.contract.callbacks):
                self._give_up(f"a function of the test was called more than {self.callbacks - 1} times")
            elif self._depth > _MOST_NESTED:
                self._give_up("functions of the test and of the answer call each other without end")
            if self.failed is not None:
                raise self.failed
            call = Call(checked_tree(reply.tree), Decoder(reply.parts, self._handle), self._sender.stand_ins)
            operation, payload = self._done(call)
        except StudentGone:
            raise
        except TestFailed as failed:
            # the student's code may catch what it is told, but the test has failed
            self.failed = self.failed or failed
            operation, payload = "raise", pickle.dumps((RuntimeError("the test has failed"), []))
        finally:
            self._depth -= 1
        return self._sent_to(operation, False, payload)

    def _done(self, call: Call) -> tuple[str, bytes]:
        """Do a call; return the operation that tells the student's process of its end, and what goes with it."""
        self.transcript.called(call.place)
        if call.name is None:
            for name, value in (*enumerate(call.arguments), *call.named.items()):
                self._judge(f"{call.place} {name}", value)
        try:
            return "return", self._written((call.do(), call.changed()), call.passed)
        except TestFailed:
            raise
        except Exception as error:  # noqa: BLE001 - the student's code sees it, as it would beside the test
            self._note_failure(call, error)
            return "raise", self._written((portable(error), call.changed()), call.passed)

    def _note_failure(self, call: Call, error: Exception) -> None:
        """Fail the test by a failed assertion in its function, which the student's code may catch."""
        if not isinstance(error, AssertionError) or isinstance(error, StudentRaised):
            return
        place = f"{call.place} assertion"
        if self.recording:
            self.contract.note_raised(place, error)
        elif place not in self.contract.places:
            raise TestFailed(told(error)) from error

    def _handle(self, number: int, kinds: Any, is_callable: bool) -> Any:
        if number < 0:
            return self._sender.stand_ins[-1 - number]
        if number not in self._handles:
            if len(self._handles) >= _MOST_HANDLES:
                raise Unreadable("it tells of more objects than it can have made")
            claimed = tuple((str(module)[:_LONGEST_NAME], str(name)[:_LONGEST_NAME]) for module, name in kinds[:20])
            self._handles[number] = Handle(self, number, claimed, is_callable)
        return self._handles[number]

    def _written(self, value: Any, passed: Sequence[Any] = ()) -> bytes:
        try:
            return self._sender.write(value, passed)
        except LimitReached as failed:
            self.failed = failed
            raise

    def _give_up(self, why: str) -> None:
        failed = self.failed = LimitReached(why)
        raise failed


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


def _raised(told: Any, operation: str) -> StudentRaised:
    if not isinstance(told, Mapping) or not isinstance(told.get("families"), list):
        raise Unreadable("it tells of an exception without saying which")
    # a name that can't be read is missing, whatever is told of it: by a KeyError Python would go on to a built-in name
    families = ["NameError"] if operation == "name" else [name for name in told["families"] if isinstance(name, str)]
    line = told.get("line")
    return student_raised(
        str(told.get("type"))[:_LONGEST_NAME],
        families[:_LONGEST_NAME],
        str(told.get("text"))[:_LONGEST_TEXT],
        line if type(line) is int and 0 <= line < _MOST_LINES else 0,
    )


def _same(mine: Any, read: Any) -> bool:
    """Tell whether a value that a test assigned to a name is the one that is read there; false where nobody can say."""
    if mine is read:
        return True
    if type(mine) is not type(read) or type(mine) is Handle:
        return False
    if isinstance(mine, np.ndarray):
        return mine.dtype == read.dtype and np.array_equal(mine, read, equal_nan=mine.dtype.kind in "fc")
    if isinstance(mine, list | tuple):
        return len(mine) == len(read) and all(map(_same, mine, read))
    if isinstance(mine, dict):
        return mine.keys() == read.keys() and all(_same(item, read[key]) for key, item in mine.items())
    return isinstance(mine, str | bytes | int | float | complex | range) and (mine == read or mine != mine)
