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
from autograder.course.folder import assignment_specs, autograded_folder, require_writable
from autograder.course.graders import Graders
from autograder.course.instances import instance_of, read_secret
from autograder.course.intake import read_submission
from autograder.course.interrupt import interrupts_noted
from autograder.course.job import Job
from autograder.course.place import LeftOut, Place
from autograder.course.pool import Pool
from autograder.course.submissions import find_submissions
from autograder.errors import GradingError, NotFiled
from autograder.grading.process import Assignment
from autograder.grading.submission import Submission
from autograder.sandbox import THIS_PYTHON, Interpreter, Limits
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
        Where each student's submission lies, once the run has begun.
    left_out : list
        What lies among the submissions and is not graded, once the run has begun.
    first_seconds : float
        From the beginning of the run, before it reads the assignment, until the first submission was graded.
    say : function
        Told what an instructor should know of the assignment before it is graded.
    interpreter : Interpreter
        The Python that students' code runs in.
    """

    course: Course
    penalties: Callable[[], Any]
    limits: Limits
    require_sandbox: bool
    regrade: bool
    conversion: Conversion
    pool: Pool
    folders: dict[str, Place] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    first_seconds: float = 0.0
    say: Callable[[str], None] = print
    interpreter: Interpreter = THIS_PYTHON

    def grade(self) -> Iterator[Job]:
        """Grade all submissions and yield each as it is filed; what one does never stops the others.

        Raises
        ------
        GradingError
            If the assignment is not built, not in the gradebook, or has no submissions.
        NotFiled
            If gradebook or disk can't be written; what was not recorded is graded again by the next run.
        GraderUnusable
            If a machine can't give the sandbox that is required, or has another version of the code.
        KeyboardInterrupt
            After Ctrl-C, when all that was graded is filed.
        """
        begin = time.monotonic()
        sources = assignment_specs(self.course, self.say, self.limits, self.interpreter)
        specs = [replace(spec, replaceable=self.conversion.replaceable) for spec in sources]
        wanted = self._wanted(specs)
        require_writable(self.course, self.course.autograded_directory)
        secret = read_secret(Path(self.course.root))
        # a grade depends on the whole assignment, whatever is graded of it now
        digest = digests(specs, self.limits, self.conversion.execute, self.interpreter)
        assignment = Assignment.of(wanted, self.limits, self.require_sandbox, self.conversion.execute, self.interpreter)
        filer = Filer(self.course, specs, self.penalties, self.conversion)
        with interrupts_noted() as interrupted, Graders(self.pool, assignment, interrupted) as graders, filer:
            found = find_submissions(self.course, filer.roster)
            self.folders, self.left_out = found.by_student, found.left_out
            jobs = self._read(wanted, digest, filer, secret)
            yield from self._grade_all(jobs, graders, filer, interrupted, begin)
            if interrupted():
                raise KeyboardInterrupt

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
        self, waiting: Iterator[Job], graders: Graders, filer: Filer, interrupted: Callable[[], bool], begin: float
    ) -> Iterator[Job]:
        batch: list[Job] = []
        due = 0.0
        more = True
        while (more or graders.busy) and not interrupted():
            while more and not graders.full and not _full(batch):
                job = next(waiting, None)
                if job is None:
                    more = False
                elif job.error:
                    yield job
                elif job.unchanged:
                    batch.append(job)  # its late penalty may be another one today
                else:
                    graders.submit(job)
            due = due if batch else time.monotonic() + _BATCH_SECONDS
            for job in graders.finished(0.0 if _full(batch) else _LOOK_SECONDS):
                self.first_seconds = self.first_seconds or time.monotonic() - begin
                batch.append(job)
            if batch and (_full(batch) or time.monotonic() >= due):
                yield from filer.file(batch)
                batch.clear()
        batch += graders.finished(0.0) if interrupted() else ()
        yield from filer.file(batch)

    def _read(
        self, specs: list[AssignmentSpec], digest: Callable[[Submission], str], filer: Filer, secret: bytes
    ) -> Iterator[Job]:
        """Read the submissions, one when it is asked for."""
        for student, place in self.folders.items():
            try:
                instance = instance_of(secret, self.course.assignment_id, student)
                submission = replace(read_submission(place), instance=instance)
                yield self._compared(Job(student, submission, digest(submission)), specs, filer)
            except NotFiled:
                raise  # the gradebook can't be read
            except Exception:  # noqa: BLE001 - one submission never stops the others
                yield Job(student, Submission(()), error=traceback.format_exc())

    def _compared(self, job: Job, specs: list[AssignmentSpec], filer: Filer) -> Job:
        """Return a job with the records of the last run, and whether they still hold."""
        target = autograded_folder(self.course, job.student)
        found = {spec.notebook: autograded.read_record(target, spec.notebook) for spec in specs}
        saved = {name: item for name, item in found.items() if item is not None}
        same = saved.keys() == found.keys() and all(digest == job.digest for digest, _ in saved.values())
        records = {name: record for name, (_, record) in saved.items()}
        unchanged = same and not self.regrade and filer.knows(job.student)
        return replace(job, before=records, same=same, unchanged=unchanged)


def _full(batch: list[Job]) -> bool:
    return len(batch) >= _BATCH or sum(job.submission.size for job in batch) >= _BATCH_BYTES
