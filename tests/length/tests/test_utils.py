"""Helpers of tests: arrays from lists, and tests that are repeated."""

import numpy as np
import pytest

from length.tests.utils import init, retry


def test_init() -> None:
    """Do nested lists become an array of the course's type?"""
    array = init([[1, 2], [3, 4]])
    assert (array.dtype, array.tolist()) == (np.float32, [[1, 2], [3, 4]])


def test_retry_until_it_passes() -> None:
    """Is a test repeated after a failure, and no longer once it passes?"""
    runs = []

    @retry(times=4)
    def unlucky(wanted: int) -> str:
        runs.append(wanted)
        assert len(runs) == wanted
        return "passed"

    assert unlucky(3) == "passed"
    assert runs == [3, 3, 3]


def test_retry_gives_up() -> None:
    """Is the last failure raised, and any other error at once?"""
    runs = []

    @retry(times=2)
    def broken(error: type[Exception]) -> None:
        runs.append(error)
        raise error("not today")

    with pytest.raises(AssertionError, match="not today"):
        broken(AssertionError)
    with pytest.raises(KeyError):
        broken(KeyError)
    assert runs == [AssertionError, AssertionError, KeyError]


def test_retry_without_parentheses() -> None:
    """Is the usual slip, @retry instead of @retry(), named?"""
    with pytest.raises(ValueError, match=r"Write @retry\(times=3\)"):
        retry(test_init)
