"""IDX is the format of MNIST's files: a short header, then the elements as raw bytes."""

import zlib

import numpy as np

from length.data_sets.catalog import IdxFile
from length.errors import DataError

UNSIGNED_BYTE = 0x08
GZIP_MAGIC = b"\x1f\x8b"


def parse_idx(payload: bytes | np.ndarray, where: str, mend: str = "Fetch the file again") -> np.ndarray:
    """Return the array in an uncompressed IDX file, as a read-only view of `payload`.

    Parameters
    ----------
    payload : bytes or numpy.ndarray of uint8
        The whole file.
    where : str
        The file's name, for errors.
    mend : str
        What the reader can do when the file is broken, for errors.

    Returns
    -------
    numpy.ndarray of uint8
        With the shape that the header gives.

    Raises
    ------
    DataError
        The header is not that of an IDX file of unsigned bytes, or the length does not fit to it.

    Notes
    -----
    Header: two zero bytes, the element type, the number of axes, then each axis' length (big-endian, four bytes).
    """
    data = np.frombuffer(payload, dtype=np.uint8)
    header = data[:4].tolist()
    if len(header) < 4 or header[:2] != [0, 0] or header[2] != UNSIGNED_BYTE or header[3] == 0:
        found = bytes(header).hex(" ") or "nothing"
        raise DataError(where, f"expected an IDX file of unsigned bytes (00 00 08 and the axes), found {found}", mend)
    start = 4 + 4 * header[3]
    if len(data) < start:
        raise DataError(where, f"expected a header of {start} bytes, found {len(data)} bytes in all", mend)
    shape = tuple(np.frombuffer(payload, dtype=">u4", count=header[3], offset=4).tolist())
    expected = start + int(np.prod(shape, dtype=np.uint64))
    if len(data) != expected:
        raise DataError(where, f"expected {expected:,} bytes for shape {shape}, found {len(data):,}", mend)
    elements = data[start:].reshape(shape)
    elements.flags.writeable = False
    return elements


def parse_file(
    file: IdxFile, payload: bytes | np.ndarray, where: str, mend: str = "Fetch the file again"
) -> np.ndarray:
    """Return the array in `payload`, after the cheap checks that it can be `file`: header and shape.

    Raises
    ------
    DataError
        Not an IDX file, or one of another shape.
    """
    array = parse_idx(payload, where, mend)
    if array.shape != file.shape:
        raise DataError(where, f"expected shape {file.shape}, found {array.shape}", mend)
    return array


def unpack(payload: bytes, size: int) -> bytes:
    """Return `payload` uncompressed if it is gzip, else as it is; at most one byte more than `size` is unpacked.

    Raises
    ------
    ValueError
        The gzip data are broken or cut short.
    """
    if not payload.startswith(GZIP_MAGIC):
        return payload
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(payload, size + 1)
    except zlib.error as error:
        raise ValueError(f"broken gzip data ({error})") from error
    if len(unpacked) < size and not unpacker.eof:
        raise ValueError(f"gzip data cut short after {len(payload):,} bytes")
    return unpacked
