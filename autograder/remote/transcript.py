"""The transcript of a graded cell: what its tests asked and what came back, in order."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.remote.handle import Handle, state

MOST_ENTRIES = 20_000
MOST_BYTES = 32 << 20
_MOST_DEPTH = 20


@dataclass(slots=True)
class Transcript:
    """Entries of (place, answer). Objects stand there by the name of their type, arrays as they are."""

    entries: list[tuple[str, Any]] = field(default_factory=list)
    _left: int = MOST_BYTES

    def begin(self, name: str) -> None:
        """Note that a property of the cell begins."""
        self.entries.append(("property", name))

    def answered(self, place: str, value: Any) -> None:
        """Note an answer."""
        if len(self.entries) < MOST_ENTRIES:
            self._left -= _bytes(value)
            self.entries.append((place, _outline(value) if self._left >= 0 else ("left out", type(value).__name__)))

    def raised(self, place: str, name: str) -> None:
        """Note that the student's code raised an exception."""
        if len(self.entries) < MOST_ENTRIES:
            self.entries.append((place, ("raised", name)))


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
