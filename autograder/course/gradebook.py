"""Writes results into nbgrader's gradebook: many submissions in one transaction, through nbgrader's own tables."""

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from nbgrader.api import (
    Assignment,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from autograder.course.database import open_gradebook
from autograder.course.rows import Cells, save_comments, save_grades
from autograder.course.submitted import set_values, submitted_assignment, submitted_notebook
from autograder.errors import GradingError
from autograder.grading.process import Graded


class Penalties(Protocol):
    """nbgrader's `AssignLatePenalties`, with the plugin that the course configured."""

    plugin_inst: Any

    def _check_late_penalty(self, notebook: Any, penalty: float) -> float: ...


class GradebookWriter:
    """The one writer of an assignment's grades. What is the same for all submissions is read once.

    Parameters
    ----------
    db_url : str
        nbgrader's `CourseDirectory.db_url`.
    assignment : str
        Name of an assignment that the gradebook knows.
    penalties : Penalties
        Asked for the late penalty.
    create_students : bool
        Whether a student that the gradebook doesn't know is added to it.

    Raises
    ------
    GradingError
        If the gradebook doesn't know the assignment.
    """

    def __init__(
        self, db_url: str, course_id: str, assignment: str, penalties: Penalties, create_students: bool = True
    ) -> None:
        self._gradebook = open_gradebook(db_url, course_id)
        self._db = self._gradebook.db
        self._penalties = penalties
        self._create_students = create_students
        found = self._db.execute(select(Assignment.id, Assignment.duedate).where(Assignment.name == assignment)).first()
        if found is None:
            raise GradingError(
                f'assignment "{assignment}"',
                "the gradebook does not know it",
                "Run `make release` in the course folder, or `nbgrader generate_assignment`",
            )
        self._assignment, self._due = found
        notebooks = self._db.execute(select(Notebook.id, Notebook.name).where(Notebook.assignment_id == found.id)).all()
        self._cells = {name: Cells.of(self._db, notebook) for notebook, name in notebooks}
        self._db.commit()  # holds no lock while nothing is written

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gradebook.close()

    def students(self) -> set[str]:
        """Return the students who have grades for this assignment."""
        table = SubmittedAssignment
        found = set(self._db.execute(select(table.student_id).where(table.assignment_id == self._assignment)).scalars())
        self._db.commit()
        return found

    def roster(self) -> dict[str, str]:
        """Return the full name of each student, as far as it is known, by id."""
        found = self._db.execute(select(Student.id, Student.first_name, Student.last_name)).all()
        self._db.commit()
        return {row.id: " ".join(filter(None, (row.first_name, row.last_name))) for row in found}

    def add(self, student: str, timestamp: datetime | None, graded: Mapping[str, Graded]) -> None:
        """Write all grades of one submission, to be committed; manual grades and comments stay as they are.

        Parameters
        ----------
        student : str
            The student's id.
        timestamp : datetime or None
            When it was submitted, in UTC.
        graded : mapping
            What grading each notebook of the assignment ended with, by its name.

        Raises
        ------
        GradingError
            If the student is unknown and must not be created, or the gradebook lacks one of the graded cells; nothing
            of this submission is written then.
        """
        for name, outcome in graded.items():
            self._check(name, outcome)
        submission, extension, known = submitted_assignment(
            self._db, self._assignment, student, timestamp, create=self._create_students
        )
        for name, cells in self._cells.items():
            notebook, penalty = submitted_notebook(self._db, submission, cells)
            save_grades(self._db, notebook, cells, graded[name])
            save_comments(self._db, notebook, cells, graded[name])
            late = self._seconds_late(timestamp or known, extension)
            if late > 0 or penalty is not None:
                self._save_penalty(student, notebook, late)

    def commit(self) -> None:
        """Make everything that was added permanent."""
        self._db.commit()
        self._db.expunge_all()

    def undo(self) -> None:
        """Forget what was added since the last commit."""
        self._db.rollback()
        self._db.expunge_all()

    def _check(self, name: str, outcome: Graded) -> None:
        for grade_id in outcome.record.results:
            if name not in self._cells or grade_id not in self._cells[name].graded:
                raise GradingError(
                    f'cell "{grade_id}" of notebook "{name}"',
                    "the gradebook does not know this graded cell",
                    "Run `make release`, or `nbgrader generate_assignment`: they register the master's cells",
                )

    def _seconds_late(self, timestamp: datetime | None, extension: Any) -> float:
        if timestamp is None or self._due is None:
            return 0.0
        due = self._due if extension is None else self._due + extension
        return max(0.0, (timestamp - due).total_seconds())

    def _save_penalty(self, student: str, notebook: str, late: float) -> None:
        penalty = None
        if late > 0:
            row = self._db.get(SubmittedNotebook, notebook, populate_existing=True)
            penalty = self._penalties.plugin_inst.late_submission_penalty(student, row.score, late)
            if penalty is not None:
                penalty = self._penalties._check_late_penalty(row, penalty)
        set_values(self._db, SubmittedNotebook, notebook, late_submission_penalty=penalty)
