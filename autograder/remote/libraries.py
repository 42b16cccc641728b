"""Functions of libraries that tests call, and that concern the student's process: seeds, and what reads its text."""

import inspect
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np

from autograder.remote.handle import Handle, source_of
from autograder.remote.requests import Requests


@contextmanager
def in_both_processes(requests: Requests) -> Iterator[None]:
    """Make a test's `seed` hold for the student's code as well, and `inspect.getsource` read what it wrote."""
    with ExitStack() as patched:
        for name, library in (("random", random), ("numpy", np.random)):
            patched.enter_context(patch.object(library, "seed", _seed(name, library.seed, requests)))
        patched.enter_context(patch.object(inspect, "findsource", _findsource(inspect.findsource)))
        yield


def _seed(name: str, own: Callable[..., None], requests: Requests) -> Callable[..., None]:
    def seed(*arguments: Any, **named: Any) -> None:
        own(*arguments, **named)
        requests.ask("seed", name, name, list(arguments), named)

    return seed


def _findsource(own: Callable[[Any], tuple[list[str], int]]) -> Callable[[Any], tuple[list[str], int]]:
    def findsource(found: Any) -> tuple[list[str], int]:
        return (source_of(found).splitlines(keepends=True), 0) if type(found) is Handle else own(found)

    return findsource
