"""Outlines of answers: what is kept of them, what counts as the same, and their JSON."""

import json
from typing import Any

import numpy as np
import pytest

from autograder.diagnosis.outline import MOST_VALUES, emptied, from_json, numbers, outline, same, to_json

LARGE = np.random.default_rng(0).normal(size=10_000)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        -2.5,
        2**80,
        1 + 2j,
        float("nan"),
        "a text",
        "long " * 100,
        b"bytes",
        np.float32(0.1),
        np.arange(6.0, dtype=np.float32).reshape(2, 3),
        np.array(["a", "b"]),
        np.array([1, None], dtype=object),
        LARGE,
        ("list", [1, ("tuple", [2.0, "x"])]),
        ("list", list(range(1000))),
        ("dict", [("a", np.ones(2))]),
        ("raised", "ValueError", "at 0x7f12ab"),
        ("object", "Layer"),
        {3, 1, 2},
    ],
    ids=str,
)
def test_json(value: Any) -> None:
    """Is an outline the same after it was written and read, whatever the answer is?"""
    found = outline(value)
    assert same(from_json(json.loads(json.dumps(to_json(found)))), found)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1.0, 1.00005, True),
        (1.0, 1.001, False),
        (np.ones(3), np.ones(3) * (1 + 1e-5), True),
        (np.ones(3), np.ones(4), False),
        (np.ones((1, 3)), np.ones(3), False),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf]), True),
        (np.array([np.nan, 1]), np.array([1, np.nan]), False),
        (("list", [1.0]), ("tuple", [1.0]), False),
        (("list", [1.0]), ("list", [1.0, 2.0]), False),
        (1.0, None, False),
        ("a", "b", False),
        (("raised", "ValueError", "at 0x12"), ("raised", "ValueError", "at 0x34"), True),
        (("raised", "ValueError", "this"), ("raised", "ValueError", "that"), False),
        (("object", "Layer"), ("object", "MyLayer"), True),
        (LARGE, LARGE + 1e-8, True),
        (LARGE, LARGE[::-1], False),
        ({"a", "b", "c"}, {"c", "b", "a"}, True),
    ],
)
def test_same(one: Any, other: Any, equal: bool) -> None:
    """Are answers the same where their numbers are within the tolerance, and all else is equal?"""
    assert same(outline(one), outline(other)) is equal


def test_dtypes() -> None:
    """Do dtypes count where that is asked for?"""
    one, other = outline(np.ones(2, np.float32)), outline(np.ones(2))
    assert not same(one, other)
    assert same(one, other, dtypes=False)


def test_size() -> None:
    """Is a sketch kept of a large array, and of a long list?"""
    assert len(outline(LARGE)[3]) == MOST_VALUES
    assert len(outline(("list", [0.0] * 100_000))[3]) == 200


def test_numbers() -> None:
    """Are the numbers in a container found, and can they be left out?"""
    found = outline(("list", [1.0, ("tuple", ["x", np.ones(2)])]))
    assert [item[2] for item in numbers(found)] == [(), (2,)]
    assert all(len(item[3]) == 0 for item in numbers(emptied(found)))
