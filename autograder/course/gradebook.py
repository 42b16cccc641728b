"""Writes records into nbgrader's gradebook: one transaction a submission, through nbgrader's own tables."""

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties

from autograder.errors import GradingError
from autograder.grading.record import Record, Status
from autograder.spec import AssignmentSpec, Role

NO_RESPONSE = "No response."


class GradebookWriter:
    """The one writer of an assignment's grades.

    Parameters
    ----------
    db_url : str
        nbgrader's `CourseDirectory.db_url`.
    assignment : str
        Name of an assignment that the gradebook knows.
    penalties : AssignLatePenalties
        nbgrader's preprocessor, asked for its late penalty.
    create_students : bool
        Whether a student that the gradebook doesn't know is added to it.

    Raises
    ------
    GradingError
        If the gradebook doesn't know the assignment.
    """

    def __init__(
        self, db_url: str, course_id: str, assignment: str, penalties: AssignLatePenalties, create_students: bool = True
    ) -> None:
        self._gradebook = Gradebook(db_url, course_id)
        self._db = self._gradebook.db
        self._penalties = penalties
        self._create_students = create_students
        found = self._db.query(Assignment).filter(Assignment.name == assignment).one_or_none()
        if found is None:
            raise GradingError(
                f'assignment "{assignment}"',
                "the gradebook does not know it",
                "Run `make release` in the course folder",
            )
        self._assignment = found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gradebook.close()

    def save(
        self, student: str, timestamp: datetime | None, records: Mapping[str, tuple[AssignmentSpec, Record]]
    ) -> None:
        """Write all grades of one submission and commit once; manual grades and comments stay as they are.

        Parameters
        ----------
        student : str
            The student's id.
        timestamp : datetime or None
            When it was submitted, in UTC.
        records : mapping
            For each notebook of the assignment its spec and record.

        Raises
        ------
        GradingError
            If the student is unknown and must not be created, or the gradebook lacks one of the graded cells.
        """
        submission = self._submission(student)
        if timestamp is not None:
            submission.timestamp = timestamp
        for notebook in submission.notebooks:
            spec, record = records[notebook.name]
            self._save_grades(notebook, spec, record)
            _save_comments(notebook, spec, record)
            self._db.flush()
            self._save_penalty(student, submission, notebook)
        self._db.commit()

    def _submission(self, student: str) -> SubmittedAssignment:
        if self._db.get(Student, student) is None:
            if not self._create_students:
                raise GradingError(
                    f'student "{student}"',
                    "the gradebook does not know them",
                    "Add them with `nbgrader db student add`",
                )
            self._db.add(Student(id=student))
        found = (
            self._db.query(SubmittedAssignment)
            .filter_by(assignment_id=self._assignment.id, student_id=student)
            .one_or_none()
        )
        if found is None:
            found = SubmittedAssignment(assignment_id=self._assignment.id, student_id=student)
            found.notebooks = [_blank_notebook(notebook) for notebook in self._assignment.notebooks]
            self._db.add(found)
            self._db.flush()
        return found

    def _save_grades(self, notebook: SubmittedNotebook, spec: AssignmentSpec, record: Record) -> None:
        grades = {grade.cell.name: grade for grade in notebook.grades}
        for grade_id, result in record.results.items():
            if grade_id not in grades:
                raise GradingError(
                    f'cell "{grade_id}" of notebook "{spec.notebook}"',
                    "the gradebook does not know this graded cell",
                    "Run `make release`, which registers the master's cells",
                )
            grade = grades[grade_id]
            # The points of a bonus cell do not count into the maximum: they are nbgrader's extra credit.
            grade.auto_score = 0.0 if result.bonus else result.points
            if result.bonus:
                grade.extra_credit = result.points
            grade.needs_manual_grade = grade.manual_score is not None or record.status is Status.UNREADABLE

    def _save_penalty(self, student: str, submission: SubmittedAssignment, notebook: SubmittedNotebook) -> None:
        notebook.late_submission_penalty = None
        late = submission.total_seconds_late
        if late > 0:
            self._db.refresh(notebook)
            penalty = self._penalties.plugin_inst.late_submission_penalty(student, notebook.score, late)
            if penalty is not None:
                notebook.late_submission_penalty = self._penalties._check_late_penalty(notebook, penalty)


def _blank_notebook(notebook: Notebook) -> SubmittedNotebook:
    blank = SubmittedNotebook(notebook=notebook)
    blank.grades = [Grade(cell_id=cell.id) for cell in (*notebook.grade_cells, *notebook.task_cells)]
    blank.comments = [Comment(cell_id=cell.id) for cell in (*notebook.solution_cells, *notebook.task_cells)]
    return blank


def _save_comments(notebook: SubmittedNotebook, spec: AssignmentSpec, record: Record) -> None:
    """Say "No response." beside an answer that is still the release's, as nbgrader does."""
    stubs = {cell.grade_id: cell.source for cell in spec.cells if cell.role is Role.SOLUTION}
    answers: dict[str, Any] = {
        cell.metadata.nbgrader.grade_id: cell.source for cell in record.notebook.cells if "nbgrader" in cell.metadata
    }
    for comment in notebook.comments:
        name = comment.cell.name
        comment.auto_comment = NO_RESPONSE if answers.get(name) == stubs.get(name) else None
