"""Drafts of known mistakes: do their edits turn the solution into the answer that they are drafted from?"""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.errors import GradingError
from autograder.mistakes import Mistake, edited
from autograder.report.draft import draft
from autograder.spec import AssignmentSpec, CellSpec, Role

SOLUTION = "def mean(x):\n    total = 0\n    for row in x:\n        total += row\n    return total / len(x)"


def cell(grade_id: str, role: Role, solution: str = "") -> CellSpec:
    return CellSpec(grade_id, "code", role, grade_id, 1.0, "", frozenset(), False, {}, solution=solution)


SPEC = AssignmentSpec(
    "week",
    "week",
    (
        cell("first", Role.SOLUTION, "first = 1"),
        cell("test_first", Role.GRADE),
        cell("mean", Role.SOLUTION, SOLUTION),
        cell("test_mean", Role.GRADE),
    ),
    {},
)


def drafted(answer: str) -> str:
    cells = [new_code_cell(answer, metadata={"nbgrader": {"grade_id": "mean"}})]
    return draft(SPEC, "test_mean", "Mean", new_notebook(cells=cells))


@pytest.mark.parametrize(
    "answer",
    [
        SOLUTION.replace("len(x)", "2"),
        SOLUTION.replace("total = 0", "total = 1"),
        SOLUTION.replace("    total = 0\n", ""),
        SOLUTION.replace("    for", "    total = 'ö\"'\n    for"),
        f"import numpy as np\n\n{SOLUTION}",
        f"{SOLUTION}\n\nprint(mean([1]))",
        SOLUTION.replace("total", "t").replace("row", "r"),
        "def mean(x):\n    return 0",
        "",
    ],
)
def test_draft(answer: str) -> None:
    """Does the draft's edit make this answer from the solution, whatever was changed?"""
    names: dict[str, object] = {}
    exec(drafted(answer), names)  # noqa: S102 - the draft of our own code
    (entry,) = names["MISTAKES"]  # type: ignore[misc] # what a draft defines
    assert isinstance(entry, Mistake)
    assert edited(SOLUTION, entry, "here").strip() == answer.strip()
    assert (names["GRADED_BY"], names["SOLUTION"]) == ("test_mean", ("mean",))


def test_right_answer() -> None:
    """Is nothing drafted from the solution itself?"""
    with pytest.raises(GradingError, match="the answer to it is the solution's"):
        drafted(f"{SOLUTION}\n")
