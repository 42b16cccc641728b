"""nbgrader's own commands, run in a course folder as an instructor runs them."""

import csv
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.build.solutions import solved
from autograder.course.contracts import read_contracts, read_spec
from autograder.spec import AssignmentSpec, Role
from tests.attacks.course import built_once
from tests.exercise import EXERCISE, MINI, MINI_NOTEBOOK, NOTEBOOK, ROOT, totals

Submit = Callable[[str, NotebookNode | None], Path]


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of nbgrader in the course folder."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)


def scores(course: Path, assignment: str) -> dict[str, tuple[float, float]]:
    """Return score and maximum of each student as nbgrader's gradebook has them."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {s.student.id: (s.score, s.max_score) for s in gradebook.assignment_submissions(assignment)}


def test_grades_reach_the_gradebook(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Are solution, release and a missing notebook of the real exercise in the gradebook, bonus as extra credit?"""
    course = Path(shutil.copytree(built_once(tmp_path_factory), tmp_path / "course"))
    path = course / "build" / "source" / EXERCISE / NOTEBOOK
    spec = read_contracts(path, read_spec(path))
    source = nbformat.read(path, as_version=4)
    for student, notebook in (("ada", solved(source, EXERCISE)), ("ben", released(source, spec)), ("cy", None)):
        folder = course / "submitted" / student / EXERCISE
        folder.mkdir(parents=True)
        if notebook is None:
            (folder / "notes.txt").write_text("Where is it?")
        else:
            nbformat.write(notebook, folder / NOTEBOOK)
    run = nbgrader(course, "autograde", EXERCISE)
    assert run.returncode == 0, run.stderr
    points, bonus = totals(spec)
    assert scores(course, EXERCISE) == {"ada": (points + bonus, points), "ben": (0, points), "cy": (0, points)}
    assert "2 graded, 1 missing; 1 need a look" in run.stderr


def released(source: NotebookNode, spec: AssignmentSpec) -> NotebookNode:
    """Return what students got."""
    notebook = deepcopy(source)
    for cell, cell_spec in zip(notebook.cells, spec.cells, strict=True):
        cell.source = cell_spec.source
    return notebook


def test_interrupted(course: Path, submit: Submit, solution: NotebookNode) -> None:
    """After Ctrl-C: exit code 130 and a line that says how far it came, without a traceback?"""
    for number in range(60):
        submit(f"s{number:02}", solution)
    command = [sys.executable, "-m", "nbgrader", "autograde", MINI.name]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=course, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        assert run.stderr is not None
        first = next(line for line in run.stderr if "graded, " in line)
        run.send_signal(signal.SIGINT)
        said = first + run.stderr.read()
    assert run.returncode == 130, said
    assert "Traceback" not in said
    assert f"Interrupted after {said.count('graded, ')} submissions" in said


def test_submitted_bytes_stay(course: Path, submit: Submit, solution: NotebookNode) -> None:
    """Is the submitted file the same byte for byte after grading?"""
    path = submit("ada", solution) / MINI_NOTEBOOK
    before = path.read_bytes()
    assert nbgrader(course, "autograde", MINI.name).returncode == 0
    assert path.read_bytes() == before


def test_manual_grade_survives_a_new_run(course: Path, submit: Submit, release: NotebookNode) -> None:
    """Do a grader's own points and comment stay when the submission is graded again?"""
    submit("ben", release)
    assert nbgrader(course, "autograde", MINI.name).returncode == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("test_square", MINI.name, MINI.name, "ben").manual_score = 0.5
        gradebook.find_comment("square", MINI.name, MINI.name, "ben").manual_comment = "Nearly."
        gradebook.db.commit()
    assert nbgrader(course, "autograde", MINI.name, "--force").returncode == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_grade("test_square", MINI.name, MINI.name, "ben").score == 0.5
        assert gradebook.find_comment("square", MINI.name, MINI.name, "ben").comment == "Nearly."


def test_unchanged_submission_is_not_graded_again(course: Path, submit: Submit, release: NotebookNode) -> None:
    """Does a second run keep the record of an unchanged submission, and grade a changed one?"""
    path = submit("ben", release) / MINI_NOTEBOOK
    assert nbgrader(course, "autograde", MINI.name).returncode == 0
    assert "unchanged" in nbgrader(course, "autograde", MINI.name).stderr
    path.write_bytes(path.read_bytes() + b"\n")
    assert "unchanged" not in nbgrader(course, "autograde", MINI.name).stderr


def test_feedback_hides_hidden_tests(course: Path, submit: Submit, solution: NotebookNode) -> None:
    """Does the feedback page show points by property, but no line of the hidden tests and no live script?"""
    solution.cells.append(
        nbformat.v4.new_code_cell("from IPython.display import HTML\nHTML('<script>alert(1)</script><b>bold</b>')")
    )
    submit("ada", solution)
    assert nbgrader(course, "autograde", MINI.name).returncode == 0
    run = nbgrader(course, "generate_feedback", MINI.name)
    assert run.returncode == 0, run.stderr
    page = (course / "feedback" / "ada" / MINI.name / f"{MINI.name}.html").read_text()
    assert '<meta name="autograder-bonus" content="2">' in page
    assert "Multiplies by the factor" in page
    assert "autograder.testing" not in page
    assert "square of 3" not in page
    assert "<script>alert(1)" not in page
    assert "<b>bold</b>" in page


def test_export(course: Path, submit: Submit, solution: NotebookNode, spec: AssignmentSpec) -> None:
    """Does `nbgrader export` list the score?"""
    submit("ada", solution)
    assert nbgrader(course, "autograde", MINI.name).returncode == 0
    assert nbgrader(course, "export").returncode == 0
    (row,) = csv.DictReader((course / "grades.csv").read_text().splitlines())
    # what a person gives is missing still
    by_hand = sum(cell.points for cell in spec.cells if cell.role is not Role.GRADE)
    assert (row["student_id"], float(row["score"])) == ("ada", sum(totals(spec)))
    assert float(row["max_score"]) == totals(spec)[0] + by_hand


def test_unbuilt_assignment_is_named(course: Path, submit: Submit, release: NotebookNode) -> None:
    """Does grading without the built source say what to run?"""
    submit("ben", release)
    shutil.rmtree(course / "build")
    run = nbgrader(course, "autograde", MINI.name)
    assert run.returncode == 1
    assert "make release" in run.stderr
