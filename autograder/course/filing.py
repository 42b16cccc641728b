"""Files what came back from the graders, many at a time: in the gradebook, then in the autograded folder."""

import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from autograder.course import autograded
from autograder.course.directory import Course
from autograder.course.folder import autograded_folder
from autograder.course.intake import companions, submitted_at
from autograder.course.job import Job
from autograder.errors import AutograderError, NotFiled
from autograder.grading.submission import Submission

if TYPE_CHECKING:
    from autograder.course.gradebook import GradebookWriter


class Filer:
    """A context manager around the gradebook, which it opens when it is needed: nbgrader takes a second to import.

    Parameters
    ----------
    files : mapping
        The course's own files, which lie beside the autograded notebooks whatever was handed in: content by name.
    penalties : function
        Returns nbgrader's preprocessor for late penalties.
    """

    def __init__(
        self, course: Course, files: Mapping[str, bytes], penalties: Callable[[], Any], create_students: bool
    ) -> None:
        self._course = course
        self._files = files
        self._penalties = penalties
        self._create_students = create_students
        self._open = ExitStack()
        self._writer: GradebookWriter | None = None
        self._known: set[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def knows(self, student: str) -> bool:
        """Tell whether the gradebook had grades of this student when the run began."""
        if self._known is None:
            with self._said():
                self._known = self._gradebook().students()
        return student in self._known

    def roster(self) -> Mapping[str, str]:
        """Return the full name of each student that the gradebook knows, by id."""
        with self._said():
            return self._gradebook().roster()

    def file(self, batch: Sequence[Job]) -> Iterator[Job]:
        """Write all that was graded in one transaction; if that fails, one by one, so that one never stops the others.

        What is yielded was filed, or has an error.

        Raises
        ------
        NotFiled
            If gradebook or disk take nothing. What this was to file is then in neither, and graded again next time.
        """
        yield from (job for job in batch if job.graded is None)
        graded = [job for job in batch if job.graded is not None]
        # Files are written first, beside their place: what can't be written is not in the gradebook either.
        with self._staged(graded) as staged:
            yield from (job for job, folder in staged if folder is None)
            fresh = [(job, folder) for job, folder in staged if folder is not None]
            try:
                with self._said():
                    self._add([job for job, _ in fresh])
            except NotFiled:
                raise
            except Exception:  # noqa: BLE001 - tried again, one by one
                self._gradebook().undo()
                for job, _ in fresh:
                    yield from self.file([job]) if len(fresh) > 1 else [_failed(job)]
                return
            for job, folder in fresh:
                try:
                    autograded.publish(autograded_folder(self._course, job.student), folder)
                    yield job
                except OSError:
                    yield _failed(job)

    def _add(self, jobs: Sequence[Job]) -> None:
        # The gradebook first: a run that is killed in between finds no autograded folder and grades again.
        for job in jobs:
            self._gradebook().add(job.student, _time(job.submission)[0], job.graded or {})
        if jobs:
            self._gradebook().commit()

    @contextmanager
    def _staged(self, jobs: Sequence[Job]) -> Iterator[list[tuple[Job, Path | None]]]:
        """Write the files of submissions, to be published; of one that has none, the job says why."""
        staged: list[tuple[Job, Path | None]] = []
        try:
            for job in jobs:
                try:
                    staged.append(self._stage(job))
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

    def _stage(self, job: Job) -> tuple[Job, Path]:
        graded = job.graded or {}
        notebooks = {name: item.content for name, item in graded.items()}
        beside = {**companions(job.submission, self._course.ignore), **self._files}
        folder, left_out = autograded.stage(autograded_folder(self._course, job.student), notebooks, beside)
        notes = [f"{len(left_out)} files beside the notebook could not be copied"] if left_out else []
        notes += filter(None, [_time(job.submission)[1]])
        records = {name: replace(record, repairs=(*record.repairs, *notes)) for name, record in job.records.items()}
        return replace(job, graded={name: replace(item, record=records[name]) for name, item in graded.items()}), folder

    def _said(self) -> AbstractContextManager[None]:
        from autograder.course.database import said_of_gradebook

        return said_of_gradebook(self._course.db_url)

    def _gradebook(self) -> "GradebookWriter":
        if self._writer is None:
            from autograder.course.gradebook import GradebookWriter

            course = self._course
            with self._said():
                self._writer = self._open.enter_context(
                    GradebookWriter(
                        course.db_url,
                        course.course_id,
                        course.assignment_id,
                        self._penalties(),
                        create_students=self._create_students,
                    )
                )
        return self._writer


def _time(submission: Submission) -> tuple[datetime | None, str]:
    """Return when it was submitted, and a note where that could not be read: a file beside it costs no grades."""
    try:
        return submitted_at(submission), ""
    except Exception as error:  # noqa: BLE001 - whatever its text makes a parser raise
        return None, f"when it was submitted could not be read ({type(error).__name__}); no late penalty was computed"


def _failed(job: Job) -> Job:
    """Return a job with the error that is being handled: in a line, where it says what to do."""
    error = sys.exception()
    return replace(job, graded=None, error=str(error) if isinstance(error, AutograderError) else traceback.format_exc())
