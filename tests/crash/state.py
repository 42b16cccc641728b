"""What a run leaves in a course folder, without what may differ from run to run."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from autograder.grading.record import METADATA_KEY

_LONG = 500
# Everything that grading writes, by names: nbgrader's own ids are random.
_QUERIES = {
    "submissions": """
        SELECT student_id, assignment.name, timestamp
        FROM submitted_assignment JOIN assignment ON assignment.id = assignment_id
    """,
    "grades": """
        SELECT student_id, base_cell.name, auto_score, manual_score, extra_credit, needs_manual_grade,
            late_submission_penalty
        FROM grade JOIN base_cell ON base_cell.id = cell_id
        JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    """,
    "comments": """
        SELECT student_id, base_cell.name, auto_comment, manual_comment
        FROM comment JOIN base_cell ON base_cell.id = cell_id
        JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    """,
}


def read_state(course: Path) -> dict[str, Any]:
    """Return gradebook rows, graded notebooks and the names of all files that grading left in a course."""
    state: dict[str, Any] = {}
    with closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        state["integrity"] = gradebook.execute("PRAGMA integrity_check").fetchone()
        for name, query in _QUERIES.items():
            state[name] = sorted(map(repr, gradebook.execute(query)))
    graded = course / "autograded"
    state["files"] = sorted(str(path.relative_to(graded)) for path in graded.rglob("*"))
    for path in graded.glob("*/*/*.ipynb"):
        notebook = json.loads(path.read_bytes())
        saved = notebook["metadata"][METADATA_KEY]
        del saved["digest"]  # of the grader's code, which somebody may be working on
        state[str(path.relative_to(graded))] = notebook
    state["temporary files"] = os.listdir(course.parent / "tmp")
    return state


def differences(state: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Return a line for each part of the state that is not as expected."""
    names = [*expected, *(name for name in state if name not in expected)]
    parts = ((name, state.get(name), expected.get(name)) for name in names)
    return [_difference(name, one, other) for name, one, other in parts if one != other]


def _difference(where: str, one: Any, other: Any) -> str:
    """Say where two values differ first, going down into what they hold."""
    pairs: list[tuple[Any, Any, Any]] = []
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = [(name, one.get(name), other.get(name)) for name in {**other, **one}]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = list(zip(range(len(one)), one, other, strict=True))
    for name, left, right in pairs:
        if left != right:
            return _difference(f"{where}/{name}", left, right)
    return f"{where}: {str(one)[:_LONG]} instead of {str(other)[:_LONG]}"
