"""Where in a master something is wrong: notebook, cell number and the cell's name."""

from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.errors import MasterError


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of a master.

    Attributes
    ----------
    notebook : str
        Path of the master, as the author knows it.
    number : int
        Number of the cell, counted from 1.
    cell : NotebookNode
        The cell itself.
    """

    notebook: str
    number: int
    cell: NotebookNode

    def __str__(self) -> str:
        marks = self.cell.metadata.get("nbgrader", {})
        grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
        first_line = self.cell.source.strip().split("\n")[0][:50]
        name = f"grade_id {grade_id}" if grade_id else f"starting `{first_line}`" if first_line else "empty"
        return f"{self.notebook}, cell {self.number} ({name})"

    def error(self, problem: str, hint: str) -> MasterError:
        """Return the error that refuses the master because of this cell."""
        return MasterError(str(self), problem, hint)


def places(notebook: str, nb: NotebookNode) -> list[Place]:
    """Return the places of all cells of a notebook."""
    return [Place(notebook, number, cell) for number, cell in enumerate(nb.cells, 1)]
