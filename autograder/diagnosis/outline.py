"""Outlines: answers as transcripts keep them for comparing, as tuples of plain data and arrays; and as JSON.

("n", dtype, shape, values)      numbers: all of them, or a sketch of a large array
("s", type, length, outlines)    a container, or a sketch of a large one
("t", text)                      a text, or the hash of a long one
("r", type, text)                an exception
("x", word)                      all else: an object, None, a call
"""

import hashlib
import re
from typing import Any

import numpy as np

Outline = tuple[Any, ...]

# The part of a larger array or container that is kept: evenly spread entries, and of arrays mean and deviation.
MOST_VALUES = 256
_MOST_ITEMS = 200
_LONGEST_TEXT = 100
_MOST_DEPTH = 20
# Each run has other ones.
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_DIGITS = 9
_TAGGED = ("list", "tuple", "dict", "raised", "object", "called", "left out")
# As in `autograder.testing.close`.
RTOL, ATOL = 1e-4, 1e-6


def outline(value: Any, depth: int = _MOST_DEPTH) -> Outline:
    """Return the outline of an answer as a transcript holds it."""
    if isinstance(value, tuple) and value and isinstance(value[0], str) and value[0] in _TAGGED:
        return _tagged(value, depth)
    if isinstance(value, bool | int | float | complex | np.number | np.bool_):
        return _number(value)
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return "n", value.dtype.name, value.shape, _values(value)
    if value is None:
        return "x", "None"
    if isinstance(value, str):
        return "t", _short(value)
    if depth and isinstance(value, list | tuple):
        return _container(type(value).__name__, list(value), depth)
    if depth and isinstance(value, np.ndarray) and value.dtype.kind == "O":
        return _container(f"array{value.shape}", value.ravel().tolist(), depth)
    if depth and type(value).__module__.partition(".")[0] == "pandas" and hasattr(value, "to_numpy"):
        columns = [value.iloc[:, i] for i in range(value.shape[1])] if value.ndim == 2 else [value]
        return _container(f"{type(value).__name__}{value.shape}", [column.to_numpy() for column in columns], depth)
    if isinstance(value, set | frozenset):
        return "t", f"{type(value).__name__} {_hash(repr(sorted(map(repr, value))))}"
    content = value.tobytes().hex() if isinstance(value, np.ndarray) else repr(value)
    return "t", f"{type(value).__name__} {getattr(value, 'shape', '')}{_hash(content)}"


def same(one: Outline, other: Outline, *, dtypes: bool = True) -> bool:
    """Tell whether two outlines agree: numbers within a tolerance, all else exactly."""
    if one[0] != other[0]:
        return False
    if one[0] == "n":
        return one[2] == other[2] and (one[1] == other[1] or not dtypes) and _close(one[3], other[3])
    if one[0] == "s":
        equal = one[1:3] == other[1:3] and len(one[3]) == len(other[3])
        return equal and all(same(a, b, dtypes=dtypes) for a, b in zip(one[3], other[3], strict=True))
    return one == other


def to_json(found: Outline) -> list[Any]:
    """Return an outline as JSON types."""
    if found[0] == "n":
        values = [float(f"{value:.{_DIGITS}g}") for value in found[3].tolist()]
        return [
            "n",
            found[1],
            list(found[2]),
            [int(v) if v == v and abs(v) < 1e9 and v == int(v) else v for v in values],
        ]
    if found[0] == "s":
        return [*found[:3], [to_json(item) for item in found[3]]]
    return list(found)


def from_json(data: list[Any]) -> Outline:
    """Read what `to_json` wrote."""
    if data[0] == "n":
        return "n", data[1], tuple(data[2]), np.array(data[3], np.float64)
    if data[0] == "s":
        return *data[:3], [from_json(item) for item in data[3]]
    return tuple(data)


def emptied(found: Outline) -> Outline:
    """Return an outline without its numbers' values."""
    if found[0] == "s":
        return *found[:3], [emptied(item) for item in found[3]]
    return (*found[:3], np.zeros(0)) if found[0] == "n" else found


def numbers(found: Outline) -> list[Outline]:
    """Return the numbers in an outline, in order: itself, or those that a container holds."""
    if found[0] == "s":
        return [item for entry in found[3] for item in numbers(entry)]
    return [found] if found[0] == "n" else []


def _tagged(value: tuple[Any, ...], depth: int) -> Outline:
    kind = value[0]
    if kind == "raised":
        return "r", value[1], _short(_ADDRESS.sub("0x", value[2]))
    if kind in ("object", "called", "left out"):
        return "x", kind
    items = value[1] if kind != "dict" else [part for pair in value[1] for part in pair]
    return _container(kind, items, depth) if depth else ("x", "nested")


def _container(kind: str, items: list[Any], depth: int) -> Outline:
    kept = items
    if len(items) > _MOST_ITEMS:
        kept = [items[index] for index in np.linspace(0, len(items) - 1, _MOST_ITEMS).astype(int)]
    return "s", kind, len(items), [outline(item, depth - 1) for item in kept]


def _number(value: Any) -> Outline:
    dtype = value.dtype.name if isinstance(value, np.generic) else type(value).__name__
    if isinstance(value, int) and abs(value) >= 1 << 53:
        return "t", f"int {_hash(hex(value))}"
    return "n", dtype, (), _values(np.asarray(value))


def _values(array: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    flat = np.ravel(array)
    parts = np.concatenate([flat.real, flat.imag]) if flat.dtype.kind == "c" else flat
    wide = parts.astype(np.float64)
    if wide.size <= MOST_VALUES:
        return wide
    spread = np.linspace(0, wide.size - 1, MOST_VALUES - 2).astype(int)
    with np.errstate(all="ignore"):
        return np.concatenate([wide[spread], [wide.mean(), wide.std()]])


def _close(one: Any, other: Any) -> bool:
    if one.shape != other.shape:
        return False
    with np.errstate(all="ignore"):
        near = np.abs(one - other) <= ATOL + RTOL * np.abs(other)
    return bool(np.all(near | (one == other) | (np.isnan(one) & np.isnan(other))))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else _hash(text)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
