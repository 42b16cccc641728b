"""The gradebook's rows of a submission and its notebooks: found, or made where it is the first one."""

from datetime import datetime
from typing import Any

from nbgrader.api import Student, SubmittedAssignment, SubmittedNotebook, new_uuid
from sqlalchemy import insert, select, update

from autograder.course.rows import Cells
from autograder.errors import GradingError

# rows are read and written as such: the session holds no objects that would have to follow
_ROWS = {"synchronize_session": False}


def submitted_assignment(
    db: Any, assignment: str, student: str, timestamp: datetime | None, *, create: bool
) -> tuple[str, Any, datetime | None]:
    """Return id, extension and earlier timestamp of a student's submission; make it if it is new.

    Parameters
    ----------
    db : sqlalchemy.orm.Session
        nbgrader's.
    assignment : str
        The assignment's id in the gradebook.
    student : str
        The student's id.
    timestamp : datetime or None
        When it was submitted, in UTC; None leaves what is known.
    create : bool
        Whether an unknown student is added to the gradebook.

    Raises
    ------
    GradingError
        If the student is unknown and must not be added.
    """
    table = SubmittedAssignment
    wanted = select(table.id, table.extension, table.timestamp)
    found = db.execute(wanted.where(table.assignment_id == assignment, table.student_id == student)).first()
    if found is not None:
        if timestamp is not None and timestamp != found.timestamp:
            set_values(db, table, found.id, timestamp=timestamp)
        return found.id, found.extension, found.timestamp
    if db.execute(select(Student.id).where(Student.id == student)).first() is None:
        if not create:
            raise GradingError(
                f'student "{student}"',
                "the gradebook does not know them",
                "Add them with `nbgrader db student add`",
            )
        db.execute(insert(Student).values(id=student))
    fresh = new_uuid()
    db.execute(insert(table).values(id=fresh, assignment_id=assignment, student_id=student, timestamp=timestamp))
    return fresh, None, None


def submitted_notebook(db: Any, submission: str, cells: Cells) -> tuple[str, float | None, bool]:
    """Return id and late penalty of a notebook of a submission; make it if it is new, and tell whether it is."""
    table = SubmittedNotebook
    wanted = select(table.id, table.late_submission_penalty)
    found = db.execute(wanted.where(table.assignment_id == submission, table.notebook_id == cells.notebook)).first()
    if found is not None:
        return found.id, found.late_submission_penalty, False
    fresh = new_uuid()
    db.execute(insert(table).values(id=fresh, assignment_id=submission, notebook_id=cells.notebook))
    return fresh, None, True


def set_values(db: Any, table: Any, row: str, **values: Any) -> None:
    """Set columns of one row, by its id."""
    db.execute(update(table).where(table.id == row).values(**values), execution_options=_ROWS)
