"""What a cell prints and shows goes to the grader at once and in order."""

import io
import json
import os
import threading
import time
from typing import Any

from .channel import Channel
from .raw_text import RawText

_FLUSH_CHARACTERS = 1 << 14
_FLUSH_SECONDS = 0.1
_JSON_BYTES = 1 << 17


class Outputs:
    """Sends the outputs of the running cell as frames; text beyond the limit is dropped.

    Text that did not pass through Python is read before each piece of Python's, so that the order stays.

    Parameters
    ----------
    channel : Channel
        Where they are sent.
    limit : int
        Most characters of text sent for one cell.
    """

    def __init__(self, channel: Channel, limit: int) -> None:
        self._channel = channel
        self._limit = limit
        self._raw = RawText(limit + 1)
        self._request: str | None = None
        self._lock = threading.RLock()
        self._waiting: list[tuple[str, str]] = []
        self._size = self._kept = 0
        self._flushed = 0.0

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
            self._raw.clear()

    def discard(self) -> None:
        """Forget what was printed outside of a cell, for instance while a test asked something."""
        with self._lock:
            self._take_raw_text()
            self._waiting, self._size, self._kept = [], 0, 0
            self._raw.clear()

    def write(self, name: str, text: str) -> None:
        """Add printed text to the stream of this name."""
        if not self._channel.owned:  # a forked child has no channel of its own
            os.write(1 if name == "stdout" else 2, text.encode(errors="replace"))
            return
        with self._lock:
            self._take_raw_text()
            self._add(name, text)
            waited = text.endswith("\n") and time.monotonic() - self._flushed > _FLUSH_SECONDS
            if waited or self._size >= _FLUSH_CHARACTERS:
                self.flush()

    def show(self, output: dict[str, Any], display_id: str | None = None, *, update: bool = False) -> None:
        """Send a display, a result or an error, after all text before it."""
        with self._lock:
            self._take_raw_text()
            self.flush()
            self._send(output, display_id=display_id, update=update)

    def clear(self, *, wait: bool) -> None:
        """Drop the outputs of this cell so far, at once or when the next one comes."""
        with self._lock:
            self.flush()
            self._send({}, clear="wait" if wait else "now")

    def flush(self) -> None:
        """Send the text that waits."""
        with self._lock:
            if self._request is None or not self._waiting:
                return
            waiting, self._waiting, self._size = self._waiting, [], 0
            name, parts = waiting[0][0], list[str]()
            for next_name, text in waiting:
                if next_name != name:
                    self._send({"output_type": "stream", "name": name, "text": "".join(parts)})
                    name, parts = next_name, []
                parts.append(text)
            self._send({"output_type": "stream", "name": name, "text": "".join(parts)})
            self._flushed = time.monotonic()

    def _send(self, output: dict[str, Any], **header: Any) -> None:
        if self._request is None or not self._channel.owned:
            return
        rest, texts = split_texts(output)
        names, sizes = [name for name, _ in texts], [len(text) for _, text in texts]
        frame = {"id": self._request, "kind": "output", "output": rest, "texts": names, "sizes": sizes, **header}
        self._channel.send(frame, [text for _, text in texts])

    def _add(self, name: str, text: str) -> None:
        text = text[: max(self._limit + 1 - self._kept, 0)]  # one more than is kept, so that the grader sees the cut
        if text:
            self._waiting.append((name, text))
            self._size += len(text)
            self._kept += len(text)

    def _take_raw_text(self) -> None:
        for name, text in self._raw.take():
            self._add(name, text)


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


def split_texts(output: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    """Take an output's long texts out of it: they travel beside the frame's header, which has to be short."""
    rest: dict[str, Any] = {}
    texts: list[tuple[str, str]] = []
    for name, value in output.items():
        if name in ("text", "ename", "evalue"):
            texts.append((name, value))
        elif name == "traceback":
            texts += [(name, line) for line in value]
        elif name == "data":
            texts += [(kind, data) for kind, data in value.items() if isinstance(data, str)]
            others = {kind: data for kind, data in value.items() if not isinstance(data, str)}
            rest[name] = others if len(json.dumps(others)) < _JSON_BYTES else {}
        else:
            rest[name] = value
    return rest, [(name, text.encode(errors="replace")) for name, text in texts]
