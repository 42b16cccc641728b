"""The transcript of a graded cell: what its tests asked and what came back, in order, and how each property failed."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.remote.handle import Handle, state
from autograder.testing import Differs

_MOST_ENTRIES = 20_000
_MOST_BYTES = 32 << 20
_MOST_DEPTH = 20
_PROPERTY = "property"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison that failed.

    Attributes
    ----------
    what : str
        What the test calls the student's value.
    found, wanted : numpy.ndarray
        The student's value and the expected one, which must never be shown.
    """

    what: str
    found: Any
    wanted: Any


@dataclass(slots=True)
class Part:
    """What the tests of one property asked and got; of a cell that is all or nothing, what all of them did.

    Attributes
    ----------
    entries : list of (str, any)
        Place and answer. Where the property asked nothing itself, those before it: it looks at what they got.
    comparison : Comparison or None
        The one that it failed with.
    inputs : list
        The arrays that the last request passed.
    """

    entries: list[tuple[str, Any]]
    comparison: Comparison | None = None
    inputs: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Transcript:
    """Entries of (place, answer). Objects stand there by the name of their type, arrays as they are."""

    entries: list[tuple[str, Any]] = field(default_factory=list)
    failures: dict[str, tuple[Comparison | None, list[Any]]] = field(default_factory=dict)
    _left: int = _MOST_BYTES

    def begin(self, name: str) -> None:
        """Note that a property of the cell begins."""
        self.entries.append((_PROPERTY, name))

    def answered(self, place: str, value: Any) -> None:
        """Note an answer."""
        if len(self.entries) < _MOST_ENTRIES:
            self._left -= _bytes(value)
            self.entries.append((place, _outline(value) if self._left >= 0 else ("left out", type(value).__name__)))

    def raised(self, place: str, name: str, text: str) -> None:
        """Note that the student's code raised an exception."""
        if len(self.entries) < _MOST_ENTRIES:
            self.entries.append((place, ("raised", name, text)))

    def called(self, place: str) -> None:
        """Note that the student's code called a function of the test."""
        if len(self.entries) < _MOST_ENTRIES:
            self.entries.append((place, ("called",)))

    def failed(self, name: str, error: BaseException, inputs: list[Any]) -> None:
        """Note how a property failed; the cell as a whole is the property without a name."""
        compared = Comparison(error.what, error.found, error.wanted) if isinstance(error, Differs) else None
        self.failures[name] = (compared if compared and compared.what else None), inputs

    def has(self, name: str) -> bool:
        """Tell whether there is a property of this name."""
        return (_PROPERTY, name) in self.entries

    def part(self, name: str) -> Part:
        """Return what the property of this name asked and got; without a name, all of it."""
        comparison, inputs = self.failures.get(name, (None, []))
        if not self.has(name):
            return Part([entry for entry in self.entries if entry[0] != _PROPERTY], comparison, inputs)
        begin = self.entries.index((_PROPERTY, name))
        own = []
        for entry in self.entries[begin + 1 :]:
            if entry[0] == _PROPERTY:
                break
            own.append(entry)
        before = [entry for entry in self.entries[:begin] if entry[0] != _PROPERTY]
        return Part(own or before, comparison, inputs)


def _outline(value: Any, depth: int = _MOST_DEPTH) -> Any:
    kind = type(value)
    if kind is Handle:
        kinds = state(value)[2]
        return ("object", kinds[0][1] if kinds else "")
    if kind is np.ndarray:
        return value.copy()  # a test may go on computing in it
    if depth and kind in (list, tuple):
        return (kind.__name__, [_outline(item, depth - 1) for item in value])
    if depth and kind is dict:
        return ("dict", [(_outline(key, depth - 1), _outline(item, depth - 1)) for key, item in value.items()])
    return value


def _bytes(value: Any, depth: int = _MOST_DEPTH) -> int:
    """Return about how many bytes are kept of an answer."""
    kind = type(value)
    if kind is np.ndarray:
        return int(value.nbytes)
    if kind in (str, bytes):
        return len(value)
    if not depth or kind not in (list, tuple, dict, set, frozenset):
        return 64
    items = [*value.keys(), *value.values()] if kind is dict else value
    return 64 + sum(_bytes(item, depth - 1) for item in items)
