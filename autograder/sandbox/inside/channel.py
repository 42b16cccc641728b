"""Frames of a JSON header and raw bytes between the grader and a student process, and the student's end of them."""

import json
import os
import socket
import struct
import threading
from collections.abc import Sequence
from typing import Any

# Made once: `dumps` would make one for each text, and `loads` find out how each is encoded.
_TEXT = json.JSONEncoder(allow_nan=False)
_READER = json.JSONDecoder()
_CHUNK = 1 << 16  # see `autograder.sandbox.exchange`
PREFIX = struct.Struct(">IQ")  # length of the header, length of all payloads together


def pack(header: dict[str, Any], payloads: Sequence[bytes] = ()) -> bytes:
    """Write a frame in one piece: each call costs more than copying what is short, and arrays mostly are."""
    text = _TEXT.encode(header).encode()
    return PREFIX.pack(len(text), sum(map(len, payloads))) + text + b"".join(payloads)


class Channel:
    """Frames over a stream socket. Only the process that owns it may send; its children can't by mistake."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self._owner = os.getpid()
        self._received = bytearray()
        self._sending = self._interrupted = False
        self.interruptible = False  # while a request is served

    @property
    def owned(self) -> bool:
        """Whether this process, and not a child that it forked, is the one that the grader talks to."""
        return os.getpid() == self._owner

    def send(self, header: dict[str, Any], payloads: Sequence[bytes] = ()) -> None:
        """Send one frame, whole even when the cell is interrupted: the grader could read nothing after half of one."""
        frame = pack(header, payloads)
        with self._lock:
            if threading.current_thread() is not threading.main_thread():  # signals reach the main thread alone
                self._connection.sendall(frame)
                return
            self._sending = True
            try:
                self._connection.sendall(frame)
            finally:
                self._sending = False
                if self._interrupted:
                    self._interrupted = False
                    raise KeyboardInterrupt

    def interrupt(self, *_: object) -> None:
        """Handle SIGINT as Python does while a request is served, but not in the middle of a frame."""
        if self._sending:
            self._interrupted = self.interruptible
        elif self.interruptible:
            raise KeyboardInterrupt

    def receive(self) -> tuple[dict[str, Any], bytes]:
        """Wait for one frame; its payloads come in one piece.

        Raises
        ------
        EOFError
            The grader has closed the channel.
        """
        header, payload = PREFIX.unpack(self._exactly(PREFIX.size))
        return _READER.decode(self._exactly(header).decode()), self._exactly(payload)

    def _exactly(self, size: int) -> bytes:
        while len(self._received) < size:
            received = self._connection.recv(max(size - len(self._received), _CHUNK))
            if not received:
                raise EOFError("the grader has closed the channel")
            self._received += received
        with memoryview(self._received) as view:
            taken = bytes(view[:size])
        del self._received[:size]
        return taken
