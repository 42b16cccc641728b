"""What a run of `autograder grade` amounts to, whoever is told of it."""

import argparse
import time
from collections import Counter
from collections.abc import Sequence

from autograder.course.changes import changes
from autograder.course.job import Job, shared_notes
from autograder.course.place import LeftOut

_FAILED = "failed"


class Report:
    """Counts a run's submissions; a context manager.

    Attributes
    ----------
    interrupted : bool
        Whether Ctrl-C ended the run.
    done : int
        The submissions that were looked at, new or not.
    counts : Counter
        Their notebooks by status.
    shared : dict
        Notes that most submissions have, with how many have them; at the end of the run.
    """

    def __init__(self, assignment: str, options: argparse.Namespace) -> None:
        self.interrupted = False
        self.assignment = assignment
        self.done = 0
        self.counts: Counter[str] = Counter()
        self.to_look_at: list[str] = []
        self.failed: list[str] = []
        self.fallen: list[str] = []
        self.penalties: list[str] = []
        self.kept: list[str] = []
        self.notes: Counter[str] = Counter()
        self.left_out: Sequence[LeftOut] = ()
        self.changed = 0
        self.fresh = 0
        self.shared: dict[str, int] = {}
        self._regrade = options.regrade
        self._not_enforced: set[str] = set()
        self._begin = time.monotonic()

    def __enter__(self) -> "Report":
        return self

    def __exit__(self, *_: object) -> None: ...

    def add(self, job: Job, total: int) -> None:
        """Take one of `total` submissions."""
        statuses = [str(record.status) for record in job.records.values()] or [_FAILED]
        self.done += 1
        self.counts.update(statuses)
        self.fresh += job.graded is not None
        if job.error:
            self.failed.append(job.student)
        elif job.needs_a_look:
            self.to_look_at.append(job.student)
        if job.fallen:
            self.fallen.append(job.student)
        self.penalties += [job.student] if job.penalties else []
        self.kept += [job.student] if job.kept else []
        self.notes.update(job.notes.keys())
        lines = list(changes(job.before, job.records)) if self._regrade else []
        self.changed += bool(lines)
        missing = {line for record in job.records.values() for line in record.missing} - self._not_enforced
        self._not_enforced |= missing
        self.show(job, total, statuses, lines, sorted(missing))

    def show(self, job: Job, total: int, statuses: list[str], lines: list[str], missing: list[str]) -> None:
        """Say what became of a submission; `missing` are protections not told of before."""
        raise NotImplementedError

    def close(self, total: int, left_out: Sequence[LeftOut], first_seconds: float) -> int:
        """Say how the run went and what was not graded at all, and return the exit code."""
        seconds = time.monotonic() - self._begin
        self.shared = shared_notes(self.notes, total)
        self.left_out = left_out
        self.summarize(total, seconds, first_seconds)
        return 130 if self.interrupted else 1 if self.failed else 0

    def summarize(self, total: int, seconds: float, first_seconds: float) -> None:
        """Say how the whole run went."""
        raise NotImplementedError
