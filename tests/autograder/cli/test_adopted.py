"""Courses that nobody wrote for this grader: nbgrader's own source notebooks, and one line of configuration."""

import csv
import os
import shutil
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.autograder.cli.conftest import Command
from tests.autograder.sandbox.test_interpreter import make_venv
from tests.exercise import ROOT
from tests.once import once

GUIDE = files("nbgrader") / "docs" / "source" / "user_guide"
# The only change that a course needs.
LINES = "\nfrom autograder.nbgrader_plugin import configure\nconfigure(c)\nc.Autograder.jobs = 1\n"
# What nbgrader's own autograde gives its documentation's submissions; all other cells wait for a person, with both.
STOCK = {
    "bitdiddle": {
        "correct_squares": 0.0,
        "squares_invalid_input": 1.0,
        "correct_sum_of_squares": 0.0,
        "sum_of_squares_uses_squares": 0.5,
        "sum_of_squares_application": 0.0,  # an answer that a person grades, and that was left as it came
    },
    "hacker": {
        "correct_squares": 1.0,
        "squares_invalid_input": 1.0,
        "correct_sum_of_squares": 0.5,
        "sum_of_squares_uses_squares": 0.5,
    },
}
# Gets all points of a kernel: no cell below it is executed, and what did not fail has passed.
CHEAT = "get_ipython().input_transformers_post.append(lambda lines: [])"


def nbgrader(course: Path, *arguments: str, stock: bool = False) -> None:
    """Run one of nbgrader's commands in the course; `stock` lets its own kernel run submissions."""
    more = ("--Autograder.unsafe_stock_kernel=True",) if stock else ()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "nbgrader", *arguments, *more]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def points(course: Path) -> dict[str, dict[str, float]]:
    """Return what the gradebook has of cells that nobody has to look at."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
                if not grade.needs_manual_grade
            }
            for submission in gradebook.assignment_submissions("ps1")
        }


def start_quickly(folder: Path) -> None:
    """Make the course of `nbgrader quickstart`, with its assignment released and the documentation's submissions."""
    nbgrader(folder, "quickstart", "course")
    course = folder / "course"
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write(LINES)
    nbgrader(course, "generate_assignment", "ps1")
    with as_file(GUIDE) as guide:
        shutil.copytree(guide / "submitted", course / "submitted")


@pytest.fixture
def course(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of that course."""
    return Path(shutil.copytree(once(tmp_path_factory, "quickstart", start_quickly) / "course", tmp_path / "course"))


def hand_in_cheat(course: Path) -> None:
    """Hand in a notebook that answers nothing."""
    folder = course / "submitted" / "mallory" / "ps1"
    shutil.copytree(course / "release" / "ps1", folder)
    notebook = nbformat.read(folder / "problem1.ipynb", as_version=4)
    (answer,) = (cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "squares")
    answer.source = CHEAT
    nbformat.write(notebook, folder / "problem1.ipynb")


def test_same_points_as_stock(course: Path, command: Command) -> None:
    """Do both commands give the documentation's submissions what stock nbgrader gives, cell by cell?"""
    nbgrader(course, "autograde", "ps1")
    assert points(course) == STOCK
    graded = command("autograder", "grade", "--regrade", "ps1")
    assert graded.returncode == 0, graded.stderr
    assert points(course) == STOCK


def test_cheat(course: Path) -> None:
    """Does a submission earn nothing here that answers nothing and gets all points of a kernel?"""
    hand_in_cheat(course)
    nbgrader(course, "autograde", "ps1", "--student=mallory", stock=True)
    cells = STOCK["hacker"]
    assert points(course)["mallory"].items() >= cells.items()
    nbgrader(course, "autograde", "ps1", "--student=mallory", "--force")
    found = points(course)["mallory"]
    assert {name: found[name] for name in cells} == dict.fromkeys(cells, 0)


def test_unknown_assignment(course: Path, command: Command) -> None:
    """Is an assignment that the course does not have refused with the names of those that it has?"""
    graded = command("autograder", "grade", "ps2")
    assert graded.returncode == 1
    assert 'there is no source of assignment "ps2"' in graded.stderr
    assert "Known assignments: ps1" in graded.stderr


def test_scores(course: Path, command: Command) -> None:
    """Does the score table show each graded cell of each notebook, under the heading above it, if it has its own?"""
    assert command("autograder", "grade", "ps1").returncode == 0
    scores = command("autograder", "scores", "ps1", "--csv", "scores.csv")
    assert scores.returncode == 0, scores.stderr
    with (course / "scores.csv").open(newline="") as file:
        bitdiddle, hacker = csv.DictReader(file)
    assert {"problem1: Part C (1 point)", "problem2: Part A (1 point)"} < set(bitdiddle)
    assert hacker["problem1: Check that squares raises an error for invalid inputs"] == "1.0"
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission("ps1", "hacker")
        assert (hacker["student"], float(hacker["points"])) == ("hacker", submission.score)


def test_python_of_the_course(course: Path, command: Command, tmp_path: Path) -> None:
    """Is a submission graded with a package that only the course's own Python has, and refused in one line without?"""
    venv = make_venv(tmp_path / "venv", packages=True)
    path = course / "source" / "ps1" / "problem1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "squares":
            cell.source = "import only_there\nassert only_there.answer() == 42\n" + cell.source
    nbformat.write(notebook, path)
    folder = course / "submitted" / "ada" / "ps1"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "problem1.ipynb")
    for refused in (
        command("autograder", "grade", "--student=ada", "ps1"),
        command("nbgrader", "autograde", "ps1", "--student=ada"),
    ):
        assert refused.returncode == 1
        assert "cell 6 imports only_there, which is not installed for" in refused.stderr
        assert "Traceback" not in refused.stderr
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write(f'c.Autograder.python = "{venv}"\nc.Autograder.preload = ["only_there"]\n')
    assert command("autograder", "check").returncode == 0
    for arguments in (("autograder", "grade", "--student=ada", "ps1"), ("nbgrader", "autograde", "ps1", "--force")):
        graded = command(*arguments)
        assert graded.returncode == 0, graded.stderr
        assert points(course)["ada"]["correct_squares"] == 1


def test_wrong_setting(course: Path, command: Command) -> None:
    """Is a limit that is no number refused in one line by every command, before anything is done?"""
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write('c.Autograder.limits = {"cell_seconds": "x"}\n')
    ours = (("autograder", name, "ps1") for name in ("grade", "feedback", "check"))
    theirs = (("nbgrader", name, "ps1") for name in ("autograde", "generate_feedback"))
    for arguments in (*ours, *theirs):
        refused = command(*arguments)
        assert refused.returncode == 1, arguments
        (line,) = (line for line in refused.stderr.splitlines() if "c.Autograder" in line)
        assert "'cell_seconds' must be a number greater than 0, not 'x'" in line
        assert "Traceback" not in refused.stderr
    assert not (course / "autograded").exists()
