"""Collects the records of an assignment's autograded notebooks into one table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from nbgrader.coursedir import CourseDirectory

from autograder.course import autograded
from autograder.course.folder import autograded_folder, student_folders
from autograder.grading.record import Record
from autograder.spec import AssignmentSpec, CellSpec, Role


@dataclass(frozen=True, slots=True)
class Row:
    """One submission; `record` is None if it was not graded yet."""

    student: str
    record: Record | None


@dataclass(frozen=True, slots=True)
class Task:
    """A graded cell, as a heading of the table."""

    title: str
    points: float
    bonus: bool

    @classmethod
    def of(cls, cell: CellSpec, spec: AssignmentSpec) -> Self:
        """Read it from a grade cell."""
        given = sum(points for _, points in spec.properties(cell))
        return cls(cell.title, given or cell.points, cell.bonus)


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one notebook of an assignment.

    Attributes
    ----------
    tasks : dict
        The automatically graded cells by their grade_id, in the order of the notebook.
    """

    spec: AssignmentSpec
    tasks: dict[str, Task]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, course: CourseDirectory, spec: AssignmentSpec) -> Self:
        """Read the scores that a run left in the course folder."""
        rows = []
        # a submission that was found elsewhere has no folder but that of its record
        steps = (course.submitted_directory, course.autograded_directory)
        for student in sorted({student for step in steps for student in student_folders(course, step)}):
            saved = autograded.read(autograded_folder(course, student), spec.notebook)
            rows.append(Row(student, saved[1] if saved else None))
        tasks = {str(cell.grade_id): Task.of(cell, spec) for cell in spec.cells if cell.role is Role.GRADE}
        return cls(spec, tasks, tuple(rows))

    @property
    def max_points(self) -> float:
        """The points of all tasks but the bonus tasks."""
        return sum(task.points for task in self.tasks.values() if not task.bonus)

    @property
    def max_bonus_points(self) -> float:
        """The points of the bonus tasks."""
        return sum(task.points for task in self.tasks.values() if task.bonus)

    @property
    def enforced(self) -> tuple[str, ...]:
        """The protections that were in force for every submission."""
        return _common(row.record.enforced for row in self.rows if row.record)

    @property
    def missing(self) -> tuple[str, ...]:
        """The protections that were missing for any submission."""
        return tuple(dict.fromkeys(line for row in self.rows if row.record for line in row.record.missing))


def _common(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    lists = list(lists)
    return tuple(line for line in lists[0] if all(line in other for other in lists)) if lists else ()
