"""Whatever arrays come back for the real tasks, they are judged without an error, within little memory, and soon."""

import re
import tracemalloc
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
import pytest
from autograder.tasks import TASKS
from autograder.tasks.scoring import hidden_cases, score
from autograder.tasks.task import Task
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox import Arrays, ProbeFailure, ProbeRequest
from tests.fuzz.clock import quick

# Several times what the largest task needs: an answer that is computed with may be no reason for much more.
_MOST_BYTES = 64 << 20
_LARGEST = 400_000  # entries of a made-up array
_DTYPES = ("?", "i1", "<i8", ">u2", "u1", "<f2", "<f4", ">f4", "<f8", "<f16")
_LENGTHS = st.sampled_from([0, 1, 1, 1, 2, 3, 4, 6, 10, 50, 500, 3_000, 100_000, 300_000])
_LONG = st.sampled_from([3_000, 100_000, 300_000])
_ONES = (1, 1, 1, 1)  # no task's arrays have more axes
_VALUES = st.sampled_from([0, 1, -1, 0.5, 1e-40, 1e30, float("nan"), float("inf")])
_TEXTS = st.text(max_size=700)


def _names(task: Task) -> list[list[str]]:
    """For each property, all names that its probe may answer with, and some that it does not."""
    return [[*re.findall(r'"(\w+)"', item.source), "unit", ""] for item in task.properties]


def _shapes(task: Task) -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes of the task's own arrays, and others that go with them or with nothing."""
    known = {np.shape(a) for item in task.properties for case in hidden_cases(task, item) for a in case.values()}
    own = st.sampled_from(sorted(known) or [()])
    stretched = _LONG.map(lambda length: (length, *_ONES))
    made_up = st.lists(_LENGTHS, max_size=6).map(tuple)
    return (own | stretched | made_up).filter(lambda shape: prod(shape) <= _LARGEST)


def _array(drawn: tuple[tuple[int, ...], str, float]) -> np.ndarray[Any, Any]:
    shape, dtype, value = drawn
    with np.errstate(all="ignore"):
        return np.full(shape, np.array(value).astype(dtype))


class Answering:
    """Answers every case with arrays of these shapes under the names of its property, in turn."""

    def __init__(self, names: list[list[str]], answers: list[np.ndarray[Any, Any] | str]) -> None:
        self._names = names
        self._answers = answers

    def probe(self, requests: Sequence[ProbeRequest]) -> Sequence[Sequence[Arrays | ProbeFailure]]:
        """Answer as a student's process would."""
        return [
            [self._answer(names, number) for number in range(len(request.cases))]
            for names, request in zip(self._names, requests, strict=True)
        ]

    def _answer(self, names: list[str], number: int) -> Arrays | ProbeFailure:
        arrays: dict[str, np.ndarray[Any, Any]] = {}
        for place, name in enumerate(dict.fromkeys(names), number):
            answer = self._answers[place % len(self._answers)]
            if isinstance(answer, str):
                return ProbeFailure(answer)
            arrays[name] = answer
        return arrays


@pytest.mark.parametrize("name", sorted(TASKS))
@given(data=st.data())
def test_any_arrays_are_judged(data: st.DataObject, name: str) -> None:
    """Do arrays of any shape and dtype end as points and short messages, whatever a measure does with them?"""
    task = TASKS[name]
    drawn = st.tuples(_shapes(task), st.sampled_from(_DTYPES), _VALUES).map(_array)
    prober = Answering(_names(task), data.draw(st.lists(drawn | drawn | drawn | _TEXTS, min_size=1, max_size=3)))
    score(task, Answering(_names(task), [""]))  # makes what is the same for all
    tracemalloc.start()
    try:
        with quick():
            result = score(task, prober)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < _MOST_BYTES, f"took {peak >> 20} MiB"
    for item in result.properties:
        assert item.points in (0, item.max_points)
        assert bool(item.message) is (item.points == 0)
        assert item.message.isprintable()
        assert len(item.message) <= 300
