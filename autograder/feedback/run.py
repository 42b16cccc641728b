"""Writes the feedback pages of an assignment with all cores."""

import shutil
import signal
import traceback
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from fnmatch import fnmatch
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from traitlets.config import Config

from autograder.course.database import open_gradebook, said_of_gradebook
from autograder.course.directory import Course
from autograder.course.folder import refuse_ungraded, require_writable, student_folders
from autograder.course.interrupt import interrupts_noted
from autograder.errors import GradingError
from autograder.feedback.grades import MOST_STUDENTS, headings_of, read_grades
from autograder.feedback.page import prepare, write_pages

_PER_JOB = 4


@dataclass(frozen=True, slots=True)
class Page:
    """What became of one submission's pages: `written`, `up to date` or `failed`."""

    student: str
    status: str
    error: str = ""


@dataclass(slots=True)
class FeedbackRun:
    """A run over the autograded submissions of `course.assignment_id`.

    Attributes
    ----------
    root : Path
        The folder with nbgrader_config.py.
    force : bool
        Whether pages that are up to date are written again.
    folders : dict
        The autograded submissions, once the run has begun.
    """

    course: Course
    settings: Config
    root: Path
    jobs: int
    force: bool
    folders: dict[str, Path] = field(default_factory=dict)

    def pages(self) -> Iterator[Page]:
        """Write all pages and yield each submission as its pages are there.

        Raises
        ------
        GradingError
            If nothing was graded, or the gradebook does not know the assignment.
        KeyboardInterrupt
            After Ctrl-C, when the pages that were begun are written.
        """
        self.folders = student_folders(self.course, self.course.autograded_directory)
        if not self.folders:
            refuse_ungraded(self.course)
        require_writable(self.course, self.course.feedback_directory)
        with ExitStack() as stack, said_of_gradebook(self.course.db_url):
            # Forked, so that the seconds of imports and templates are paid once. Nothing runs here yet that a fork
            # could break: the gradebook is opened, and threads are started, after it.
            prepare(self.root)
            pool = ProcessPoolExecutor(self.jobs, mp_context=get_context("fork"), initializer=_start_process)
            stack.callback(pool.shutdown, wait=True, cancel_futures=True)
            pool.submit(int).result()
            interrupted = stack.enter_context(interrupts_noted())
            pending: dict[Future[list[bool]], str] = {}
            for future, student in self._submitted(pool):
                pending[future] = student
                while len(pending) >= _PER_JOB * self.jobs:
                    yield from _finished(pending)
                if interrupted():
                    break
            while pending:
                yield from _finished(pending)
            if interrupted():
                raise KeyboardInterrupt

    def _submitted(self, pool: Executor) -> Iterator[tuple[Future[list[bool]], str]]:
        course = self.course
        students, headings = list(self.folders), headings_of(course)
        with open_gradebook(course.db_url, course.course_id) as gradebook:
            try:
                assignment = gradebook.find_assignment(course.assignment_id).id
            except MissingEntry:
                where = f'assignment "{course.assignment_id}"'
                raise GradingError(where, "the gradebook does not know it", "Run `autograder grade`") from None
            for begin in range(0, len(students), MOST_STUDENTS):
                chunk = students[begin : begin + MOST_STUDENTS]
                grades = read_grades(gradebook.db, assignment, chunk, headings)
                gradebook.db.expunge_all()
                for student in chunk:
                    tasks = self._tasks(student, grades)
                    yield pool.submit(write_pages, self.root, tasks, self.force), student

    def _tasks(self, student: str, grades: dict[tuple[str, str], Any]) -> list[tuple[Any, ...]]:
        course, folder = self.course, self.folders[student]
        target = Path(course.format_path(course.feedback_directory, student, course.assignment_id))
        self._copy_companions(folder, target)
        tasks = []
        for path in sorted(folder.glob("*.ipynb")):
            names = {"student": student, "assignment": course.assignment_id, "notebook": path.stem}
            tasks.append((path, target / f"{path.stem}.html", names, grades.get((student, path.stem))))
        return tasks

    def _copy_companions(self, folder: Path, target: Path) -> None:
        ignored = [*self.settings.CourseDirectory.get("ignore", _IGNORED), "*.ipynb"]
        for path in folder.rglob("*"):
            inside = path.relative_to(folder)
            if path.is_file() and not any(fnmatch(part, pattern) for part in inside.parts for pattern in ignored):
                copy = target / inside
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.unlink(missing_ok=True)
                shutil.copyfile(path, copy)


_IGNORED = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]  # nbgrader's default


def _start_process() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer


def _finished(pending: dict[Future[list[bool]], str]) -> Iterator[Page]:
    done, _ = wait(pending, return_when=FIRST_COMPLETED)
    for future in done:
        student = pending.pop(future)
        try:
            yield Page(student, "written" if any(future.result()) else "up to date")
        except Exception:  # noqa: BLE001 - one page never stops the others; the run exits with 1
            yield Page(student, "failed", traceback.format_exc())
