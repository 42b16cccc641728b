"""The spec's own way from the master's cells to the released ones, against nbgrader's."""

from copy import deepcopy

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from autograder.master.regions import CODE_STUB
from autograder.spec import released

CELLS = {
    "region": "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n",
    "two regions": "### BEGIN SOLUTION\na = 1\n### END SOLUTION\nb = 2\n\t### BEGIN SOLUTION\nc\n\t### END SOLUTION",
    "no region": "answer = 42\nprint(answer)",
    "empty": "",
}


def marked(cell: NotebookNode, *, solution: bool) -> NotebookNode:
    cell.metadata["nbgrader"] = {"grade_id": "x", "solution": solution, "grade": False, "locked": not solution}
    cell.metadata["nbgrader"] |= {"schema_version": 3, "task": False}
    return cell


def by_nbgrader(notebook: NotebookNode) -> list[str]:
    clear = ClearSolutions(code_stub={"python": CODE_STUB})
    notebook, resources = clear.preprocess(deepcopy(notebook), {})
    notebook, resources = ClearHiddenTests().preprocess(notebook, resources)
    return [cell.source for cell in ClearMarkScheme().preprocess(notebook, resources)[0].cells]


def test_master_is_released_alike(source: NotebookNode) -> None:
    """Do both give the same text for each cell of the master?"""
    assert [released(cell) for cell in source.cells] == by_nbgrader(source)


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS.keys())
@pytest.mark.parametrize("make", [new_code_cell, new_markdown_cell])
def test_solution_cells_are_released_alike(text: str, make: type) -> None:
    """Do both agree on regions, on whole cells that are the solution, and on written answers?"""
    notebook = new_notebook(
        cells=[marked(make(text), solution=True)],
        metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    )
    assert [released(cell) for cell in notebook.cells] == by_nbgrader(notebook)


def test_mark_scheme_of_a_task_is_cleared_alike() -> None:
    """Do both keep from students how a person will give the points of a task?"""
    task = new_markdown_cell(
        "Draw it.\n\n=== BEGIN MARK SCHEME ===\nA point for each axis.\n=== END MARK SCHEME ===\nBig."
    )
    task.metadata["nbgrader"] = {"grade_id": "x", "solution": False, "grade": False, "locked": True, "task": True}
    task.metadata["nbgrader"] |= {"schema_version": 3, "points": 2}
    assert released(task) == "Draw it.\n\nBig."
    assert [released(task)] == by_nbgrader(new_notebook(cells=[task]))
