"""Garbage collection in a command: what it imports stays until its process ends, and need not be looked through."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 100_000  # to be made between two collections, instead of 700


@contextmanager
def imports_stay() -> Iterator[None]:
    """Look for garbage rarely, and at the end, as the process ends, not at all: both together take half a second."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*before)
