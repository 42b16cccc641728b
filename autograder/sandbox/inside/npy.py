"""Arrays as .npy bytes, for both ends of the channel: written quickly, and read by a parser that accepts little.

NumPy's own reader builds the dtype and the memory that a header asks for, and takes most of its time to parse it; here
the header has to match a pattern, and the announced size has to be the size that came, before anything is allocated.
"""

import math
import re

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.generic]

_MAGIC = b"\x93NUMPY\x01\x00"
_START = len(_MAGIC) + 2  # the header comes after its length in two bytes
_ALIGNMENT = 64
_HEADER = re.compile(
    rb"\{'descr': '([<>|][biuf]\d{1,2})', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,10}, ?)*(?:\d{1,10})?)\), \} *\n"
)
_DTYPES = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "f16"}
_MOST_DIMENSIONS = 32


def encode_array(array: Array) -> bytes:
    """Write an array of numbers as .npy bytes (version 1.0 of the format, in C order)."""
    header = f"{{'descr': '{array.dtype.str}', 'fortran_order': False, 'shape': {array.shape}, }}".encode()
    length = -(_START + len(header) + 1) % _ALIGNMENT + len(header) + 1
    return _MAGIC + length.to_bytes(2, "little") + header.ljust(length - 1) + b"\n" + array.tobytes()


def decode_array(data: bytes) -> Array:
    """Read an array that student code may have forged.

    Returns
    -------
    array
        A copy of its own, of plain numbers: bool, int, unsigned int or float, in either byte order.

    Raises
    ------
    ValueError
        The bytes are no such array.
    """
    start = _START + int.from_bytes(data[len(_MAGIC) : _START], "little")
    header = _HEADER.fullmatch(data, _START, start)
    if not data.startswith(_MAGIC) or header is None:
        raise ValueError("not a .npy file of numbers")
    kind, dimensions = header[1].decode(), header[2].decode()
    if kind[1:] not in _DTYPES:
        raise ValueError(f"arrays of dtype {kind} are not read")
    shape = tuple(map(int, dimensions.replace(",", " ").split()))
    dtype = np.dtype(kind)
    if len(shape) > _MOST_DIMENSIONS or math.prod(shape) * dtype.itemsize != len(data) - start:
        raise ValueError("its shape does not fit its size")
    return np.frombuffer(data, dtype, offset=min(start, len(data))).reshape(shape).copy()
