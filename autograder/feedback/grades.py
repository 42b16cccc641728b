"""What the gradebook knows of submissions, read for many at a time: scores, points, comments, penalties."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import BaseCell, Comment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select

MOST_STUDENTS = 100  # in one query, which names all of them


@dataclass(slots=True)
class Grades:
    """The grades of one submitted notebook, as its feedback page shows them.

    Attributes
    ----------
    scores : dict
        Score and maximum by grade_id.
    comments : dict
        The person's comment, else the automatic one, by grade_id.
    """

    score: float
    max_score: float
    late_penalty: float
    scores: dict[str, tuple[float, float]] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)


def read_grades(db: Any, assignment: str, students: Sequence[str]) -> dict[tuple[str, str], Grades]:
    """Return the grades by student and notebook.

    Parameters
    ----------
    db : sqlalchemy.orm.Session
        nbgrader's.
    assignment : str
        The assignment's id in the gradebook.
    students : sequence of str
        At most `MOST_STUDENTS`.
    """
    submitted, notebook = SubmittedAssignment, SubmittedNotebook
    chosen = (submitted.assignment_id == assignment, submitted.student_id.in_(students))
    columns = (notebook.score, notebook.max_score, notebook.late_submission_penalty)
    rows = db.execute(
        select(notebook.id, submitted.student_id, Notebook.name, *columns)
        .join(submitted, notebook.assignment_id == submitted.id)
        .join(Notebook, notebook.notebook_id == Notebook.id)
        .where(*chosen)
    )
    found, by_id = {}, {}
    for key, student, name, score, max_score, penalty in rows:
        found[student, name] = by_id[key] = Grades(score, max_score, penalty or 0.0)
    for key, cell, score, max_score in db.execute(_of_cells(Grade, Grade.score, Grade.max_score).where(*chosen)):
        by_id[key].scores[cell] = (score, max_score)
    for key, cell, comment in db.execute(_of_cells(Comment, Comment.comment).where(*chosen)):
        by_id[key].comments[cell] = comment
    return found


def _of_cells(table: Any, *columns: Any) -> Any:
    return (
        select(table.notebook_id, BaseCell.name, *columns)
        .join(BaseCell, table.cell_id == BaseCell.id)
        .join(SubmittedNotebook, table.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    )
