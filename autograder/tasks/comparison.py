"""Comparing arrays from the student's process with the expected ones; says what differs, never what was expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# What NumPy raises on arrays of unexpected shapes, names, dtypes and sizes.
MALFORMED = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, MemoryError)
_KINDS = {"b": "true or false", "i": "whole numbers", "u": "whole numbers", "f": "floating point numbers"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """How close is close enough: names, shapes and kinds of numbers exact, values within a tolerance.

    Attributes
    ----------
    rtol, atol : float
        For floating point numbers, as in `numpy.isclose` (which takes five times as long for small arrays, because of
        the infinities that are never right here): wide enough for float32 rounding of any right form.
    """

    rtol: float = 1e-4
    atol: float = 1e-6

    def differences(self, actual: Mapping[str, NDArray[Any]], expected: Mapping[str, NDArray[Any]]) -> str:
        """Return a sentence on the first thing that differs, or an empty string. Never raises on odd arrays.

        Names beyond the expected ones are ignored.
        """
        for name, right in expected.items():
            label = name.replace("_", " ")
            if name not in actual:
                return f"{label} is missing"
            try:
                problem = self._difference(label, actual[name], right)
            except MALFORMED as error:
                return f"{label} can't be compared ({type(error).__name__})"
            if problem:
                return problem
        return ""

    def _difference(self, label: str, actual: Any, expected: NDArray[Any]) -> str:
        if isinstance(actual, np.generic):  # what NumPy makes of arrays without axes
            actual = np.asarray(actual)
        if type(actual) is not np.ndarray:
            return f"{label} is no array"
        if actual.shape != expected.shape:
            return f"{label} has shape {actual.shape}, needs {expected.shape}"
        kind = _KINDS.get(actual.dtype.kind)
        if kind is None or kind != _KINDS[expected.dtype.kind]:
            return f"{label} has dtype {actual.dtype}, needs {_KINDS[expected.dtype.kind]}"
        if expected.dtype.kind == "b" and expected.ndim == 0:
            return "" if bool(actual) == bool(expected) else f"not the case: {label}"
        if expected.dtype.kind == "f":
            wide = actual.astype(np.float64)
            unequal = ~(np.abs(wide - expected) <= self.atol + self.rtol * np.abs(expected))
        else:
            unequal = actual != expected
        count = int(np.count_nonzero(unequal))
        if not count:
            return ""
        return f"{label}: {count} of {expected.size} entries differ" if expected.ndim else f"{label} differs"


FLOAT32 = Comparison()
EXACT = Comparison(rtol=0, atol=0)
