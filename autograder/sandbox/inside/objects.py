"""Operations on the student's names and objects, asked by tests that run in the grader.

Objects stay here, each behind a number; what is plain data is sent. Functions of the tests stay in the grader: what
stands for them here asks the grader to call them.
"""

import inspect
import io
import operator
import pickle
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from .channel import Channel
from .plain_data import Encoder

_TEXT_LENGTH = 2000
# What the grader writes in the place of an object that stays on its side.
_REFERENCE = ("autograder.remote.sending", "reference")
_MOST_ITERATED = 100_000
# Before the name of an operation: random numbers start anew with it.
SEEDED = "seeded "
_SEED = 0

# Operators as the module `operator` calls them; the grader's handles have the same.
BINARY = (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"),
    *("lshift", "rshift", "and_", "or_", "xor"),
)
IN_PLACE = ("iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul")
OTHERS = ("getitem", "setitem", "delitem", "contains", "neg", "pos", "invert")
# What a test may do to an object, besides calling it and taking its attributes. None of them compares.
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in (*BINARY, *IN_PLACE, *OTHERS)},
    "len": len,
    "list": lambda value: list(islice(value, _MOST_ITERATED)),
    "next": next,
    "repr": repr,
    "str": str,
    "enter": lambda value: type(value).__enter__(value),
    "exit": lambda value, *error: type(value).__exit__(value, *error),
    "array": np.asarray,
    "dir": dir,
    "isinstance": isinstance,
    "issubclass": issubclass,
    "source": inspect.getsource,
}


def seed_all() -> None:
    """Let NumPy's and Python's global generators start alike for all, so that a second run gives the same answers."""
    random.seed(_SEED)
    np.random.seed(_SEED)


class Objects:
    """What tests hold of this process, and the operations on it.

    Parameters
    ----------
    names : dict
        The namespace of the student's notebook.
    channel : Channel
        Leads to the grader.
    """

    def __init__(self, names: dict[str, Any], channel: Channel) -> None:
        self._names = names
        self._channel = channel
        self._kept: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._stand_ins: dict[int, StandIn] = {}
        self._request: str = ""
        self._thread = threading.get_ident()

    def forget(self) -> None:
        """Let go of all that the tests of the last cell held."""
        self._kept.clear()
        self._numbers.clear()
        self._stand_ins.clear()

    def answer(self, request: Mapping[str, Any], payload: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """Do one operation and return the answer's header and its parts.

        Raises
        ------
        KeyboardInterrupt
            The time is over.
        """
        self._request = request["id"]
        self._thread = threading.get_ident()
        known: dict[int, int] = {}
        encoder = Encoder(self._keep, request["plain"], known)
        try:
            arguments = self._read(payload)
            values = mutable_values(arguments)
            before = [contents(value) for value in values]
            known.update({id(value): number for number, value in enumerate(values)})
            operation = request["operation"]
            if operation.startswith(SEEDED):
                seed_all()
            value = getattr(self, f"_do_{operation.removeprefix(SEEDED)}")(*arguments)
            tree: Any = {"value": encoder.encode(value)}
            changed = [number for number, value in enumerate(values) if differs(value, before[number])]
            if changed:
                # the value itself, and not its name
                tree["changed"] = [[number, self._written(encoder, values[number], known)] for number in changed]
            parts = encoder.parts
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever the student's code raises is the answer, also SystemExit
            tree, parts = {"raised": _described(error)}, []
        return self._packed("done", tree, parts)

    def stopped(self) -> dict[str, Any]:
        """Return the answer to an operation whose time was over."""
        return {"id": self._request, "kind": "done", "stopped": True, "sizes": []}

    def call_back(self, number: int, name: str | None, arguments: Any, named: Any) -> Any:
        """Ask the grader to call a function of the tests, and serve it until the function has returned."""
        if not self._channel.owned or threading.get_ident() != self._thread or not self._request:
            raise RuntimeError(
                "a function of the tests can be called only by the code that it was given to, while it runs"
            )
        encoder = Encoder(self._keep, False, {})
        tree = {
            "function": number,
            "name": name,
            "arguments": encoder.encode(list(arguments)),
            "named": encoder.encode(dict(named)),
        }
        self._channel.send(*self._packed("callback", tree, encoder.parts))
        while True:
            request, payload = self._channel.receive()
            self._request = request["id"]
            if request["operation"] in ("return", "raise"):
                value, changed = self._read(payload, encoder.mutable)
                for position, now in changed:
                    fill(encoder.mutable[position], now)
                if request["operation"] == "raise":
                    raise value
                return value
            self._channel.send(*self.answer(request, payload))

    def stand_in(self, number: int) -> "StandIn":
        """Return what stands here for an object of the tests: the same one each time."""
        return self._stand_ins.setdefault(number, StandIn(self, number))

    def kept(self, number: int) -> Any:
        """Return the object behind a number."""
        return self._kept[number]

    def _keep(self, value: Any) -> int:
        if isinstance(value, StandIn) and type(value) is StandIn:
            return -1 - object.__getattribute__(value, "_number")
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._kept) + 1
            self._kept[number] = value
        return number

    def _read(self, payload: bytes, passed: Sequence[Any] = ()) -> Any:
        return _Reader(self, payload, passed).load()

    def _packed(self, kind: str, tree: Any, parts: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
        return {"id": self._request, "kind": kind, "tree": tree, "sizes": [len(part) for part in parts]}, parts

    def _written(self, encoder: Encoder, value: Any, known: dict[int, int]) -> Any:
        number = known.pop(id(value))
        try:
            return encoder.encode(value)
        finally:
            known[id(value)] = number

    def _do_name(self, name: str) -> Any:
        if name not in self._names:
            raise NameError(f"name {name!r} is not defined")
        return self._names[name]

    def _do_names(self) -> list[str]:
        return [name for name in self._names if not name.startswith("_")]

    def _do_bind(self, name: str, value: Any) -> None:
        self._names[name] = value

    def _do_unbind(self, name: str) -> None:
        if name not in self._names:
            raise NameError(f"name {name!r} is not defined")
        del self._names[name]

    def _do_seed(self, library: str, arguments: list[Any], named: dict[str, Any]) -> None:
        (random if library == "random" else np.random).seed(*arguments, **named)

    def _do_get(self, value: Any, name: str) -> Any:
        return getattr(value, name)

    def _do_set(self, value: Any, name: str, attribute: Any) -> None:
        setattr(value, name, attribute)

    def _do_delete(self, value: Any, name: str) -> None:
        delattr(value, name)

    def _do_call(self, function: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        return function(*arguments, **named)

    def _do_method(self, value: Any, name: str, arguments: list[Any], named: dict[str, Any]) -> Any:
        return getattr(value, name)(*arguments, **named)

    def _do_operate(self, name: str, arguments: list[Any]) -> Any:
        return OPERATIONS[name](*arguments)


class StandIn:
    """Stands here for an object of the tests that stays in the grader."""

    def __init__(self, objects: Objects, number: int) -> None:
        object.__setattr__(self, "_objects", objects)
        object.__setattr__(self, "_number", number)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._objects.call_back(self._number, None, arguments, named)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._objects.call_back(self._number, name, (), {})


class _Reader(pickle.Unpickler):
    """Reads what the grader sends, with this process's own objects in the place of their numbers.

    `passed` are the lists, dicts and arrays that were passed to the function that has returned.
    """

    def __init__(self, objects: Objects, payload: bytes, passed: Sequence[Any]) -> None:
        super().__init__(io.BytesIO(payload))
        self._objects = objects
        self._passed = passed

    def persistent_load(self, position: Any) -> Any:
        return self._passed[position]

    def find_class(self, module: str, name: str) -> Any:
        return self._reference if (module, name) == _REFERENCE else super().find_class(module, name)

    def _reference(self, kind: str, number: int) -> Any:
        return self._objects.kept(number) if kind == "object" else self._objects.stand_in(number)


_KINDS = frozenset({list, tuple, dict, set, np.ndarray})


def mutable_values(arguments: Any) -> list[Any]:
    """Return the lists, dicts, sets and arrays in what a test passed, in the order in which they stand there.

    The grader lists its own arguments in the same way: the positions are what the two sides have in common.
    """
    found: list[Any] = []
    seen: set[int] = set()
    waiting = [arguments]
    while waiting:
        value = waiting.pop()
        kind = type(value)
        if kind not in _KINDS or id(value) in seen:
            continue
        seen.add(id(value))
        if kind is not tuple:
            found.append(value)
        if kind is list or kind is tuple:
            waiting += value[::-1]
        elif kind is dict:
            waiting += reversed(value.values())
    return found


def contents(value: Any) -> Any:
    """Return what a later look is compared with."""
    if type(value) is np.ndarray:
        return value.copy(), value.shape, value.dtype
    return list(value.items()) if type(value) is dict else list(value)


def fill(value: Any, now: Any) -> None:
    """Give a list, dict, set or array other contents (see `contents`)."""
    if type(value) is np.ndarray:
        if value.flags.writeable:
            value[...] = now[0]
    elif type(value) is list:
        value[:] = now
    else:
        value.clear()
        value.update(now)


def differs(value: Any, before: Any) -> bool:
    """Tell whether a value holds something else than before."""
    if type(value) is np.ndarray:
        copy, shape, dtype = before
        if value.shape != shape or value.dtype != dtype:
            return True
        return value.tobytes() != copy.tobytes() if value.dtype.kind != "O" else False
    if type(value) is set:
        return len(value) != len(before) or any(item not in value for item in before)
    now = list(value.items()) if type(value) is dict else list(value)
    if len(now) != len(before):
        return True
    if type(value) is dict:
        return any(a is not c or b is not d for (a, b), (c, d) in zip(now, before, strict=True))
    return any(a is not b for a, b in zip(now, before, strict=True))


def _described(error: BaseException) -> dict[str, Any]:
    try:
        text = str(error)[:_TEXT_LENGTH]
    except Exception as other:  # noqa: BLE001 - the student's own __str__
        text = f"its text can't be shown: {type(other).__name__}"
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith("<ipython-input-"):  # IPython's name for a cell
            line = trace.tb_lineno
        trace = trace.tb_next
    return {
        "type": str(type(error).__name__)[:100],
        "families": [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"],
        "text": str(text),
        "line": line,
    }
