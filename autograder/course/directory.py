"""The course folder's settings without nbgrader's second of imports; it has the same names, defaults and paths."""

import os
import re
from dataclasses import dataclass
from typing import Any, Protocol

from traitlets import Bool, List, Unicode, default
from traitlets.config import LoggingConfigurable


class Course(Protocol):
    """What a run needs to know of a course; nbgrader's `CourseDirectory` has it as well."""

    root: str
    course_id: str
    db_url: str
    student_id: str
    student_id_exclude: str
    assignment_id: str
    notebook_id: str
    source_directory: str
    submitted_directory: str
    autograded_directory: str
    feedback_directory: str
    ignore: list[str]
    groupshared: bool
    config: Any
    parent: Any

    def format_path(self, nbgrader_step: str, student_id: str, assignment_id: str, escape: bool = False) -> str:
        """Return the folder of a submission in one of nbgrader's steps; with `escape` as a regular expression."""
        ...


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a course sets for `nbgrader autograde`, which nbgrader calls a converter.

    Attributes
    ----------
    create_students : bool
        Whether students that the gradebook does not know are added to it.
    replaceable : frozenset of str
        The course's files in whose place a submission's own lie (`exclude_overwriting`).
    mode : int
        Permissions of the files in the autograded folder.
    execute : bool
        Whether submissions are run.
    """

    create_students: bool = True
    replaceable: frozenset[str] = frozenset()
    mode: int = 0o444
    execute: bool = True


def settings_of(course: Course) -> Any:
    """Return all settings: nbgrader makes its course directory before it reads the course's file."""
    return course.parent.config if course.parent is not None else course.config


class CourseDirectory(LoggingConfigurable):
    """Reads `c.CourseDirectory.…` of `nbgrader_config.py`; the settings are explained in nbgrader's documentation."""

    root = Unicode().tag(config=True)
    course_id = Unicode().tag(config=True)
    db_url = Unicode().tag(config=True)
    student_id = Unicode("*").tag(config=True)
    student_id_exclude = Unicode().tag(config=True)
    assignment_id = Unicode().tag(config=True)
    notebook_id = Unicode("*").tag(config=True)
    directory_structure = Unicode("{nbgrader_step}/{student_id}/{assignment_id}").tag(config=True)
    source_directory = Unicode("source").tag(config=True)
    submitted_directory = Unicode("submitted").tag(config=True)
    autograded_directory = Unicode("autograded").tag(config=True)
    feedback_directory = Unicode("feedback").tag(config=True)
    groupshared = Bool(False).tag(config=True)
    ignore = List(Unicode(), [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]).tag(config=True)

    @default("root")
    def _root_default(self) -> str:
        return os.getcwd()

    @default("db_url")
    def _db_url_default(self) -> str:
        return f"sqlite:///{os.path.abspath(os.path.join(self.root, 'gradebook.db'))}"

    def format_path(self, nbgrader_step: str, student_id: str, assignment_id: str, escape: bool = False) -> str:
        """Return the folder of a submission in one of nbgrader's steps; with `escape` as a regular expression."""
        names = {"nbgrader_step": nbgrader_step, "student_id": student_id, "assignment_id": assignment_id}
        root = os.path.abspath(self.root)
        if not escape:
            return os.path.join(root, self.directory_structure.format(**names))
        # the names are regular expressions themselves; what stands before them is text
        path = self.directory_structure.format(**names)
        return path if path.startswith(os.sep) else re.escape(root + os.sep) + path
