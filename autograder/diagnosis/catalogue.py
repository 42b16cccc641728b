"""The catalogue of a graded cell: what the known answers to it did, and which mistakes explain failed properties."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import Any, Self

from autograder.diagnosis.evidence import Evidence

# More mistakes at once are not told apart.
_MOST_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A known mistake.

    Attributes
    ----------
    family : str
        The name that it shares with those that no test tells from it; its own where there are none.
    text, hint : str
        What students are told; empty where its author wrote nothing.
    failed : mapping
        What the tests of each property that it fails got, by the property's name.
    """

    name: str
    family: str
    text: str
    hint: str
    failed: Mapping[str, Evidence]

    def is_like(self, other: "Entry") -> bool:
        """Tell whether no test can tell the two apart: they fail the same properties with the same answers."""
        if self.failed.keys() != other.failed.keys():
            return False
        return all(evidence.is_like(other.failed[name]) for name, evidence in self.failed.items())


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the known answers to a cell did.

    Attributes
    ----------
    solution : mapping
        What the tests of each property got from the solution.
    random : set of str
        The places of the tests where answers depend on random numbers.
    """

    solution: Mapping[str, Evidence] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    random: frozenset[str] = frozenset()

    def explain(self, failed: Mapping[str, Evidence]) -> dict[str, Entry]:
        """Return the mistake that explains each failed property; nothing where it is not sure of all of them.

        A mistake explains what it fails itself, all of it or nothing. Several explain what a submission fails where
        each failed property has one of them, and no other ones do so.

        Parameters
        ----------
        failed : mapping
            What the tests of each failed property got from a submission.
        """
        possible = [entry for entry in self.entries if entry.failed and entry.failed.keys() <= failed.keys()]
        for dtypes in (True, False):
            fitting = {entry.family: entry for entry in reversed(possible) if self._fits(entry, failed, dtypes)}
            for number in range(1, _MOST_AT_ONCE + 1):
                found = list(_covers(list(fitting.values()), number, len(failed)))
                if len(found) == 1:
                    return {name: entry for entry in found[0] for name in entry.failed}
                if found:
                    return {}
        return {}

    def _fits(self, entry: Entry, failed: Mapping[str, Evidence], dtypes: bool) -> bool:
        return all(self._fits_property(name, known, failed[name], dtypes) for name, known in entry.failed.items())

    def _fits_property(self, name: str, known: Evidence, found: Evidence, dtypes: bool) -> bool:
        if known.is_like(found):
            return True
        # where the dtype alone is wrong, it says which mistake it is
        solution = self.solution.get(name)
        told = solution is None or not solution.answers_like(found)
        return told and not dtypes and known.is_like(found, dtypes=False)

    def packed(self) -> bytes:
        """Return it as bytes: JSON, compressed."""
        data = {
            "random": sorted(self.random),
            "solution": _written(self.solution),
            "entries": [[e.name, e.family, e.text, e.hint, _written(e.failed)] for e in self.entries],
        }
        return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="replace"))

    @classmethod
    def unpacked(cls, data: bytes) -> Self:
        """Read what `packed` returned."""
        found = json.loads(zlib.decompress(data))
        entries = tuple(
            Entry(name, family, text, hint, _read(failed)) for name, family, text, hint, failed in found["entries"]
        )
        return cls(_read(found["solution"]), entries, frozenset(found["random"]))


@lru_cache(maxsize=64)
def unpacked(data: bytes) -> Catalogue:
    """Read a catalogue, once in a process."""
    return Catalogue.unpacked(data) if data else Catalogue()


def families(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return the groups of entries that no test can tell apart."""
    groups: list[list[Entry]] = []
    for entry in entries:
        group = next((group for group in groups if group[0].is_like(entry)), None)
        if group is None:
            groups.append([entry])
        else:
            group.append(entry)
    return groups


def _covers(entries: Sequence[Entry], number: int, properties: int) -> Iterator[tuple[Entry, ...]]:
    """Yield the sets of so many mistakes that fail so many properties, each of them in one mistake alone."""
    for chosen in combinations(entries, number):
        names = [name for entry in chosen for name in entry.failed]
        if len(names) == len(set(names)) == properties:
            yield chosen


def _written(found: Mapping[str, Evidence]) -> dict[str, Any]:
    return {name: evidence.to_json() for name, evidence in found.items()}


def _read(data: Mapping[str, Any]) -> dict[str, Evidence]:
    return {name: Evidence.from_json(item) for name, item in data.items()}
