"""Sending one request and waiting for its answer, under a clock, whatever the other side does."""

import select
import time

from .backend import StudentProcess
from .clock import Clock
from .frames import Frame, FrameReader
from .limits import Limits
from .outputs import CellOutputs
from .results import ProtocolViolation, StudentEnded
from .watch import Watch

_CHUNK = 1 << 16  # larger ones would be mapped into memory for each read, and unmapped again
_PROBLEM_LENGTH = 300
_STEP_SECONDS = 0.005  # a clock that waits for its process need not be read more often


class Exchange:
    """Requests to one student process and their answers, one at a time.

    Parameters
    ----------
    process : StudentProcess
        Its channel does not block.
    watch : Watch
        Looks at the processes while this waits.
    clock : Clock
        Measures what a request takes.
    limits : Limits
        The size of what is read until the process is interrupted, and the time from there to its end.

    Attributes
    ----------
    interrupted : bool
        Whether the process had to be interrupted in the last request.
    """

    def __init__(self, process: StudentProcess, watch: Watch, clock: Clock, limits: Limits) -> None:
        self.interrupted = False
        self._channel = process.channel
        self._supervisor = process.supervisor
        self._reader = FrameReader(limits.reply_bytes // 2)
        self._watch = watch
        self._clock = clock
        self._limits = limits
        self._waiting = select.poll()
        self._waiting.register(self._supervisor, select.POLLIN)
        self._waiting.register(self._channel, select.POLLIN)

    def run(self, request: str, data: bytes, outputs: CellOutputs, seconds: float) -> Frame:
        """Send a request and wait for its answer.

        Parameters
        ----------
        request : str
            The id that the answer and all outputs have to bear; empty for the first message of a process.
        data : bytes
            The request.
        outputs : CellOutputs
            Takes what the process shows.
        seconds : float
            What it may be charged with until it is interrupted.

        Raises
        ------
        StudentEnded
            The student process has to be ended.
        BrokenPipeError, ConnectionResetError
            It has ended by itself.
        """
        self.interrupted = False
        self._request, self._unsent, self._outputs, self._seconds = request, memoryview(data), outputs, seconds
        self._reader.limit = self._limits.reply_bytes
        self._clock.start(seconds)
        try:
            return self._wait()
        finally:
            self._clock.stop()

    def _wait(self) -> Frame:
        check = time.monotonic() + self._seconds
        self._send()
        while True:
            if self._unsent:
                self._waiting.modify(self._channel, select.POLLIN | select.POLLOUT)
            wait = min(check, self._watch.next_look) - time.monotonic()
            for descriptor, event in self._waiting.poll(max(wait, 0) * 1000 + 1):
                if descriptor == self._supervisor.fileno():
                    self._supervisor.read_messages()
                    continue
                if event & select.POLLOUT:
                    self._send()
                if event & ~select.POLLOUT and (answer := self._read()) is not None:
                    return answer
            if self._supervisor.status is not None:
                while select.select([self._channel], [], [], 0)[0]:
                    if (answer := self._read()) is not None:
                        return answer  # its last: the next request finds it gone
                raise BrokenPipeError
            # only now: an answer that is there has come in time, however long this process waited for a processor
            now = time.monotonic()
            if self._watch.look(now) or now >= check:
                if (left := self._clock.left()) <= 0:
                    left = self._interrupt()
                check = now + max(left, _STEP_SECONDS)
            elif self._reader.limit < 0 and not self.interrupted:
                check = now + self._interrupt()
            self._clock.turn()

    def _interrupt(self) -> float:
        if self.interrupted:
            problem = f"It did not end within {self._seconds:g} s and could not be interrupted"
            raise StudentEnded("timed_out", problem, disturbed=self._clock.spent().disturbed)
        self.interrupted = True
        self._supervisor.interrupt()
        self._clock.allow(self._limits.grace_seconds)
        return self._limits.grace_seconds

    def _send(self) -> None:
        try:
            sent = self._channel.send(self._unsent[:_CHUNK])
        except BlockingIOError:
            return  # it has not read what was sent before
        self._unsent = self._unsent[sent:]
        if not self._unsent:
            self._waiting.modify(self._channel, select.POLLIN)

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
            elif kind == "failed" and not self._request:
                raise StudentEnded("crashed", str(frame.header.get("problem"))[:_PROBLEM_LENGTH])
            else:
                raise ProtocolViolation("it sent a message of an unknown kind")
        return answer
