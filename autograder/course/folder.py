"""Where a course keeps its submissions: nbgrader's folder layout, read once."""

import glob
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from autograder.course.adopted import adopted_spec
from autograder.course.contracts import check_up_to_date, contracts_path, read_contracts, read_spec
from autograder.course.directory import Course
from autograder.course.known import read_known
from autograder.course.names import meant
from autograder.errors import GradingError
from autograder.sandbox import THIS_PYTHON, Interpreter, Limits
from autograder.spec import AssignmentSpec


def student_folders(course: Course, step: str, student: str | None = None) -> dict[str, Path]:
    """Return the folders of `course.assignment_id` in one of nbgrader's steps by student, in the order of their names.

    Parameters
    ----------
    course : Course
        Its `student_id` and `student_id_exclude` select students.
    step : str
        For example `course.autograded_directory`.
    student : str, optional
        A pattern in the place of `course.student_id`.
    """
    pattern = course.format_path(step, student or course.student_id, course.assignment_id)
    names = course.format_path(step, "(?P<student>[^/]+)", re.escape(course.assignment_id), escape=True)
    excluded = set(course.student_id_exclude.split(","))
    folders = {}
    for path in sorted(glob.glob(os.path.normpath(pattern))):
        match = re.fullmatch(names, path, re.DOTALL)
        loose = path.lower().endswith((".ipynb", ".zip")) and not os.path.isdir(path)
        if match and match["student"] not in excluded and not loose:
            folders[match["student"]] = Path(path)
    return folders


def autograded_folder(course: Course, student: str) -> Path:
    """Return the folder that holds the autograded notebooks of a submission."""
    return Path(os.path.normpath(course.format_path(course.autograded_directory, student, course.assignment_id)))


def require_writable(course: Course, step: str) -> None:
    """Refuse to go on where one of nbgrader's steps can't write its results.

    Raises
    ------
    GradingError
        If it can't.
    """
    marked = Path(os.path.normpath(course.format_path(step, "\0", "\0"))).parts
    folder = Path(*marked[: next(number for number, part in enumerate(marked) if "\0" in part)])
    there = next(path for path in (folder, *folder.parents) if path.exists())  # the rest is made when it is needed
    if not there.is_dir():
        raise GradingError(str(folder), "results can't be written there", f"Move the file {there} away")
    if not os.access(there, os.W_OK | os.X_OK):
        hint = f"Give this account the right to write {there}"
        raise GradingError(str(folder), "results can't be written there", hint)


def known_assignments(course: Course) -> dict[str, list[str]]:
    """Return the assignments that have a source, each with the names of its notebooks."""
    # a name that no folder has: where it stands in the path, the assignment's does
    marked = os.path.normpath(course.format_path(course.source_directory, ".", "\0"))
    at = next(number for number, part in enumerate(Path(marked).parts) if "\0" in part)
    found: dict[str, list[str]] = {}
    for path in map(Path, sorted(glob.glob(f"{glob.escape(marked)}/*.ipynb".replace("\0", "*")))):
        found.setdefault(path.parts[at], []).append(path.stem)
    return found


def require_assignment(course: Course) -> None:
    """Refuse an assignment that has no source, and name those that have.

    Raises
    ------
    GradingError
        If there is none, or its files can't be read.
    """
    folder = _source_folder(course)
    known = known_assignments(course)
    for path in (folder.parent, folder, *folder.rglob("*")):
        if path.exists() and not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)):
            raise GradingError(str(path), "this account may not read it", "Give it the right to (`chmod u+rX`)")
    if course.assignment_id in known:
        return
    if exercise_folder(course).is_dir():
        hint = "Run `make release`"
    else:
        hint = meant(course.assignment_id, known, "assignments")
    raise GradingError(str(folder), f'there is no source of assignment "{course.assignment_id}"', hint)


def refuse_ungraded(course: Course) -> NoReturn:
    """Say why there is nothing graded of the students that the course selects.

    Raises
    ------
    GradingError
        That the assignment has no source, that the student is none who was graded, or that nobody was.
    """
    require_assignment(course)
    student, name = course.student_id, course.assignment_id
    graded = student_folders(course, course.autograded_directory, "*")
    if student != "*" and graded:
        problem = f'no submission to "{name}" of theirs is graded'
        raise GradingError(f'student "{student}"', problem, meant(student, graded, "students"))
    raise GradingError(f'assignment "{name}"', "no submission of it is graded", "Run `autograder grade`")


def assignment_specs(
    course: Course,
    say: Callable[[str], None] = lambda line: None,
    limits: Limits | None = None,
    interpreter: Interpreter = THIS_PYTHON,
) -> list[AssignmentSpec]:
    """Read the spec of each notebook of `course.assignment_id`: of an exercise that was built, or of any other course.

    Parameters
    ----------
    course : Course
        Where it lies, and the settings of nbgrader's preprocessors.
    say : function
        Told what an instructor should know of the assignment.
    limits : Limits or None
        Those of a submission, for running the solution of any other course; None for the defaults.
    interpreter : Interpreter
        The Python that runs a solution whose tests were not recorded yet.

    Raises
    ------
    GradingError
        If there is none, it is not built, its exercise was edited since, or its tests can't be run.
    """
    notebooks = source_notebooks(course)
    if is_adopted(course, notebooks):
        specs = [adopted_spec(path, course, limits or Limits(), say, interpreter) for path in notebooks]
    else:
        for path in notebooks:
            check_up_to_date(path, exercise_folder(course))
        specs = [read_contracts(path, read_spec(path)) for path in notebooks]
        known = [read_known(path, exercise_folder(course), say) for path in notebooks]
        specs = [replace(spec, known=cells) for spec, cells in zip(specs, known, strict=True)]
    names = [path.stem for path in notebooks]
    return [replace(spec, siblings=tuple(name for name in names if name != spec.notebook)) for spec in specs]


def source_notebooks(course: Course) -> list[Path]:
    """Return the source notebooks of `course.assignment_id`, sorted.

    Raises
    ------
    GradingError
        If there are none (see `require_assignment`).
    """
    require_assignment(course)
    return sorted(_source_folder(course).glob("*.ipynb"))


def _source_folder(course: Course) -> Path:
    return Path(os.path.normpath(course.format_path(course.source_directory, ".", course.assignment_id)))


def exercise_folder(course: Course) -> Path:
    """Return the folder from which `course.assignment_id` is built, where it is an exercise."""
    return Path(course.root, "notebooks", course.assignment_id)


def is_adopted(course: Course, notebooks: Sequence[Path]) -> bool:
    """Tell whether source notebooks are those of an assignment that was not written for this grader."""
    return not exercise_folder(course).is_dir() and not any(contracts_path(path).exists() for path in notebooks)
