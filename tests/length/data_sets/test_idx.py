"""IDX files: what is read, and what is refused with a message that helps."""

import gzip

import numpy as np
import pytest

from length.data_sets.idx import parse_file, parse_idx, unpack
from length.errors import DataError


def test_array_comes_back(small):
    """Does each file give the array that was written, and as bytes?"""
    for name, payload in small.payloads.items():
        array = parse_idx(payload, name)
        assert array.dtype == np.uint8
        np.testing.assert_array_equal(array, small.arrays[name])


def test_array_is_read_only(small):
    """Is the array protected, so that no batch can change the data set?"""
    array = parse_idx(np.frombuffer(bytearray(next(iter(small.payloads.values()))), np.uint8), "file")
    assert not array.flags.writeable


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"", "found nothing"),
        (b"\x00\x00", "found 00 00"),
        (b"<html>not found</html>", "found 3c 68 74 6d"),
        (b"\x00\x00\x0d\x01\x00\x00\x00\x00", "found 00 00 0d 01"),
        (b"\x00\x00\x08\x00", "found 00 00 08 00"),
        (b"\x00\x00\x08\x03\x00\x00\x00\x01", "expected a header of 16 bytes, found 8"),
        (b"\x00\x00\x08\x01\x00\x00\x00\x05abc", r"expected 13 bytes for shape \(5,\), found 11"),
        (b"\x00\x00\x08\x01\x00\x00\x00\x01abc", r"expected 9 bytes for shape \(1,\), found 11"),
        (b"\x00\x00\x08\x03" + b"\xff" * 12, "expected [0-9,]+ bytes"),
    ],
)
def test_broken_file_is_refused(payload, message):
    """Does the error name the file, what was expected, and the mend?"""
    with pytest.raises(DataError, match=rf"^some/file: .*{message}.*\. Do this$"):
        parse_idx(payload, "some/file", "Do this")


def test_another_shape_is_refused(small):
    """Is a good IDX file refused where one of another shape belongs?"""
    payload = small.payloads["t10k-labels-idx1-ubyte"]
    with pytest.raises(DataError, match=r"expected shape \(7,\), found \(3,\)"):
        parse_file(small.image_set.train.labels, payload, "file")


def test_unpacks_gzip_and_leaves_the_rest():
    """Are compressed and plain bytes both understood?"""
    assert unpack(gzip.compress(b"12345"), 5) == b"12345"
    assert unpack(b"12345", 5) == b"12345"


def test_unpacks_no_more_than_asked():
    """Does an archive that unpacks to a gigabyte stay small?"""
    assert len(unpack(gzip.compress(bytes(10_000_000)), 100)) == 101


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: data[:20] + b"????" + data[24:]])
def test_broken_gzip_is_refused(damage):
    """Is damage to an archive found?"""
    with pytest.raises(ValueError, match="gzip data"):
        unpack(damage(gzip.compress(np.random.default_rng(1).bytes(1000))), 1000)
