"""`nbgrader validate`, which the Validate button of JupyterLab runs, on a student's notebook."""

import os
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.build.solutions import solved
from autograder.master.reader import read_master
from autograder.spec import released
from tests.exercise import EXERCISE, MASTER
from tests.kernels import run_command


@pytest.fixture(scope="module")
def source() -> NotebookNode:
    """The real exercise: what students validate are its checks."""
    return read_master(MASTER)


@pytest.fixture
def solution(source: NotebookNode) -> NotebookNode:
    return solved(source, EXERCISE)


@pytest.fixture
def release(source: NotebookNode) -> NotebookNode:
    notebook = deepcopy(source)
    for cell in notebook.cells:
        cell.source = released(cell)
    return notebook


def validate(notebook: NotebookNode, folder: Path) -> str:
    """Return what `nbgrader validate` says in a folder that holds nothing else."""
    nbformat.write(notebook, folder / "homework.ipynb")
    # no folder of the course, no `autograder`: a student has `length` alone
    command = [sys.executable, "-m", "nbgrader", "validate", "homework.ipynb"]
    done = run_command(command, folder, os.environ | {"LENGTH_DATA": "sample"})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_solved_notebook_validates(solution: NotebookNode, tmp_path: Path) -> None:
    """Is a solved notebook found right, without waiting for its training runs?"""
    assert "Success!" in validate(solution, tmp_path)


@pytest.mark.parametrize("grade_id", ["sgd", "relu"])
def test_slip_is_named(solution: NotebookNode, release: NotebookNode, tmp_path: Path, grade_id: str) -> None:
    """Does validation name the check of a task that is not done?"""
    for cell, undone in zip(solution.cells, release.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
            cell.source = undone.source
    said = validate(solution, tmp_path)
    assert "VALIDATION FAILED" in said
    assert f"{grade_id}_tests" in said


def test_every_failure_is_told_in_full(release: NotebookNode, tmp_path: Path) -> None:
    """Are all checks of an untouched notebook reported, though Run All goes on after each, and no message cut?"""
    said = validate(release, tmp_path)
    failed = said.split("The following cell failed:")[1:]
    graded = [cell for cell in release.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert all("raises-exception" in cell.metadata.tags for cell in graded)
    assert len(failed) == len(graded)
    for text in failed:
        lines = text.partition("The error was:")[2].strip().splitlines()
        assert lines[0].split(":")[0].split()[-1].endswith("Error")
    errors = "\n".join(text.partition("The error was:")[2] for text in failed if "NotImplementedError: " in text)
    assert "This TODO is still open: compute the list `param_deltas`" in " ".join(errors.split())
    assert "..." not in errors
