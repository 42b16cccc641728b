"""One request at a time to a student process, which may lie, hang or exit; and the end of it."""

import select
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.errors import SandboxUnavailable

from .clock import Clock
from .exchange import Exchange, TimeOver
from .frames import Frame, pack
from .limits import Limits
from .outputs import CellOutputs
from .results import ProtocolViolation, Reason, Spent, StudentEnded, Usage
from .supervisor import Supervisor, explain_exit
from .watch import TooMuch, Watch

_STATUS_SECONDS = 0.5


class Conversation:
    """The channel to a student process, the watch over its processes, and its end.

    Parameters
    ----------
    channel : socket.socket
        The grader's end of the channel; the student's code can write anything into the other end.
    supervisor : Supervisor
        The processes around the student's, which can be trusted.
    limits : Limits
        What it may use.
    clock : Clock
        Measures what it takes, its start included.
    own_network : bool
        Whether it has a network namespace of its own.
    clean_up : callable
        Called once, when all its processes are gone.
    """

    def __init__(
        self,
        channel: socket.socket,
        supervisor: Supervisor,
        limits: Limits,
        clock: Clock,
        *,
        own_network: bool = False,
        clean_up: Callable[[], None] = lambda: None,
    ) -> None:
        channel.setblocking(False)
        self._channel = channel
        self._supervisor = supervisor
        self._limits = limits
        self._clean_up = clean_up
        self._watch = Watch(supervisor.pid, limits, own_network=own_network)
        self._clock = clock
        self._exchange = Exchange(channel, supervisor, self._watch, clock, limits)
        clock.follow(supervisor.student(), self._watch)
        self._usage: Usage | None = None
        self._reason: tuple[Reason, str] = ("crashed", "It was closed")

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
        StudentEnded
            No answer came; everything of the student is gone.
        """
        if self._usage is not None:
            raise StudentEnded(*self._reason)
        try:
            answer = self._exchange.run(str(request["id"]), pack(request, payloads), outputs, seconds)
        except TimeOver:
            problem = f"It did not end within {seconds:g} s and could not be interrupted"
            raise self.ended("timed_out", problem, disturbed=self._clock.last.disturbed) from None
        except TooMuch as excess:
            raise self.ended(excess.reason, str(excess), disturbed=excess.shared) from None
        except ProtocolViolation as violation:
            raise self.ended("crashed", f"It broke the grader's protocol: {violation}") from violation
        except (BrokenPipeError, ConnectionResetError):
            raise self._exited() from None
        if self._exchange.interrupted:
            self._settle_interrupts()
        return answer, self._exchange.interrupted

    def wait_until_ready(self, seconds: float) -> None:
        """Wait for the student process to say that it is locked in.

        Raises
        ------
        SandboxUnavailable
            It could not be locked in.
        """
        self._clock.stop()
        try:
            self._exchange.run("", b"", CellOutputs(self._limits, 0), seconds)
            self._watch.look(time.monotonic())  # once in any case: later, only what waits for an answer looks
        except (TimeOver, TooMuch, ProtocolViolation, BrokenPipeError, ConnectionResetError) as error:
            self.end()
            problem = f"a student process could not be started: {error or type(error).__name__}"
            raise SandboxUnavailable("sandbox", problem, "Run it again; report it if it happens each time.") from error

    @property
    def spent(self) -> Spent:
        """What its start, all requests and its end took."""
        return self._clock.total

    @property
    def last(self) -> Spent:
        """What the last request took, or the end."""
        return self._clock.last

    def ended(self, reason: Reason, message: str, *, disturbed: bool = False) -> StudentEnded:
        """End the student; the error to raise."""
        self.end()
        self._reason = (reason, message)
        return StudentEnded(reason, message, disturbed=disturbed)

    def end(self) -> Usage:
        """Kill all that is left of the student, once, and tell what it used."""
        if self._usage is None:
            self._clock.start(0.0)
            self._channel.close()
            self._supervisor.end()
            self._clean_up()
            self._clock.stop()
            self._clock.close()
            used = self._supervisor.used
            peak = max(self._watch.peak, int(used.get("peak_memory", 0)))
            self._usage = Usage(used.get("cpu_seconds", 0.0), peak, self._clock.total)
        return self._usage

    def _settle_interrupts(self) -> None:
        """Wait until the interrupt has been delivered, or it could hit the next cell."""
        until = time.monotonic() + _STATUS_SECONDS
        while self._supervisor.interrupts > 0 and time.monotonic() < until:
            select.select([self._supervisor], [], [], _STATUS_SECONDS)
            self._supervisor.read_messages()

    def _exited(self) -> StudentEnded:
        until = time.monotonic() + _STATUS_SECONDS
        while self._supervisor.status is None and (left := until - time.monotonic()) > 0:
            select.select([self._supervisor], [], [], left)
            self._supervisor.read_messages()
        usage = self.end()
        return self.ended(*explain_exit(self._supervisor.status, usage.cpu_seconds, self._limits))
