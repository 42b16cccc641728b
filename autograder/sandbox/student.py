"""One student process, as the grader sees it: a place to run cells and tests in, which may lie, hang or exit."""

import secrets
from collections.abc import Mapping
from typing import Any

from .conversation import Conversation
from .frames import Frame
from .limits import Limits
from .outputs import CellOutputs
from .results import CellRun, ProtocolViolation, Reply, Spent, StudentEnded, Usage


class Student:
    """A forked, isolated process with an IPython shell. Made by `Worker.student`; a context manager.

    After a `StudentEnded` the process is gone, and each further request raises `StudentEnded` again. Each request has a
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
        StudentEnded
            The process ended, or did not stop after it was interrupted; holds the outputs until then.
        """
        outputs = CellOutputs(self._limits, self._output_left)
        try:
            frame = self._ask({"kind": "cell", "source": source}, [], timeout, outputs)
        except StudentEnded as ended:
            ended.outputs = outputs.finished()
            raise
        finally:
            self._output_left -= outputs.size
        ok = frame.header.get("ok") is True and not self._interrupted
        return CellRun(outputs.finished(), ok, self._interrupted, self._conversation.last)

    def write_files(self, files: Mapping[str, bytes]) -> None:
        """Put files into the working folder.

        Parameters
        ----------
        files : mapping
            Content by relative path.

        Raises
        ------
        StudentEnded
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
        StudentEnded
            The process ended, did not stop after it was interrupted, or broke the protocol.
        """
        message = {"kind": "operate", "operation": operation, "plain": plain}
        frame = self._ask(message, [payload], timeout, CellOutputs(self._limits, 0))
        try:
            parts = frame.parts(frame.header.get("sizes"))
        except ProtocolViolation as violation:
            raise self.broke_protocol(str(violation)) from violation
        header = frame.header
        stopped = self._interrupted or header.get("stopped") is True
        return Reply(str(header.get("kind")), header.get("tree"), parts, frame.size, stopped)

    def broke_protocol(self, problem: str) -> StudentEnded:
        """End the process because of what it sent; the error to raise."""
        return self._conversation.ended("crashed", f"It broke the grader's protocol: {problem}")

    @property
    def spent(self) -> Spent:
        """What its start and all requests took, and its end."""
        return self._conversation.spent

    @property
    def last(self) -> Spent:
        """What the last request took."""
        return self._conversation.last

    def close(self) -> Usage:
        """End the process and all that it started."""
        return self._conversation.end()

    def __enter__(self) -> "Student":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(
        self, request: dict[str, Any], payloads: list[bytes], timeout: float | None, outputs: CellOutputs
    ) -> Frame:
        seconds = self._limits.cell_seconds if timeout is None else timeout
        message = {"id": secrets.token_hex(8), **request}
        frame, self._interrupted = self._conversation.ask(message, payloads, seconds, outputs)
        return frame
