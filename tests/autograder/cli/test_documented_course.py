"""The assignment of nbgrader's own documentation, which nobody wrote for this grader."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.build import build_source, register_assignment
from tests.autograder.cli.conftest import Command
from tests.exercise import ROOT

GUIDE = files("nbgrader") / "docs" / "source" / "user_guide"
# What nbgrader's own autograde gives these submissions; all other cells wait for a person, with both.
STOCK = {
    "bitdiddle": {
        "correct_squares": 0.0,
        "squares_invalid_input": 1.0,
        "correct_sum_of_squares": 0.0,
        "sum_of_squares_uses_squares": 0.5,
    },
    "hacker": {
        "correct_squares": 1.0,
        "squares_invalid_input": 1.0,
        "correct_sum_of_squares": 0.5,
        "sum_of_squares_uses_squares": 0.5,
    },
}


def make_course(folder: Path) -> None:
    """Lay out the documentation's course: its notebooks and picture as an exercise, its two submissions."""
    exercise = folder / "notebooks" / "ps1"
    with as_file(GUIDE) as guide:
        (exercise / "files").mkdir(parents=True)
        for path in (guide / "source" / "ps1").iterdir():
            shutil.copy(path, exercise if path.suffix == ".ipynb" else exercise / "files")
        shutil.copytree(guide / "submitted", folder / "submitted")
    shutil.copyfile(ROOT / "nbgrader_config.py", folder / "nbgrader_config.py")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return the documentation's course, built."""
    folder = tmp_path / "course"
    make_course(folder)
    build_source(folder)
    register_assignment(folder)
    return folder


def test_graded_as_by_nbgrader(course: Path, command: Command) -> None:
    """Do two notebooks with plain assertions, graded unchanged, earn what stock nbgrader gives for them?"""
    graded = command("autograder", "grade", "ps1")
    assert graded.returncode == 0, graded.stderr
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = {
            student: {
                grade.name: grade.auto_score
                for notebook in gradebook.find_submission("ps1", student).notebooks
                for grade in notebook.grades
                if not grade.needs_manual_grade
            }
            for student in STOCK
        }
    assert found == STOCK
