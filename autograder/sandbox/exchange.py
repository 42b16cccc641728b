"""Sending one request and waiting for its answer, under a clock, whatever the other side does."""

import contextlib
import select
import socket
import time

from .family import Family
from .frames import Frame, FrameReader
from .outputs import CellOutputs
from .results import ProtocolViolation
from .watch import Watch

_CHUNK = 1 << 18
_PROBLEM_LENGTH = 300


class TimeOver(Exception):  # noqa: N818 - internal: becomes StudentDied
    """The time for an answer is over, and the interrupt did not help."""


class Exchange:
    """One request and its answer.

    Parameters
    ----------
    channel : socket.socket
        Leads to the student process; does not block.
    family : Family
        The processes around it.
    reader : FrameReader
        Holds what an earlier read has left.
    watch : Watch
        Looks at the processes while this waits.
    request : str
        The id that the answer and all outputs have to bear; empty for the first message of a process.
    data : bytes
        The request.
    outputs : CellOutputs
        Takes what the process shows.
    grace : float
        Seconds from the interrupt to the end.
    """

    def __init__(
        self,
        channel: socket.socket,
        family: Family,
        reader: FrameReader,
        watch: Watch,
        request: str,
        data: bytes,
        outputs: CellOutputs,
        grace: float,
    ) -> None:
        self.interrupted = False
        self._channel = channel
        self._family = family
        self._reader = reader
        self._watch = watch
        self._request = request
        self._unsent = memoryview(data)
        self._outputs = outputs
        self._grace = grace

    def run(self, seconds: float) -> Frame:
        """Wait for the answer.

        Raises
        ------
        TimeOver, TooMuch, ProtocolViolation
            The student process has to be ended.
        BrokenPipeError, ConnectionResetError
            It has ended by itself.
        """
        deadline = time.monotonic() + seconds
        waiting = select.poll()
        waiting.register(self._family, select.POLLIN)
        while True:
            now = time.monotonic()
            if now >= deadline:
                deadline = self._over(now)
            self._watch.look(now)
            waiting.register(self._channel, select.POLLIN | (select.POLLOUT if self._unsent else 0))
            wait = min(deadline, self._watch.next_look) - now
            for descriptor, event in waiting.poll(max(wait, 0) * 1000 + 1):
                if descriptor == self._family.fileno():
                    self._family.read_messages()
                    continue
                if event & select.POLLOUT:
                    self._send()
                if event & ~select.POLLOUT and (answer := self._read()) is not None:
                    return answer
            if self._family.status is not None:
                while select.select([self._channel], [], [], 0)[0]:
                    if (answer := self._read()) is not None:
                        return answer  # its last: the next request finds it gone
                raise BrokenPipeError

    def _over(self, now: float) -> float:
        if self.interrupted:
            raise TimeOver
        self.interrupted = True
        self._family.interrupt()
        return now + self._grace

    def _send(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._unsent = self._unsent[self._channel.send(self._unsent[:_CHUNK]) :]

    def _read(self) -> Frame | None:
        """Read what is there, hand over outputs, and return the answer if it has come."""
        try:
            data = self._channel.recv(_CHUNK)
        except BlockingIOError:
            return None
        if not data:
            raise BrokenPipeError
        answer = None
        for frame in self._reader.feed(data):
            if answer is not None or frame.header.get("id") != self._request:
                raise ProtocolViolation("it sent a message that nobody asked for")
            kind = frame.header.get("kind")
            if kind == "output":
                self._outputs.take(frame)
            elif kind in (("done", "callback") if self._request else ("ready",)):
                answer = frame
            else:
                problem = "" if self._request else str(frame.header.get("problem", ""))
                raise ProtocolViolation(problem[:_PROBLEM_LENGTH] or "it sent a message of an unknown kind")
        return answer
