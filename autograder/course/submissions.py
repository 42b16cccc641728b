"""Where the submissions of an assignment lie: in nbgrader's folders, and where students and platforms put them instead.

What tells student and assignment without doubt is graded from where it lies; all else is left out, and listed.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from autograder.course.directory import Course
from autograder.course.folder import known_assignments, student_folders
from autograder.course.names import Assignments, Students, folded, meant
from autograder.course.place import LeftOut, Place, expected_place, shown_path
from autograder.course.strays import Strays
from autograder.errors import GradingError
from autograder.repair.text import show

_MOST_LISTED = 10


@dataclass(slots=True)
class Places:
    """What a search ends with: the place of each student's submission, in the order of their names, and the rest."""

    by_student: dict[str, Place] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def find_submissions(course: Course, roster: Callable[[], Mapping[str, str]]) -> Places:
    """Find the submissions to `course.assignment_id` of the students whom the course's settings select.

    Parameters
    ----------
    course : Course
        Its `student_id` and `student_id_exclude` select students.
    roster : function
        Returns the full name of each student that the gradebook knows, by id; asked only when it is needed.

    Raises
    ------
    GradingError
        If there are none.
    """
    expected = student_folders(course, course.submitted_directory)
    students = Students(roster, expected)
    assignments = Assignments(course.assignment_id, known_assignments(course))
    strays = Strays(course, assignments, students, expected.values())
    strays.search()
    empty = [student for student, path in expected.items() if _is_empty(path)]
    nothing = [_nothing_in(course, student, expected.pop(student)) for student in empty]
    found = Places({student: Place(path) for student, path in expected.items()}, nothing + strays.left_out)
    claims: dict[str, list[tuple[str, str, Place]]] = {}
    for student, shown, place in strays.claims:
        if _is_selected(course, student):
            claims.setdefault(folded(student), []).append((student, shown, place))
    taken = {folded(student): student for student in expected}
    for key, claimed in sorted(claims.items()):
        student, shown, place = claimed[0]
        if key in taken:
            what = f'"{show(taken[key])}" has a submission in {shown_path(course, expected[taken[key]])}, which counts'
            hint = "Move it there if it is the right one"
            found.left_out += (LeftOut(shown, what, hint, student) for _, shown, _ in claimed)
        elif len(claimed) > 1:
            for _, shown, _ in claimed:
                others = ", ".join(show(other) for _, other, _ in claimed if other != shown)
                what = f'"{show(student)}" has another submission in {others or "the same place"}'
                hint = f"Move the one that counts to {expected_place(course, student)}"
                found.left_out.append(LeftOut(shown, what, hint, student))
        else:
            note = f"was found in {show(shown, 200)} instead of {expected_place(course, student)}"
            found.by_student[student] = Place(place.path, place.chosen, note)
    found.by_student = dict(sorted(found.by_student.items()))
    found.left_out = [item for item in found.left_out if not item.student or _is_selected(course, item.student)]
    if course.student_id != "*":  # what may be anybody's is said when everybody is graded
        found.left_out = [item for item in found.left_out if item.student]
    if not found.by_student:
        raise _nothing_found(course, found, students)
    return found


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError:
        return False  # reading it tells why


def _nothing_in(course: Course, student: str, folder: Path) -> LeftOut:
    hint = "Until something lies in it, nbgrader shows the submission as missing"
    return LeftOut(shown_path(course, folder), "it is an empty folder", hint, student)


def _is_selected(course: Course, student: str) -> bool:
    return fnmatchcase(student, course.student_id) and student not in course.student_id_exclude.split(",")


def _nothing_found(course: Course, found: Places, students: Students) -> GradingError:
    if found.left_out:
        lines = "; ".join(str(item).rstrip(".") for item in found.left_out[:_MOST_LISTED])
        return GradingError(f'assignment "{course.assignment_id}"', "no submission can be graded", f"{lines}.")
    where = course.format_path(course.submitted_directory, course.student_id, course.assignment_id)
    if course.student_id == "*":
        hint = f"Collect them into {expected_place(course, '<student>')}/<notebook>.ipynb"
        return GradingError(os.path.normpath(where), "no submissions were found there", hint)
    return GradingError(
        f'student "{course.student_id}"',
        f'there is no submission to "{course.assignment_id}" in {os.path.normpath(where)}',
        meant(course.student_id, _handed_in(course, students), "students"),
    )


def _handed_in(course: Course, students: Students) -> Iterable[str]:
    return {*student_folders(course, course.submitted_directory, "*"), *students.known()}
