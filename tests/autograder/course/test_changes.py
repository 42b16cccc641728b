"""Changes between two runs: points that fell are told, by each command, whether or not it was asked to grade again."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from tests.exercise import MINI, MINI_NOTEBOOK, ROOT
from tests.once import course_once


def run(course: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m COMMAND` in a course."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=course, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def fallen(
    course: Path,
    submit: Callable[..., Path],
    solution: NotebookNode,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A course in which ada had more points in the last run than her submission earns now, and ben has as many."""

    def grade() -> None:
        for student in ("ada", "ben"):
            submit(student, solution)
        run(course, "autograder", "grade")

    course_once(tmp_path_factory, "ada and ben", course, grade)
    for cell in solution.cells:
        cell.source = cell.source.replace("return x * x", "return x + x")
    nbformat.write(solution, course / "submitted" / "ada" / MINI.name / MINI_NOTEBOOK)
    return course


def test_line(fallen: Path) -> None:
    """Does `autograder grade` say who has fewer points, in a line with the property?"""
    told = run(fallen, "autograder", "grade").stderr
    assert "ada: fewer points than in the last run: mini: 4 + 2 → 3 points (test_square, test_square: 1 → 0" in told
    assert "1 have fewer points than in the last run: ada" in told


def test_quiet(fallen: Path) -> None:
    """Does the closing summary name them where nothing else is printed?"""
    assert "1 have fewer points than in the last run: ada" in run(fallen, "autograder", "grade", "--quiet").stderr


def test_json(fallen: Path) -> None:
    """Does --json tell it to programs?"""
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in run(fallen, "autograder", "grade", "--json").stdout.splitlines()
    ]
    assert [line["student"] for line in lines if "fallen" in line] == ["ada"]
    assert lines[-1]["summary"]["fallen"] == ["ada"]


def test_nbgrader(fallen: Path) -> None:
    """Does `nbgrader autograde` log it?"""
    told = run(fallen, "nbgrader", "autograde", MINI.name).stderr
    assert "'ada': fewer points than in the last run: mini: 4 + 2 → 3 points" in told
    assert "'ben': fewer" not in told
