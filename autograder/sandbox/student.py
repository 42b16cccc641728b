"""One student process, as the grader sees it: a place to run cells and tests in, which may lie, hang or exit."""

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.errors import SandboxUnavailable

from .backend import StudentProcess
from .clock import Clock
from .exchange import Exchange
from .frames import Frame
from .inside.channel import pack
from .limits import Limits
from .outputs import CellOutputs
from .results import CellRun, ProtocolViolation, Reason, Reply, Spent, StudentEnded
from .watch import Watch

_STATUS_SECONDS = 0.5


class Student:
    """A forked, isolated process with an IPython shell. Made by `Worker.student`; a context manager.

    After a `StudentEnded` the process is gone, and each further request raises `StudentEnded` again. Each request has a
    limit of its own; what they take together is told (`spent`) and limited by whoever asks.

    Parameters
    ----------
    process : StudentProcess
        The process, which was just opened.
    limits : Limits
        What it may use.
    clock : Clock
        Measures what it takes, its start included.

    Attributes
    ----------
    peak_memory : int
        Once it is closed, bytes: of its largest process, or of all together at the worst moment that was seen.
    """

    def __init__(self, process: StudentProcess, limits: Limits, clock: Clock) -> None:
        process.channel.setblocking(False)
        self.peak_memory = 0
        self._process = process
        self._limits = limits
        self._clock = clock
        self._watch = Watch(process.supervisor.pid, limits, own_network=process.own_network)
        self._exchange = Exchange(process, self._watch, clock, limits)
        clock.follow(process.supervisor.student(), self._watch)
        self._dropped = CellOutputs(limits, 0)  # of what is no cell
        self._output_left = limits.total_output
        self._reason: tuple[Reason, str] | None = None  # why it is gone

    def wait_until_ready(self, seconds: float) -> None:
        """Wait for the process to say that it is locked in.

        Raises
        ------
        SandboxUnavailable
            It could not be locked in.
        """
        self._clock.stop()
        try:
            self._run("", b"", seconds, self._dropped)
            self._watch.look(time.monotonic())  # once in any case: later, only what waits for an answer looks
        except StudentEnded as ended:
            self.close()
            problem = f"a student process could not be started: {ended.problem}"
            raise SandboxUnavailable("sandbox", problem, "Run it again; report it if it happens each time.") from ended

    def run_cell(self, source: str, timeout: float | None = None, ready: bytes = b"") -> CellRun:
        """Run one cell as a notebook would; an exception in it is an output, not an error here.

        Parameters
        ----------
        source : str
            The cell's text.
        timeout : float, optional
            Seconds, as `Limits` measures them, until it is interrupted; `Limits.cell_seconds` if not given.
        ready : bytes
            Its code, where it was compiled before (see `ready_code`).

        Raises
        ------
        StudentEnded
            The process ended, or did not stop after it was interrupted; holds the outputs until then.
        """
        outputs = CellOutputs(self._limits, self._output_left)
        try:
            self._ask({"kind": "cell", "source": source}, [ready], timeout, outputs)
        except StudentEnded as ended:
            ended.outputs = outputs.finished()
            raise
        finally:
            self._output_left -= outputs.size
        return CellRun(outputs.finished(), self._exchange.interrupted, self.last)

    def write_files(self, files: Mapping[str, bytes]) -> None:
        """Put files, content by relative path, into the working folder.

        Raises
        ------
        StudentEnded
            The process ended.
        """
        listed = [[name, len(content)] for name, content in files.items()]
        self._ask({"kind": "files", "files": listed}, list(files.values()), None, self._dropped)

    def operate(self, operation: str, plain: bool, payload: bytes, timeout: float | None = None) -> Reply:
        """Do one operation on the student's names and objects, or go on after a call of a test's function.

        Parameters
        ----------
        operation : str
            One of those of `inside.objects`.
        plain : bool
            Whether the answer is to be plain data.
        payload : bytes
            The operation's arguments, pickled.
        timeout : float, optional
            Seconds until it is interrupted; `Limits.cell_seconds` if not given.

        Raises
        ------
        StudentEnded
            The process ended, did not stop after it was interrupted, or broke the protocol.
        """
        message = {"kind": "operate", "operation": operation, "plain": plain}
        frame = self._ask(message, [payload], timeout, self._dropped)
        header = frame.header
        try:
            parts = frame.parts(header.get("sizes"))
        except ProtocolViolation as violation:
            raise self._end(violation) from None
        stopped = self._exchange.interrupted or header.get("stopped") is True
        return Reply(str(header.get("kind")), header.get("tree"), parts, frame.size, stopped)

    @property
    def spent(self) -> Spent:
        """What its start, all requests and its end took."""
        return self._clock.total

    @property
    def last(self) -> Spent:
        """What the last request took, or the end."""
        return self._clock.last

    def close(self) -> None:
        """End the process and all that it started."""
        if self._reason is not None:
            return
        self._reason = "crashed", "It was closed"
        supervisor = self._process.supervisor
        self._clock.start(0.0)
        self._process.channel.close()
        supervisor.end()
        self._process.clean_up()
        self._clock.stop()
        self._clock.close()
        self.peak_memory = max(self._watch.peak, int(supervisor.used.get("peak_memory", 0)))

    def __enter__(self) -> "Student":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(
        self, request: Mapping[str, Any], payloads: Sequence[bytes], timeout: float | None, outputs: CellOutputs
    ) -> Frame:
        """Send a request and wait for its answer.

        Raises
        ------
        StudentEnded
            No answer came; everything of the student is gone.
        """
        if self._reason is not None:
            raise StudentEnded(*self._reason)
        name = secrets.token_hex(8)  # what was written before the request is no answer to it
        seconds = self._limits.cell_seconds if timeout is None else timeout
        answer = self._run(name, pack({"id": name, **request}, payloads), seconds, outputs)
        if self._exchange.interrupted:
            # until it has been delivered, or it could hit the next cell
            supervisor = self._process.supervisor
            supervisor.wait_until(lambda: supervisor.interrupts <= 0, _STATUS_SECONDS)
        return answer

    def _run(self, name: str, message: bytes, seconds: float, outputs: CellOutputs) -> Frame:
        try:
            return self._exchange.run(name, message, outputs, seconds)
        except StudentEnded as ended:
            raise self._end(ended) from None
        except (BrokenPipeError, ConnectionResetError):
            supervisor = self._process.supervisor
            supervisor.wait_until(lambda: supervisor.status is not None, _STATUS_SECONDS)
            self.close()  # then it tells what was used
            raise self._end(StudentEnded(*supervisor.explain_exit(self._limits))) from None

    def _end(self, ended: StudentEnded) -> StudentEnded:
        """End the process for a reason, which all later requests are told as well."""
        self.close()
        self._reason = ended.reason, ended.problem
        return ended
