"""Evidence: what the tests of a failed property got, compared within a tolerance and hashed for groups."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from autograder.diagnosis.outline import Outline, emptied, from_json, numbers, outline, same, to_json
from autograder.remote.transcript import Part

# The part of a longer transcript that is kept: its beginning and its end.
MOST_ENTRIES = 2000
# Of each array and in all, what a digest looks at.
_HASHED_VALUES = 32
_MOST_HASHED = 4000
_TINY = 1e-6
# Moves numbers that lie on the edge of two rounded ones away from it.
_SHIFT = 1.0317


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the tests of a property got.

    Attributes
    ----------
    entries : tuple of (str, Outline)
        Place and answer.
    compared : (str, Outline) or None
        What the test called the value that was not the expected one, and that value.
    """

    entries: tuple[tuple[str, Outline], ...]
    compared: tuple[str, Outline] | None = None

    @classmethod
    def of(cls, part: Part, random: frozenset[str] = frozenset()) -> Self:
        """Return the evidence in a part of a transcript.

        Parameters
        ----------
        part : Part
            What the tests of a property got.
        random : set of str
            The places where answers depend on random numbers: of these no values are kept.
        """
        return cls._of(part).without(random)

    @classmethod
    def _of(cls, part: Part) -> Self:
        one = part.comparison
        compared = (one.what, outline(one.found)) if one is not None else None
        entries = part.entries
        if len(entries) > MOST_ENTRIES:
            entries = [*entries[: MOST_ENTRIES // 2], *entries[-MOST_ENTRIES // 2 :]]
        return cls(tuple((place, outline(answer)) for place, answer in entries), compared)

    def without(self, random: frozenset[str]) -> Self:
        """Return it without the values of the answers at these places."""
        if not random:
            return self
        kept = ((place, emptied(found) if place in random else found) for place, found in self.entries)
        return replace(self, entries=tuple(kept))

    def random(self, other: "Evidence") -> frozenset[str]:
        """Return the places where another run of the same answer got other values."""
        pairs = zip(self.entries, other.entries, strict=False)
        return frozenset(p for (p, a), (q, b) in pairs if p == q and not same(a, b))

    def is_like(self, other: "Evidence", *, dtypes: bool = True) -> bool:
        """Tell whether the same was asked, and all answers agree within the tolerance."""
        return self.compares_like(other, dtypes=dtypes) and self.answers_like(other, dtypes=dtypes)

    def answers_like(self, other: "Evidence", *, dtypes: bool = False) -> bool:
        """Tell the same of what was asked and answered, whatever was compared then."""
        if len(self.entries) != len(other.entries):
            return False
        pairs = zip(self.entries, other.entries, strict=True)
        return all(p == q and same(a, b, dtypes=dtypes) for (p, a), (q, b) in pairs)

    def compares_like(self, other: "Evidence", *, dtypes: bool = False) -> bool:
        """Tell whether the same comparison failed with the same value."""
        if self.compared is None or other.compared is None:
            return self.compared is other.compared
        one, two = self.compared, other.compared
        return one[0] == two[0] and same(one[1], two[1], dtypes=dtypes)

    def digest(self) -> str:
        """Return two hashes with a dash between them: two that agree within the tolerance have at least one in common.

        Numbers are rounded, and each hash rounds at other edges.
        """
        compared = [self.compared] if self.compared else []
        shape = [(place, _structure(found)) for place, found in (*self.entries, *compared)]
        found = [
            item[3][:: max(1, len(item[3]) // _HASHED_VALUES)]
            for _, a in (*self.entries, *compared)
            for item in numbers(a)
        ]
        values = np.concatenate([np.zeros(0), *found])[:_MOST_HASHED]
        state = hashlib.sha256(repr(shape).encode(errors="replace"))
        return "-".join(_hashed(state, values * factor) for factor in (1.0, _SHIFT))

    def to_json(self) -> list[Any]:
        """Return it as JSON types."""
        compared = self.compared and [self.compared[0], to_json(self.compared[1])]
        return [[[place, to_json(found)] for place, found in self.entries], compared]

    @classmethod
    def from_json(cls, data: list[Any]) -> Self:
        """Read what `to_json` wrote."""
        entries, compared = data
        kept = tuple((place, from_json(found)) for place, found in entries)
        return cls(kept, compared and (compared[0], from_json(compared[1])))


def _structure(found: Outline) -> Any:
    if found[0] == "n":
        return found[2]
    return (*found[:3], list(map(_structure, found[3]))) if found[0] == "s" else found


def _hashed(state: Any, values: Any) -> str:
    own = state.copy()
    own.update(b"".join(part.tobytes() for part in _rounded(values)))
    return own.hexdigest()[:12]


def _rounded(values: Any) -> Iterator[Any]:
    """Yield numbers rounded to three digits: digits, and powers of ten."""
    finite = np.isfinite(values)
    large = finite & (np.abs(values) >= _TINY)
    safe = np.where(large, values, 1.0)
    power = np.floor(np.log10(np.abs(safe)))
    digits = np.rint(safe / 10.0 ** (power - 2))
    carried = np.abs(digits) >= 1000
    digits, power = np.where(carried, digits / 10, digits), np.where(carried, power + 1, power)
    yield np.where(large, np.rint(digits), 0).astype(np.int16)
    yield np.where(large, power, 0).astype(np.int16)
    yield np.where(finite, 0, np.where(np.isnan(values), 1, np.where(values > 0, 2, 3))).astype(np.int8)
