"""Grades every submission of an assignment and files the results; `nbgrader autograde` and the CLI call it."""

import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties

from autograder.course import autograded
from autograder.course.digest import digest
from autograder.course.folder import assignment_specs, autograded_folder, submission_folders
from autograder.course.gradebook import GradebookWriter
from autograder.course.intake import companions, read_submission, submitted_at
from autograder.errors import SandboxUnavailable
from autograder.grading import Record
from autograder.grading.process import grade_submission
from autograder.grading.submission import Submission
from autograder.sandbox import Limits
from autograder.spec import AssignmentSpec

# Submissions that are in memory at one time; enough to keep every process busy while results are filed.
_IN_FLIGHT_PER_JOB = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """One submission of the run.

    Attributes
    ----------
    records : dict
        The record of each notebook by its name; empty if the grader failed.
    fresh : bool
        Whether it was graded in this run; unchanged submissions keep their record.
    error : str
        The traceback of what went wrong in the grader itself, else empty.
    """

    student: str
    records: dict[str, Record]
    fresh: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Pending:
    student: str
    submission: Submission
    digest: str


@dataclass(frozen=True, slots=True)
class CourseRun:
    """A run over the submissions of `course.assignment_id`.

    Attributes
    ----------
    pool : function returning a context manager of an Executor
        Where submissions are graded.
    jobs : int
        How many are graded at one time.
    regrade : bool
        Whether unchanged submissions are graded again.
    create_students : bool
        Whether students that the gradebook does not know are added to it.
    """

    course: CourseDirectory
    penalties: AssignLatePenalties
    limits: Limits
    require_sandbox: bool
    regrade: bool
    create_students: bool
    pool: Callable[[int], AbstractContextManager[Executor]]
    jobs: int

    def outcomes(self) -> Iterator[Outcome]:
        """Grade all submissions and yield each as it is filed; what one does never stops the others.

        Raises
        ------
        GradingError
            If the assignment is not built, not in the gradebook, or has no submissions.
        SandboxUnavailable
            If the sandbox is required and this machine can't give it.
        """
        folders = submission_folders(self.course)
        specs = assignment_specs(self.course)
        with self.pool(self.jobs) as executor, self._gradebook() as gradebook:
            pending: dict[Future[dict[str, Record]], _Pending] = {}
            for student, folder in folders.items():
                try:
                    prepared = self._prepare(student, folder, specs)
                except Exception:  # noqa: BLE001 - reported; the run goes on and exits with 1
                    prepared = Outcome(student, {}, fresh=True, error=traceback.format_exc())
                if isinstance(prepared, Outcome):
                    yield prepared
                    continue
                future = executor.submit(
                    grade_submission, prepared.submission, specs, self.limits, self.require_sandbox
                )
                pending[future] = prepared
                while len(pending) >= _IN_FLIGHT_PER_JOB * self.jobs:
                    yield from self._file_finished(pending, specs, gradebook)
            while pending:
                yield from self._file_finished(pending, specs, gradebook)

    def _gradebook(self) -> GradebookWriter:
        return GradebookWriter(
            self.course.db_url,
            self.course.course_id,
            self.course.assignment_id,
            self.penalties,
            create_students=self.create_students,
        )

    def _prepare(self, student: str, folder: Path, specs: list[AssignmentSpec]) -> Outcome | _Pending:
        """Read a submission; return its record if it is unchanged."""
        submission = read_submission(folder)
        current = digest(submission, specs, self.limits)
        if not self.regrade:
            target = autograded_folder(self.course, student)
            saved = {spec.notebook: autograded.read(target, spec.notebook) for spec in specs}
            kept = {name: item[1] for name, item in saved.items() if item is not None and item[0] == current}
            if kept.keys() == saved.keys():
                return Outcome(student, kept, fresh=False)
        return _Pending(student, submission, current)

    def _file_finished(
        self,
        pending: dict[Future[dict[str, Record]], _Pending],
        specs: list[AssignmentSpec],
        gradebook: GradebookWriter,
    ) -> Iterator[Outcome]:
        finished, _ = wait(pending, return_when=FIRST_COMPLETED)
        for future in finished:
            item = pending.pop(future)
            try:
                yield self._file(item, future.result(), specs, gradebook)
            except SandboxUnavailable:
                raise
            except Exception:  # noqa: BLE001 - one submission never stops the others; the run exits with 1
                yield Outcome(item.student, {}, fresh=True, error=traceback.format_exc())

    def _file(
        self, item: _Pending, records: dict[str, Record], specs: list[AssignmentSpec], gradebook: GradebookWriter
    ) -> Outcome:
        # The gradebook first: a run that is killed in between finds no autograded folder and grades again.
        gradebook.save(
            item.student,
            submitted_at(item.submission),
            {spec.notebook: (spec, records[spec.notebook]) for spec in specs},
        )
        target = autograded_folder(self.course, item.student)
        autograded.write(target, records, item.digest, companions(item.submission))
        return Outcome(item.student, records, fresh=True)
