"""Plain data from a student's process: numbers, texts, containers, arrays and tables, and nothing that could act.

The tree is what `autograder.sandbox.inside.plain_data` writes; here nothing in it is taken on trust.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.remote.errors import Unreadable
from autograder.sandbox.inside.npy import decode_array

MOST_DEPTH = 80
MOST_TREE_BYTES = 8 << 20
_MOST_DIGITS = 4000
_CONTAINERS: Mapping[str, Callable[[list[Any]], Any]] = {
    "t": tuple,
    "s": set,
    "z": frozenset,
    "l": list,
}
_TYPES = {kind.__name__: kind for kind in (bool, int, float, complex, str, bytes, list, tuple, set, dict, type(None))}
_TABLES = ("DataFrame", "Series", "Index")


def read_tree(parts: Sequence[bytes]) -> dict[str, Any]:
    """Return the tree of an answer, a dict.

    Raises
    ------
    Unreadable
        It is none.
    """
    if not parts or len(parts[0]) > MOST_TREE_BYTES:
        raise Unreadable("it holds no tree, or a very large one")
    try:
        tree = _JSON.decode(parts[0].decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable("its tree can't be read") from error
    if not isinstance(tree, dict):
        raise Unreadable("its tree is no object")
    return tree


class Decoder:
    """Rebuilds the values of one answer.

    Parameters
    ----------
    parts : sequence of bytes
        The tree's own text and the bytes beside it.
    handle : callable
        Makes what stands for an object of the student's process from its number and types.
    known : sequence
        The lists, dicts and arrays that the test passed: an answer may name them.
    """

    def __init__(
        self, parts: Sequence[bytes], handle: Callable[[int, Any, bool], Any], known: Sequence[Any] = ()
    ) -> None:
        self._parts = parts
        self._handle = handle
        self._known = known

    def decode(self, tree: Any) -> Any:
        """Return the value of a tree.

        Raises
        ------
        Unreadable
            It is the tree of no value.
        """
        try:
            return self._decode(tree, MOST_DEPTH)
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
            return self._handle(int(tree["o"]), tree.get("kinds"), tree.get("callable") is True)
        if len(tree) != 1:
            raise Unreadable("it holds a value with several tags")
        ((tag, data),) = tree.items()
        if tag in _CONTAINERS:
            return _CONTAINERS[tag]([self._decode(item, depth - 1) for item in _listed(data)])
        if tag == "d":
            return {self._decode(key, depth - 1): self._decode(item, depth - 1) for key, item in _listed(data)}
        return getattr(self, _RARE[tag])(data, depth)

    def _argument(self, number: int, _: int) -> Any:
        if number < 0:
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
        return range(*(self._decode(number, depth - 1) for number in numbers))

    def _array(self, part: int, _: int) -> Any:
        return decode_array(self._part(part))

    def _complex_array(self, data: list[Any], _: int) -> Any:
        part, shape, dtype = data
        pairs = decode_array(self._part(part))
        return pairs.view(_dtype(dtype, "c")).reshape([int(length) for length in shape])

    def _time_array(self, data: list[Any], _: int) -> Any:
        part, dtype = data
        return decode_array(self._part(part)).astype(np.int64, casting="equiv").view(_dtype(dtype, "mM"))

    def _text_array(self, data: list[Any], depth: int) -> Any:
        texts, shape, dtype = data
        kind = _dtype(dtype, "SU")
        found = self._decode(texts, depth - 1)
        if kind.itemsize * len(found) > MOST_TREE_BYTES:
            raise Unreadable("it holds an array of very long texts")
        return np.array(found, kind).reshape([int(length) for length in shape])

    def _scalar(self, tree: Any, depth: int) -> Any:
        array = self._decode(tree, depth - 1)
        if type(array) is not np.ndarray or array.ndim:
            raise Unreadable("it holds a number with axes")
        return array[()]

    def _dtype(self, text: str, _: int) -> Any:
        return _dtype(text, "biufcSUmMO")

    def _type(self, name: str, _: int) -> type:
        module, rest = name.rpartition(".")[::2]
        found = getattr(np, rest) if module == "numpy" else _TYPES[name]
        if not isinstance(found, type) or (module == "numpy" and not issubclass(found, np.generic)):
            raise Unreadable("it names a type that is none")
        return found

    def _table(self, data: list[Any], depth: int) -> Any:
        import pandas  # type: ignore[import-untyped] # courses without tables need not have it

        name, columns, index, label = data
        if name not in _TABLES:
            raise Unreadable("it holds a table of an unknown kind")
        if name == "DataFrame":
            table = pandas.DataFrame(
                dict(enumerate(self._decode(column, depth - 1) for column in _listed(columns))),
                index=self._decode(index, depth - 1),
            )
            table.columns = pandas.Index(self._decode(label, depth - 1))
            return table
        values, title = self._decode(columns, depth - 1), self._decode(label, depth - 1)
        if name == "Index":
            return pandas.Index(values, name=title)
        return pandas.Series(values, index=self._decode(index, depth - 1), name=title)

    def _part(self, number: int) -> bytes:
        if type(number) is not int or not 0 < number < len(self._parts):
            raise Unreadable("it names bytes that it does not hold")
        return self._parts[number]


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
}


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_JSON = json.JSONDecoder(parse_constant=_refuse)  # made once: `loads` would make one for each text


def _listed(data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise Unreadable("it holds a container without a list")
    return data


def _dtype(text: str, kinds: str) -> "np.dtype[Any]":
    found = np.dtype(text)
    if found.kind not in kinds or found.names is not None or found.subdtype is not None:
        raise Unreadable("it names a dtype of another kind")
    return found
