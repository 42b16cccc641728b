"""One student process, as the grader sees it: a place to run cells and probes in, which may lie, hang or die."""

import secrets
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from types import TracebackType
from typing import Any

from .answers import read_answers
from .arrays import Arrays
from .conversation import Conversation
from .frames import Frame
from .limits import Limits
from .outputs import CellOutputs
from .probe_request import ProbeRequest
from .results import CellRun, ProbeFailure, ProtocolViolation, Reply, StudentDied, Usage


class Student:
    """A forked, isolated process with an IPython shell. Made by `Worker.student`; a context manager.

    After a `StudentDied` the process is gone, and each further request raises `StudentDied` again.
    """

    def __init__(self, conversation: Conversation, limits: Limits) -> None:
        self._conversation = conversation
        self._limits = limits
        self._seconds_left = limits.submission_seconds
        self._output_left = limits.total_output

    def run_cell(self, source: str, timeout: float | None = None) -> CellRun:
        """Run one cell as a notebook would; an exception in it is an output, not an error here.

        Parameters
        ----------
        source : str
            The cell's text.
        timeout : float, optional
            Seconds until it is interrupted; `Limits.cell_seconds` if not given.

        Raises
        ------
        StudentDied
            The process ended, or did not stop after it was interrupted; holds the outputs until then.
        """
        outputs = CellOutputs(self._limits, self._output_left)
        try:
            frame, interrupted = self._ask({"kind": "cell", "source": source}, [], timeout, outputs)
        except StudentDied as death:
            death.outputs = outputs.finished()
            raise
        finally:
            self._output_left -= outputs.size
        ok = frame.header.get("ok") is True and not interrupted
        return CellRun(outputs.finished(), ok, interrupted)

    def probe(
        self, requests: Sequence[ProbeRequest], timeout: float | None = None
    ) -> list[list[Arrays | ProbeFailure]]:
        """Run the grader's lines beside the student's code, once for each case.

        Parameters
        ----------
        requests : sequence of ProbeRequest
            All are sent together: what the process is asked costs less than to ask it.
        timeout : float, optional
            Seconds for all cases together; `Limits.cell_seconds` if not given.

        Returns
        -------
        list of list
            For each case of each request the arrays that came back, or why none did. They are what the student's
            process says they are: plain numbers of any shape and dtype.

        Raises
        ------
        StudentDied
            The process ended, or did not stop after it was interrupted: there are no answers at all.
        """
        message = {
            "kind": "probe",
            "probes": [request.header for request in requests],
            "largest": self._limits.array_bytes,
        }
        payloads = [request.payload for request in requests]
        frame, _ = self._ask(message, payloads, timeout, CellOutputs(self._limits, 0))
        counts = [len(request.cases) for request in requests]
        try:
            answers = iter(read_answers(frame, sum(counts)))
        except ProtocolViolation as violation:
            raise self.broke_protocol(str(violation)) from violation
        return [list(islice(answers, count)) for count in counts]

    def write_files(self, files: Mapping[str, bytes]) -> None:
        """Put files into the working folder.

        Parameters
        ----------
        files : mapping
            Content by relative path.

        Raises
        ------
        StudentDied
            The process ended.
        """
        listed = [[name, len(content)] for name, content in files.items()]
        self._ask({"kind": "files", "files": listed}, list(files.values()), None, CellOutputs(self._limits, 0))

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
        StudentDied
            The process ended, did not stop after it was interrupted, or broke the protocol.
        """
        message = {"kind": "operate", "operation": operation, "plain": plain}
        frame, interrupted = self._ask(message, [payload], timeout, CellOutputs(self._limits, 0))
        sizes = frame.header.get("sizes")
        try:
            parts = [
                part for _, part in frame.parts([["", size] for size in sizes] if isinstance(sizes, list) else None)
            ]
        except ProtocolViolation as violation:
            raise self.broke_protocol(str(violation)) from violation
        return Reply(str(frame.header.get("kind")), parts, interrupted or frame.header.get("stopped") is True)

    def broke_protocol(self, problem: str) -> StudentDied:
        """End the process because of what it sent; the error to raise."""
        return self._conversation.died("crashed", f"It broke the grader's protocol: {problem}")

    def close(self) -> Usage:
        """End the process and all that it started."""
        return self._conversation.end()

    def __enter__(self) -> "Student":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(
        self, request: dict[str, Any], payloads: list[bytes], timeout: float | None, outputs: CellOutputs
    ) -> tuple[Frame, bool]:
        if self._seconds_left <= 0:
            raise self._conversation.died("timed_out", f"All {self._limits.submission_seconds:g} s are used up")
        seconds = min(self._limits.cell_seconds if timeout is None else timeout, self._seconds_left)
        begin = time.monotonic()
        try:
            return self._conversation.ask({"id": secrets.token_hex(8), **request}, payloads, seconds, outputs)
        finally:
            self._seconds_left -= time.monotonic() - begin
