"""The contract of a graded cell: where its tests asked the solution, and what kind of answer came back.

In grading a test may do to a student's object only what it did to the solution's, and where the solution's answer was
plain data the student's has to be, too. Sizes are held as well: an author's test computes with a stranger's arrays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from autograder.remote.errors import BreaksContract
from autograder.remote.handle import Handle, described, state

# How much larger than the solution's an answer may be, and the size below which nobody looks.
_TIMES = 8
_SMALL_BYTES = 1 << 16
_SMALL_COUNT = 1000
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
    "object": "an object",
    "code": "a function, a method or a class",
}
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
}
_NUMBERS = frozenset({"bool", "int", "float", "complex"})
_SCALAR_KINDS = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex", "S": "bytes", "U": "str"}


def kind_of(value: Any) -> str:
    """Return the kind of an answer: one word for each form of plain data, `object` or `code` for a handle."""
    found = _KINDS.get(type(value))
    if found is not None:
        return found
    if type(value) is Handle:
        return "code" if any(kind == ("builtins", name) for name in _CODE for kind in state(value)[2][:1]) else "object"
    if isinstance(value, np.generic):
        return _SCALAR_KINDS.get(value.dtype.kind, "array")
    if isinstance(value, type | np.dtype):
        return "type"
    return "table"


@dataclass(slots=True)
class Answers:
    """The answers that came back at one place.

    Attributes
    ----------
    kinds : set of str
        What they were (see `kind_of`).
    size : int
        The largest: bytes of an array or text, entries of a container.
    axes : set of int
        Numbers of axes of arrays.
    items : Answers or None
        What the containers among them held, all entries together.
    """

    kinds: set[str] = field(default_factory=set)
    size: int = 0
    axes: set[int] = field(default_factory=set)
    items: "Answers | None" = None

    def add(self, value: Any, depth: int = _MOST_DEPTH) -> None:
        """Note an answer of the solution."""
        kind = kind_of(value)
        self.kinds.add(kind)
        self.size = max(self.size, _size(value, kind))
        if kind == "array":
            self.axes.add(value.ndim)
        for item in _items(value, kind) if depth else ():
            if self.items is None:
                self.items = Answers()
            self.items.add(item, depth - 1)

    @property
    def plain(self) -> bool:
        """Whether all of them were plain data, all that they held included."""
        return not self.kinds & _OBJECTS and (self.items is None or self.items.plain)

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
        self._check_size(value, kind)
        items = self.items or _NOTHING
        for item in _items(value, kind) if depth else ():
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
        if self.axes:
            data["axes"] = sorted(self.axes)
        if self.items is not None:
            data["items"] = self.items.to_json()
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        items = cls.from_json(data["items"]) if "items" in data else None
        return cls(set(data["kinds"]), data.get("size", 0), set(data.get("axes", ())), items)

    def _check_size(self, value: Any, kind: str) -> None:
        size = _size(value, kind)
        small = _SMALL_BYTES if kind in ("array", "str", "bytes", "table") else _SMALL_COUNT
        if size > max(small, _TIMES * self.size):
            raise BreaksContract(f"expected {self.words()}, got {_WORDS[kind]} that is much larger")
        if kind != "array" or value.size <= 1:
            return
        if self.axes and value.ndim not in self.axes:
            wanted = " or ".join(map(str, sorted(self.axes)))
            raise BreaksContract(f"expected an array with {wanted} axes, got one of shape {value.shape}")
        if self.kinds and self.kinds <= _NUMBERS:
            raise BreaksContract(f"expected {self.words()}, got an array of shape {value.shape}")


_NOTHING = Answers()


@dataclass(slots=True)
class CellContract:
    """What the tests of a graded cell did with the solution.

    Attributes
    ----------
    places : dict
        The answers at each place of the tests where something was asked.
    names : set of str
        The student's names that the tests read, assign or delete.
    requests, callbacks : int
        How often they asked, and how often functions of theirs were called.
    properties : list of (str, float)
        Names and points of the cell's properties; empty where it is all or nothing.
    """

    places: dict[str, Answers] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    requests: int = 0
    callbacks: int = 0
    properties: list[tuple[str, float]] = field(default_factory=list)

    def note(self, place: str, value: Any) -> None:
        """Note an answer of the solution."""
        self.places.setdefault(place, Answers()).add(value)

    def note_raised(self, place: str) -> None:
        """Note that the solution raised an exception, as a test may want."""
        self.places.setdefault(place, Answers())

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON types, in the same order each time."""
        return {
            "names": sorted(self.names),
            "requests": self.requests,
            "callbacks": self.callbacks,
            "properties": [list(item) for item in self.properties],
            "places": {place: answers.to_json() for place, answers in sorted(self.places.items())},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        places = {place: Answers.from_json(answers) for place, answers in data["places"].items()}
        properties = [(name, points) for name, points in data["properties"]]
        return cls(places, set(data["names"]), data["requests"], data["callbacks"], properties)


def _size(value: Any, kind: str) -> int:
    if kind == "array":
        return int(value.nbytes)
    if kind in ("str", "bytes", "list", "tuple", "dict", "set", "range"):
        return len(value)
    if kind == "table":
        return int(np.asarray(value).nbytes)
    # the size of ordinary numbers differs from run to run, as that of a hash or an address does
    return value.bit_length() // 8 if type(value) is int and value.bit_length() > _ORDINARY_BITS else 0


def _items(value: Any, kind: str) -> Any:
    if kind in ("list", "tuple", "set"):
        return value
    return [*value.keys(), *value.values()] if kind == "dict" else ()
