"""Frames between grader and student process: the grader's end, which trusts nothing that it reads."""

import json
import math
from dataclasses import dataclass
from typing import Any, NoReturn

from .inside.channel import PREFIX
from .results import ProtocolViolation

_HEADER_BYTES = 8 << 20
# Brackets and commas of a header: parsed, the shortest values take fifty times the memory of their text.
_MOST_NODES = 600_000
_DEPTH = 24


@dataclass(slots=True)
class Frame:
    """One message: a header of JSON, the bytes of texts or arrays beside it, and the size of both."""

    header: dict[str, Any]
    payload: bytes
    size: int = 0

    def parts(self, sizes: Any) -> list[bytes]:
        """Cut the payload into parts of these sizes, which have to fill it.

        Raises
        ------
        ProtocolViolation
            The list is none, or does not fit the payload.
        """
        if type(sizes) is not list:
            raise ProtocolViolation("its message does not list what it holds")
        parts, offset = [], 0
        for size in sizes:
            if type(size) is not int or not 0 <= size <= len(self.payload) - offset:
                raise ProtocolViolation("its message does not hold what it lists")
            parts.append(self.payload[offset : offset + size])
            offset += size
        if offset != len(self.payload):
            raise ProtocolViolation("its message holds more than it lists")
        return parts


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

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes and return the frames that are complete.

        Raises
        ------
        ProtocolViolation
            Bytes that are no frame, or too large a one.
        """
        self.limit -= len(data)
        self._buffer += data
        frames = []
        while len(self._buffer) >= PREFIX.size:
            header, payload = PREFIX.unpack_from(self._buffer)
            if header > _HEADER_BYTES or payload > self._largest:
                raise ProtocolViolation("it announced a message that is too large")
            begin, end = PREFIX.size + header, PREFIX.size + header + payload
            if len(self._buffer) < end:
                break
            with memoryview(self._buffer) as view:
                frames.append(Frame(parse_header(bytes(view[PREFIX.size : begin])), bytes(view[begin:end]), end))
            del self._buffer[:end]
        return frames


def parse_header(text: bytes) -> dict[str, Any]:
    """Read a header of JSON, a dict; what is shown of it has to be `cleaned`."""
    if text.count(b"[") + text.count(b"{") + text.count(b",") > _MOST_NODES:
        raise ProtocolViolation("it sent a message that holds too much")
    try:
        string = text.decode()
        header, end = _JSON.raw_decode(string)
    except (ValueError, RecursionError) as error:
        raise ProtocolViolation("it sent a message that can't be read") from error
    if not isinstance(header, dict) or end != len(string):
        raise ProtocolViolation("it sent a message that can't be read")
    return header


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_JSON = json.JSONDecoder(parse_constant=_refuse_constant)  # made once: `loads` would make one for each text


def cleaned(value: Any, depth: int = _DEPTH) -> Any:
    """Return a value of a header without text that can't be written as UTF-8.

    Raises
    ------
    ProtocolViolation
        It is nested deeply, or holds a number that JSON does not know.
    """
    if depth == 0:
        raise ProtocolViolation("it sent a message that is nested too deeply")
    if isinstance(value, float) and not math.isfinite(value):
        raise ProtocolViolation("it sent a number that JSON does not know")  # 1e999 is read as infinity
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    if isinstance(value, list):
        return [cleaned(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {cleaned(key, depth - 1): cleaned(item, depth - 1) for key, item in value.items()}
    return value
