"""nbgrader's own commands, run in a course folder as an instructor runs them."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.build import build_source, register_assignment

REPOSITORY = Path(__file__).resolve().parents[3]
EXERCISE = "neural_network_basics"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with a built and registered assignment, to be copied."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(REPOSITORY / "nbgrader_config.py", course)
    shutil.copytree(REPOSITORY / "notebooks", course / "notebooks")
    build_source(course)
    register_assignment(course)
    return course


@pytest.fixture
def course(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "course"))


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of nbgrader in the course folder."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    return subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)


def submit(course: Path, student: str, notebook: NotebookNode | None) -> Path:
    folder = course / "submitted" / student / EXERCISE
    folder.mkdir(parents=True)
    if notebook is not None:
        nbformat.write(notebook, folder / f"{EXERCISE}.ipynb")
    return folder


def scores(course: Path) -> dict[str, tuple[float, float]]:
    """Return score and maximum of each student as nbgrader's gradebook has them."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {s.student.id: (s.score, s.max_score) for s in gradebook.assignment_submissions(EXERCISE)}


def test_grades_reach_the_gradebook(course: Path, solution: NotebookNode, release: NotebookNode) -> None:
    """Are the solution, the untouched release and a missing notebook in the gradebook, bonus as extra credit?"""
    submit(course, "ada", solution)
    submit(course, "ben", release)
    submit(course, "cy", None)
    run = nbgrader(course, "autograde", EXERCISE)
    assert run.returncode == 0, run.stderr
    assert scores(course) == {"ada": (22, 17), "ben": (0, 17), "cy": (0, 17)}
    assert "2 graded, 1 missing; 1 need a look" in run.stderr


def test_submitted_bytes_stay(course: Path, solution: NotebookNode) -> None:
    """Is the submitted file the same byte for byte after grading?"""
    path = submit(course, "ada", solution) / f"{EXERCISE}.ipynb"
    before = path.read_bytes()
    assert nbgrader(course, "autograde", EXERCISE).returncode == 0
    assert path.read_bytes() == before


def test_manual_grade_survives_a_new_run(course: Path, release: NotebookNode) -> None:
    """Do a grader's own points and comment stay when the submission is graded again?"""
    submit(course, "ben", release)
    assert nbgrader(course, "autograde", EXERCISE).returncode == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("test_sgd", EXERCISE, EXERCISE, "ben").manual_score = 1.5
        gradebook.find_comment("sgd", EXERCISE, EXERCISE, "ben").manual_comment = "Nearly."
        gradebook.db.commit()
    assert nbgrader(course, "autograde", EXERCISE, "--force").returncode == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_grade("test_sgd", EXERCISE, EXERCISE, "ben").score == 1.5
        assert gradebook.find_comment("sgd", EXERCISE, EXERCISE, "ben").comment == "Nearly."


def test_unchanged_submission_is_not_graded_again(course: Path, release: NotebookNode) -> None:
    """Does a second run keep the record of an unchanged submission, and grade a changed one?"""
    path = submit(course, "ben", release) / f"{EXERCISE}.ipynb"
    assert nbgrader(course, "autograde", EXERCISE).returncode == 0
    assert "unchanged" in nbgrader(course, "autograde", EXERCISE).stderr
    path.write_bytes(path.read_bytes() + b"\n")
    assert "unchanged" not in nbgrader(course, "autograde", EXERCISE).stderr


def test_feedback_hides_hidden_tests(course: Path, solution: NotebookNode) -> None:
    """Does the feedback page show score and record, but no line of the hidden tests and no live script?"""
    solution.cells.append(
        nbformat.v4.new_code_cell("from IPython.display import HTML\nHTML('<script>alert(1)</script><b>bold</b>')")
    )
    submit(course, "ada", solution)
    assert nbgrader(course, "autograde", EXERCISE).returncode == 0
    run = nbgrader(course, "generate_feedback", EXERCISE)
    assert run.returncode == 0, run.stderr
    page = (course / "feedback" / "ada" / EXERCISE / f"{EXERCISE}.html").read_text()
    assert "Your notebook was graded." in page
    assert "hidden_tests import" not in page
    assert "<script>alert(1)" not in page
    assert "<b>bold</b>" in page


def test_export(course: Path, solution: NotebookNode) -> None:
    """Does `nbgrader export` list the score?"""
    submit(course, "ada", solution)
    assert nbgrader(course, "autograde", EXERCISE).returncode == 0
    assert nbgrader(course, "export").returncode == 0
    (row,) = csv.DictReader((course / "grades.csv").read_text().splitlines())
    assert (row["student_id"], float(row["score"]), float(row["max_score"])) == ("ada", 22, 17)


def test_unbuilt_assignment_is_named(course: Path, release: NotebookNode) -> None:
    """Does grading without the built source say what to run?"""
    submit(course, "ben", release)
    shutil.rmtree(course / "build")
    run = nbgrader(course, "autograde", EXERCISE)
    assert run.returncode == 1
    assert "make release" in run.stderr
