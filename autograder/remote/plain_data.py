"""Plain data from a student's process: numbers, texts, containers, arrays and tables, and nothing that could act.

The tree is what `autograder.sandbox.inside.plain_data` writes; here nothing in it is taken on trust.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.remote.errors import Unreadable
from autograder.remote.values import column_of, value_of
from autograder.sandbox.inside.npy import decode_array

_MOST_DEPTH = 80
_MOST_DIGITS = 5000  # a few more than those of the largest whole number that is written
# Keys with the same hash in one container: each is compared with all before it, and whole numbers can be chosen so.
_MOST_COLLISIONS = 100
_LARGEST_CHARACTER = 0x10FFFF
_CODES = {
    "mM": re.compile(r"[<>][mM]8(?:\[\d{0,9}(?:Y|M|W|D|h|m|s|ms|us|μs|ns|ps|fs|as)\])?"),
    "c": re.compile(r"[<>]c(?:8|16|32)"),
    "SU": re.compile(r"[<>|][SU]\d{1,8}"),
    "": re.compile(r"[<>|](?:[biufcO]\d{0,2}|[mM]8(?:\[\w{0,12}\])?|[SU]\d{1,8})"),
}
_CONTAINERS: Mapping[str, Callable[[list[Any]], Any]] = {
    "t": tuple,
    "s": set,
    "z": frozenset,
    "l": list,
}
_TYPES = {kind.__name__: kind for kind in (bool, int, float, complex, str, bytes, list, tuple, set, dict, type(None))}
_SETS = frozenset("sz")
_ARRAYS = frozenset({"a", "ac", "at", "as"})
_MUTABLE = _ARRAYS | {"l", "s", "d"}
_TABLES = ("DataFrame", "Series", "Index", "MultiIndex")


def checked_tree(tree: Any) -> dict[str, Any]:
    """Return the tree of an answer, a dict.

    Raises
    ------
    Unreadable
        It is none.
    """
    if not isinstance(tree, dict):
        raise Unreadable("its tree is no object")
    return tree


class Decoder:
    """Rebuilds the values of one answer.

    Parameters
    ----------
    parts : sequence of bytes
        The bytes beside the tree.
    handle : callable
        Makes what stands for an object of the student's process from its number and types.
    known : sequence
        The lists, dicts and arrays that the test passed: an answer may name them.

    Attributes
    ----------
    mutable : list
        The lists, dicts, sets and arrays that were rebuilt, in the order in which the other side wrote them.
    """

    def __init__(
        self, parts: Sequence[bytes], handle: Callable[[int, Any, bool], Any], known: Sequence[Any] = ()
    ) -> None:
        self._parts = parts
        self._handle = handle
        self._known = known
        self._read: set[int] = set()
        self.mutable: list[Any] = []

    def decode(self, tree: Any) -> Any:
        """Return the value of a tree.

        Raises
        ------
        Unreadable
            It is the tree of no value.
        """
        try:
            return self._decode(tree, _MOST_DEPTH)
        except Unreadable:
            raise
        except (TypeError, ValueError, LookupError, OverflowError, AttributeError) as error:
            raise Unreadable(f"its value can't be read ({type(error).__name__})") from error

    def _decode(self, tree: Any, depth: int) -> Any:
        if tree is None or isinstance(tree, bool | int | float | str):
            if isinstance(tree, float) and not math.isfinite(tree):
                raise Unreadable("it holds a number that JSON does not know")
            return tree
        if depth == 0 or not isinstance(tree, dict):
            raise Unreadable("it is nested too deeply or holds a bare list")
        if "o" in tree:
            return self._object(tree)
        if len(tree) != 1:
            raise Unreadable("it holds a value with several tags")
        ((tag, data),) = tree.items()
        value = self._tagged(tag, data, depth)
        if tag in _MUTABLE:
            self.mutable.append(value)
        return value

    def _tagged(self, tag: str, data: Any, depth: int) -> Any:
        if tag in _CONTAINERS:
            items = [self._decode(item, depth - 1) for item in _listed(data)]
            return _CONTAINERS[tag](_hashed(items) if tag in _SETS else items)
        if tag == "d":
            pairs = [(self._decode(key, depth - 1), self._decode(item, depth - 1)) for key, item in _listed(data)]
            _hashed([key for key, _ in pairs])
            return dict(pairs)
        return getattr(self, _RARE[tag])(data, depth)

    def _object(self, tree: dict[str, Any]) -> Any:
        number = tree["o"]
        if type(number) is not int:
            raise Unreadable("it names an object that does not exist")
        return self._handle(number, tree.get("kinds"), tree.get("callable") is True)

    def _argument(self, number: int, _: int) -> Any:
        if type(number) is not int or not 0 <= number < len(self._known):
            raise Unreadable("it names an argument that does not exist")
        return self._known[number]

    def _whole(self, text: str, _: int) -> int:
        if len(text) > _MOST_DIGITS:
            raise Unreadable("it holds a very large number")
        return int(text, 16)

    def _special(self, text: str, _: int) -> float:
        return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[text]

    def _complex(self, pair: list[Any], depth: int) -> complex:
        real, imaginary = (self._decode(number, depth - 1) for number in pair)
        return complex(float(real), float(imaginary))

    def _bytes(self, part: int, _: int) -> bytes:
        return self._part(part)

    def _range(self, numbers: list[Any], depth: int) -> range:
        return range(*(self._decode(number, depth - 1) for number in _listed(numbers)))

    def _array(self, part: int, _: int) -> Any:
        array = decode_array(self._part(part))
        # a truth value of another byte than 0 and 1 is counted as that number
        return np.asarray(array.view(np.uint8) != 0) if array.dtype.kind == "b" else array

    def _complex_array(self, data: list[Any], _: int) -> Any:
        part, shape, dtype = data
        return decode_array(self._part(part)).view(_dtype(dtype, "c")).reshape(_shape(shape))

    def _time_array(self, data: list[Any], _: int) -> Any:
        part, dtype = data
        return decode_array(self._part(part)).astype(np.int64, casting="equiv").view(_dtype(dtype, "mM"))

    def _text_array(self, data: list[Any], _: int) -> Any:
        part, shape, dtype = data
        kind, content = _dtype(dtype, "SU"), self._part(part)
        if math.prod(_shape(shape)) * kind.itemsize != len(content) or not kind.itemsize:
            raise Unreadable("it holds texts that do not fill their array")
        if kind.kind == "U":
            characters = np.frombuffer(content, np.dtype(np.uint32).newbyteorder(kind.byteorder))
            if np.any(characters > _LARGEST_CHARACTER):
                raise Unreadable("it holds characters that do not exist")
        return np.frombuffer(content, kind).reshape(_shape(shape)).copy()

    def _scalar(self, tree: Any, depth: int) -> Any:
        if not isinstance(tree, dict) or tree.keys() - _ARRAYS:
            raise Unreadable("it holds a number that is none")
        count = len(self.mutable)
        array = self._decode(tree, depth - 1)
        del self.mutable[count:]  # no array of the other side's
        if array.ndim:
            raise Unreadable("it holds a number with axes")
        return array[()]

    def _dtype(self, text: str, _: int) -> Any:
        return _dtype(text, "")

    def _type(self, name: str, _: int) -> type:
        module, rest = name.rpartition(".")[::2]
        # not by getattr: NumPy imports some of its modules when they are asked for
        found = vars(np)[rest] if module == "numpy" else _TYPES[name]
        if not isinstance(found, type) or (module == "numpy" and not issubclass(found, np.generic)):
            raise Unreadable("it names a type that is none")
        return found

    def _table(self, data: list[Any], depth: int) -> Any:
        import pandas  # type: ignore[import-untyped] # courses without tables need not have it

        name, columns, index, label = data
        if name not in _TABLES:
            raise Unreadable("it holds a table of an unknown kind")
        count = len(self.mutable)
        several = name in ("DataFrame", "MultiIndex")
        parts = [self._column(column, depth) for column in (_listed(columns) if several else [columns])]
        rows = self._index(index, depth) if name in ("DataFrame", "Series") else None
        title = self._index(label, depth) if name == "DataFrame" else self._decode(label, depth - 1)
        del self.mutable[count:]  # columns are no lists or arrays of the other side's
        # pandas repeats what is shorter, and a number for all rows
        if any(len(part) != len(parts[0] if rows is None else rows) for part in parts):
            raise Unreadable("it holds a table whose columns differ in length")
        try:
            if name == "MultiIndex":
                return pandas.MultiIndex.from_arrays(parts, names=title)
            if name == "Index" and index is not None:
                return type(found := pandas.Index(parts[0], name=title))(found, freq=index)
            if name == "Index":
                return pandas.Index(parts[0], name=title)
            if name == "Series":
                return pandas.Series(parts[0], index=rows, name=title)
            table = pandas.DataFrame(dict(enumerate(parts)), index=rows)
            table.columns = title if isinstance(title, pandas.Index) else pandas.Index(title)
        except Exception as error:  # pandas has exceptions of its own for what makes no table
            raise Unreadable(f"its table can't be read ({type(error).__name__})") from error
        return table

    def _index(self, tree: Any, depth: int) -> Any:
        """Return the labels of a table: an index with a name, or what a column is."""
        if isinstance(tree, dict) and "pd" in tree and tree["pd"][:1] in (["Index"], ["MultiIndex"]):
            return self._decode(tree, depth - 1)
        return self._column(tree, depth)

    def _value(self, data: list[Any], depth: int) -> Any:
        name, content = data
        count = len(self.mutable)
        try:
            return value_of(name, content, lambda tree: self._decode(tree, depth - 1))
        finally:
            del self.mutable[count:]  # made for this message

    def _extended(self, data: list[Any], depth: int) -> Any:
        kind, content, first, second = data
        try:
            return column_of(kind, content, first, second, lambda tree: self._column(tree, depth))
        except Unreadable:
            raise
        except Exception as error:  # pandas has exceptions of its own
            raise Unreadable(f"its column can't be read ({type(error).__name__})") from error

    def _column(self, tree: Any, depth: int) -> Any:
        column = self._decode(tree, depth - 1)
        if isinstance(tree, dict) and "pe" in tree:
            return column
        if type(column) is not list and not (type(column) is np.ndarray and column.ndim == 1):
            raise Unreadable("it holds a table with a column that is none")
        return column

    def _part(self, number: int) -> bytes:
        if type(number) is not int or not 0 < number <= len(self._parts):
            raise Unreadable("it names bytes that it does not hold")
        if number in self._read:
            raise Unreadable("it names the same bytes twice")  # or a short tree would take any amount of memory
        self._read.add(number)
        return self._parts[number - 1]


_RARE = {
    "m": "_argument",
    "i": "_whole",
    "f": "_special",
    "c": "_complex",
    "b": "_bytes",
    "r": "_range",
    "a": "_array",
    "ac": "_complex_array",
    "at": "_time_array",
    "as": "_text_array",
    "n": "_scalar",
    "y": "_dtype",
    "k": "_type",
    "pd": "_table",
    "pe": "_extended",
    "v": "_value",
}


def _listed(data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise Unreadable("it holds a container without a list")
    return data


def _hashed(keys: list[Any]) -> list[Any]:
    """Return keys of a set or dict that can be entered into one without comparing each with all others."""
    if len(keys) - len({hash(key) for key in keys}) > _MOST_COLLISIONS:
        raise Unreadable("it holds many keys of one hash")
    return keys


def _shape(lengths: Any) -> list[int]:
    if any(type(length) is not int or length < 0 for length in _listed(lengths)):
        raise Unreadable("it holds an array without a shape")
    return list(lengths)


def _dtype(text: Any, kinds: str) -> "np.dtype[Any]":
    if not isinstance(text, str) or not _CODES[kinds].fullmatch(text):
        raise Unreadable("it names a dtype of another kind")
    return np.dtype(text)
