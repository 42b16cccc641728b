"""The place of a submission, and what lies among submissions and is not graded."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.directory import Course
from autograder.repair.text import show


@dataclass(frozen=True, slots=True)
class Place:
    """Where a submission lies.

    Attributes
    ----------
    path : Path
        A folder, or a zip archive that holds the submissions of many students.
    chosen : mapping or None
        The files and folders in it that belong to the submission, and the name that each gets; None for all.
    note : str
        What a reader should know of an unexpected place, else empty.
    """

    path: Path
    chosen: Mapping[str, str] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What lies among the submissions and is not graded.

    Attributes
    ----------
    path : str
        In the course folder.
    student : str
        Whose it is; empty where that is not known.
    """

    path: str
    problem: str
    hint: str
    student: str = ""

    def __str__(self) -> str:
        """Return the line that a person reads."""
        return f"{show(self.path, 200)}: not graded: {self.problem}. {self.hint}"


def expected_place(course: Course, student: str) -> str:
    """Return the folder in which nbgrader expects a submission, as seen from the course folder."""
    path = course.format_path(course.submitted_directory, student, course.assignment_id)
    return show(shown_path(course, Path(path)), 200)


def shown_path(course: Course, path: Path) -> str:
    """Return a path as seen from the course folder."""
    return os.path.relpath(path, course.root or ".")
