"""What a class got wrong: per task the named mistakes, and the groups of answers that are wrong in the same way.

Read from the records in the autograded notebooks alone: neither tests nor answers are looked at again.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from autograder.course import autograded
from autograder.course.directory import Course
from autograder.course.folder import known_assignments, refuse_ungraded, student_folders
from autograder.errors import GradingError
from autograder.feedback.findings import each_once
from autograder.grading.record import Record
from autograder.grading.result import CellResult, PropertyResult
from autograder.testing import ALONE

_KEY = 8  # characters of a group's name
# What answers raise as they are handed out.
_NOT_BEGUN = "NotImplementedError"


@dataclass(frozen=True, slots=True)
class Group:
    """Submissions that got a task wrong in one way.

    Attributes
    ----------
    key : str
        What `--add` calls it.
    name : str
        The mistake's; empty where it is not known.
    text : str
        What is known of it, in a few words.
    properties : tuple of str
        What its submissions fail.
    students : tuple of str
        In the order of their names.
    """

    key: str
    name: str
    text: str
    properties: tuple[str, ...]
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongTask:
    """A task with all that was wrong in answers to it, the most frequent first.

    Attributes
    ----------
    tried, wrong : int
        How many submissions were graded, and how many of them lost points.
    """

    notebook: str
    grade_id: str
    title: str
    tried: int
    wrong: int
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """All wrong answers to an assignment, task by task."""

    assignment: str
    submissions: int
    tasks: tuple[WrongTask, ...]

    @classmethod
    def of(cls, course: Course) -> Self:
        """Read the records of `course.assignment_id`, of the students that the course selects.

        Raises
        ------
        GradingError
            If nothing was graded.
        """
        name = course.assignment_id
        notebooks = known_assignments(course).get(name, [])
        records: dict[str, dict[str, Record]] = {notebook: {} for notebook in notebooks}
        folders = student_folders(course, course.autograded_directory)
        for student, folder in folders.items():
            for notebook in notebooks:
                found = autograded.read_record(folder, notebook)
                if found is not None:
                    records[notebook][student] = found[1]
        if not any(records.values()):
            refuse_ungraded(course)
        tasks = [task for notebook, found in records.items() for task in _tasks(notebook, found)]
        return cls(name, len(folders), tuple(tasks))

    def group(self, key: str) -> tuple[WrongTask, Group]:
        """Return a group and its task.

        Raises
        ------
        GradingError
            If there is none of this name.
        """
        for task in self.tasks:
            for group in task.groups:
                if group.key == key:
                    return task, group
        raise GradingError(f'group "{key}"', "there is no such group", "Run `autograder mistakes` to see their names")


def _tasks(notebook: str, records: Mapping[str, Record]) -> Iterable[WrongTask]:
    results: dict[str, dict[str, CellResult]] = {}
    for student, record in records.items():
        for grade_id, result in record.results.items():
            results.setdefault(grade_id, {})[student] = result
    for grade_id, found in results.items():
        title = next(iter(found.values())).title
        wrong = {student: result for student, result in found.items() if result.points < result.max_points}
        yield WrongTask(notebook, grade_id, title, len(found), len(wrong), tuple(_groups(grade_id, wrong)))


def _groups(grade_id: str, wrong: Mapping[str, CellResult]) -> list[Group]:
    """Return the named mistakes and the groups of others, the largest first; who made two mistakes is in two."""
    failed = {student: _failed(result) for student, result in wrong.items()}
    joined = _Joined(item.transcript for items in failed.values() for item in items)
    members: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    examples: dict[tuple[str, tuple[tuple[str, str], ...]], list[PropertyResult]] = {}
    for student, items in failed.items():
        named: dict[str, list[PropertyResult]] = {}
        for item in items:
            named.setdefault(item.diagnosis.name if item.diagnosis else "", []).append(item)
        for name, own in named.items():
            alike = () if name else tuple((item.name, joined.of(item)) for item in own)
            members.setdefault((name, alike), []).append(student)
            examples.setdefault((name, alike), own)
    found = []
    for (name, alike), students in members.items():
        own = examples[name, alike]
        key = hashlib.sha256(repr((grade_id, name, alike)).encode(errors="replace")).hexdigest()[:_KEY]
        properties = tuple(item.name for item in own)
        found.append(Group(key, name, _text(own), properties, tuple(sorted(students))))
    return sorted(found, key=lambda group: (-len(group.students), group.name, group.key))


def _failed(result: CellResult) -> list[PropertyResult]:
    return [item for item in result.properties if item.points < item.max_points and item.message != ALONE]


def _text(items: list[PropertyResult]) -> str:
    told = dict.fromkeys(item.diagnosis.text for item in items if item.diagnosis)
    if not told and all(item.message.startswith(_NOT_BEGUN) for item in items):
        return "not done"
    return "; ".join(told or each_once(item.message for item in items))


class _Joined:
    """Transcripts by their hashes: those that have one of their two in common are the same.

    Parameters
    ----------
    transcripts : iterable of str
        As records hold them.
    """

    def __init__(self, transcripts: Iterable[str]) -> None:
        self._parents: dict[str, str] = {}
        counts = Counter(transcript for transcript in transcripts if transcript)
        for transcript in counts:
            one, other = (f"{side}{half}" for side, half in enumerate(transcript.split("-", 1)))
            first, second = sorted((self._root(one), self._root(other)))
            self._parents[second] = first

    def of(self, item: PropertyResult) -> str:
        """Return what the transcripts that are the same have in common; without one, what is said of it."""
        if item.transcript:
            return self._root(f"0{item.transcript.partition('-')[0]}")
        return item.diagnosis.text if item.diagnosis else item.message

    def _root(self, half: str) -> str:
        while (parent := self._parents.setdefault(half, half)) != half:
            half = parent
        return half
