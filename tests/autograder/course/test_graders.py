"""Graders that fail themselves: one submission with its error, or the whole run."""

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from autograder.course.graders import Graders
from autograder.course.job import Job
from autograder.course.pool import Pool
from autograder.errors import GraderUnusable
from autograder.grading.process import Assignment, Graded, grade_submission
from autograder.grading.submission import Submission
from autograder.sandbox import THIS_PYTHON, Limits


class Failing(Executor):
    """Grades in a thread, with an error for the student `ada`."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self._pool = ThreadPoolExecutor(1)

    def submit(self, task, *arguments) -> Future:  # type: ignore[no-untyped-def, type-arg, override]
        if task is not grade_submission:
            return self._pool.submit(lambda: None)  # no process that would have to prove itself
        return self._pool.submit(self._grade, arguments[1])

    def _grade(self, digest: str) -> dict[str, Graded]:
        if digest == "ada":
            raise self._error
        return {}


def grade(error: Exception) -> dict[str, Job]:
    """Grade `ada` and `ben`."""

    @contextmanager
    def opened() -> Iterator[Executor]:
        yield Failing(error)

    found = {}
    with Graders(Pool(opened, 1), Assignment(b"", b"", Limits(), False, True, THIS_PYTHON)) as graders:
        for student in ("ada", "ben"):
            graders.submit(Job(student, Submission(()), student))
        while graders.busy:
            found.update({job.student: job for job in graders.finished(1.0)})
    return found


def test_error_of_one_submission() -> None:
    """Does an error of the grader stay with its submission, with the traceback and no record?"""
    found = grade(ZeroDivisionError("in the grader"))
    assert {student: bool(job.error) for student, job in found.items()} == {"ada": True, "ben": False}
    assert found["ada"].error.startswith("Traceback")
    assert found["ada"].error.endswith("ZeroDivisionError: in the grader\n")
    assert (found["ada"].records, found["ada"].needs_a_look) == ({}, True)


def test_machine_that_cannot_grade() -> None:
    """Does a machine that can't grade as the run demands end the run?"""
    with pytest.raises(GraderUnusable, match="no sandbox"):
        grade(GraderUnusable("machine", "no sandbox", "Install one"))


class Starting(Executor):
    """Has a process that never gets as far as to grade the solution."""

    def submit(self, task, *arguments) -> Future:  # type: ignore[no-untyped-def, type-arg, override]
        return Future()


def test_interrupt_at_the_start() -> None:
    """Does Ctrl-C end a run in which nobody is graded yet, without waiting for its processes?"""

    @contextmanager
    def opened() -> Iterator[Executor]:
        yield Starting()

    assignment = Assignment(b"", b"", Limits(), False, True, THIS_PYTHON)
    with pytest.raises(KeyboardInterrupt), Graders(Pool(opened, 1), assignment, lambda: True) as graders:
        graders.submit(Job("ada", Submission(()), "ada"))
