"""`autograder grade` of an assignment that has several notebooks."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.build import build_source, register_assignment
from autograder.build.layout import read_notebook
from autograder.build.solutions import solved
from tests.exercise import MINI, ROOT
from tests.once import once


def build_two(course: Path) -> None:
    """Build a course whose exercise has the mini notebook, and one with the task `square` alone."""
    folder = course / "notebooks" / MINI.name
    shutil.copytree(MINI, folder)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    text = (folder / "mini.py").read_text(encoding="utf-8")
    square = text[: text.index("class Scaler")].rpartition("# %%")[0]
    (folder / "second.py").write_text(square.replace(", `Scaler` {points:test_scaler}", ""), encoding="utf-8")
    build_source(course)
    register_assignment(course)


@pytest.fixture
def course(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of that course."""
    return Path(shutil.copytree(once(tmp_path_factory, "two", build_two), tmp_path / "course"))


@pytest.fixture
def solutions(course: Path) -> dict[str, NotebookNode]:
    """The solved notebooks by name."""
    paths = (course / "build" / "source" / MINI.name).glob("*.ipynb")
    return {path.stem: solved(read_notebook(path), path.stem) for path in paths}


def test_each_notebook_is_graded(course: Path, command: Callable[..., Any], solutions: dict[str, NotebookNode]) -> None:
    """Does each notebook get a record and grades of its own, also where another one is wrong?"""
    wrong = solutions["second"].copy()
    wrong.cells = [cell | {"source": cell.source.replace("x * x", "x + x")} for cell in wrong.cells]
    handed_in = {
        "ada": solutions,
        "cy": solutions | {"second": nbformat.from_dict(wrong)},
    }
    for student, notebooks in handed_in.items():
        folder = course / "submitted" / student / MINI.name
        folder.mkdir(parents=True)
        for name, notebook in notebooks.items():
            nbformat.write(notebook, folder / f"{name}.ipynb")
    run = command("autograder", "grade", "--json")
    assert run.returncode == 0, run.stderr
    *lines, _ = map(json.loads, run.stdout.splitlines())
    points = {line["student"]: {n: record["points"] for n, record in line["notebooks"].items()} for line in lines}
    assert points == {"ada": {"mini": 4, "second": 1}, "cy": {"mini": 4, "second": 0}}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        # the bonus of `mini` counts in the score, and nowhere in the maximum
        scores = {s.student.id: (s.score, s.max_score) for s in gradebook.assignment_submissions(MINI.name)}
    assert scores == {"ada": (7, 8), "cy": (6, 8)}
    said = command("autograder", "grade").stderr
    assert "0 graded" in said
    assert "2 unchanged" in said
    assert "notebooks: 4 graded" in said


def test_missing_notebook(course: Path, command: Callable[..., Any], solutions: dict[str, NotebookNode]) -> None:
    """Is a notebook missing without points where only another one was handed in, whose answers would be right?"""
    folder = course / "submitted" / "ada" / MINI.name
    folder.mkdir(parents=True)
    for name in ("mini.ipynb", "mini (1).ipynb"):
        nbformat.write(solutions["mini"], folder / name)
    run = command("autograder", "grade", "--json")
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.splitlines()[0])["notebooks"]
    assert {name: (record["status"], record["points"]) for name, record in found.items()} == {
        "mini": ("repaired", 4),
        "second": ("missing", 0),
    }
