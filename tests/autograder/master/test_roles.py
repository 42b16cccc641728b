"""Questions about roles: are all cells of nbgrader's read, and each taken for what nbgrader takes it for?"""

from importlib.resources import files

import nbformat
import pytest

from autograder.errors import MasterError
from autograder.master.reader import read_master
from autograder.spec import AssignmentSpec, Role

# what nbgrader's documentation hands out; its notebooks are older than task cells
DOCUMENTED = files("nbgrader") / "docs" / "source" / "user_guide" / "source" / "ps1" / "problem1.ipynb"


def cell(kind: str, **marks: object) -> str:
    """Return a cell of text that a person or the tests grade."""
    flags = {"grade": False, "solution": False, "locked": False, "task": False} | marks
    words = ", ".join(f'"{name}": {str(value).lower()}' for name, value in flags.items())
    return f'\n# %% {kind} nbgrader={{"grade_id": "extra", "schema_version": 3, {words}}}\n# Something to do.\n'


@pytest.mark.parametrize(
    ("kind", "marks", "role"),
    [
        ("", {"grade": True, "solution": True, "points": 3}, Role.SOLUTION),
        ("[markdown]", {"grade": True, "solution": True, "points": 3}, Role.SOLUTION),
        ("[markdown]", {"task": True, "locked": True, "points": 3}, Role.CHECK),
        ("[markdown]", {"locked": True}, Role.CHECK),
        ("", {"locked": True}, Role.CHECK),
        ("", {"solution": True}, Role.SOLUTION),
        ("", {"solution": True, "locked": True}, Role.SOLUTION),
    ],
)
def test_roles(read, master, kind, marks, role):
    """Is a cell that a person grades an answer, and a task a text that can't be changed?"""
    spec = AssignmentSpec.from_notebook("doubling", "doubling", read(master + cell(kind, **marks)))
    assert spec.cells[-1].role is role
    assert spec.cells[-1].points == marks.get("points", 0)


@pytest.mark.parametrize(
    ("kind", "marks", "says"),
    [
        ("", {}, "form no role"),
        ("", {"task": True, "points": 3}, "form no role"),
        ("", {"grade": True, "task": True, "locked": True, "points": 3}, "form no role"),
        ("[markdown]", {"grade": True, "locked": True, "points": 3}, "a grade cell must hold code"),
        ("", {"grade": True, "locked": True}, "the grade cell has no points"),
        ("", {"grade": True, "solution": True}, "the manually graded cell has no points"),
        ("[markdown]", {"task": True, "locked": True}, "the task cell has no points"),
        ("", {"solution": True, "points": 3}, "a solution cell can't have points"),
    ],
)
def test_no_role(read, master, kind, marks, says):
    """Is a cell refused that nbgrader would make nothing of?"""
    with pytest.raises(MasterError, match=says):
        read(master + cell(kind, **marks))


def test_notebook_of_nbgrader(tmp_path):
    """Is the notebook of nbgrader's documentation a master as it stands, with what an editor keeps on its cells?"""
    nb = nbformat.reads(DOCUMENTED.read_text(encoding="utf-8"), as_version=4)
    nb.cells[0].metadata["vscode"] = {"languageId": "python"}
    path = tmp_path / "problem1.ipynb"
    nbformat.write(nb, path)
    spec = AssignmentSpec.from_notebook("ps1", "problem1", read_master(path))
    marked = [cell for cell in spec.cells if cell.grade_id]
    assert [cell.points for cell in marked if cell.role is Role.GRADE] == [1, 1, 0.5, 0.5]
    assert [cell.points for cell in marked if cell.points and cell.role is Role.SOLUTION] == [1, 2]
    assert [cell.points for cell in marked if cell.metadata["nbgrader"].get("task")] == [4]
