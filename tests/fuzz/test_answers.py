"""Whatever a student's process answers to a probe, it is arrays or a failure for each case, or refused."""

import json
from typing import Any

import numpy as np
import pytest
from autograder.sandbox.answers import read_answers
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox import ProbeFailure
from autograder.sandbox.frames import Frame, parse_header
from autograder.sandbox.inside.npy import encode_array
from autograder.sandbox.results import ProtocolViolation
from tests.fuzz.clock import quick

_COUNT = 3
_ARRAYS = [encode_array(np.zeros(shape, dtype)) for shape, dtype in (((), "?"), ((2, 3), "<f4"), ((0, 5), ">i8"))]
_PARTS = st.lists(st.sampled_from(_ARRAYS) | st.binary(max_size=90), max_size=4)
_ODD = st.none() | st.booleans() | st.integers(-5, 200) | st.text(max_size=9) | st.lists(st.integers(), max_size=3)
_NAMES = st.sampled_from(["a", "b", "", "\x1b[31m"]) | st.text(max_size=20)


@st.composite
def messages(draw: st.DrawFn) -> tuple[Any, bytes]:
    """Return a header and a payload that fit each other, unless something odd was put in between."""
    answers: list[Any] = []
    payload = b""
    for _ in range(draw(st.sampled_from([_COUNT] * 5 + [0, 2, 4]))):
        parts = draw(_PARTS)
        listed: list[Any] = [[draw(_NAMES), len(part)] for part in parts]
        payload += b"".join(parts)
        answers.append(
            draw(st.sampled_from([{"arrays": listed}] * 6 + [{"error": draw(_ODD), "tried": draw(_ODD)}, draw(_ODD)]))
        )
    if draw(st.integers(0, 5)) == 0:
        payload += draw(st.binary(max_size=9))
    return {"id": "1", "answers": answers}, payload


@given(messages())
def test_any_answers_are_read_or_refused(message: tuple[Any, bytes]) -> None:
    """Is there an answer for each case, no larger than what came?"""
    header, payload = message
    frame = Frame(parse_header(json.dumps(header).encode()), payload)
    with quick():
        try:
            read = read_answers(frame, _COUNT)
        except ProtocolViolation:
            return
    assert len(read) == _COUNT
    arrays = [array for answer in read if not isinstance(answer, ProbeFailure) for array in answer.values()]
    assert sum(array.nbytes for array in arrays) <= len(payload)
    assert all(array.dtype.kind in "biuf" for array in arrays)


@pytest.mark.parametrize("count", [0, 2, 4])
def test_answers_of_another_number_are_refused(count: int) -> None:
    """Is a message refused that answers more or fewer cases than were asked?"""
    with pytest.raises(ProtocolViolation):
        read_answers(Frame({"answers": [{"arrays": []}] * count}, b""), _COUNT)
