"""What courses that people teach with contain: the same points as stock nbgrader gives, for a right and a wrong answer.

One course serves all questions: three notebooks with files beside them, a header and a footer, answers that a person
grades, a task, and a late penalty of the course's own.
"""

import re
import shutil
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbgrader.api import Gradebook

from tests.autograder.cli.test_adopted import LINES, nbgrader
from tests.autograder.course.test_adopted import marks

# one process makes what they share
pytestmark = pytest.mark.xdist_group("real courses")

HERE = Path(__file__).parent
FILES = {
    "data.csv": "a,b\n1,2\n3,4\n",
    "data/kinds.csv": "kind,value\na,1\na,2\nb,3\nb,4\n",
    "helper.py": "def double(x):\n    return 2 * x\ndef check_gcd(gcd):\n    assert gcd(12, 18) == 6, 'gcd'\n",
    "tools/__init__.py": "",
    "tools/more.py": "def triple(x):\n    return 3 * x\n",
}
IMPORTS = """%matplotlib inline
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import helper
def reference(x):
    return helper.double(x)
"""
SETTINGS = """
c.IncludeHeaderFooter.header = "source/header.ipynb"
c.IncludeHeaderFooter.footer = "source/footer.ipynb"
c.AssignLatePenalties.plugin_class = "lateness.TwoPoints"
"""
PENALTY = """from nbgrader.plugins import BasePlugin
class TwoPoints(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2
"""


class Question(NamedTuple):
    """A solution, a test of it, and a wrong answer."""

    solution: str
    test: str
    wrong: str


def questions(name: str) -> dict[str, Question]:
    """Read the questions of a notebook."""
    parts = re.split(r"^=== (.+)\n", (HERE / "real_course" / f"{name}.txt").read_text(), flags=re.MULTILINE)[1:]
    texts = (re.split(r"\n--- (?:test|wrong)\n", text.strip()) for text in parts[1::2])
    return {title: Question(*three) for title, three in zip(parts[::2], texts, strict=True)}


PYTHON, TABLES, MODELS = map(questions, ("python", "tables", "models"))
NOTEBOOKS = {"python": PYTHON, "tables": TABLES, **({"models": MODELS} if find_spec("sklearn") else {})}
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def source(questions: dict[str, Question], by_hand: bool) -> NotebookNode:
    """Return the notebook of an instructor."""
    cells = [new_code_cell(IMPORTS)]
    for name, question in questions.items():
        grade_id = name.replace(" ", "-")
        magic, _, rest = question.solution.rpartition("%%capture out\n")
        marked = f"{magic}### BEGIN SOLUTION\n{rest}\n### END SOLUTION"
        answer = question.solution if "%%" in question.solution else marked
        cells += [
            new_code_cell(answer, metadata=marks(f"answer-{grade_id}", solution=True)),
            new_code_cell(question.test, metadata=marks(grade_id, grade=True, locked=True, points=2)),
        ]
    if by_hand:
        cells += [
            new_code_cell(
                "### BEGIN SOLUTION\nx = 1\n### END SOLUTION",
                metadata=marks("code", grade=True, solution=True, points=3),
            ),
            new_markdown_cell("Because.", metadata=marks("text", grade=True, solution=True, points=3)),
            new_markdown_cell("Explain.", metadata=marks("task", task=True, locked=True, points=4)),
        ]
    return new_notebook(cells=cells, metadata=KERNEL)


def hand_in(course: Path, student: str, answers: Iterable[dict[str, str]]) -> None:
    """Hand in what was released, with answers in it, late."""
    folder = course / "submitted" / student / "hw"
    shutil.copytree(course / "release" / "hw", folder)
    (folder / "timestamp.txt").write_text("2024-01-02 10:00:00 UTC")
    given = {f"answer-{name.replace(' ', '-')}": text for one in answers for name, text in one.items()}
    for path in folder.glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.source = given.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        nbformat.write(notebook, path)


Grades = dict[tuple[str, str], tuple[float | None, bool]]


def grades(course: Path) -> tuple[Grades, dict[str, float]]:
    """Return points and whether a person has to look, by student and cell; and penalties by student."""
    found: Grades = {}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        submissions = gradebook.assignment_submissions("hw")
        for submission in submissions:
            for grade in (grade for notebook in submission.notebooks for grade in notebook.grades):
                found[submission.student.id, grade.name] = grade.auto_score, grade.needs_manual_grade
        return found, {item.student.id: item.late_submission_penalty for item in submissions}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course with a right and a wrong submission."""
    course = tmp_path_factory.mktemp("course")
    (course / "nbgrader_config.py").write_text(f"c = get_config()\n{SETTINGS}{LINES}")
    (course / "lateness.py").write_text(PENALTY)
    for name, content in FILES.items():
        path = course / "source" / "hw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    for name, cell in (("header", new_markdown_cell("The course")), ("footer", new_raw_cell("The end"))):
        nbformat.write(new_notebook(cells=[cell]), course / "source" / f"{name}.ipynb")
    for name, questions in NOTEBOOKS.items():
        nbformat.write(source(questions, name == "python"), course / "source" / "hw" / f"{name}.ipynb")
    nbgrader(course, "generate_assignment", "hw")
    nbgrader(course, "db", "assignment", "add", "hw", "--duedate=2024-01-02 08:00:00 UTC")
    for student, kind in (("right", "solution"), ("wrong", "wrong")):
        answers = ({name: getattr(item, kind) for name, item in items.items()} for items in NOTEBOOKS.values())
        hand_in(course, student, answers)
    return course


@pytest.fixture(scope="module")
def ours(course: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Grades, dict[str, float]]:
    """What the sandbox gives."""
    copied = shutil.copytree(course, tmp_path_factory.mktemp("ours") / "course")
    nbgrader(copied, "autograde", "hw")
    return grades(copied)


@pytest.fixture(scope="module")
def stock(course: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Grades, dict[str, float]]:
    """What nbgrader's own kernel gives."""
    copied = shutil.copytree(course, tmp_path_factory.mktemp("stock") / "course")
    nbgrader(copied, "autograde", "hw", stock=True)
    return grades(copied)


@pytest.mark.parametrize("name", [*PYTHON, *TABLES, *MODELS])
def test_same_points(name: str, ours: tuple[Grades, object], stock: tuple[Grades, object]) -> None:
    """Does a right answer earn all points and a wrong one fewer, as many as from stock nbgrader?"""
    if name in MODELS:
        pytest.importorskip("sklearn")
    cell = name.replace(" ", "-")
    found = [ours[0][student, cell] for student in ("right", "wrong")]
    assert found == [stock[0][student, cell] for student in ("right", "wrong")]
    assert found[0] == (2, False)
    assert found[1][0] < 2


def test_graded_by_hand(ours: tuple[Grades, object], stock: tuple[Grades, object]) -> None:
    """Do code, text and a task wait for a person, as with stock nbgrader?"""
    for student in ("right", "wrong"):
        assert [ours[0][student, cell] for cell in ("code", "text", "task")] == [
            stock[0][student, cell] for cell in ("code", "text", "task")
        ]


def test_late_penalty(ours: tuple[object, dict[str, float]], stock: tuple[object, dict[str, float]]) -> None:
    """Is the course's own penalty taken, as by stock nbgrader?"""
    assert ours[1] == stock[1]
    assert ours[1]["right"] > 0
