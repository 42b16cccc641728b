"""Graders that lose processes: no submission is lost, and who ends a process twice is given up."""

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from loky.process_executor import ProcessPoolExecutor
from nbformat import NotebookNode
from nbgrader.preprocessors import AssignLatePenalties

from autograder.at_work import at_work_on
from autograder.course.directory import Conversion, CourseDirectory
from autograder.course.graders import Graders
from autograder.course.job import Job
from autograder.course.pool import Pool, local_pool
from autograder.course.run import CourseRun
from autograder.grading.process import Assignment, Graded, grade_submission
from autograder.grading.submission import Submission
from autograder.sandbox import Limits
from autograder.spec import AssignmentSpec
from autograder.status import Status
from tests.exercise import MINI, MINI_NOTEBOOK, totals

EXERCISE = MINI.name
MARK = b"ends-the-grader"


def penalties() -> AssignLatePenalties:
    found = AssignLatePenalties()
    found.init_plugin()
    return found


def hand_in(course: Path, student: str, content: bytes) -> None:
    folder = course / "submitted" / student / EXERCISE
    folder.mkdir(parents=True)
    (folder / MINI_NOTEBOOK).write_bytes(content)


class Dangerous(Executor):
    """A pool whose processes a submission with the mark ends, as a fault of the grader would."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool

    def submit(self, task, *arguments):  # type: ignore[no-untyped-def]
        return self._pool.submit(risky if task is grade_submission else task, *arguments)


def risky(submission: Submission, digest: str, assignment: Assignment) -> dict[str, Graded]:
    if any(MARK in file.content for file in submission.files):
        os.kill(os.getpid(), signal.SIGKILL)
    return grade_submission(submission, digest, assignment)


@contextmanager
def dangerous() -> Iterator[Executor]:
    pool = ProcessPoolExecutor(2)
    try:
        yield Dangerous(pool)
    finally:
        pool.shutdown(kill_workers=True)


def test_local_pool_is_made_anew(
    course: Path, solution: NotebookNode, spec: AssignmentSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two submissions that end their grader: are they recorded as crashed, and all others graded?"""
    monkeypatch.chdir(course)
    good = nbformat.writes(solution).encode()
    for number in range(8):
        hand_in(course, f"s{number}", good if number not in (2, 5) else good + b"\n" + MARK)
    directory = CourseDirectory(
        root=str(course),
        course_id="neural-networks",
        source_directory=str(course / "build" / "source"),
        assignment_id=EXERCISE,
    )
    run = CourseRun(directory, penalties, Limits(), False, False, Conversion(), Pool(dangerous, 2))
    found = {job.student: job for job in run.grade()}
    assert not any(job.error for job in found.values())
    statuses = {student: job.records[EXERCISE].status for student, job in found.items()}
    assert {student for student, status in statuses.items() if status is Status.CRASHED} == {"s2", "s5"}
    assert {found[f"s{number}"].records[EXERCISE].points for number in (0, 1, 3, 4, 6, 7)} == {totals(spec)[0]}
    saved = json.loads((course / "autograded" / "s2" / EXERCISE / MINI_NOTEBOOK).read_text())
    assert saved["metadata"]["autograder"]["record"]["status"] == "crashed"


def waiting_in_line(submission: Submission, digest: str, assignment: Assignment) -> dict[str, Graded]:
    with at_work_on(digest):
        if any(MARK in file.content for file in submission.files):
            os.kill(os.getpid(), signal.SIGKILL)
    return {}


class Waiting(Executor):
    """A real pool with a task that takes no time."""

    def __init__(self, pool: Executor) -> None:
        self.pool = pool

    def submit(self, task, *arguments):  # type: ignore[no-untyped-def]
        return self.pool.submit(waiting_in_line if task is grade_submission else task, *arguments)


def test_who_was_waiting_is_no_suspect(spec: AssignmentSpec) -> None:
    """Two of 24 submissions end their process: are only those suspects that were being graded just then?"""
    real = local_pool(2, Limits(), False)

    @contextmanager
    def waiting() -> Iterator[Executor]:
        with real.open() as executor:
            yield Waiting(executor)

    pool = Pool(waiting, 2, at_work=lambda executor: real.at_work(executor.pool))  # type: ignore[attr-defined]
    found: list[Job] = []
    suspects: set[str] = set()
    with Graders(pool, Assignment.of([spec], Limits(), False)) as graders:
        for number in range(24):
            content = MARK if number in (3, 11) else b""
            graders.submit(Job(f"s{number}", Submission.of_notebook("x", content), f"digest-{number}"))
        while graders.busy:
            found += graders.finished(0.1)
            suspects |= {job.student for job in graders._again}
    assert len(found) == 24
    crashed = {job.student for job in found for record in job.records.values() if record.status is Status.CRASHED}
    assert crashed == {"s3", "s11"}
    assert {"s3", "s11"} <= suspects
    assert len(suspects) <= 4  # each took at most one other with it, which was at work in the second process
