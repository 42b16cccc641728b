"""Grades every submission of an assignment and files the results; `nbgrader autograde` and the CLI call it."""

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from logging import Logger
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties

from autograder.course import autograded
from autograder.course.digest import digest
from autograder.course.folder import assignment_specs, autograded_folder, submission_folders
from autograder.course.gradebook import GradebookWriter
from autograder.course.intake import companions, read_submission, submitted_at
from autograder.grading import Record, grade
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec


@dataclass(frozen=True, slots=True)
class Outcome:
    """One submission of the run.

    Attributes
    ----------
    records : dict
        The record of each notebook by its name; empty if filing it failed.
    fresh : bool
        Whether it was graded in this run; unchanged submissions keep their record.
    error : str
        The traceback of what went wrong in the grader itself, else empty.
    """

    student: str
    records: dict[str, Record]
    fresh: bool
    error: str = ""

    @property
    def needs_a_look(self) -> bool:
        """Whether an instructor should look at the submission."""
        return bool(self.error) or any(record.status.needs_a_look for record in self.records.values())


@dataclass(frozen=True, slots=True)
class CourseRun:
    """A run over the submissions of `course.assignment_id`.

    Attributes
    ----------
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
    log: Logger

    def outcomes(self) -> Iterator[Outcome]:
        """Grade one submission after the other; what one does never stops the next.

        Raises
        ------
        GradingError
            If the assignment is not built, not in the gradebook, or has no submissions.
        SandboxUnavailable
            If the sandbox is required and this machine can't give it.
        """
        specs = assignment_specs(self.course)
        folders = submission_folders(self.course)
        with (
            Worker(self.limits, require_sandbox=self.require_sandbox) as worker,
            GradebookWriter(
                self.course.db_url,
                self.course.course_id,
                self.course.assignment_id,
                self.penalties,
                create_students=self.create_students,
            ) as gradebook,
        ):
            for line in worker.protections.missing:
                self.log.warning("Not enforced: %s", line)
            for student, folder in folders.items():
                try:
                    yield self._grade(student, folder, specs, worker, gradebook)
                except Exception:  # noqa: BLE001 - one submission never stops the others; reported, and the run exits with 1
                    yield Outcome(student, {}, fresh=True, error=traceback.format_exc())

    def _grade(
        self, student: str, folder: Path, specs: list[AssignmentSpec], worker: Worker, gradebook: GradebookWriter
    ) -> Outcome:
        submission = read_submission(folder)
        current = digest(submission, specs, self.limits)
        target = autograded_folder(self.course, student)
        if not self.regrade:
            saved = [autograded.read(target, spec.notebook) for spec in specs]
            kept = [record for _, record in filter(None, saved) if all(item and item[0] == current for item in saved)]
            if kept:
                return Outcome(student, dict(zip((spec.notebook for spec in specs), kept, strict=True)), fresh=False)
        records = {spec.notebook: grade(submission, spec, worker, self.limits) for spec in specs}
        # The gradebook first: a run that is killed in between finds no autograded folder and grades again.
        gradebook.save(
            student, submitted_at(submission), {spec.notebook: (spec, records[spec.notebook]) for spec in specs}
        )
        autograded.write(target, records, current, companions(submission))
        return Outcome(student, records, fresh=True)
