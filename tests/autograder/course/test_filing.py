"""Filing results: what stands beside a notebook costs it no record."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.preprocessors import AssignLatePenalties

from autograder.course.directory import Conversion, CourseDirectory
from autograder.course.pool import local_pool
from autograder.course.run import CourseRun
from autograder.grading.submission import Submission
from autograder.sandbox import Limits
from tests.exercise import MINI


def penalties() -> AssignLatePenalties:
    found = AssignLatePenalties()
    found.init_plugin()
    return found


def run_of(course: Path) -> CourseRun:
    directory = CourseDirectory(
        root=str(course), source_directory=str(course / "build" / "source"), assignment_id=MINI.name
    )
    return CourseRun(directory, penalties, Limits(), False, False, Conversion(), local_pool(1, Limits(), False))


def test_folder_that_cannot_be_written(
    course: Path, solution: NotebookNode, submit: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does a submission whose autograded folder can't be written come with that error, and another with points?"""
    monkeypatch.chdir(course)
    for student in ("ada", "ben"):
        submit(student, solution)
    (course / "autograded").mkdir()
    (course / "autograded" / "ada").touch()
    found = {job.student: job for job in run_of(course).grade()}
    assert "NotADirectoryError" in found["ada"].error
    assert (found["ada"].records, found["ben"].error) == ({}, "")
    assert found["ben"].records[MINI.name].points == 4


def test_time_that_cannot_be_read(course: Path, solution: NotebookNode, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does whatever a reader of dates raises cost a right notebook a note, and not its record?"""

    def raising(submission: Submission) -> None:
        raise RecursionError("a date in a date")

    monkeypatch.setattr("autograder.course.filing.submitted_at", raising)
    monkeypatch.chdir(course)
    folder = course / "submitted" / "ada" / MINI.name
    folder.mkdir(parents=True)
    nbformat.write(solution, folder / f"{MINI.name}.ipynb")
    (job,) = run_of(course).grade()
    assert not job.error
    record = job.records[MINI.name]
    assert record.points == 4
    assert record.repairs == ("when it was submitted could not be read (RecursionError); no late penalty was computed",)
