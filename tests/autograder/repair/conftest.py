"""The master's spec, and submissions as students would hand them in, changed by each test."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jupytext
import pytest

from autograder.spec import AssignmentSpec, Role

MASTER = Path(__file__).parents[3] / "notebooks" / "neural_network_basics.py"
Cell = dict[str, Any]
Notebook = dict[str, Any]


@pytest.fixture(scope="session")
def spec() -> AssignmentSpec:
    """The spec of the real master."""
    source = jupytext.read(MASTER)
    for number, cell in enumerate(source.cells):
        cell.id = f"cell-{number}"
    return AssignmentSpec.from_notebook("neural_network_basics", "neural_network_basics", source)


@pytest.fixture(scope="session")
def answers(spec: AssignmentSpec) -> dict[str, str]:
    """A text for each solution cell that differs from what students got."""
    return {
        cell.grade_id: cell.source + f"\n# my answer to {cell.grade_id}"
        for cell in spec.cells
        if cell.role is Role.SOLUTION and cell.grade_id
    }


@pytest.fixture
def notebook(spec: AssignmentSpec, answers: dict[str, str]) -> Notebook:
    """A complete submission with outputs, as JupyterLab saves it."""
    cells = []
    for wanted in spec.cells:
        cell = {
            "cell_type": wanted.cell_type,
            "id": wanted.cell_id,
            "metadata": json.loads(json.dumps(wanted.metadata)),
            "source": answers.get(wanted.grade_id or "", wanted.source).splitlines(keepends=True),
        }
        if wanted.cell_type == "code":
            cell |= {"execution_count": 1, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["hi\n"]}]}
        cells.append(cell)
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def find(notebook: Notebook) -> Callable[[str], Cell]:
    """Return the submitted cell with a grade_id."""

    def find(grade_id: str) -> Cell:
        return next(cell for cell in notebook["cells"] if grade_id_of(cell) == grade_id)

    return find


def grade_id_of(cell: Cell) -> str | None:
    """Return the grade_id in a submitted cell's metadata."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def as_bytes(notebook: Notebook) -> bytes:
    """Return the notebook as a file's content."""
    return json.dumps(notebook, indent=1).encode()
