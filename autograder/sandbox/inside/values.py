"""Values of the standard library and of pandas on their way to the grader: dates, exact numbers, counters, columns.

`autograder.remote.values` is the reader.
"""

import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

_DICTS: tuple[Any, ...] = (Counter, OrderedDict, defaultdict)
_MASKED = ("BooleanDtype", "StringDtype", *(f"{sign}Int{bits}Dtype" for sign in ("", "U") for bits in (8, 16, 32, 64)))


def value_tree(value: Any, kind: Any, encode: Callable[[Any], Any]) -> Any:
    """Return the tree of such a value, None of any other; subclasses are other."""
    if kind in (date, datetime, time):
        return {"v": [kind.__name__, value.isoformat()]}
    if kind is timedelta:
        return {"v": ["timedelta", [value.days, value.seconds, value.microseconds]]}
    if kind in _DICTS:
        return {"v": [kind.__name__, encode(dict(value))]}
    if kind is deque:
        return {"v": ["deque", [encode(list(value)), value.maxlen]]}
    pandas = sys.modules.get("pandas")
    name = kind.__name__
    if pandas is not None and kind.__module__.partition(".")[0] == "pandas":
        if value is pandas.NaT or value is pandas.NA:
            return {"v": [name, None]}
        if name in ("Timestamp", "Timedelta") and getattr(pandas, name, None) is kind:
            return {"v": [name, value.isoformat()]}
    return None


def exact_tree(value: Any, kind: Any, encode: Callable[[Any], Any]) -> Any:
    """Return the tree of a number that no float is equal to, None of any other value."""
    if kind is Decimal:
        return {"v": ["Decimal", str(value)]}
    if kind is Fraction:
        return {"v": ["Fraction", [encode(value.numerator), encode(value.denominator)]]}
    return None


def column_tree(column: Any, encode: Callable[[Any], Any]) -> Any:
    """Return the tree of a column of pandas's own dtypes, None of any other."""
    dtype, name = column.dtype, type(column.dtype).__name__
    if name == "CategoricalDtype":
        categories = column.array.categories
        if type(categories.dtype).__name__ == "IntervalDtype":
            return None  # objects, which stay here
        plain = isinstance(categories.dtype, np.dtype) and categories.dtype.kind in "biufmM"
        held = column_tree(categories, encode) or encode(categories.to_numpy() if plain else [*categories])
        return {"pe": ["category", encode(np.asarray(column.array.codes, np.int64)), held, bool(dtype.ordered)]}
    if name == "DatetimeTZDtype":
        return {"pe": ["times", encode(column.array.asi8), dtype.unit, str(dtype.tz)]}
    if name in _MASKED or name.startswith("Float"):
        missing = column.isna()
        items = [None if absent else item for item, absent in zip(column.tolist(), missing, strict=True)]
        return {"pe": ["masked", encode(items), dtype.name, None]}
    return None
