"""Sample submissions: what each one hands in and the points it must get.

An exercise lists its own in `demo/samples.py`, as `SAMPLES`; one that has none is shown with those that need no words.
"""

import runpy
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.spec import AssignmentSpec, Role
from autograder.status import Status

Author = Callable[[NotebookNode, NotebookNode], NotebookNode]  # (release, solution) -> what is handed in


@dataclass(frozen=True, slots=True)
class Sample:
    """A submission and its expected outcome.

    Attributes
    ----------
    points : mapping
        Expected points by grade_id; cells that are left out get 0.
    author : function or None
        Makes the notebook from release and solution; None hands in no notebook.
    """

    student: str
    about: str
    status: Status
    points: Mapping[str, float]
    author: Author | None


def samples_of(folder: Path, spec: AssignmentSpec) -> Sequence[Sample]:
    """Return the samples of an exercise."""
    path = folder / "demo" / "samples.py"
    if path.exists():
        found: Sequence[Sample] = runpy.run_path(str(path))["SAMPLES"]
        return found
    graded = [cell for cell in spec.cells if cell.role is Role.GRADE]
    everything = {str(cell.grade_id): sum(p for _, p in spec.properties(cell)) or cell.points for cell in graded}
    return (
        Sample("ada-complete", "everything solved", Status.GRADED, everything, complete),
        Sample("fay-empty", "nothing done", Status.GRADED, {}, empty),
        Sample("ida-no-notebook", "only a text file", Status.MISSING, {}, None),
    )


def complete(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
    """Hand in the solution."""
    return deepcopy(solution)


def empty(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
    """Hand in what was handed out."""
    return deepcopy(release)


def only(*names: str) -> Author:
    """Return an author who solved these cells."""

    def author(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
        notebook = deepcopy(release)
        for name in names:
            _cell(notebook, name).source = _cell(solution, name).source
        return notebook

    return author


def edited(name: str, old: str, new: str) -> Author:
    """Return an author who hands in the solution with one mistake in it."""

    def author(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
        notebook = deepcopy(solution)
        cell = _cell(notebook, name)
        if old not in cell.source:
            raise ValueError(f'sample: "{old}" does not stand in the solution of cell "{name}"')
        cell.source = cell.source.replace(old, new)
        return notebook

    return author


def with_cell_before(name: str, source: str) -> Author:
    """Return an author who hands in the solution with a cell of the own."""

    def author(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
        notebook = deepcopy(solution)
        position = notebook.cells.index(_cell(notebook, name))
        notebook.cells.insert(position, new_code_cell(source, id="own-cell"))
        return notebook

    return author


def _cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
