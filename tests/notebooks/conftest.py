"""The master notebooks as their author wrote them, solutions and hidden tests inside."""

from pathlib import Path

import jupytext
import pytest
from nbformat import NotebookNode

MASTERS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.py"))


@pytest.fixture(params=MASTERS, ids=lambda path: path.stem)
def master(request: pytest.FixtureRequest) -> NotebookNode:
    """Each master as a notebook."""
    return jupytext.read(request.param, fmt="py:percent")


@pytest.fixture
def prose(master: NotebookNode) -> list[str]:
    """The texts of the markdown cells."""
    return [cell.source for cell in master.cells if cell.cell_type == "markdown"]


@pytest.fixture
def code(master: NotebookNode) -> list[NotebookNode]:
    """The code cells."""
    return [cell for cell in master.cells if cell.cell_type == "code"]
