"""Bounds what comparing answers can take, before anything computes with them."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Self

import numpy as np

# Arrays of one answer: a task asks for a dozen at most.
_MOST_ARRAYS = 100
# Entries of all arrays of an answer together, and of what they would be broadcast to together with all that they are
# compared with: so many are always allowed, and this many times what the arrays of the grader itself come to.
_MOST_ENTRIES = 10_000
_MOST_COMBINED = 250_000
_TIMES = 16


@dataclass(frozen=True, slots=True)
class Sizes:
    """What may come back where these arrays are known: computing with it takes little more than computing with them.

    Attributes
    ----------
    entries, combined : int
        The most of an answer's arrays together, and of what all arrays are broadcast to.
    lengths : tuple of int
        The longest of each axis of the known arrays, the last axis first.
    """

    entries: int
    combined: int
    lengths: tuple[int, ...]

    @classmethod
    def around(cls, *known: Mapping[str, Any]) -> Self:
        """Derive them from the inputs of a case and the expected arrays."""
        shapes = [np.shape(array) for arrays in known for array in arrays.values()]
        lengths = _longest(shapes)
        return cls(
            max(_MOST_ENTRIES, _TIMES * sum(map(_entries, shapes))),
            max(_MOST_COMBINED, _TIMES * math.prod(lengths)),
            lengths,
        )

    def excess(self, answer: Mapping[str, Any]) -> str:
        """Tell what is too much in an answer; empty if nothing is."""
        if len(answer) > _MOST_ARRAYS:
            return f"{len(answer)} arrays were returned, far more than were asked for"
        shapes = {array.shape for array in answer.values()}
        if sum(_entries(array.shape) for array in answer.values()) > self.entries:
            return "the returned arrays are far larger than the expected ones"
        if math.prod(_longest([self.lengths[::-1], *shapes])) > self.combined:
            return "the returned arrays have unexpected shapes: combined with the expected ones they would be huge"
        return ""


def _entries(shape: tuple[int, ...]) -> int:
    """Count entries, and those of a sum over an axis that has none."""
    return math.prod(shape) or math.prod(max(length, 1) for length in shape)


def _longest(shapes: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the longest of each axis, the last axis first: no result of broadcasting is longer."""
    return tuple(max(1, *of_all) for of_all in zip_longest(*(shape[::-1] for shape in shapes), fillvalue=1))
