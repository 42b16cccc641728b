"""One student process, as the grader sees it: a place to run cells and probes in, which may lie, hang or die."""

import secrets
from collections.abc import Sequence
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
from .results import CellRun, ProbeFailure, ProtocolViolation, StudentDied, Usage
from .spent import Spent


class Student:
    """A forked, isolated process with an IPython shell. Made by `Worker.student`; a context manager.

    After a `StudentDied` the process is gone, and each further request raises `StudentDied` again. Each request has a
    limit of its own; what they take together is told (`spent`) and limited by whoever asks.
    """

    def __init__(self, conversation: Conversation, limits: Limits) -> None:
        self._conversation = conversation
        self._limits = limits
        self._output_left = limits.total_output
        self._interrupted = False

    def run_cell(self, source: str, timeout: float | None = None) -> CellRun:
        """Run one cell as a notebook would; an exception in it is an output, not an error here.

        Parameters
        ----------
        source : str
            The cell's text.
        timeout : float, optional
            Seconds, as `Limits` measures them, until it is interrupted; `Limits.cell_seconds` if not given.

        Raises
        ------
        StudentDied
            The process ended, or did not stop after it was interrupted; holds the outputs until then.
        """
        outputs = CellOutputs(self._limits, self._output_left)
        try:
            frame = self._ask({"kind": "cell", "source": source}, [], timeout, outputs)
        except StudentDied as death:
            death.outputs = outputs.finished()
            raise
        finally:
            self._output_left -= outputs.size
        ok = frame.header.get("ok") is True and not self._interrupted
        return CellRun(outputs.finished(), ok, self._interrupted, self._conversation.last)

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
        frame = self._ask(message, payloads, timeout, CellOutputs(self._limits, 0))
        counts = [len(request.cases) for request in requests]
        try:
            answers = iter(read_answers(frame, sum(counts)))
        except ProtocolViolation as violation:
            raise self._conversation.died("crashed", f"It broke the grader's protocol: {violation}") from violation
        return [list(islice(answers, count)) for count in counts]

    @property
    def spent(self) -> Spent:
        """What its start and all requests took, and its end."""
        return self._conversation.spent

    @property
    def last(self) -> Spent:
        """What the last request took."""
        return self._conversation.last

    @property
    def interrupted(self) -> bool:
        """Whether the last request was interrupted."""
        return self._interrupted

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
    ) -> Frame:
        seconds = self._limits.cell_seconds if timeout is None else timeout
        message = {"id": secrets.token_hex(8), **request}
        frame, self._interrupted = self._conversation.ask(message, payloads, seconds, outputs)
        return frame
