"""The real master's spec, and a complete submission that each test damages in its own way."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from autograder.master.reader import read_master
from autograder.repair import Repaired, repair
from autograder.spec import AssignmentSpec, Role
from tests.exercise import EXERCISE, MASTER


class Submission:
    """A notebook with an answer to every task, as JupyterLab saves it."""

    def __init__(self, spec: AssignmentSpec) -> None:
        self.spec = spec
        self.cells = [self._cell(wanted) for wanted in spec.cells]
        self.notebook = {"cells": self.cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}

    def _cell(self, wanted) -> dict[str, Any]:
        source = wanted.source
        if wanted.role is Role.SOLUTION:
            source += f"\n# my answer to {wanted.grade_id}"
        cell = {
            "cell_type": wanted.cell_type,
            "id": wanted.cell_id,
            "metadata": copy.deepcopy(dict(wanted.metadata)),
            "source": source.splitlines(keepends=True),
        }
        if wanted.cell_type == "code":
            cell |= {"execution_count": 1, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["hi\n"]}]}
        return cell

    def find(self, grade_id: str) -> dict[str, Any]:
        """Return the cell with a grade_id."""
        return next(cell for cell in self.cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)

    def at(self, grade_id: str) -> int:
        """Return the position of the cell with a grade_id."""
        return next(i for i, cell in enumerate(self.cells) if cell is self.find(grade_id))

    def text(self, grade_id: str) -> str:
        """Return the submitted text of a cell."""
        return "".join(self.find(grade_id)["source"])

    def lose_metadata(self) -> None:
        """Strip metadata and ids from all cells."""
        for cell in self.cells:
            cell["metadata"] = {}
            cell.pop("id", None)

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        return json.dumps(self.notebook, indent=1, ensure_ascii=False).encode()

    def repaired(self) -> Repaired:
        """Return what repair makes of it."""
        return repair(self.to_bytes(), self.spec)


def own_cell(source: str, **more: Any) -> dict[str, Any]:
    """Return a code cell as a student adds it."""
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None} | more


@pytest.fixture(scope="session")
def spec() -> AssignmentSpec:
    """The spec of the real master."""
    return AssignmentSpec.from_notebook(EXERCISE, EXERCISE, read_master(MASTER))


@pytest.fixture
def submission(spec: AssignmentSpec) -> Submission:
    """A complete submission."""
    return Submission(spec)


@pytest.fixture(scope="session")
def own() -> Callable[..., dict[str, Any]]:
    """Make a code cell as a student adds it."""
    return own_cell


@pytest.fixture(scope="session")
def source_of() -> Callable[[Repaired, str], str]:
    """Look up the repaired text of a master cell by grade_id."""
    return lambda repaired, grade_id: next(
        cell.source for cell in repaired.cells if cell.spec and cell.spec.grade_id == grade_id
    )
