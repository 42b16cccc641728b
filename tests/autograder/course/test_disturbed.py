"""Submissions that others may have kept from their points are graded again, when nothing else runs."""

from collections import Counter
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Barrier, Lock

from autograder.course.graders import Graders
from autograder.course.job import Job
from autograder.course.pool import Pool
from autograder.grading.core import lost
from autograder.grading.process import Assignment, Graded, filed, grade_submission
from autograder.grading.submission import Submission
from autograder.sandbox import THIS_PYTHON, Limits
from autograder.spec import AssignmentSpec
from tests.exercise import MINI


class Scripted(Executor):
    """Grades with records that are given, in threads; notes which submissions ran side by side."""

    def __init__(self, spec: AssignmentSpec, disturbed: set[str], together: int) -> None:
        self.runs: Counter[str] = Counter()
        self.companions: dict[str, int] = {}  # most others that were at work with the last run of each
        self._spec = spec
        self._disturbed = disturbed
        self._barrier = Barrier(together)
        self._first = together
        self._working = 0
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(together)

    def submit(self, task, *arguments) -> Future:  # type: ignore[no-untyped-def, type-arg, override]
        if task is not grade_submission:
            return self._pool.submit(lambda: None)  # no process that would have to prove itself
        return self._pool.submit(self._grade, arguments[1])

    def _grade(self, digest: str) -> dict[str, Graded]:
        with self._lock:
            self.runs[digest] += 1
            self._working += 1
            first = sum(self.runs.values()) <= self._first
        if first:
            self._barrier.wait(60)
        with self._lock:
            self.companions[digest] = self._working - 1
        again = digest in self._disturbed and self.runs[digest] == 1
        record = replace(lost(self._spec), disturbed=again, reason=f"run {self.runs[digest]}")
        with self._lock:
            self._working -= 1
        return {MINI.name: filed(record, self._spec, digest)}


def grade_all(executor: Scripted, students: list[str], jobs: int) -> dict[str, Job]:
    @contextmanager
    def opened():  # type: ignore[no-untyped-def]
        yield executor

    found = {}
    with Graders(Pool(opened, jobs), Assignment(b"", b"", Limits(), False, True, THIS_PYTHON)) as graders:
        for student in students:
            graders.submit(Job(student, Submission.of_notebook(MINI.name, b""), student))
        while graders.busy:
            for job in graders.finished(1.0):
                assert job.student not in found
                found[job.student] = job
    return found


def reasons(found: dict[str, Job]) -> dict[str, str]:
    return {student: job.records[MINI.name].reason for student, job in found.items()}


def test_disturbed_submissions_are_graded_alone(spec: AssignmentSpec) -> None:
    """Are those that were disturbed graded once more, each alone, and does that result count?"""
    executor = Scripted(spec, {"b", "c"}, together=3)
    found = grade_all(executor, ["a", "b", "c"], jobs=3)
    assert reasons(found) == {"a": "run 1", "b": "run 2", "c": "run 2"}
    assert executor.companions["b"] == executor.companions["c"] == 0


def test_once_is_enough(spec: AssignmentSpec) -> None:
    """Is a submission that was alone all the time not graded again?"""
    executor = Scripted(spec, {"a"}, together=1)
    assert reasons(grade_all(executor, ["a"], jobs=2)) == {"a": "run 1"}


def test_one_at_a_time(spec: AssignmentSpec) -> None:
    """Are submissions that wait for each other not taken for ones that disturb each other?"""
    executor = Scripted(spec, {"a", "b"}, together=1)
    assert reasons(grade_all(executor, ["a", "b"], jobs=1)) == {"a": "run 1", "b": "run 1"}
