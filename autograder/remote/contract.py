"""The contract of a graded cell: where its tests asked the solution, and what kind of answer came back.

In grading a test may do to a student's object only what it did to the solution's, and where the solution's answer was
plain data the student's has to be, too. Sizes are held as well: an author's test computes with a stranger's arrays.
"""

import math
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

import numpy as np

from autograder.remote.errors import BreaksContract
from autograder.remote.handle import Handle, described, state

# How much larger than the solution's an answer may be, and the size below which nobody looks.
_TIMES = 8
_SMALL_BYTES = 1 << 16
_SMALL_COUNT = 1000
# Of an array each axis counts by itself: a column and a row of a thousand are broadcast to a million.
_TIMES_LONGER = 4
_SHORT_AXIS = 64
# Whole numbers that a test may count to, and those as large as a hash or an address, which differ from run to run.
_SMALL_BITS = 20
_ORDINARY_BITS = 128
_MOST_DEPTH = 20

_WORDS = {
    "none": "None",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "complex": "a complex number",
    "str": "a text",
    "bytes": "bytes",
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dict",
    "set": "a set",
    "range": "a range",
    "array": "an array",
    "table": "a table",
    "type": "a type",
    "value": "a date or time",
    "exact": "a decimal number or a fraction",
    "object": "an object",
    "code": "a function, a method or a class",
    "given": "an object of the test's own",
}
# In a generator or `map` they end a test's loop as if all had been tried.
ENDS_LOOPS = (StopIteration, StopAsyncIteration)
# What a test asks of is one of them; an object that can be called passes for code.
_OBJECTS = frozenset({"object", "code"})
_CODE = frozenset({"function", "method", "builtin_function_or_method", "type"})
_KINDS: Mapping[type, str] = {
    type(None): "none",
    bool: "bool",
    int: "int",
    float: "float",
    complex: "complex",
    str: "str",
    bytes: "bytes",
    list: "list",
    tuple: "tuple",
    dict: "dict",
    set: "set",
    frozenset: "set",
    range: "range",
    np.ndarray: "array",
    **dict.fromkeys((date, datetime, time, timedelta), "value"),
    **dict.fromkeys((Decimal, Fraction), "exact"),
    **dict.fromkeys((Counter, OrderedDict, defaultdict), "dict"),
    deque: "list",
}
# pandas's, which courses without tables need not have
_VALUES = frozenset({"Timestamp", "Timedelta", "NaTType", "NAType"})
_NUMBERS = frozenset({"bool", "int", "float", "complex"})
_CONTAINERS = frozenset({"list", "tuple", "dict", "set"})
_BYTES = frozenset({"array", "str", "bytes", "table"})
_SCALAR_KINDS = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex", "S": "bytes", "U": "str"}


def kind_of(value: Any) -> str:
    """Return the kind of an answer: one word for each form of plain data, `object` or `code` for a handle.

    What the test itself passed and got back is `given`: it may have comparisons of its own.
    """
    found = _KINDS.get(type(value))
    if found is not None:
        return found
    if type(value) is Handle:
        return "code" if any(kind == ("builtins", name) for name in _CODE for kind in state(value)[2][:1]) else "object"
    if isinstance(value, np.generic):
        return _SCALAR_KINDS.get(value.dtype.kind, "array")
    if isinstance(value, type | np.dtype):
        return "given" if getattr(value, "__module__", "") == "__main__" else "type"
    if type(value).__module__.partition(".")[0] != "pandas":
        return "given"
    return "value" if type(value).__name__ in _VALUES else "table"


@dataclass(slots=True)
class Answers:
    """The answers that came back at one place.

    Attributes
    ----------
    kinds : set of str
        What they were (see `kind_of`).
    size : int
        The largest: bytes of an array or text, entries of a container with all that is in it, bytes of a large number.
    shapes : dict
        The longest axes of arrays, by their number of axes.
    items : Answers or None
        What the containers among them held, all entries together.
    raises : set of str
        Exceptions that the solution raised, of those that would end a test's loop in silence.
    """

    kinds: set[str] = field(default_factory=set)
    size: int = 0
    shapes: dict[int, list[int]] = field(default_factory=dict)
    items: "Answers | None" = None
    raises: set[str] = field(default_factory=set)

    def add(self, value: Any, depth: int = _MOST_DEPTH) -> None:
        """Note an answer of the solution.

        Raises
        ------
        BreaksContract
            It holds itself, or is nested too deeply.
        """
        kind = kind_of(value)
        self.kinds.add(kind)
        self.size = max(self.size, _size(value, kind))
        if kind == "array":
            longest = self.shapes.setdefault(value.ndim, [0] * value.ndim)
            longest[:] = map(max, longest, value.shape)
        for item in _items(value, kind, depth):
            if self.items is None:
                self.items = Answers()
            self.items.add(item, depth - 1)

    @property
    def plain(self) -> bool:
        """Whether all of them were plain data, all that they held included, and may be rounded to it."""
        return not self.kinds & (_OBJECTS | {"exact"}) and (self.items is None or self.items.plain)

    def check(self, value: Any, depth: int = _MOST_DEPTH) -> None:
        """Refuse a student's answer that no answer of the solution was like.

        Raises
        ------
        BreaksContract
            It is an object where plain data belongs, much larger, or an array with other axes.
        """
        kind = kind_of(value)
        if kind in _OBJECTS:
            if not self.kinds & _OBJECTS:
                raise BreaksContract(f"expected {self.words()}, got {described(value)}")
            return
        if kind == "given" and kind not in self.kinds:
            raise BreaksContract(f"expected {self.words()}, got an object of the test's own")
        self._check_size(value, kind)
        if kind == "array":
            self._check_shape(value)
        items = self.items or NOTHING
        for item in _items(value, kind, depth):
            # what no container of the solution held, such as the entries of a list in place of a number, may be any
            # plain value
            items.check(item, depth - 1)

    def words(self) -> str:
        """Return what was expected, for a message."""
        return " or ".join(_WORDS[kind] for kind in sorted(self.kinds)) or "plain data"

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON types, in the same order each time."""
        data: dict[str, Any] = {"kinds": sorted(self.kinds)}
        if self.size:
            data["size"] = self.size
        if self.shapes:
            data["shapes"] = [self.shapes[axes] for axes in sorted(self.shapes)]
        if self.raises:
            data["raises"] = sorted(self.raises)
        if self.items is not None:
            data["items"] = self.items.to_json()
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        items = cls.from_json(data["items"]) if "items" in data else None
        shapes = {len(longest): list(longest) for longest in data.get("shapes", ())}
        return cls(set(data["kinds"]), data.get("size", 0), shapes, items, set(data.get("raises", ())))

    def _check_size(self, value: Any, kind: str) -> None:
        if kind in ("float", "complex"):
            return  # no test takes memory by them
        size = _size(value, kind)
        small = _SMALL_BYTES if kind in _BYTES else 0 if kind == "int" else _SMALL_COUNT
        if size > max(small, _TIMES * self.size):
            raise BreaksContract(f"expected {self.words()}, got {_WORDS[kind]} that is much larger")

    def _check_shape(self, value: Any) -> None:
        if value.size == 1:
            return
        if self.shapes and value.ndim not in self.shapes:
            wanted = " or ".join(map(str, sorted(self.shapes)))
            raise BreaksContract(f"expected an array with {wanted} axes, got one of shape {value.shape}")
        if self.kinds and self.kinds <= _NUMBERS:
            raise BreaksContract(f"expected {self.words()}, got an array of shape {value.shape}")
        longest = self.shapes.get(value.ndim, [self.size] * value.ndim)
        if any(
            here > max(_SHORT_AXIS, _TIMES_LONGER * there) for here, there in zip(value.shape, longest, strict=True)
        ):
            raise BreaksContract(f"expected {self.words()}, got an array of shape {value.shape}, which is much longer")


# What is known of a place where the solution was asked nothing.
NOTHING = Answers()


@dataclass(slots=True)
class CellContract:
    """What the tests of a graded cell did with the solution.

    Attributes
    ----------
    places : dict
        The answers at each place of the tests where something was asked.
    names : set of str
        The student's names that the tests read, assign or delete.
    changed : set of str
        Those of them to which the tests assign a value that the solution's code then changes.
    requests, callbacks : int
        How often they asked, and how often functions of theirs were called.
    properties : list of (str, float)
        Names and points of the cell's properties; empty where it is all or nothing.
    is_open : bool
        Whether nothing is known of the solution: tests may ask anything but what would let an object judge itself.
    varies : bool
        Whether the tests draw inputs of which there are several instances.
    """

    places: dict[str, Answers] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    requests: int = 0
    callbacks: int = 0
    properties: list[tuple[str, float]] = field(default_factory=list)
    is_open: bool = False
    varies: bool = False

    def note(self, place: str, value: Any) -> None:
        """Note an answer of the solution."""
        self.places.setdefault(place, Answers()).add(value)

    def note_raised(self, place: str, error: Exception) -> None:
        """Note that the solution raised an exception, as a test may want."""
        answers = self.places.setdefault(place, Answers())
        answers.raises.update(kind.__name__ for kind in type(error).__mro__ if kind in ENDS_LOOPS)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON types, in the same order each time."""
        return {
            "names": sorted(self.names),
            "changed": sorted(self.changed),
            "requests": self.requests,
            "callbacks": self.callbacks,
            "properties": [list(item) for item in self.properties],
            **({"open": True} if self.is_open else {}),
            **({"varies": True} if self.varies else {}),
            "places": {place: answers.to_json() for place, answers in sorted(self.places.items())},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        places = {place: Answers.from_json(answers) for place, answers in data["places"].items()}
        properties = [(name, points) for name, points in data["properties"]]
        counts = data["requests"], data["callbacks"]
        flags = data.get("open", False), data.get("varies", False)
        return cls(places, set(data["names"]), set(data["changed"]), *counts, properties, *flags)


def _size(value: Any, kind: str) -> int:
    if kind == "array":
        # an array without entries may have one very long axis, or room for very long texts
        return int(value.itemsize) * math.prod(max(length, 1) for length in value.shape)
    if kind in _CONTAINERS:
        return _entries(value, {}, _MOST_DEPTH)
    if kind in ("str", "bytes"):
        return len(value)
    if kind == "range":
        return int((value[-1] - value[0]) // value.step + 1) if value else 0  # `len` takes no more than 64 bits
    if kind == "table":
        return 8 * int(value.size)
    if kind == "int":
        return _number_size(int(value).bit_length())
    # a whole number is right where the solution's was as large, whatever its type
    return _number_size(int(value).bit_length()) if kind == "float" and math.isfinite(value) else 0


def _number_size(bits: int) -> int:
    if bits <= _SMALL_BITS:
        return 0
    return _ORDINARY_BITS // 8 if bits <= _ORDINARY_BITS else bits // 8


def _entries(value: Any, known: dict[int, int | None], depth: int) -> int:
    """Count the entries of a container, each as often as it is found: a few lists in each other may stand for millions.

    `known` holds the numbers of those that were counted, and None for those that are being counted.
    """
    if id(value) not in known:
        known[id(value)] = None
        inside = (item for item in _items(value, kind_of(value), depth) if kind_of(item) in _CONTAINERS)
        known[id(value)] = len(value) + sum(_entries(item, known, depth - 1) for item in inside)
    count = known[id(value)]
    if count is None:
        raise BreaksContract("an answer holds itself")
    return count


def _items(value: Any, kind: str, depth: int) -> Any:
    if kind == "table":
        # its columns of any objects; their kinds of numbers are NumPy's own
        columns = [value] if value.ndim == 1 else [value.iloc[:, i] for i in range(value.shape[1])]
        return [item for column in columns if column.dtype == object for item in column]
    if kind not in _CONTAINERS:
        return ()
    if depth == 0 and value:
        raise BreaksContract("an answer is nested too deeply")
    return [*value.keys(), *value.values()] if kind == "dict" else value
