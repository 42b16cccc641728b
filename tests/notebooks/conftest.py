"""The master notebooks as their author wrote them, solutions and hidden tests inside."""

from copy import deepcopy
from functools import cache

import pytest
from nbformat import NotebookNode

from autograder.build.layout import exercises
from autograder.master.reader import read_master
from tests.exercise import ROOT

_read = cache(read_master)  # it takes a second
MASTERS = [path for exercise in exercises(ROOT) for path in exercise.masters]


@pytest.fixture(params=MASTERS, ids=lambda path: path.stem)
def master(request: pytest.FixtureRequest) -> NotebookNode:
    """Each master as a notebook, filled in."""
    return deepcopy(_read(request.param))


@pytest.fixture
def prose(master: NotebookNode) -> list[str]:
    """The texts of the markdown cells."""
    return [cell.source for cell in master.cells if cell.cell_type == "markdown"]


@pytest.fixture
def code(master: NotebookNode) -> list[NotebookNode]:
    """The code cells."""
    return [cell for cell in master.cells if cell.cell_type == "code"]
