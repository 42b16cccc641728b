"""What a run leaves in a course folder, without what may differ from run to run."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from autograder.grading.record import METADATA_KEY

_MEASURED = ("seconds", "peak_memory")
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
        for name in _MEASURED:
            notebook["metadata"][METADATA_KEY]["record"].pop(name)
        state[str(path.relative_to(graded))] = notebook
    state["temporary files"] = os.listdir(course.parent / "tmp")
    return state


def differences(state: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Return a line for each part of the state that is not as expected."""
    names = [*expected, *(name for name in state if name not in expected)]
    return [
        f"{name}: {str(state.get(name))[:500]} instead of {str(expected.get(name))[:500]}"
        for name in names
        if state.get(name) != expected.get(name)
    ]
