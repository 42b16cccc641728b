"""What a cell prints and shows goes to the grader at once and in order."""

import io
import os
import tempfile
import threading
import time
from typing import Any

from .channel import Channel

_FLUSH_BYTES = 1 << 14
_FLUSH_SECONDS = 0.1


class Outputs:
    """Sends the outputs of the running cell as frames; text beyond the limit is dropped.

    Python's own text goes through `write`. What C code and child processes write to descriptors 1 and 2 lands in two
    files, because a full pipe would stop them; the files are read before each piece of Python's text, so that the order
    stays.
    """

    def __init__(self, channel: Channel, limit: int) -> None:
        self._channel = channel
        self._limit = limit
        self._request: str | None = None
        self._lock = threading.RLock()
        self._text: list[str] = []
        self._name = "stdout"
        self._size = self._kept = 0
        self._flushed = 0.0
        self._read = {1: 0, 2: 0}
        for descriptor in self._read:
            with tempfile.TemporaryFile() as file:
                os.dup2(file.fileno(), descriptor)
            os.set_blocking(descriptor, True)
            _append_only(descriptor)

    def start(self, request: str) -> None:
        """A cell begins: its outputs answer this request."""
        with self._lock:
            self._request, self._kept, self._flushed = request, self._size, 0.0

    def finish(self) -> None:
        """The cell has ended: send the rest."""
        with self._lock:
            self._take_raw_text()
            self.flush()
            self._request = None
            for descriptor in self._read:
                _empty(descriptor)
                self._read[descriptor] = 0

    def discard(self) -> None:
        """Forget what was printed outside of a cell, for instance while a probe ran."""
        with self._lock:
            self._take_raw_text()
            self._text, self._size = [], 0

    def write(self, name: str, text: str) -> None:
        """Add printed text to the stream of this name."""
        if not self._channel.owned:  # a forked child has no channel of its own
            os.write(1 if name == "stdout" else 2, text.encode(errors="replace"))
            return
        with self._lock:
            self._take_raw_text()
            self._add(name, text)
            waited = text.endswith("\n") and time.monotonic() - self._flushed > _FLUSH_SECONDS
            if waited or self._size >= _FLUSH_BYTES:
                self.flush()

    def show(self, output: dict[str, Any], display_id: str | None = None, *, update: bool = False) -> None:
        """Send a display, a result or an error, after all text before it."""
        with self._lock:
            self._take_raw_text()
            self.flush()
            self._send({"output": output, "display_id": display_id, "update": update})

    def clear(self, *, wait: bool) -> None:
        """Drop the outputs of this cell so far, at once or when the next one comes."""
        with self._lock:
            self.flush()
            self._send({"clear": "wait" if wait else "now"})

    def flush(self) -> None:
        """Send the text that waits."""
        with self._lock:
            if self._text and self._request is not None:
                text, self._text, self._size = "".join(self._text), [], 0
                self._send({"output": {"output_type": "stream", "name": self._name, "text": text}})
                self._flushed = time.monotonic()

    def _send(self, content: dict[str, Any]) -> None:
        if self._request is not None and self._channel.owned:
            self._channel.send({"id": self._request, "kind": "output", **content})

    def _add(self, name: str, text: str) -> None:
        text = text[: max(self._limit + 1 - self._kept, 0)]  # one more than is kept, so that the grader sees the cut
        if text:
            if name != self._name:
                self.flush()
                self._name = name
            self._text.append(text)
            self._size += len(text)
            self._kept += len(text)

    def _take_raw_text(self) -> None:
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            try:
                size = os.fstat(descriptor).st_size
                if size > self._read[descriptor]:
                    raw = os.pread(
                        descriptor, min(size - self._read[descriptor], self._limit + 1), self._read[descriptor]
                    )
                    self._read[descriptor] = size
                    self._add(name, raw.decode(errors="replace"))
            except OSError:
                continue  # the student's code has closed or replaced the descriptor


class Stream(io.TextIOBase):
    """Stands for `sys.stdout` or `sys.stderr`."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs = outputs
        self.name = f"<{name}>"
        self._stream = name

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def fileno(self) -> int:
        """The descriptor that child processes can be given."""
        return 1 if self._stream == "stdout" else 2

    def write(self, text: str) -> int:
        """Take printed text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.write(self._stream, text)
        return len(text)

    def flush(self) -> None:
        """Text is sent soon anyway; sending each piece would slow the cell down."""


def _append_only(descriptor: int) -> None:
    import fcntl

    fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_APPEND)


def _empty(descriptor: int) -> None:
    try:
        os.ftruncate(descriptor, 0)
    except OSError:
        return  # no longer the file that it was
