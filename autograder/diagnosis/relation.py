"""How a wrong value is related to the right one, in words that tell nobody the right one.

What is said compares many numbers at once: whoever guesses a single number must not be told that it has the wrong sign.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.diagnosis.outline import ATOL, RTOL

# Of the right value: fewer different numbers than these may be related to others by chance, or be guessed.
ENOUGH_VALUES = 4
# Larger arrays are not related: it takes too long.
_MOST_VALUES = 100_000

_FACTORS = {
    -1.0: "has the opposite sign",
    2.0: "is twice what it should be",
    0.5: "is half of what it should be",
    -2.0: "is twice what it should be, with the opposite sign",
    -0.5: "is half of what it should be, with the opposite sign",
    3.0: "is three times what it should be",
    4.0: "is four times what it should be",
    0.25: "is a quarter of what it should be",
    10.0: "is ten times what it should be",
    0.1: "is a tenth of what it should be",
}


def relation(found: Any, wanted: Any, inputs: Sequence[Any] = ()) -> str:
    """Return what a wrong value is, as the end of a sentence; empty where that is not known.

    Parameters
    ----------
    found, wanted : numpy.ndarray
        The student's value and the right one.
    inputs : sequence
        What the student's code was given.
    """
    if not all(array.dtype.kind in "biuf" and 0 < array.size <= _MOST_VALUES for array in (found, wanted)):
        return ""
    if found.shape != wanted.shape:
        return _of_shapes(found, wanted)
    one, two = found.astype(np.float64), wanted.astype(np.float64)
    with np.errstate(all="ignore"):
        return _of_itself(one, two, inputs) or next(_between(one, two), "")


def _of_shapes(found: Any, wanted: Any) -> str:
    if found.ndim > 1 and found.shape == wanted.shape[::-1]:
        return "is transposed, as its shape shows"
    if np.squeeze(found).shape == np.squeeze(wanted).shape and found.size > 1:
        return "has an axis too many" if found.ndim > wanted.ndim else "lacks an axis"
    if found.size == 1 and wanted.size > 1:
        return "is a single number"
    return ""


def _of_itself(found: Any, wanted: Any, inputs: Sequence[Any]) -> str:
    """Return what can be seen of a value alone."""
    if not np.isfinite(found).all() and np.isfinite(wanted).all():
        return "holds NaN" if np.isnan(found).any() else "holds infinite numbers"
    if found.size == 1:
        return ""
    if not found.any():
        return "is 0 everywhere"
    if np.ptp(found) == 0 and np.ptp(wanted) != 0:
        return "has the same number everywhere"
    arrays = (item for item in inputs if isinstance(item, np.ndarray) and item.dtype.kind in "biuf")
    if any(item.shape == found.shape and np.array_equal(item, found) for item in arrays):
        return "is an input, unchanged"
    return ""


def _between(found: Any, wanted: Any) -> Iterator[str]:
    """Yield what relates two arrays of one shape."""
    if len(np.unique(np.abs(wanted[wanted != 0]))) < ENOUGH_VALUES:
        return
    for factor, words in _FACTORS.items():
        if _near(found, factor * wanted):
            yield words
    for length, words in ((found.shape[0], "rows"), (found.size, "entries")):
        if length > 1 and _near(found, wanted / length):
            yield f"is divided by its number of {words}"
        if length > 1 and _near(found, wanted * length):
            yield f"is multiplied by its number of {words}"
    if _near(found, np.abs(wanted)):
        yield "has lost its signs"
    if _near(np.abs(found), np.abs(wanted)):
        yield "has some signs wrong and all sizes right"
    if _near(found, wanted**2):
        yield "is the square of what it should be"
    if _near(found, np.sqrt(np.abs(wanted))):
        yield "is the square root of what it should be"
    if found.ndim == 2 and found.shape[0] == found.shape[1] and _near(found, wanted.T):
        yield "is transposed"
    if len(found) > ENOUGH_VALUES and (_near(found[1:], wanted[:-1]) or _near(found[:-1], wanted[1:])):
        yield "is off by one row"
    wide = found.ndim > 1 and found.shape[-1] > ENOUGH_VALUES
    if wide and (_near(found[..., 1:], wanted[..., :-1]) or _near(found[..., :-1], wanted[..., 1:])):
        yield "is off by one column"
    if np.ptp(found - wanted) <= ATOL + RTOL * np.abs(found - wanted).max():
        yield "differs by the same number everywhere"


def _near(found: Any, wanted: Any) -> bool:
    return bool(np.all(np.abs(found - wanted) <= ATOL + RTOL * np.abs(wanted)))
