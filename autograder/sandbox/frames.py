"""Frames between grader and student process: the grader's end, which trusts nothing that it reads."""

import json
import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from .results import ProtocolViolation

_PREFIX = struct.Struct(">IQ")  # length of the header, length of all payloads together
_HEADER_BYTES = 1 << 18  # short, because parsed JSON may take a hundred times the memory of its text
_DEPTH = 24


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: a header of JSON, and the bytes of texts or arrays."""

    header: dict[str, Any]
    payload: bytes

    def parts(self, listed: Any) -> Iterator[tuple[str, bytes]]:
        """Cut the payload into parts, listed as pairs of name and size that have to fill it.

        Raises
        ------
        ProtocolViolation
            The list is none, or does not fit the payload.
        """
        offset = 0
        for item in listed if isinstance(listed, list) else [None]:
            match item:
                case [str(name), int(size)] if 0 <= size <= len(self.payload) - offset:
                    yield name, self.payload[offset : offset + size]
                    offset += size
                case _:
                    raise ProtocolViolation("its message does not hold what it lists")
        if offset != len(self.payload):
            raise ProtocolViolation("its message holds more than it lists")


def pack(header: dict[str, Any], payloads: Sequence[bytes] = ()) -> bytes:
    """Write one frame of the grader."""
    text = json.dumps(header).encode()
    return _PREFIX.pack(len(text), sum(map(len, payloads))) + text + b"".join(payloads)


class FrameReader:
    """Cuts the bytes from a student process into frames.

    Parameters
    ----------
    largest : int
        Most bytes of one frame's payload.
    """

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._buffer = bytearray()
        self.limit = 0  # how many more bytes should come; the rest is read as well, and counted

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take bytes and yield the frames that are complete.

        Raises
        ------
        ProtocolViolation
            Bytes that are no frame, or too large a one.
        """
        self.limit -= len(data)
        self._buffer += data
        while len(self._buffer) >= _PREFIX.size:
            header, payload = _PREFIX.unpack_from(self._buffer)
            if header > _HEADER_BYTES or payload > self._largest:
                raise ProtocolViolation("it announced a message that is too large")
            begin, end = _PREFIX.size + header, _PREFIX.size + header + payload
            if len(self._buffer) < end:
                return
            with memoryview(self._buffer) as view:
                frame = Frame(parse_header(bytes(view[_PREFIX.size : begin])), bytes(view[begin:end]))
            del self._buffer[:end]
            yield frame


def parse_header(text: bytes) -> dict[str, Any]:
    """Read a header of JSON: a dict, not nested deeply, with no NaN and no text that can't be written as UTF-8."""
    try:
        header = _JSON.decode(text.decode())
    except (ValueError, RecursionError) as error:
        raise ProtocolViolation("it sent a message that can't be read") from error
    if not isinstance(header, dict):
        raise ProtocolViolation("it sent a message that can't be read")
    return {str(key): _cleaned(value, _DEPTH) for key, value in header.items()}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_JSON = json.JSONDecoder(parse_constant=_refuse_constant)  # made once: `loads` would make one for each text


def _cleaned(value: Any, depth: int) -> Any:
    if depth == 0:
        raise ProtocolViolation("it sent a message that is nested too deeply")
    if isinstance(value, float) and not math.isfinite(value):
        raise ProtocolViolation("it sent a number that JSON does not know")  # 1e999 is read as infinity
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    if isinstance(value, list):
        return [_cleaned(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {_cleaned(key, depth - 1): _cleaned(item, depth - 1) for key, item in value.items()}
    return value
