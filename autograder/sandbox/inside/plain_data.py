"""Plain data on its way to the grader: a tree of JSON, and the bytes of arrays and texts beside it.

What JSON has no form for is an object with a single key, its tag: `{"t": […]}` is a tuple, `{"a": 2}` the array in part
2, `{"o": 7, …}` an object that stays here, behind the number 7. `autograder.remote.plain_data` is the reader.
"""

import math
import sys
import types
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

from .npy import encode_array
from .values import column_tree, exact_tree, value_tree

_MOST_DEPTH = 60
_MOST_ITEMS = 100_000
_MOST_BYTES = 7 << 19  # of texts
_ESCAPED = 12  # bytes of JSON for a character that is not written as it is
_MOST_BITS = 1 << 14  # of a whole number
_EXACT = 1 << 53  # JSON's readers may take larger whole numbers for floats
_CONTAINERS: dict[Any, str] = {list: "l", tuple: "t", set: "s", frozenset: "z"}
_FIXED: tuple[Any, ...] = (tuple, frozenset)
_PLAIN_TYPES: tuple[Any, ...] = (
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    list,
    tuple,
    set,
    dict,
    type(None),
)
_LAZY: tuple[Any, ...] = (
    types.GeneratorType,
    map,
    filter,
    zip,
    enumerate,
    reversed,
    type({}.keys()),
    type({}.values()),
    type({}.items()),
)
_INDICES = ("Index", "RangeIndex", "MultiIndex", "DatetimeIndex", "TimedeltaIndex", "CategoricalIndex")
_ARRAY_LIBRARIES = ("torch", "tensorflow", "jax", "jaxlib")


class NotPlain(ValueError):  # noqa: N818 - says what the value is
    """A value that is nested too deeply or holds too much."""


class Encoder:
    """Writes one answer.

    Parameters
    ----------
    keep : callable
        Keeps an object here and returns its number.
    plain : bool
        Whether what has one plain meaning (a subclass of an array, a tensor, a generator) is converted.
    known : mapping
        Positions of the grader's own arguments by their `id`: they are named, not sent.

    Attributes
    ----------
    mutable : list
        The lists, dicts, sets and arrays that were written, in the order in which the reader rebuilds them.
    """

    def __init__(self, keep: Callable[[Any], int], plain: bool, known: Mapping[int, int]) -> None:
        self.parts: list[bytes] = []
        self.mutable: list[Any] = []
        self._keep = keep
        self._plain = plain
        self._known = known
        self._left = _MOST_ITEMS
        self._text_left = _MOST_BYTES

    def encode(self, value: Any, depth: int = _MOST_DEPTH) -> Any:
        """Return the tree of a value."""
        kind = type(value)
        if kind is bool or value is None:
            return value
        if kind is str:
            self._text_left -= len(value) * (1 if value.isascii() and value.isprintable() else _ESCAPED)
            if self._text_left < 0:
                raise NotPlain("the answer holds too much text")
            return value
        if kind is int:
            return self._whole(value)
        if kind is float:
            return value if math.isfinite(value) else {"f": repr(value)}
        if id(value) in self._known:
            return {"m": self._known[id(value)]}
        if kind is np.ndarray:
            return self._noted(value, self._array(value))
        self._left -= len(value) if kind in _CONTAINERS or kind is dict else 1
        if depth == 0 or self._left < 0:
            raise NotPlain("the answer is nested too deeply" if depth == 0 else "the answer holds too many values")
        if kind in _CONTAINERS:
            return self._noted(value, {_CONTAINERS[kind]: [self.encode(item, depth - 1) for item in value]})
        if kind is dict:
            pairs = [[self.encode(key, depth - 1), self.encode(item, depth - 1)] for key, item in value.items()]
            return self._noted(value, {"d": pairs})
        return self._rare(value, kind, depth)

    def _noted(self, value: Any, tree: dict[str, Any]) -> dict[str, Any]:
        if type(value) not in _FIXED and "o" not in tree:
            self.mutable.append(value)
        return tree

    def _whole(self, value: int) -> Any:
        if -_EXACT < value < _EXACT:
            return value
        if value.bit_length() > _MOST_BITS:
            raise NotPlain("the answer holds a whole number that is too large")
        return {"i": hex(value)}

    def _array(self, array: Any) -> Any:
        kind = array.dtype.kind
        if kind in "biuf":
            return {"a": self._part(encode_array(array))}
        if kind == "c":
            pairs = np.ascontiguousarray(array).reshape(-1).view(array.real.dtype)
            return {"ac": [self._part(encode_array(pairs)), list(array.shape), array.dtype.str]}
        if kind in "mM":
            return {"at": [self._part(encode_array(array.view(np.int64))), array.dtype.str]}
        if kind in "SU":
            return {"as": [self._part(array.tobytes()), list(array.shape), array.dtype.str]}
        return self._object(array)

    def _rare(self, value: Any, kind: Any, depth: int) -> Any:
        if kind is complex:
            return {"c": [self.encode(value.real), self.encode(value.imag)]}
        if kind is bytes:
            return {"b": self._part(value)}
        if kind is range:
            return {"r": [self.encode(number) for number in (value.start, value.stop, value.step)]}
        if isinstance(value, np.generic) and kind.__module__ == "numpy" and value.dtype.kind in "biufcSUmM":
            return {"n": self._array(np.asarray(value))}
        if isinstance(value, np.dtype):
            return {"y": value.str} if value.names is None and value.subdtype is None else self._object(value)
        if issubclass(kind, type):
            return self._type(value)
        if kind.__module__.partition(".")[0] == "pandas" and (data := self._pandas(value, kind, depth)) is not None:
            return data
        count = len(self.mutable)
        data = value_tree(value, kind, lambda item: self.encode(item, depth - 1))
        if data is not None:
            del self.mutable[count:]  # made for this message
            return data
        if self._plain and (simpler := _simpler(value)) is not None:
            return self.encode(simpler[0], depth - 1)
        return exact_tree(value, kind, self.encode) or self._object(value)

    def _type(self, value: Any) -> Any:
        name = str(value.__name__)
        if value in _PLAIN_TYPES:
            return {"k": name}
        if issubclass(value, np.generic) and getattr(np, name, None) is value:
            return {"k": f"numpy.{name}"}
        return self._object(value)

    def _pandas(self, value: Any, kind: Any, depth: int) -> Any:
        count = len(self.mutable)
        try:
            return self._table(value, kind.__name__, depth)
        finally:
            del self.mutable[count:]  # lists of this moment

    def _table(self, value: Any, name: str, depth: int) -> Any:
        if name == "DataFrame":
            columns = [value.iloc[:, i] for i in range(value.shape[1])]
            data = [self._column(column, depth) for column in columns]
            return {"pd": [name, data, self._index(value.index, depth), self._index(value.columns, depth)]}
        if name == "Series":
            return {"pd": [name, self._column(value, depth), self._index(value.index, depth), self._label(value)]}
        return self._named_index(value, depth) if name in _INDICES else None

    def _index(self, index: Any, depth: int) -> Any:
        bare = index.nlevels == 1 and index.name is None and getattr(index, "freq", None) is None
        return self._column(index, depth) if bare else self._named_index(index, depth)

    def _named_index(self, index: Any, depth: int) -> Any:
        if index.nlevels > 1:
            levels = [self._column(index.get_level_values(i), depth) for i in range(index.nlevels)]
            return {"pd": ["MultiIndex", levels, None, self.encode(list(index.names))]}
        return {"pd": ["Index", self._column(index, depth), getattr(index, "freqstr", None), self._label(index)]}

    def _column(self, column: Any, depth: int) -> Any:
        if column.dtype.__class__.__module__.startswith("numpy") and column.dtype.kind in "biufmM":
            return self._array(column.to_numpy())
        if (tree := column_tree(column, lambda item: self.encode(item, depth - 1))) is not None:
            return tree
        missing = sys.modules["pandas"].__dict__["NA"]
        return self.encode([None if item is missing else item for item in column.tolist()], depth - 1)

    def _label(self, value: Any) -> Any:
        return self.encode(value.name)

    def _object(self, value: Any) -> Any:
        kinds = [[str(kind.__module__), str(kind.__qualname__)] for kind in type(value).__mro__[:-1]]
        return {"o": self._keep(value), "kinds": kinds[:20], "callable": callable(value)}

    def _part(self, data: bytes) -> int:
        self.parts.append(data)
        return len(self.parts)  # the first is 1


def _simpler(value: Any) -> tuple[Any] | None:
    """Return the plain value that an object stands for, in a tuple; None where it stands for itself.

    Asked of its real type: what an object says of its class is not taken for it.
    """
    kind = type(value)
    module = kind.__module__.partition(".")[0]
    if issubclass(kind, np.ndarray):
        return (np.asarray(value),)
    if module in _ARRAY_LIBRARIES and hasattr(value, "__array__"):
        return (np.asarray(value.detach().cpu() if hasattr(value, "detach") else value),)
    if issubclass(kind, _LAZY) or module == "itertools":
        return (list(islice(value, _MOST_ITEMS + 1)),)
    if issubclass(kind, Fraction) or module == "decimal":
        return (float(value),)
    if issubclass(kind, bytearray | memoryview):
        return (bytes(value),)
    plain: tuple[Any, ...] = (int, float, complex, str, bytes, list, tuple, dict, set, frozenset)
    return next(((base(value),) for base in plain if issubclass(kind, base)), None)
