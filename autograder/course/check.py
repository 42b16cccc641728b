"""Checks an assignment before it is graded: runs its solution as graders do, and collects what stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from autograder.build.recording import Kind, Problem, prove, record
from autograder.course.adopted import read_adopted
from autograder.course.contracts import check_up_to_date, read_contracts, read_spec
from autograder.course.directory import Course
from autograder.course.folder import exercise_folder, is_adopted, source_notebooks
from autograder.errors import GradingError
from autograder.grading.imports import hint, missing_modules
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec, CellSpec, Role


class How(StrEnum):
    """How a cell is graded."""

    OUT_OF_REACH = "out_of_reach"
    BESIDE = "beside"  # by the author's mark
    BY_HAND = "by_hand"
    BLOCKED = "blocked"  # something stands in the way


@dataclass(frozen=True, slots=True)
class CheckedCell:
    """A cell that has points; its number is counted from 1."""

    number: int
    grade_id: str
    points: float
    how: How


@dataclass(frozen=True, slots=True)
class CheckedNotebook:
    """What was found in a notebook; a problem with the number 0 is the whole notebook's."""

    name: str
    cells: tuple[CheckedCell, ...] = ()
    problems: tuple[Problem, ...] = ()


def check_assignment(course: Course, worker: Worker, limits: Limits) -> Iterator[CheckedNotebook]:
    """Check each notebook of `course.assignment_id`; nothing is written.

    Parameters
    ----------
    course : Course
        Where it lies, and the settings of nbgrader's preprocessors.
    worker : Worker
        Runs the solutions, in the Python that students' code will run in.
    limits : Limits
        Those of a submission.
    """
    try:
        notebooks = source_notebooks(course)
    except GradingError as error:
        yield CheckedNotebook(course.assignment_id, problems=(_of_notebook(error),))
        return
    adopted = is_adopted(course, notebooks)
    for path in notebooks:
        problems: list[Problem] = []
        try:
            spec = read_adopted(path, course)[0] if adopted else read_spec(path)
            if not adopted:
                check_up_to_date(path, exercise_folder(course))
                spec = read_contracts(path, spec)
        except GradingError as error:
            problems.append(_of_notebook(error))
            if adopted:
                yield CheckedNotebook(path.stem, problems=tuple(problems))
                continue
        problems += _problems(spec, worker, limits)
        blocked = {item.number for item in problems}
        yield CheckedNotebook(path.stem, tuple(_cells(spec, blocked)), tuple(problems))


def _problems(spec: AssignmentSpec, worker: Worker, limits: Limits) -> Iterator[Problem]:
    lacking = missing_modules(spec, worker.interpreter)
    for number, name, reason in lacking:
        yield Problem(number, Kind.PACKAGE, f"it imports {name}, which {reason}", hint(worker.interpreter))
    recording = record(spec, worker, limits)
    known = {number for number, _, _ in lacking}  # they fail for what is said already
    found = [item for item in recording.problems if item.kind is not Kind.FAILS or item.number not in known]
    yield from found
    known |= {item.number for item in found}
    unreachable = {item.number for item in found if item.kind is Kind.OUT_OF_REACH}
    cells = (replace(cell, beside=True) if n in unreachable else cell for n, cell in enumerate(spec.cells, start=1))
    recorded = replace(spec, cells=tuple(cells), contracts=recording.contracts)
    yield from (item for item in prove(recorded, worker, limits) if item.number not in known)


def _cells(spec: AssignmentSpec, blocked: set[int]) -> Iterator[CheckedCell]:
    for number, cell in enumerate(spec.cells, start=1):
        if cell.role is Role.GRADE or cell.points:
            how = How.BLOCKED if number in blocked else _how(cell)
            # those of a bonus stand in its tests alone
            points = cell.points or sum(points for _, points in spec.properties(cell))
            yield CheckedCell(number, str(cell.grade_id), points, how)


def _how(cell: CellSpec) -> How:
    if cell.role is not Role.GRADE or cell.cell_type != "code":
        return How.BY_HAND
    return How.BESIDE if cell.beside else How.OUT_OF_REACH


def _of_notebook(error: GradingError) -> Problem:
    return Problem(0, Kind.NOTEBOOK, f"{Path(error.where).name}: {error.problem}", error.hint)
