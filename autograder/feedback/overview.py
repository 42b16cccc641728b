"""What a feedback page says first: points and bonus apart, each task by its name, what held in it and what did not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.course.headings import titles
from autograder.feedback.findings import Finding, findings_of
from autograder.feedback.grades import CellGrade, Grades
from autograder.feedback.sections import Section, sections_of
from autograder.feedback.stopped import errors_of
from autograder.grading.record import Record
from autograder.grading.result import CellResult
from autograder.repair.text import show

_MOST = 2_000  # characters of a reason or a note
_SMALLEST = 1e-9  # points are sums of decimal fractions


@dataclass(frozen=True, slots=True)
class Task:
    """A graded cell.

    Attributes
    ----------
    anchor : str
        Where its cells stand in the page; empty if they are not there.
    points, max_points : float
        Without what is given on top; of a bonus task, all that is given and can be had.
    extra : float
        What a person gave on top.
    to_grade : bool
        Whether a person has yet to give its points.
    automatic : float or None
        What the grader gave, where a person gave something else.
    findings : tuple of Finding
        What did not hold first.
    comments : tuple of str
        Markdown.
    errors : tuple of str
        What its answer's cell stopped with, as far as no finding says it; the submission's words.
    """

    anchor: str
    title: str
    points: float
    max_points: float
    bonus: bool
    extra: float
    to_grade: bool
    automatic: float | None
    findings: tuple[Finding, ...]
    comments: tuple[str, ...]
    errors: tuple[str, ...] = ()

    @property
    def lost(self) -> bool:
        """Whether something is missing to all of its points."""
        return not self.to_grade and self.points < self.max_points - _SMALLEST

    @property
    def state(self) -> str:
        """One word for it: `lost`, `open` or `full`."""
        return "open" if self.to_grade else "lost" if self.lost else "full"


@dataclass(frozen=True, slots=True)
class Overview:
    """A page's first screen, and how its notebook is folded.

    Attributes
    ----------
    tasks : tuple of Task
        Those in which something is missing first, then those that a person has yet to grade.
    comments : tuple of str
        Those on cells of no task.
    record : Record or None
        What the autograder saw and did; None if it did not grade this notebook.
    reason : str
        Why a person should look at it, else empty.
    notes : tuple of str
        What was repaired, as far as the reason does not say it.
    """

    tasks: tuple[Task, ...]
    sections: tuple[Section, ...]
    comments: tuple[str, ...]
    record: Record | None
    reason: str
    notes: tuple[str, ...]
    late_penalty: float
    score: float

    @property
    def points(self) -> float:
        """The points of all tasks but the bonus tasks."""
        return sum(task.points for task in self.tasks if not task.bonus)

    @property
    def max_points(self) -> float:
        """What can be earned without the bonus."""
        return sum(task.max_points for task in self.tasks if not task.bonus)

    @property
    def bonus(self) -> float:
        """All that is given on top."""
        return sum(task.extra + (task.points if task.bonus else 0.0) for task in self.tasks)

    @property
    def max_bonus(self) -> float:
        """What can be earned in bonus tasks."""
        return sum(task.max_points for task in self.tasks if task.bonus)

    @property
    def to_grade(self) -> tuple[Task, ...]:
        """The tasks that a person has yet to grade."""
        return tuple(task for task in self.tasks if task.to_grade)

    def task_at(self, anchor: str) -> Task | None:
        """Return the task whose cells stand there."""
        return next((task for task in self.tasks if anchor and task.anchor == anchor), None)


def overview_of(notebook: NotebookNode, record: Record | None, grades: Grades) -> Overview:
    """Bring together what gradebook, record and notebook say.

    Points are the gradebook's alone. What the record says of a cell is shown where it says the same of its points: a
    notebook that nbgrader graded anew may still carry an old record.
    """
    ids = _in_order(notebook, grades)
    results = record.results if record else {}
    told = {cell: results[cell].title if cell in results else cell for cell in ids}
    named = titles(told, grades.headings)
    sections = sections_of(notebook, {cell: show(title) for cell, title in named.items()})
    comments = {section.task: tuple(_comments(section.cells, grades)) for section in sections}
    placed = {section.task: section for section in sections if section.task}
    tasks = [
        _task(named[cell], placed.get(cell), grades.cells[cell], results.get(cell), comments.get(cell, ()))
        for cell in ids
    ]
    others = tuple(text for section in sections if not section.task for text in _comments(section.cells, grades))
    reason = record.reason if record else ""
    notes = tuple(show(note, _MOST) for note in record.repairs if note != reason) if record else ()
    return Overview(
        tasks=tuple(sorted(tasks, key=_urgency)),
        sections=sections,
        comments=others,
        record=record,
        reason=show(reason, _MOST),
        notes=notes,
        late_penalty=grades.late_penalty,
        score=grades.score - grades.late_penalty,
    )


def _in_order(notebook: NotebookNode, grades: Grades) -> list[str]:
    """Return the graded cells of the gradebook, in the notebook's order; those that it lacks stand at the end."""
    there = [str(cell.metadata.get("nbgrader", {}).get("grade_id")) for cell in notebook.cells]
    return list(dict.fromkeys([*(cell for cell in there if cell in grades.cells), *grades.cells]))


def _task(
    title: str, section: Section | None, grade: CellGrade, result: CellResult | None, comments: tuple[str, ...]
) -> Task:
    if result is not None and result.bonus:
        known = grade.max_score == 0
        given, most, extra, counted = grade.score, result.max_points, 0.0, grade.score
    else:
        known = result is not None and grade.automatic is not None and _same(result.points, grade.automatic)
        given, most, extra, counted = grade.score - grade.extra, grade.max_score, grade.extra, grade.score - grade.extra
    differs = result is not None and known and not _same(result.points, counted)
    findings = findings_of(result.properties, result.title) if result is not None and known else ()
    told = "\n".join(reason for finding in findings for reason in finding.reasons)
    errors = errors_of(section.cells) if section else ()
    return Task(
        anchor=section.anchor if section else "",
        title=show(title),
        points=given,
        max_points=most,
        bonus=result is not None and result.bonus,
        extra=extra,
        to_grade=grade.automatic is None and grade.by_hand is None,
        automatic=result.points if differs and result is not None else None,
        findings=findings,
        comments=comments,
        errors=tuple(show(line, _MOST) for line in errors if line not in told),
    )


def _comments(cells: Sequence[Any], grades: Grades) -> Iterator[str]:
    for cell in cells:
        text = grades.comments.get(str(cell.metadata.get("nbgrader", {}).get("grade_id")))
        if text:
            yield text


def _urgency(task: Task) -> int:
    order = {"lost": 0, "open": 1, "full": 3}
    # what nobody needs comes behind what somebody does
    return 2 if task.bonus and task.lost else order[task.state]


def _same(one: float, other: float) -> bool:
    return abs(one - other) < _SMALLEST
