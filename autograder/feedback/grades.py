"""What the gradebook knows of submissions, read for many at a time: scores, points, comments, penalties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import BaseCell, Comment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select

from autograder.course.directory import Course
from autograder.course.headings import headings_above

MOST_STUDENTS = 100  # in one query, which names all of them


@dataclass(frozen=True, slots=True)
class CellGrade:
    """What a graded cell earned.

    Attributes
    ----------
    score : float
        With what is given on top.
    extra : float
        What is given on top: nbgrader's extra credit.
    automatic, by_hand : float or None
        What the grader and what a person gave; with neither, a person has yet to grade it.
    """

    score: float
    max_score: float
    extra: float
    automatic: float | None
    by_hand: float | None


@dataclass(slots=True)
class Grades:
    """The grades of one submitted notebook, as its feedback page shows them.

    Attributes
    ----------
    cells : dict
        By grade_id.
    comments : dict
        The person's comment, else the automatic one, by grade_id.
    headings : mapping
        What stands above each graded cell in the source, by grade_id.
    """

    score: float
    max_score: float
    late_penalty: float
    cells: dict[str, CellGrade] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)


def headings_of(course: Course) -> dict[str, dict[str, str]]:
    """Return the headings above the graded cells of an assignment's sources, by notebook."""
    folder = Path(course.format_path(course.source_directory, ".", course.assignment_id))
    return {path.stem: headings_above(path) for path in sorted(folder.glob("*.ipynb"))}


def read_grades(
    db: Any, assignment: str, students: Sequence[str], headings: Mapping[str, Mapping[str, str]]
) -> dict[tuple[str, str], Grades]:
    """Return the grades by student and notebook.

    Parameters
    ----------
    db : sqlalchemy.orm.Session
        nbgrader's.
    assignment : str
        The assignment's id in the gradebook.
    students : sequence of str
        At most `MOST_STUDENTS`.
    headings : mapping
        What `headings_of` returned.
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
        found[student, name] = by_id[key] = Grades(score, max_score, penalty or 0.0, headings=headings.get(name, {}))
    parts = (Grade.score, Grade.max_score, Grade.extra_credit, Grade.auto_score, Grade.manual_score)
    for key, cell, score, max_score, extra, automatic, by_hand in db.execute(_of_cells(Grade, *parts).where(*chosen)):
        by_id[key].cells[cell] = CellGrade(score, max_score, extra or 0.0, automatic, by_hand)
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
