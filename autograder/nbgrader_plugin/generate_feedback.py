"""`nbgrader generate_feedback`: nbgrader's own run, in which a page whose notebook or grades changed is written anew.

nbgrader leaves every page that is there. A page ends with a mark of what it was made from (`autograder.feedback.page`).
"""

import shutil
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.converters.base import BaseConverter

from autograder.course.database import open_gradebook, said_of_gradebook
from autograder.course.directory import Course
from autograder.course.folder import student_folders
from autograder.feedback.grades import MOST_STUDENTS, Grades, headings_of, read_grades
from autograder.feedback.page import add_mark, is_current, mark_of


def write_pages(own: Callable[..., None], converter: BaseConverter) -> None:
    """Let nbgrader write what is not there or not up to date; a submission whose grades nobody knows is left to it."""
    course = converter.coursedir
    folders = student_folders(course, course.autograded_directory)
    # read before the pages are: a grade that changes meanwhile makes its page out of date
    grades = _grades(course, list(folders))
    written: dict[Path, str] = {}
    for student, folder in folders.items():
        target = Path(course.format_path(course.feedback_directory, student, course.assignment_id))
        notebooks = [path for path in folder.glob("*.ipynb") if fnmatch(path.stem, course.notebook_id)]
        known = [path for path in notebooks if (student, path.stem) in grades]
        marks = {target / f"{path.stem}.html": mark_of(path.read_bytes(), grades[student, path.stem]) for path in known}
        if all(is_current(page, mark) for page, mark in marks.items()) and not converter.force:
            continue
        written |= marks
        if course.notebook_id == "*":
            shutil.rmtree(target, ignore_errors=True)  # as nbgrader does for --force
        for page in marks:
            page.unlink(missing_ok=True)
    hand_over = converter.init_single_notebook_resources

    def with_grades(path: str) -> dict[str, Any]:
        resources: dict[str, Any] = hand_over(path)
        names = resources["nbgrader"]
        names["grades"] = grades.get((names["student"], names["notebook"]))
        return resources

    converter.init_single_notebook_resources = with_grades
    try:
        own(converter)
    finally:
        for page, mark in written.items():
            if page.exists():
                add_mark(page, mark)


def _grades(course: Course, students: list[str]) -> dict[tuple[str, str], Grades]:
    with said_of_gradebook(course.db_url), open_gradebook(course.db_url, course.course_id) as gradebook:
        try:
            assignment = gradebook.find_assignment(course.assignment_id).id
        except MissingEntry:
            return {}  # nbgrader says so
        found: dict[tuple[str, str], Grades] = {}
        headings = headings_of(course)
        for begin in range(0, len(students), MOST_STUDENTS):
            found |= read_grades(gradebook.db, assignment, students[begin : begin + MOST_STUDENTS], headings)
        return found
