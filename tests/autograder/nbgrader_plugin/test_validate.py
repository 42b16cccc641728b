"""`nbgrader validate`, which the Validate button of JupyterLab runs, on a student's notebook."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

REPOSITORY = Path(__file__).resolve().parents[3]


def validate(notebook: NotebookNode, folder: Path) -> str:
    """Return what `nbgrader validate` says in a folder that holds nothing else."""
    nbformat.write(notebook, folder / "homework.ipynb")
    # no folder of the course, no `autograder`: a student has `length` alone
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "LENGTH_DATA": "sample"}
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "validate", "homework.ipynb"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


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
