"""A notebook's run in student processes: when one ends, the next takes up the state without the cell that ended it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox import (
    WALL_FACTOR,
    Arrays,
    Limits,
    ProbeFailure,
    ProbeRequest,
    Spent,
    Student,
    StudentDied,
    Worker,
)


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
    """Runs cells and probes of one submission within the submission's limits.

    Attributes
    ----------
    incidents : list of (str, str)
        Reason (`timed_out`, `crashed`, `out_of_memory`) and what happened, in order.
    peak_memory : int
        Largest memory of any process tree so far, in bytes.
    disturbed : bool
        Whether a limit was reached that others, who used this machine at the same time, may be the reason for.
    """

    worker: Worker
    limits: Limits
    incidents: list[tuple[str, str]] = field(default_factory=list)
    peak_memory: int = 0
    disturbed: bool = False
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

    def run_cell(self, source: str, label: str) -> list[dict[str, Any]]:
        """Run one cell and return its outputs in the notebook format; never raises for what the cell does."""
        try:
            student = self._alive()
            seconds = self._timeout()
            run = student.run_cell(source, timeout=seconds)
        except _OutOfTime:
            self._note_end_of_time(f"{label} was not run")
            return [_error_output("TimeLimit", self.incidents[-1][1])]
        except StudentDied as died:
            self._ended(died, label)
            return [*died.outputs, _error_output(died.reason, died.message)]
        if run.interrupted:
            self._note_interrupt(label, seconds, run.spent)
        # An interrupted cell too: what it had defined until then, later cells and hidden tests may need.
        again = min(2 * run.spent.charged + 1, self.limits.cell_seconds)
        self._history.append(_Cell(source, again, run.interrupted))
        return run.outputs

    def probe(self, requests: Sequence[ProbeRequest]) -> list[list[Arrays | ProbeFailure]]:
        """Ask the student's process for the arrays of all cases, all requests together in the time of one cell.

        A request that takes too long or ends the process costs its own cases alone: the others are asked again, one by
        one. For that they have the time of a cell once more, each its share of what is left.
        """
        answers, untried, _ = self._ask(requests, self.limits.cell_seconds)
        left = self.limits.cell_seconds
        for count, number in zip(range(len(untried), 0, -1), untried, strict=True):
            (answers[number],), _, used = self._ask([requests[number]], left / count)
            left -= min(used, left / count)
        return answers

    def _ask(
        self, requests: Sequence[ProbeRequest], seconds: float
    ) -> tuple[list[list[Arrays | ProbeFailure]], list[int], float]:
        """Ask once; returns the answers, the numbers of those requests that had no turn, and the seconds used."""
        try:
            student = self._alive()
            seconds = min(seconds, self._timeout())
            answers = student.probe(requests, timeout=seconds)
        except _OutOfTime:
            self._note_end_of_time("hidden tests were not run")
            return [_failed(request, "not run: the submission's time was used up") for request in requests], [], seconds
        except StudentDied as died:
            self._ended(died, "a hidden test")
            # which of several requests it was is not known
            untried = list(range(len(requests))) if len(requests) > 1 else []
            return [_failed(request, died.message) for request in requests], untried, seconds
        untried = []
        if student.interrupted:
            self._note_interrupt("a hidden test", seconds, student.last)
            untried = [number for number, answer in enumerate(answers) if not any(map(_tried, answer))]
        return answers, untried, student.last.charged

    def _alive(self) -> Student:
        """Return a process with the state that all finished cells left, in a new one if the last has ended.

        Raises
        ------
        _OutOfTime
            The submission's time is used up.
        """
        while self._student is None:
            self._timeout()
            self._student = self.worker.student()
            for cell in tuple(self._history):
                try:
                    seconds = min(cell.seconds, self._timeout())
                    run = self._student.run_cell(cell.source, timeout=seconds)
                except StudentDied as died:
                    # It went well before and ends its process now: left out from here on,
                    # so each round has fewer cells and the loop ends.
                    self._history.remove(cell)
                    self._ended(died, "a cell that was run again")
                    break
                if run.interrupted and not cell.interrupted:
                    self._note_interrupt("a cell that was run again", seconds, run.spent)
        return self._student

    def _ended(self, died: StudentDied, label: str) -> None:
        self.disturbed |= died.disturbed
        self.incidents.append((died.reason, f"{label}: {died.message}"))
        self._close()

    def _close(self) -> None:
        if self._student is not None:
            usage = self._student.close()
            self.peak_memory = max(self.peak_memory, usage.peak_memory)
            self._spent += usage.spent
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

    def _timeout(self) -> float:
        """Seconds for the next request."""
        wall_left = WALL_FACTOR * self.limits.submission_seconds - (time.monotonic() - self._begin)
        left = min(self.limits.submission_seconds - self.spent.charged, wall_left)
        if left <= 0:
            raise _OutOfTime
        return min(self.limits.cell_seconds, left)


def _tried(answer: Arrays | ProbeFailure) -> bool:
    return not isinstance(answer, ProbeFailure) or answer.tried


def _failed(request: ProbeRequest, reason: str) -> list[Arrays | ProbeFailure]:
    return [ProbeFailure(reason) for _ in request.cases]


def _error_output(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
