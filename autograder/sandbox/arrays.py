"""Arrays travel as .npy bytes; those from a student are read by a parser that accepts little.

NumPy's own reader builds the dtype and the memory that a header asks for; here the header has to match a pattern, and
the announced size has to be the size that came, before anything is allocated.
"""

import io
import math
import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.generic]
Arrays = Mapping[str, Array]

_MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(
    rb"\{'descr': '([<>|][biuf]\d{1,2})', 'fortran_order': (True|False), "
    rb"'shape': \(((?:\d{1,10}, ?)*(?:\d{1,10})?)\), \} *\n"
)
_DTYPES = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "f16"}
_MOST_DIMENSIONS = 32


def encode_array(array: Array) -> bytes:
    """Write an array of the grader as .npy bytes."""
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)
    return file.getvalue()


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
    length = int.from_bytes(data[8:10], "little")
    header = _HEADER.fullmatch(data[10 : 10 + length])
    if data[:8] != _MAGIC or header is None:
        raise ValueError("not a .npy file of numbers")
    kind, fortran, dimensions = (part.decode() for part in header.groups())
    if kind[1:] not in _DTYPES:
        raise ValueError(f"arrays of dtype {kind} are not read")
    shape = tuple(int(part) for part in dimensions.replace(",", " ").split())
    values = memoryview(data)[10 + length :]
    dtype = np.dtype(kind)
    if len(shape) > _MOST_DIMENSIONS or math.prod(shape) * dtype.itemsize != len(values):
        raise ValueError("its shape does not fit its size")
    return np.frombuffer(values, dtype).reshape(shape, order="F" if fortran == "True" else "C").copy(order="K")
