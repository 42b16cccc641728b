"""What repair hands on: a notebook that follows the master, and what had to be done for it."""

from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.spec import CellSpec
from autograder.status import Status


@dataclass(frozen=True, slots=True)
class RepairedCell:
    """One cell of the repaired notebook.

    Attributes
    ----------
    spec : CellSpec or None
        The master cell that it stands for; None for a student's own cell.
    source : str
        The student's text in solution and given cells, what students got in check and grade cells.
    cell_type : str
        `code`, `markdown` or `raw`.
    submitted : bool
        False where the submission had no such cell and the released text was put back.
    outputs : tuple
        What the cell was handed in with, in whatever form.
    """

    spec: CellSpec | None
    source: str
    cell_type: str
    submitted: bool
    outputs: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Repaired:
    """A submission as it is graded.

    Attributes
    ----------
    cells : tuple of RepairedCell
        Every cell of the master in the master's order, with the student's own cells in between.
    notes : tuple of str
        What was repaired, in plain English; for `unreadable` and `missing` the reason.
    notebook : NotebookNode
        The same cells as a notebook (format 4.5) with the master's metadata and no outputs.
    answered : int
        The number of solution cells that hold something else than what students got.
    look : str
        Why a person should look at it though it could be read, else empty.
    """

    status: Status
    cells: tuple[RepairedCell, ...]
    notes: tuple[str, ...]
    notebook: NotebookNode
    answered: int
    look: str = ""
