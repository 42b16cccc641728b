"""A notebook's run in student processes: when one dies, the next takes up the state without the cell that killed it."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from autograder.remote.errors import StudentGone
from autograder.sandbox import Arrays, Limits, ProbeFailure, ProbeRequest, Student, StudentDied, Worker
from autograder.sandbox.results import Reply


@dataclass(slots=True)
class Session:
    """Runs cells and probes of one submission within the submission's limits.

    Attributes
    ----------
    files : mapping
        Files that lie in the working folder: content by name.
    incidents : list of (str, str)
        Reason (`timed_out`, `crashed`, `out_of_memory`) and what happened, in order.
    peak_memory : int
        Largest memory of any process tree so far, in bytes.
    """

    worker: Worker
    limits: Limits
    files: Mapping[str, bytes] = field(default_factory=dict)
    incidents: list[tuple[str, str]] = field(default_factory=list)
    peak_memory: int = 0
    _deadline: float = 0.0
    _cell_deadline: float = math.inf
    _student: Student | None = None
    _history: list[str] = field(default_factory=list)

    def __enter__(self) -> "Session":
        self._deadline = time.monotonic() + self.limits.submission_seconds
        return self

    def __exit__(self, *_: object) -> None:
        self._bury()

    def run_cell(self, source: str, label: str) -> list[dict[str, Any]]:
        """Run one cell and return its outputs in the notebook format; never raises for what the cell does."""
        if self._time_left() <= 0:
            self._note(
                "timed_out", f"{label} was not run: the submission's {self.limits.submission_seconds:g} s were used up"
            )
            return [_error_output("TimeLimit", self.incidents[-1][1])]
        try:
            run = self._alive().run_cell(source, timeout=self._timeout())
        except StudentDied as died:
            self._mourn(died, label)
            return [*died.outputs, _error_output(died.reason, died.message)]
        if run.interrupted:
            self._note("timed_out", f"{label} took longer than {self.limits.cell_seconds:g} s and was interrupted")
        else:
            self._history.append(source)
        return run.outputs

    @contextmanager
    def graded_cell(self) -> Iterator[None]:
        """Give all probes of a graded cell together the time of one cell."""
        self._cell_deadline = time.monotonic() + self.limits.cell_seconds
        try:
            yield
        finally:
            self._cell_deadline = math.inf

    def begin(self) -> None:
        """Give what follows the time of one cell: a property, or a cell that is all or nothing."""
        self._cell_deadline = time.monotonic() + self.limits.cell_seconds

    def exchange(self, operation: str, plain: bool, payload: bytes) -> Reply:
        """Send one message of a test to the student's process and return its reply.

        Raises
        ------
        StudentGone
            There is none: the process has ended, and what the test holds of it with it; or the time is over.
        """
        if self._time_left() <= 0:
            self._note("timed_out", "hidden tests were not run: the time was used up")
            raise StudentGone("its time was used up")
        try:
            return self._alive().operate(operation, plain, payload, timeout=self._timeout())
        except StudentDied as died:
            self._mourn(died, "a hidden test")
            raise StudentGone(died.message) from died

    def run_beside(self, tests: str) -> bool:
        """Run tests beside the student's code; return whether they ended without an error, as that code tells."""
        outputs = self.run_cell(tests, "a test beside the submission's code")
        if self._history and self._history[-1] == tests:
            self._history.pop()  # a later process needs the student's cells alone
        return not any(output["output_type"] == "error" for output in outputs)

    def probe(self, requests: Sequence[ProbeRequest]) -> list[list[Arrays | ProbeFailure]]:
        """Ask the student's process for the arrays of all cases; a death costs the cases of one request alone."""
        if self._time_left() <= 0:
            self._note("timed_out", "hidden tests were not run: the time was used up")
            return [_failed(request, "not run: the time for this task was used up") for request in requests]
        try:
            return self._alive().probe(requests, timeout=self._timeout())
        except StudentDied as died:
            self._mourn(died, "a hidden test")
            if len(requests) == 1:
                return [_failed(requests[0], died.message)]
        # which of them it was is not known: one at a time, with the time that they had together
        with self.graded_cell():
            return [answers for request in requests for answers in self.probe([request])]

    def _alive(self) -> Student:
        """Return a process with the state that all finished cells left, in a new one if the last died."""
        while self._student is None:
            self._student = self.worker.student()
            if self.files:
                self._student.write_files(self.files)
            for source in tuple(self._history):
                try:
                    self._student.run_cell(source, timeout=self._timeout())
                except StudentDied as died:
                    # It ended well before and kills its process now: left out from here on,
                    # so each round has fewer cells and the loop ends.
                    self._history.remove(source)
                    self._mourn(died, "a cell that was run again")
                    break
        return self._student

    def _mourn(self, died: StudentDied, label: str) -> None:
        self._note(died.reason, f"{label}: {died.message}")
        self._bury()

    def _bury(self) -> None:
        if self._student is not None:
            self.peak_memory = max(self.peak_memory, self._student.close().peak_memory)
            self._student = None

    def _note(self, reason: str, text: str) -> None:
        self.incidents.append((reason, text))

    def _time_left(self) -> float:
        return min(self._deadline, self._cell_deadline) - time.monotonic()

    def _timeout(self) -> float:
        return max(0.1, min(self.limits.cell_seconds, self._time_left()))


def _failed(request: ProbeRequest, reason: str) -> list[Arrays | ProbeFailure]:
    return [ProbeFailure(reason) for _ in request.cases]


def _error_output(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
