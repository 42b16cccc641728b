"""The light course folder against nbgrader's, and what travels between processes."""

import pickle
from pathlib import Path
from typing import Any

import pytest
from nbgrader.coursedir import CourseDirectory as NbgraderDirectory
from traitlets.config import Config

from autograder.course.directory import CourseDirectory
from autograder.course.folder import student_folders
from autograder.errors import GradingError
from autograder.grading.core import lost
from autograder.grading.process import filed
from autograder.grading.submission import Submission
from autograder.spec import AssignmentSpec

SETTINGS: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "other root": {"root": "/srv/course (1)"},
    "absolute step": {"root": "/srv", "submitted_directory": "/data/handed in"},
    "other structure": {"root": "/srv", "directory_structure": "{assignment_id}/{nbgrader_step}/{student_id}"},
    "database": {"db_url": "postgresql://host/gradebook", "course_id": "nn"},
}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
def test_same_settings_and_paths(settings: dict[str, Any]) -> None:
    """Do both read the same settings, with the same defaults, and make the same paths and patterns of them?"""
    config = Config({"CourseDirectory": settings})
    ours, theirs = CourseDirectory(config=config), NbgraderDirectory(config=config)
    for name in ours.trait_names(config=True):
        assert getattr(ours, name) == getattr(theirs, name), name
    for step in (ours.submitted_directory, ours.source_directory):
        for student in ("ada", "*", "(?P<student>.*)"):
            for escape in (False, True):
                paths = (course.format_path(step, student, "one", escape=escape) for course in (ours, theirs))
                assert len(set(paths)) == 1


def test_students_are_selected(tmp_path: Path) -> None:
    """Do pattern and exclusion select as nbgrader's flags do?"""
    for student in ("ada", "ben", "bob"):
        (tmp_path / "submitted" / student / "one").mkdir(parents=True)
    course = CourseDirectory(root=str(tmp_path), assignment_id="one", student_id="b*", student_id_exclude="bob")
    assert list(student_folders(course, course.submitted_directory)) == ["ben"]


def test_what_travels(spec: AssignmentSpec) -> None:
    """Do submissions, results and errors survive the way to another process?"""
    submission = Submission.of_notebook("x", b"{}")
    graded = filed(lost(spec), spec, "digest")
    error = GradingError("where", "problem", "hint")
    for thing in (submission, graded, spec):
        assert pickle.loads(pickle.dumps(thing)) == thing  # noqa: S301 - made here
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301
    assert graded.unanswered == {"square", "scaler", "essay"}
    assert graded.record.points == 0
