"""The scores of an assignment in one table: points from the gradebook, status and reasons from the records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Self

from nbgrader.api import BaseCell, Grade, MissingEntry, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select

from autograder.course import autograded
from autograder.course.database import open_gradebook, said_of_gradebook
from autograder.course.directory import Course
from autograder.course.folder import autograded_folder, refuse_ungraded, require_assignment, student_folders
from autograder.course.headings import headings_above, titles
from autograder.errors import GradingError
from autograder.grading.record import Record

Key = tuple[str, str]  # a notebook and a grade_id


@dataclass(frozen=True, slots=True)
class Task:
    """A graded cell, as a heading of the table; `points` are those that can be had, of a bonus task as well."""

    notebook: str
    title: str
    points: float
    bonus: bool


@dataclass(frozen=True, slots=True)
class Score:
    """What a cell earned: a person's points, else the automatic ones, and what is given on top of the maximum."""

    points: float
    bonus: float
    to_grade: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One submission; without scores it was not graded yet, without records not by this autograder."""

    student: str
    scores: Mapping[Key, Score]
    records: Mapping[str, Record]
    late_penalty: float

    @property
    def points(self) -> float:
        """The points of all tasks, without what was given on top and before the late penalty."""
        return sum(score.points for score in self.scores.values())

    @property
    def bonus(self) -> float:
        """The points on top of the maximum."""
        return sum(score.bonus for score in self.scores.values())

    @property
    def total(self) -> float:
        """What nbgrader exports: all points without the late penalty."""
        return max(0.0, self.points + self.bonus - self.late_penalty)

    @property
    def to_grade(self) -> int:
        """The number of cells that wait for a person."""
        return sum(score.to_grade for score in self.scores.values())

    @property
    def status(self) -> str:
        """How grading went, notebook by notebook where it went differently."""
        if not self.scores:
            return "not graded"
        statuses = {name: str(record.status).replace("_", " ") for name, record in self.records.items()}
        if len(set(statuses.values())) == 1:
            return next(iter(statuses.values()))
        return ", ".join(f"{name}: {status}" for name, status in statuses.items()) or "no record"

    @property
    def look(self) -> str:
        """Why a person should look at it, else empty."""
        reasons = {name: record.reason for name, record in self.records.items() if record.needs_a_look}
        prefixed = len(self.records) > 1
        return "; ".join(f"{name}: {reason}" if prefixed else reason for name, reason in reasons.items())


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of an assignment.

    Attributes
    ----------
    tasks : mapping
        The graded cells, in the order of the notebooks.
    """

    assignment: str
    tasks: Mapping[Key, Task]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, course: Course) -> Self:
        """Read the scores of `course.assignment_id`, of the students that the course selects.

        Raises
        ------
        GradingError
            If the gradebook does not know the assignment or can't be read, or a source notebook can't.
        """
        name = course.assignment_id
        with said_of_gradebook(course.db_url), open_gradebook(course.db_url, course.course_id) as gradebook:
            try:
                assignment = gradebook.find_assignment(name)
            except MissingEntry as error:
                require_assignment(course)  # says which there are
                hint = "Run `make release`, or `nbgrader generate_assignment`"
                raise GradingError(f'assignment "{name}"', "the gradebook does not know it", hint) from error
            cells = {
                (notebook.name, cell.name): float(cell.max_score)
                for notebook in assignment.notebooks
                for cell in (*notebook.grade_cells, *notebook.task_cells)
            }
            found, penalties = _read(gradebook.db, assignment.id)
        students = set(student_folders(course, course.submitted_directory)) | set(filter(_selected(course), penalties))
        notebooks = dict.fromkeys(notebook for notebook, _ in cells)
        rows = []
        for student in sorted(students):
            folder = autograded_folder(course, student)
            saved = {notebook: autograded.read_record(folder, notebook) for notebook in notebooks}
            records = {notebook: item[1] for notebook, item in saved.items() if item is not None}
            rows.append(Row(student, found.get(student, {}), records, penalties.get(student, 0.0)))
        if not rows and course.student_id != "*":
            refuse_ungraded(course)
        return cls(name, _tasks(course, cells, rows), tuple(rows))

    @property
    def notebooks(self) -> Sequence[str]:
        """The assignment's notebooks that have tasks."""
        return list(dict.fromkeys(task.notebook for task in self.tasks.values()))

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
        return _common(record.enforced for row in self.rows for record in row.records.values())

    @property
    def missing(self) -> tuple[str, ...]:
        """The protections that were missing for any submission."""
        records = [record for row in self.rows for record in row.records.values()]
        return tuple(dict.fromkeys(line for record in records for line in record.missing))

    def label(self, task: Task) -> str:
        """Return what a table calls a task: its title, with its notebook where there are several."""
        return f"{task.notebook}: {task.title}" if len(self.notebooks) > 1 else task.title


def _read(db: Any, assignment: str) -> tuple[dict[str, dict[Key, Score]], dict[str, float]]:
    """Return scores by cell, and late penalties, of each student who has grades."""
    submitted, notebook = SubmittedAssignment, SubmittedNotebook
    of_notebook = (
        select(submitted.student_id, notebook.late_submission_penalty)
        .join(notebook, notebook.assignment_id == submitted.id)
        .where(submitted.assignment_id == assignment)
    )
    penalties: dict[str, float] = {}
    for student, penalty in db.execute(of_notebook):
        penalties[student] = penalties.get(student, 0.0) + (penalty or 0.0)
    columns = (Grade.score, Grade.extra_credit, Grade.needs_manual_grade)
    of_cell = (
        select(submitted.student_id, Notebook.name, BaseCell.name, *columns)
        .join(notebook, Grade.notebook_id == notebook.id)
        .join(submitted, notebook.assignment_id == submitted.id)
        .join(Notebook, notebook.notebook_id == Notebook.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .where(submitted.assignment_id == assignment)
    )
    scores: dict[str, dict[Key, Score]] = {}
    for student, name, cell, score, extra, to_grade in db.execute(of_cell):
        bonus = extra or 0.0
        scores.setdefault(student, {})[name, cell] = Score(score - bonus, bonus, bool(to_grade))
    return scores, penalties


def _selected(course: Course) -> Any:
    excluded = course.student_id_exclude.split(",")
    return lambda student: fnmatchcase(student, course.student_id) and student not in excluded


def _tasks(course: Course, cells: Mapping[Key, float], rows: Iterable[Row]) -> dict[Key, Task]:
    """Return the tasks in the order of the sources, with their names."""
    folder = Path(course.format_path(course.source_directory, ".", course.assignment_id))
    results = {
        (name, grade_id): result
        for row in rows
        for name, record in row.records.items()
        for grade_id, result in record.results.items()
    }
    named: dict[Key, str] = {}
    for notebook in dict.fromkeys(notebook for notebook, _ in cells):
        headings = headings_above(folder / f"{notebook}.ipynb")
        known = [cell for name, cell in cells if name == notebook]
        ordered = [*(cell for cell in headings if cell in known), *(cell for cell in known if cell not in headings)]
        told = {cell: results[notebook, cell].title if (notebook, cell) in results else cell for cell in ordered}
        named |= {(notebook, cell): title for cell, title in titles(told, headings).items()}
    tasks = {}
    for key, title in named.items():
        result = results.get(key)
        bonus = result is not None and result.bonus
        points = result.max_points if result is not None and bonus else cells[key]
        tasks[key] = Task(key[0], title, points, bonus)
    return tasks


def _common(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    lists = list(lists)
    return tuple(line for line in lists[0] if all(line in other for other in lists)) if lists else ()
