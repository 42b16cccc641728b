"""A notebook's run in student processes: when one ends, the next takes up the state without the cell that ended it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from autograder.remote.errors import StudentGone
from autograder.sandbox import WALL_FACTOR, Limits, Spent, Student, StudentEnded, Worker
from autograder.sandbox.ready_code import ready_code
from autograder.sandbox.results import Reply


class _OutOfTime(Exception):  # noqa: N818 - internal: becomes an incident
    """The submission's time is used up."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell whose effects a new process has to have.

    Attributes
    ----------
    seconds : float
        What it is given when it is run again.
    interrupted : bool
        Whether it was interrupted the first time.
    """

    source: str
    seconds: float
    interrupted: bool


@dataclass(slots=True)
class Session:
    """Runs cells and tests of one submission within the submission's limits.

    Attributes
    ----------
    files : mapping
        Files that lie in the working folder: content by name.
    modules : tuple of str
        What its processes have imported from the beginning.
    incidents : list of (str, str)
        Reason (`timed_out`, `crashed`, `out_of_memory`) and what happened, in order.
    peak_memory : int
        Largest memory of any process tree so far, in bytes.
    disturbed : bool
        Whether a limit was reached that others, who used this machine at the same time, may be the reason for.
    """

    worker: Worker
    limits: Limits
    files: Mapping[str, bytes] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    incidents: list[tuple[str, str]] = field(default_factory=list)
    peak_memory: int = 0
    disturbed: bool = False
    _test_end: float = 0.0
    _begin: float = field(default_factory=time.monotonic)
    _spent: Spent = field(default_factory=Spent)  # by processes that have ended
    _student: Student | None = None
    _history: list[_Cell] = field(default_factory=list)

    def __enter__(self) -> "Session":
        self._begin = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @property
    def spent(self) -> Spent:
        """What the submission took so far: starts of processes, cells that are run again, and all requests."""
        return self._spent + self._student.spent if self._student is not None else self._spent

    def run_cell(self, source: str, label: str, *, given: bool = False) -> list[dict[str, Any]]:
        """Run one cell and return its outputs in the notebook format; never raises for what the cell does.

        Parameters
        ----------
        source : str
            The cell's text.
        label : str
            What messages call it.
        given : bool
            Whether other submissions have the same cell, so that it pays to keep its code.
        """
        try:
            student = self._alive()
            seconds = self._timeout(self.spent.charged)
            run = student.run_cell(source, timeout=seconds, ready=ready_code(source) if given else b"")
        except _OutOfTime:
            self._note_end_of_time(f"{label} was not run")
            return [_error_output("TimeLimit", self.incidents[-1][1])]
        except StudentEnded as ended:
            self._ended(ended, label)
            return [*ended.outputs, _error_output(ended.reason, ended.problem)]
        if run.interrupted:
            self._note_interrupt(label, seconds, run.spent)
        # An interrupted cell too: what it had defined until then, later cells and hidden tests may need.
        again = min(2 * run.spent.charged + 1, self.limits.cell_seconds)
        self._history.append(_Cell(source, again, run.interrupted))
        return run.outputs

    def begin(self) -> None:
        """Give what follows the time of one cell: a property, or a graded cell that is all or nothing."""
        self._test_end = self.spent.charged + self.limits.cell_seconds

    def exchange(self, operation: str, plain: bool, payload: bytes) -> Reply:
        """Send one message of a test to the student's process and return its reply.

        Raises
        ------
        StudentGone
            There is none: the process has ended, and what the test holds of it with it; or the time is over.
        """
        try:
            student = self._student
            if student is None:
                before = self.spent.charged
                student = self._alive()
                self._test_end += self.spent.charged - before  # cells that are run again cost the submission alone
            charged = self.spent.charged
            seconds = min(self._timeout(charged), self._test_end - charged)
            if seconds <= 0:
                raise StudentGone("its time was used up")
            reply = student.operate(operation, plain, payload, timeout=seconds)
        except _OutOfTime:
            self._note_end_of_time("hidden tests were not run")
            raise StudentGone("the submission's time was used up") from None
        except StudentEnded as ended:
            self._ended(ended, "a hidden test")
            raise StudentGone(ended.problem) from ended
        if reply.stopped:
            self._note_interrupt("a hidden test", self.limits.cell_seconds, student.last)
        return reply

    @contextmanager
    def aside(self) -> Iterator[list[tuple[str, str]]]:
        """Run what the submission is not graded by: the incidents in it, which are yielded, are none of its own."""
        own, disturbed = self.incidents, self.disturbed
        self.incidents = []
        try:
            yield self.incidents
        finally:
            self.incidents, self.disturbed = own, disturbed

    def run_beside(self, tests: str) -> list[str]:
        """Run tests beside the student's code; return the errors that they ended with, as that code tells."""
        known = len(self._history)
        outputs = self.run_cell(tests, "a test beside the submission's code")
        del self._history[known:]  # a later process needs the student's cells alone
        return [f"{output['ename']}: {output['evalue']}" for output in outputs if output["output_type"] == "error"]

    def _alive(self) -> Student:
        """Return a process with the state that all finished cells left, in a new one if the last has ended.

        Raises
        ------
        _OutOfTime
            The submission's time is used up.
        """
        while self._student is None:
            self._timeout(self.spent.charged)
            self._student = self.worker.student(self.modules)
            if self.files:
                self._student.write_files(self.files)
            for cell in tuple(self._history):
                try:
                    seconds = min(cell.seconds, self._timeout(self.spent.charged))
                    run = self._student.run_cell(cell.source, timeout=seconds)
                except StudentEnded as ended:
                    # It went well before and ends its process now: left out from here on,
                    # so each round has fewer cells and the loop ends.
                    self._history.remove(cell)
                    self._ended(ended, "a cell that was run again")
                    break
                if run.interrupted and not cell.interrupted:
                    self._note_interrupt("a cell that was run again", seconds, run.spent)
        return self._student

    def _ended(self, ended: StudentEnded, label: str) -> None:
        self.disturbed |= ended.disturbed
        self.incidents.append((ended.reason, f"{label}: {ended.problem}"))
        self._close()

    def _close(self) -> None:
        if self._student is not None:
            self._student.close()
            self.peak_memory = max(self.peak_memory, self._student.peak_memory)
            self._spent += self._student.spent
            self._student = None

    def _note_interrupt(self, label: str, seconds: float, spent: Spent) -> None:
        self.disturbed |= spent.disturbed
        late = spent.charged >= seconds or spent.wall >= WALL_FACTOR * seconds
        problem = f"took longer than {seconds:.3g} s" if late else "showed more than is read of one cell"
        self.incidents.append(("timed_out", f"{label} {problem} and was interrupted"))

    def _note_end_of_time(self, what: str) -> None:
        self.disturbed |= self.spent.disturbed
        problem = f"{what}: the submission's {self.limits.submission_seconds:g} s were used up"
        self.incidents.append(("timed_out", problem))

    def _timeout(self, charged: float) -> float:
        """Seconds for the next request, where the submission is charged with these so far."""
        wall_left = WALL_FACTOR * self.limits.submission_seconds - (time.monotonic() - self._begin)
        left = min(self.limits.submission_seconds - charged, wall_left)
        if left <= 0:
            raise _OutOfTime
        return min(self.limits.cell_seconds, left)


def _error_output(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
