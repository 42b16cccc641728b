"""Whatever a student's process sends, it is read or refused, and soon."""

import json
import struct
from contextlib import suppress
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.sandbox.frames import FrameReader, cleaned
from autograder.sandbox.inside.channel import pack
from autograder.sandbox.inside.npy import decode_array, encode_array
from autograder.sandbox.limits import Limits
from autograder.sandbox.outputs import CellOutputs
from autograder.sandbox.results import ProtocolViolation
from tests.fuzz.clock import quick

_LARGEST = 1 << 16
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=50))
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=12), inner, max_size=6),
    max_leaves=30,
)
_OUTPUTS = st.fixed_dictionaries(
    {},
    optional={
        "output_type": st.sampled_from(["stream", "error", "display_data", "execute_result"]) | _JSON,
        "name": st.sampled_from(["stdout", "stderr"]) | _JSON,
        "data": st.dictionaries(st.sampled_from(["text/plain", "application/json", "image/png"]), _JSON) | _JSON,
        "metadata": _JSON,
        "execution_count": _JSON,
    },
)
_HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.just("1") | _JSON,
        "kind": st.sampled_from(["output", "done"]) | _JSON,
        "output": _OUTPUTS | _JSON,
        "texts": st.lists(st.sampled_from(["text", "ename", "evalue", "traceback"])) | _JSON,
        "display_id": _JSON,
        "update": _JSON,
        "clear": _JSON,
        "sizes": st.lists(st.integers(-2, 40)) | _JSON,
    },
)


def _forged(header: Any, payload: bytes) -> bytes:
    """Write a frame whose header need not be JSON that a grader would write."""
    text = json.dumps(header).encode()  # NaN and half characters included
    return struct.pack(">IQ", len(text), len(payload)) + text + payload


@given(st.lists(st.binary(max_size=300) | st.builds(_forged, _HEADERS | _JSON, st.binary(max_size=100)), max_size=6))
def test_any_bytes_are_frames_or_refused(pieces: list[bytes]) -> None:
    """Are bytes cut into frames, or refused with a word?"""
    reader = FrameReader(_LARGEST)
    reader.limit = 10 * _LARGEST
    with quick(), suppress(ProtocolViolation):
        for frame in reader.feed(b"".join(pieces)):
            json.dumps(cleaned(frame.header), allow_nan=False).encode()
            frame.parts(frame.header.get("sizes"))


@given(st.lists(st.tuples(_HEADERS, st.binary(max_size=100)), max_size=8))
def test_any_outputs_are_kept_or_refused(messages: list[tuple[dict[str, Any], bytes]]) -> None:
    """Do forged outputs end as outputs that a notebook can hold, or refused?"""
    outputs = CellOutputs(Limits(), 1 << 20)
    reader = FrameReader(_LARGEST)
    reader.limit = 10 * _LARGEST
    with quick():
        for header, payload in messages:
            try:
                for frame in reader.feed(_forged(header, payload)):
                    outputs.take(frame)
            except ProtocolViolation:
                break
        for output in outputs.finished():
            assert output["output_type"] in ("stream", "error", "display_data", "execute_result")
            json.dumps(output, allow_nan=False).encode()


@given(st.binary(max_size=400) | st.binary(max_size=300).map(lambda data: b"\x93NUMPY\x01\x00" + data))
def test_any_bytes_are_an_array_or_refused(data: bytes) -> None:
    """Is an array read from any bytes, no larger than they are, or refused?"""
    with quick(), suppress(ValueError):
        assert decode_array(data).nbytes <= len(data)


@given(
    arrays.arrays(
        arrays.boolean_dtypes() | arrays.integer_dtypes() | arrays.unsigned_integer_dtypes() | arrays.floating_dtypes(),
        arrays.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=6),
    ),
    st.integers(0, 200),
    st.integers(0, 255),
)
def test_arrays_survive_and_torn_ones_do_not(array: np.ndarray, place: int, byte: int) -> None:
    """Does an array come back as it was, and one with a byte changed as some array of its size or not at all?"""
    data = bytearray(encode_array(array))
    read = decode_array(bytes(data))
    assert read.dtype == array.dtype
    np.testing.assert_array_equal(read, array)
    data[place % len(data)] = byte
    with suppress(ValueError):
        assert decode_array(bytes(data)).nbytes <= len(data)


@given(_HEADERS, st.binary(max_size=100))
def test_frames_of_the_grader_are_read(header: dict[str, Any], payload: bytes) -> None:
    """Is what the grader writes read back as it was, where it is JSON at all?"""
    try:
        json.dumps(header, allow_nan=False)
    except ValueError:
        return
    reader = FrameReader(_LARGEST)
    reader.limit = _LARGEST
    (frame,) = reader.feed(pack(header, [payload]))
    assert frame.payload == payload
    assert frame.header.keys() == header.keys()
