"""Grades every submission of an assignment and files the results; `nbgrader autograde` and the CLI call it."""

import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from autograder.course import autograded
from autograder.course.digest import digests
from autograder.course.directory import Conversion, Course
from autograder.course.filing import Filer
from autograder.course.folder import assignment_specs, autograded_folder, submission_folders
from autograder.course.graders import Graders
from autograder.course.intake import read_submission
from autograder.course.interrupt import interrupts_noted
from autograder.course.job import Job
from autograder.course.pool import Pool
from autograder.errors import GradingError
from autograder.grading.process import Assignment
from autograder.grading.submission import Submission
from autograder.repair.text import show
from autograder.sandbox import Limits
from autograder.spec import AssignmentSpec

# A transaction costs as much as several submissions in it.
_BATCH = 32
_BATCH_SECONDS = 0.5
_BATCH_BYTES = 64_000_000
_LOOK_SECONDS = 0.1


@dataclass(slots=True)
class CourseRun:
    """A run over the submissions of `course.assignment_id`.

    Attributes
    ----------
    penalties : function
        Returns nbgrader's preprocessor for late penalties.
    regrade : bool
        Whether unchanged submissions are graded again.
    conversion : Conversion
        What the course sets for `nbgrader autograde`.
    folders : dict
        The submissions, once the run has begun.
    first_seconds : float
        From the beginning until the first submission was graded.
    say : function
        Told what an instructor should know of the assignment before it is graded.
    """

    course: Course
    penalties: Callable[[], Any]
    limits: Limits
    require_sandbox: bool
    regrade: bool
    conversion: Conversion
    pool: Pool
    folders: dict[str, Path] = field(default_factory=dict)
    first_seconds: float = 0.0
    say: Callable[[str], None] = print

    def grade(self) -> Iterator[Job]:
        """Grade all submissions and yield each as it is filed; what one does never stops the others.

        Raises
        ------
        GradingError
            If the assignment is not built, not in the gradebook, or has no submissions.
        GraderUnusable
            If a machine can't give the sandbox that is required, or has another version of the code.
        KeyboardInterrupt
            After Ctrl-C, when all that was graded is filed.
        """
        sources = assignment_specs(self.course, self.say, self.limits)
        specs = [replace(spec, replaceable=self.conversion.replaceable) for spec in sources]
        wanted = self._wanted(specs)
        found = submission_folders(self.course)
        self.folders = {student: folder for student, folder in found.items() if not self._is_empty(student, folder)}
        # a grade depends on the whole assignment, whatever is graded of it now
        digest = digests(specs, self.limits, self.conversion.execute)
        assignment = Assignment.of(wanted, self.limits, self.require_sandbox, self.conversion.execute)
        filer = Filer(self.course, specs, self.penalties, self.conversion)
        with interrupts_noted() as interrupted, Graders(self.pool, assignment) as graders, filer:
            yield from self._grade_all(self._read(wanted, digest, filer), graders, filer, interrupted)
            if interrupted():
                raise KeyboardInterrupt

    def _is_empty(self, student: str, folder: Path) -> bool:
        """Tell whether nothing was handed in, and say so: nbgrader shows such a submission as missing."""
        try:
            empty = not any(folder.iterdir())
        except OSError:
            return False  # reading it tells why
        if empty:
            self.say(f"{show(student)}: nothing was handed in, {folder.name} is an empty folder")
        return empty

    def _wanted(self, specs: list[AssignmentSpec]) -> list[AssignmentSpec]:
        wanted = [spec for spec in specs if fnmatchcase(spec.notebook, self.course.notebook_id)]
        if not wanted:
            names = ", ".join(spec.notebook for spec in specs)
            raise GradingError(
                f'assignment "{self.course.assignment_id}"',
                f'there is no notebook "{self.course.notebook_id}"',
                f"Its notebooks: {names}",
            )
        return wanted

    def _grade_all(
        self, waiting: Iterator[Job], graders: Graders, filer: Filer, interrupted: Callable[[], bool]
    ) -> Iterator[Job]:
        batch: list[Job] = []
        begin = time.monotonic()
        due = 0.0
        more = True
        while (more or graders.busy) and not interrupted():
            while more and not graders.full:
                job = next(waiting, None)
                if job is None:
                    more = False
                elif job.unchanged or job.error:
                    yield job
                else:
                    graders.submit(job)
            for job in graders.finished(_LOOK_SECONDS):
                self.first_seconds = self.first_seconds or time.monotonic() - begin
                due = due if batch else time.monotonic() + _BATCH_SECONDS
                batch.append(job)
            if batch and (len(batch) >= _BATCH or time.monotonic() >= due or _size(batch) >= _BATCH_BYTES):
                yield from filer.file(batch)
                batch.clear()
        batch += graders.finished(0.0) if interrupted() else ()
        yield from filer.file(batch)

    def _read(self, specs: list[AssignmentSpec], digest: Callable[[Submission], str], filer: Filer) -> Iterator[Job]:
        """Read the submissions, one when it is asked for."""
        for student, folder in self.folders.items():
            try:
                submission = read_submission(folder)
                yield self._compared(Job(student, submission, digest(submission)), specs, filer)
            except Exception:  # noqa: BLE001 - one submission never stops the others
                yield Job(student, Submission(()), error=traceback.format_exc())

    def _compared(self, job: Job, specs: list[AssignmentSpec], filer: Filer) -> Job:
        """Return a job with the records of the last run, and whether they still hold."""
        target = autograded_folder(self.course, job.student)
        found = {spec.notebook: autograded.read_record(target, spec.notebook) for spec in specs}
        saved = {name: item for name, item in found.items() if item is not None}
        same = saved.keys() == found.keys() and all(digest == job.digest for digest, _ in saved.values())
        records = {name: record for name, (_, record) in saved.items()}
        return replace(job, before=records, unchanged=same and not self.regrade and filer.knows(job.student))


def _size(batch: list[Job]) -> int:
    return sum(job.submission.size for job in batch)
