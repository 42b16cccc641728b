"""The grader's readers refuse what a student process could forge, before they allocate anything for it."""

import io
import struct

import numpy as np
import pytest

from autograder.sandbox.frames import Frame, FrameReader, cleaned, parse_header
from autograder.sandbox.inside.channel import pack
from autograder.sandbox.inside.npy import decode_array, encode_array
from autograder.sandbox.limits import Limits
from autograder.sandbox.outputs import CellOutputs
from autograder.sandbox.results import ProtocolViolation


def npy(header: str, data: bytes = b"") -> bytes:
    """Forge a .npy file."""
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def test_arrays_keep_their_bytes() -> None:
    """Are arrays read as they were written, by NumPy too, also byte-swapped, empty and in Fortran order?"""
    arrays = [np.zeros((0, 5)), np.arange(6, dtype=">i2").reshape(2, 3), np.asfortranarray(np.eye(3)), np.array(True)]
    for array in arrays:
        read = decode_array(encode_array(array))
        assert read.dtype == array.dtype
        np.testing.assert_array_equal(read, array)
        np.testing.assert_array_equal(np.load(io.BytesIO(encode_array(array))), array)


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999, 99999999), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<f3', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f8', 'fortran_order': __import__('os'), 'shape': (1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (" + "1, " * 64 + "), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9999999999, 9999999999, 9999999999), }",
        "{'descr': '<f8', 'fortran_order': True, 'shape': (1,), }",
        "",
    ],
)
def test_forged_arrays(header: str) -> None:
    """Is a header that promises something else than the bytes refused?"""
    with pytest.raises(ValueError, match=r"."):
        decode_array(npy(header, b"12345678"))


@pytest.mark.parametrize(
    "data", [b"", b"\x93NUMPY", b"\x93NUMPY\x03\x00\xff\xff\xff\xff", encode_array(np.eye(3))[:-1]]
)
def test_torn_arrays(data: bytes) -> None:
    """Are bytes that end early refused?"""
    with pytest.raises(ValueError, match=r"."):
        decode_array(data)


@pytest.mark.parametrize("listed", [None, 1, [1, 2], [3], [True, 1], [1e3], ["2"], [1]])
def test_forged_lists_of_parts(listed: object) -> None:
    """Is a message that does not say which bytes are whose refused?"""
    with pytest.raises(ProtocolViolation):
        Frame({}, b"12").parts(listed)


def test_frames_in_pieces() -> None:
    """Are frames cut right and bytes counted, however they arrive?"""
    reader = FrameReader(100)
    data = pack({"a": 1}, [b"xy"]) + pack({"b": "\ud800ü"}, [])
    reader.limit = len(data)
    frames = [frame for at in range(len(data)) for frame in reader.feed(data[at : at + 1])]
    assert [(frame.header, frame.payload) for frame in frames] == [({"a": 1}, b"xy"), ({"b": "\ud800ü"}, b"")]
    assert reader.limit == 0


def test_deep_header() -> None:
    """Is JSON refused that is nested so deeply that walking it would fail?"""
    with pytest.raises(ProtocolViolation):
        cleaned(parse_header(b'{"x": ' + b"[" * 50 + b"]" * 50 + b"}"))


def test_large_header() -> None:
    """Is JSON refused that would take much more memory than its text?"""
    with pytest.raises(ProtocolViolation):
        parse_header(b'{"x": [' + b"1," * 1_000_000 + b"1]}")


def test_half_characters() -> None:
    """Is text that can't be written replaced in what is shown?"""
    assert cleaned({"\ud800": ["ü\ud800"]}) == {"?": ["ü?"]}


def test_many_small_outputs() -> None:
    """Is the number of outputs limited, however small they are?"""
    outputs = CellOutputs(Limits(), 1 << 30)
    for number in range(20_000):
        name = ("stdout", "stderr")[number % 2]
        outputs.take(Frame({"output": {"output_type": "stream", "name": name}, "texts": ["text"], "sizes": [1]}, b"x"))
    kept = outputs.finished()
    assert len(kept) == 2001
    assert "was cut" in kept[-1]["text"]


def test_room_of_a_submission() -> None:
    """Is nothing kept beyond what a submission may keep in all?"""
    outputs = CellOutputs(Limits(), 10)
    outputs.take(
        Frame({"output": {"output_type": "stream", "name": "stdout"}, "texts": ["text"], "sizes": [20]}, b"x" * 20)
    )
    rich = {"output_type": "display_data", "data": {}, "metadata": {}}
    outputs.take(Frame({"output": rich, "texts": ["text/plain"], "sizes": [20]}, b"x" * 20))
    assert outputs.finished()[0]["text"] == "x" * 10
    assert len(outputs.finished()) == 2
