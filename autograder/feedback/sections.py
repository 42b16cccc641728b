"""A notebook's cells in sections that a page folds: one for each task, and what stands between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.course.headings import has_heading


@dataclass(frozen=True, slots=True)
class Section:
    """Cells that follow each other.

    Attributes
    ----------
    title : str
        Nothing in it is the submission's.
    anchor : str
        Its name in the page; empty where nothing links to it.
    task : str
        The grade_id of its last cell; empty if no task ends here.
    """

    title: str
    anchor: str
    task: str
    cells: Sequence[Any]


def sections_of(notebook: NotebookNode, tasks: Mapping[str, str]) -> tuple[Section, ...]:
    """Return all cells of a notebook in sections.

    A task's begins at the last heading above its answer, and ends with the cell that is graded.

    Parameters
    ----------
    notebook : NotebookNode
        Autograded.
    tasks : mapping
        The title of each graded cell by its grade_id. No other cell makes a section, whatever its metadata says.
    """
    cells = notebook.cells
    ends: dict[int, str] = {}
    for i, cell in enumerate(cells):
        grade_id = str(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if grade_id in tasks and grade_id not in ends.values():
            ends[i] = grade_id
    sections: list[Section] = []
    begin = 0
    for end, task in ends.items():
        title = tasks[task]
        start = _start(cells, begin, end)
        if start > begin:
            sections.append(Section(f"Before “{title}”", "", "", cells[begin:start]))
        sections.append(Section(title, f"task-{task}", task, cells[start : end + 1]))
        begin = end + 1
    if begin < len(cells):
        sections.append(Section("After the last task" if sections else "All cells", "", "", cells[begin:]))
    return tuple(sections)


def _start(cells: Sequence[Any], begin: int, end: int) -> int:
    """Return where the section of a task starts that ends with the cell `end`, at `begin` at the earliest."""
    between = range(begin, end + 1)
    answer = next((i for i in between if cells[i].metadata.get("nbgrader", {}).get("solution")), end)
    texts = (i for i in range(answer, begin - 1, -1) if cells[i].cell_type == "markdown")
    return next((i for i in texts if has_heading(cells[i].source)), begin)
