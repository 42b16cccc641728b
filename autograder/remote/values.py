"""Values of the standard library and of pandas from a student's process, rebuilt from text, numbers and containers.

The trees are what `autograder.sandbox.inside.values` writes; the caller takes every error for a tree of no value.
"""

import re
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from autograder.remote.errors import Unreadable

_MOST_CHARACTERS = 5000
_MOST_EXPONENT = 5000  # a number with a larger one fills the memory of whoever takes its whole part
_MASKED = re.compile(r"boolean|str|string|U?Int(?:8|16|32|64)|Float(?:32|64)")
_ZONE = re.compile(r"[\w+:-]{1,40}(?:/[\w+:-]{1,40}){0,2}")
_TEXTS: dict[str, Callable[[str], Any]] = {kind.__name__: kind.fromisoformat for kind in (date, datetime, time)}
_DICTS: dict[str, Callable[[dict[Any, Any]], Any]] = {
    "Counter": Counter,
    "OrderedDict": OrderedDict,
    "defaultdict": lambda items: defaultdict(None, items),
}


def value_of(name: str, data: Any, decode: Callable[[Any], Any]) -> Any:
    """Return a value.

    Parameters
    ----------
    name : str
        Its type's.
    data : JSON types
        What it is made of.
    decode : function
        Returns the value of a tree in it.
    """
    if name in _TEXTS:
        return _TEXTS[name](_short(data))
    if name == "timedelta":
        days, seconds, microseconds = data
        return timedelta(days, seconds, microseconds)
    if name in _DICTS:
        return _DICTS[name](_of(decode(data), dict))
    if name == "deque":
        items, length = data
        return deque(_of(decode(items), list), length)
    if name == "Decimal":
        number = Decimal(_short(data))
        if number.is_finite() and abs(number.adjusted()) > _MOST_EXPONENT:
            raise Unreadable("it holds a number with a very large exponent")
        return number
    if name == "Fraction":
        return Fraction(*(_of(decode(item), int) for item in data))
    import pandas  # type: ignore[import-untyped] # courses without tables need not have it

    if name in ("Timestamp", "Timedelta"):
        return getattr(pandas, name)(_short(data))
    return {"NaTType": pandas.NaT, "NAType": pandas.NA}[name]


def column_of(kind: str, data: Any, first: Any, second: Any, column: Callable[[Any], Any]) -> Any:
    """Return a column of pandas's own dtypes.

    Parameters
    ----------
    kind : str
        Which of the forms that are written.
    data, first, second : JSON types
        What it is made of.
    column : function
        Returns the list or array of a tree in it.
    """
    import pandas

    if kind == "category":
        return pandas.Categorical.from_codes(column(data), pandas.Index(column(first)), ordered=second is True)
    if kind == "times" and _ZONE.fullmatch(second):
        stamps = _of(column(data), np.ndarray).astype(np.int64, casting="equiv").view(f"M8[{_of(first, str)}]")
        return pandas.DatetimeIndex(stamps).tz_localize("UTC").tz_convert(second).array
    if kind == "masked" and _MASKED.fullmatch(first):
        return pandas.array(column(data), dtype=first)
    raise Unreadable("it holds a column of an unknown kind")


def _of(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise Unreadable(f"it holds a {type(value).__name__} in the place of a {kind.__name__}")
    return value


def _short(text: Any) -> str:
    if len(_of(text, str)) > _MOST_CHARACTERS:
        raise Unreadable("it holds a very long text in the place of a number or date")
    return str(text)
