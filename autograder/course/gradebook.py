"""Writes results into nbgrader's gradebook: many submissions in one transaction, through nbgrader's own tables."""

from collections.abc import Callable, Mapping, Set
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from nbgrader.api import (
    Assignment,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from autograder.course.changes import KeptGrade, PenaltyChange
from autograder.course.database import open_gradebook
from autograder.course.rows import Cells, Rows, save_comments, save_grades
from autograder.course.submitted import set_values, submitted_assignment, submitted_notebook
from autograder.errors import GradingError
from autograder.grading import Record
from autograder.grading.process import Graded
from autograder.status import Status


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
    penalties : function
        Returns what is asked for late penalties; called where the assignment has a due date.
    create_students : bool
        Whether a student that the gradebook doesn't know is added to it.

    Raises
    ------
    GradingError
        If the gradebook doesn't know the assignment.
    """

    def __init__(
        self,
        db_url: str,
        course_id: str,
        assignment: str,
        penalties: Callable[[], Penalties],
        create_students: bool = True,
    ) -> None:
        self._gradebook = open_gradebook(db_url, course_id)
        self._db = self._gradebook.db
        self._rows = Rows(self._db)
        self._create_students = create_students
        found = self._db.execute(select(Assignment.id, Assignment.duedate).where(Assignment.name == assignment)).first()
        if found is None:
            raise GradingError(
                f'assignment "{assignment}"',
                "the gradebook does not know it",
                "Run `make release` in the course folder, or `nbgrader generate_assignment`",
            )
        self._assignment, self._due = found
        self._penalties = None if self._due is None else penalties()
        notebooks = self._db.execute(select(Notebook.id, Notebook.name).where(Notebook.assignment_id == found.id)).all()
        self._cells = {name: Cells.of(self._db, notebook) for notebook, name in notebooks}
        self._known = self._read_known()
        self._db.commit()  # holds no lock while nothing is written

    def close(self) -> None:
        """Give the connection back; what was not committed is lost."""
        self._gradebook.close()

    def students(self) -> Set[str]:
        """Return the students who had grades for this assignment when the gradebook was opened."""
        return self._known.keys()

    def roster(self) -> dict[str, str]:
        """Return the full name of each student, as far as it is known, by id."""
        found = self._db.execute(select(Student.id, Student.first_name, Student.last_name)).all()
        self._db.commit()
        return {row.id: " ".join(filter(None, (row.first_name, row.last_name))) for row in found}

    def add(
        self,
        student: str,
        timestamp: datetime | None,
        graded: Mapping[str, Graded],
        before: Mapping[str, Record] = MappingProxyType({}),
        *,
        same: bool = False,
    ) -> tuple[tuple[KeptGrade, ...], tuple[PenaltyChange, ...]]:
        """Write all grades of one submission, to be committed; manual grades and comments stay as they are.

        A notebook that needs a look is marked at its first graded cell, until a person grades that: the formgrader
        lists it among those that need manual grading.

        Parameters
        ----------
        student : str
            The student's id.
        timestamp : datetime or None
            When it was submitted, in UTC.
        graded : mapping
            What grading each notebook ended with, by its name; the others' grades stay as they are.
        before : mapping
            The records of the last run.
        same : bool
            Whether all that the grades depend on is what it was in that run.

        Returns
        -------
        tuple
            Grades by hand that stand against new automatic ones, and late penalties that changed since the last run.

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
        late = self._seconds_late(timestamp or known, extension)
        kept: list[KeptGrade] = []
        changes = []
        for name, cells in self._cells.items():
            notebook, penalty, new = submitted_notebook(self._db, submission, cells)
            if name in graded:
                first = _first_to_look_at(name, graded)
                outcome, earlier = graded[name], before.get(name)
                by_hand = save_grades(self._rows, notebook, cells, outcome, earlier, first, new=new, same=same)
                kept += (KeptGrade(name, *scores) for scores in by_hand)
                save_comments(self._rows, notebook, cells, outcome, new=new)
            # after the grades: a penalty is a part of the score
            changes.append(self._save_penalty(student, name, notebook, penalty, late))
        return tuple(kept), tuple(change for change in changes if change is not None and change.notebook in before)

    def renew_penalties(self, student: str, timestamp: datetime | None) -> tuple[PenaltyChange, ...]:
        """Compute the late penalties of a submission that is not graded again, and return those that changed.

        Due date, extension and the course's rule for penalties are no part of what was graded.
        """
        changes = []
        for known in self._known[student]:
            late = self._seconds_late(timestamp or known.timestamp, known.extension)
            changes.append(self._save_penalty(student, known.name, known.notebook, known.late_submission_penalty, late))
        return tuple(filter(None, changes))

    def commit(self) -> None:
        """Make everything that was added permanent."""
        self._rows.write()
        self._db.commit()
        self._db.expunge_all()

    def undo(self) -> None:
        """Forget what was added since the last commit."""
        self._rows.forget()
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

    def _save_penalty(
        self, student: str, name: str, notebook: str, before: float | None, late: float
    ) -> PenaltyChange | None:
        """Compute and write a notebook's late penalty; return its change, None if it is what it was."""
        if late <= 0 and before is None:
            return None
        self._rows.write()  # the score is made of them
        row = self._db.get(SubmittedNotebook, notebook, populate_existing=True)
        penalty = None
        if late > 0 and self._penalties is not None:
            penalty = self._penalties.plugin_inst.late_submission_penalty(student, row.score, late)
            if penalty is not None:
                penalty = self._penalties._check_late_penalty(row, penalty)
        if penalty == before:
            return None
        set_values(self._db, SubmittedNotebook, notebook, late_submission_penalty=penalty)
        old, new = before or 0.0, penalty or 0.0
        return PenaltyChange(name, old, new, row.score - old, row.score - new) if old != new else None

    def _read_known(self) -> dict[str, list[Any]]:
        """Return the submitted notebooks of each student who has grades for this assignment."""
        submitted, notebook = SubmittedAssignment, SubmittedNotebook
        columns = (submitted.student_id, submitted.timestamp, submitted.extension, Notebook.name)
        found = self._db.execute(
            select(*columns, notebook.id.label("notebook"), notebook.late_submission_penalty)
            .join(notebook, notebook.assignment_id == submitted.id)
            .join(Notebook, notebook.notebook_id == Notebook.id)
            .where(submitted.assignment_id == self._assignment)
        )
        known: dict[str, list[Any]] = {}
        for row in found:
            known.setdefault(row.student_id, []).append(row)
        return known


def _first_to_look_at(notebook: str, graded: Mapping[str, Graded]) -> str | None:
    """Return the graded cell that says for its notebook that a person should look; None where nobody needs to."""
    record = graded[notebook].record
    others = [other.record.status for name, other in graded.items() if name != notebook]
    # as with nbgrader, one of several notebooks that was not handed in has no points, and there is nothing to look at
    left_out = record.status is Status.MISSING and any(status is not Status.MISSING for status in others)
    return next(iter(record.results), None) if record.needs_a_look and not left_out else None
