"""Helpers for tests of one's own: arrays of the right type, and another try for a test that depends on chance."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from length.constants import DTYPE


def init(array: Any) -> np.ndarray:
    """Return numbers, such as nested lists, as an array of the course's type.

    Examples
    --------
    >>> init([[1, 2], [3, 4]]).dtype
    dtype('float32')
    """
    return np.array(array, dtype=DTYPE)


def retry(times: int = 3) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Repeat a test that depends on chance until it passes, at most some times.

    Parameters
    ----------
    times : int
        How often it may start; the last failure is raised.

    Examples
    --------
    >>> @retry(times=3)
    ... def test_training():
    ...     ...
    """
    if not isinstance(times, int) or times < 1:
        raise ValueError(f"retry: expected how often to try, got {times!r}. Write @retry(times=3)")

    def decorate(test: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(test)
        def run(*args: Any, **options: Any) -> Any:
            for _ in range(times - 1):
                try:
                    return test(*args, **options)
                except AssertionError:
                    continue
            return test(*args, **options)

        return run

    return decorate
