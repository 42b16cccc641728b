"""One request at a time to a student process, under clocks and limits, whatever the process does."""

import contextlib
import select
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.errors import SandboxUnavailable

from .deaths import explain_death
from .family import Family
from .frames import Frame, FrameReader, pack
from .limits import Limits
from .memory import MemoryWatch
from .outputs import CellOutputs
from .results import ProtocolViolation, Reason, StudentDied, Usage

_CHUNK = 1 << 18
_STATUS_SECONDS = 0.5
_PROBLEM_LENGTH = 300


class Conversation:
    """The channel to a student process, with its clock, its memory watch and its end.

    Parameters
    ----------
    channel : socket.socket
        The grader's end of the channel; the student's code can write anything into the other end.
    family : Family
        The processes around the student's, which can be trusted.
    limits : Limits
        What it may use.
    clean_up : callable
        Called once, when all its processes are gone.
    """

    def __init__(
        self, channel: socket.socket, family: Family, limits: Limits, clean_up: Callable[[], None] = lambda: None
    ) -> None:
        channel.setblocking(False)
        self._channel = channel
        self._family = family
        self._limits = limits
        self._clean_up = clean_up
        self._reader = FrameReader(limits.reply_bytes // 2)
        self._memory = MemoryWatch(family.pid, limits.total_memory)
        self._begin = time.monotonic()
        self._usage: Usage | None = None
        self._death: tuple[Reason, str] = ("crashed", "It was closed")

    def ask(
        self, request: dict[str, Any], payloads: Sequence[bytes], seconds: float, outputs: CellOutputs
    ) -> tuple[Frame, bool]:
        """Send a request and wait for its answer.

        Returns
        -------
        tuple
            The answer, and whether the student process had to be interrupted.

        Raises
        ------
        StudentDied
            No answer came; everything of the student is gone.
        """
        if self._usage is not None:
            raise StudentDied(*self._death)
        try:
            return self._exchange(str(request["id"]), pack(request, payloads), seconds, outputs)
        except ProtocolViolation as violation:
            raise self.died("crashed", f"It broke the grader's protocol: {violation}") from violation
        except (BrokenPipeError, ConnectionResetError):
            raise self._died_by_itself() from None

    def wait_until_ready(self, seconds: float) -> None:
        """Wait for the student process to say that it is locked in.

        Raises
        ------
        SandboxUnavailable
            It could not be locked in.
        """
        try:
            self._exchange("", b"", seconds, CellOutputs(self._limits, 0))
        except (StudentDied, ProtocolViolation, BrokenPipeError, ConnectionResetError) as error:
            self.end()
            problem = f"a student process could not be started: {error}"
            raise SandboxUnavailable("sandbox", problem, "Run it again; report it if it happens each time.") from error

    def died(self, reason: Reason, message: str) -> StudentDied:
        """End the student; the error to raise."""
        self.end()
        self._death = (reason, message)
        return StudentDied(reason, message)

    def end(self) -> Usage:
        """Kill all that is left of the student, once, and tell what it used."""
        if self._usage is None:
            self._channel.close()
            self._family.end()
            self._clean_up()
            used = self._family.used
            peak = max(self._memory.peak, int(used.get("peak_memory", 0)))
            self._usage = Usage(used.get("cpu_seconds", 0.0), peak, time.monotonic() - self._begin)
        return self._usage

    def _exchange(self, request: str, data: bytes, seconds: float, outputs: CellOutputs) -> tuple[Frame, bool]:
        self._reader.limit = self._limits.reply_bytes
        unsent = memoryview(data)
        deadline = time.monotonic() + seconds
        interrupted = False
        waiting = select.poll()
        waiting.register(self._family, select.POLLIN)
        while True:
            now = time.monotonic()
            if now >= deadline and not interrupted:
                interrupted, deadline = True, now + self._limits.grace_seconds
                self._family.interrupt()
            elif now >= deadline:
                raise self.died("timed_out", f"It did not end within {seconds:g} s and could not be interrupted")
            if self._memory.exceeded(now):
                limit = self._limits.total_memory >> 20
                raise self.died("out_of_memory", f"All its processes together used more than {limit} MiB of memory")
            waiting.register(self._channel, select.POLLIN | (select.POLLOUT if unsent else 0))
            wait = min(deadline, self._memory.next_look) - now
            for descriptor, event in waiting.poll(max(wait, 0) * 1000 + 1):
                if descriptor == self._family.fileno():
                    self._family.read_messages()
                    continue
                if event & select.POLLOUT:
                    unsent = unsent[self._send(unsent) :]
                if event & ~select.POLLOUT and (answer := self._read(request, outputs)) is not None:
                    self._settle_interrupts()
                    return answer, interrupted
            if self._family.status is not None:
                self._read_rest(request, outputs)
                raise self._died_by_itself()

    def _send(self, data: memoryview) -> int:
        with contextlib.suppress(BlockingIOError):
            return self._channel.send(data[:_CHUNK])
        return 0

    def _read(self, request: str, outputs: CellOutputs) -> Frame | None:
        """Read what is there, hand over outputs, and return the answer if it has come."""
        try:
            data = self._channel.recv(_CHUNK)
        except BlockingIOError:
            return None
        if not data:
            raise BrokenPipeError
        answer = None
        for frame in self._reader.feed(data):
            if answer is not None or frame.header.get("id") != request:
                raise ProtocolViolation("it sent a message that nobody asked for")
            if frame.header.get("kind") == "output":
                outputs.take(frame)
            elif frame.header.get("kind") == ("done" if request else "ready"):
                answer = frame
            else:
                problem = "" if request else frame.header.get("problem", "")
                raise ProtocolViolation(str(problem)[:_PROBLEM_LENGTH] or "it sent a message of an unknown kind")
        return answer

    def _read_rest(self, request: str, outputs: CellOutputs) -> None:
        """Read what the process had sent before it ended; an answer no longer counts, the process is gone."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while select.select([self._channel], [], [], 0)[0]:
                self._read(request, outputs)

    def _settle_interrupts(self) -> None:
        """Wait until an interrupt has been delivered, or it could hit the next cell."""
        until = time.monotonic() + _STATUS_SECONDS
        while self._family.interrupts > 0 and time.monotonic() < until:
            select.select([self._family], [], [], 0.05)
            self._family.read_messages()

    def _died_by_itself(self) -> StudentDied:
        until = time.monotonic() + _STATUS_SECONDS
        while self._family.status is None and time.monotonic() < until:
            select.select([self._family], [], [], 0.05)
            self._family.read_messages()
        usage = self.end()
        return self.died(*explain_death(self._family.status, usage.cpu_seconds, self._limits))
