"""Files what came back from the graders, many at a time: in the gradebook, then in the autograded folder."""

import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.course import autograded
from autograder.course.directory import Conversion, Course
from autograder.course.folder import autograded_folder
from autograder.course.intake import companions, submitted_at
from autograder.course.job import Job
from autograder.errors import AutograderError, NotFiled
from autograder.grading.submission import Submission
from autograder.spec import AssignmentSpec


class Filer:
    """A context manager around the gradebook, which it imports when it is opened: nbgrader takes a second for that.

    Parameters
    ----------
    specs : sequence of AssignmentSpec
        The notebooks of the assignment: those that are not graded stay as they are in the autograded folder.
    penalties : function
        Returns nbgrader's preprocessor for late penalties.

    Raises
    ------
    GradingError
        When it is entered, if the gradebook does not know the assignment.
    NotFiled
        Then and later, if the gradebook can't be opened, read or written.
    """

    def __init__(
        self,
        course: Course,
        specs: Sequence[AssignmentSpec],
        penalties: Callable[[], Any],
        conversion: Conversion,
    ) -> None:
        self._course = course
        self._specs = specs
        self._penalties = penalties
        self._conversion = conversion

    def __enter__(self) -> Self:
        from autograder.course.database import said_of_gradebook
        from autograder.course.gradebook import GradebookWriter

        course = self._course
        self._said = partial(said_of_gradebook, course.db_url)
        with self._said():
            self._gradebook = GradebookWriter(
                course.db_url,
                course.course_id,
                course.assignment_id,
                self._penalties,
                create_students=self._conversion.create_students,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gradebook.close()

    def knows(self, student: str) -> bool:
        """Tell whether the gradebook had grades of this student when the run began."""
        return student in self._gradebook.students()

    def roster(self) -> Mapping[str, str]:
        """Return the full name of each student that the gradebook knows, by id."""
        with self._said():
            return self._gradebook.roster()

    def file(self, batch: Sequence[Job]) -> Iterator[Job]:
        """Write all that was graded in one transaction; if that fails, one by one, so that one never stops the others.

        What is unchanged gets its late penalty anew. What is yielded was filed, or has an error.

        Raises
        ------
        NotFiled
            If gradebook or disk take nothing. What this was to file is then in neither, and graded again next time.
        """
        yield from (job for job in batch if job.error)
        jobs = [job for job in batch if not job.error]
        # Files are written first, beside their place: what can't be written is not in the gradebook either.
        with self._staged(jobs) as staged:
            yield from (job for job, _ in staged if job.error)
            ready = [(job, *written) for job, written in zip(jobs, staged, strict=True) if not written[0].error]
            try:
                with self._said():
                    added = self._add([job for _, job, _ in ready])
            except NotFiled:
                raise
            except Exception:  # noqa: BLE001 - tried again, one by one
                self._gradebook.undo()
                for job, _, _ in ready:
                    yield from self.file([job]) if len(ready) > 1 else [_failed(job)]
                return
            for job, (_, _, folder) in zip(added, ready, strict=True):
                yield job if folder is None else self._published(job, folder)

    def _add(self, jobs: Sequence[Job]) -> list[Job]:
        # The gradebook first: a run that is killed in between finds no autograded folder and grades again.
        added = []
        for job in jobs:
            when = _time(job.submission)[0]
            if job.graded is None:
                added.append(replace(job, penalties=self._gradebook.renew_penalties(job.student, when)))
            else:
                kept, penalties = self._gradebook.add(job.student, when, job.graded, job.before, same=job.same)
                added.append(replace(job, kept=kept, penalties=penalties))
        if jobs:
            self._gradebook.commit()
        return added

    @contextmanager
    def _staged(self, jobs: Sequence[Job]) -> Iterator[list[tuple[Job, Path | None]]]:
        """Write the files of submissions that were graded, to be published; of one that fails, the job says why."""
        staged: list[tuple[Job, Path | None]] = []
        try:
            for job in jobs:
                try:
                    staged.append((job, None) if job.graded is None else self._stage(job))
                except OSError as error:
                    if autograded.is_of_the_disk(error):
                        where = autograded_folder(self._course, job.student)
                        hint = "Make room on its disk, then run the command again: it grades what was not recorded"
                        raise NotFiled(str(where), f"can't be written ({error.strerror})", hint) from error
                    staged.append((_failed(job), None))
            yield staged
        finally:
            for _, folder in staged:
                if folder is not None:
                    autograded.discard(folder)  # nothing where it was published

    def _published(self, job: Job, folder: Path) -> Job:
        try:
            autograded.publish(
                autograded_folder(self._course, job.student), folder, groupshared=self._course.groupshared
            )
        except OSError:
            return _failed(job)
        return job

    def _stage(self, job: Job) -> tuple[Job, Path]:
        graded = job.graded or {}
        notebooks = {name: item.content for name, item in graded.items()}
        folder, left_out = autograded.stage(
            autograded_folder(self._course, job.student),
            notebooks,
            self._specs[0].files_beside(companions(job.submission, self._course.ignore)),
            kept=[spec.notebook for spec in self._specs if spec.notebook not in graded],
            mode=self._conversion.mode,
        )
        if self._course.groupshared:
            autograded.share(Path(self._course.format_path(self._course.autograded_directory, ".", ".")))
        notes = [f"{len(left_out)} files beside the notebook could not be copied"] if left_out else []
        notes += filter(None, [_time(job.submission)[1]])
        records = {name: replace(record, repairs=(*record.repairs, *notes)) for name, record in job.records.items()}
        return replace(job, graded={name: replace(item, record=records[name]) for name, item in graded.items()}), folder


def _time(submission: Submission) -> tuple[datetime | None, str]:
    """Return when it was submitted, and a note where that could not be read: a file beside it costs no grades."""
    try:
        return submitted_at(submission), ""
    except Exception as error:  # noqa: BLE001 - whatever its text makes a parser raise
        return None, f"when it was submitted could not be read ({type(error).__name__}); no late penalty was computed"


def _failed(job: Job) -> Job:
    """Return a job with the error that is being handled: in a line, where it says what to do."""
    error = sys.exception()
    told = str(error) if isinstance(error, AutograderError) else traceback.format_exc()
    return replace(job, graded=None, unchanged=False, error=told)
