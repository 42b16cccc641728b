"""Files what came back from the graders: gradebook first, then the autograded folder, many at a time."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from autograder.course import autograded
from autograder.course.changes import fallen
from autograder.course.directory import Course
from autograder.course.folder import autograded_folder
from autograder.course.graders import Finished
from autograder.course.intake import companions, submitted_at
from autograder.grading import Record
from autograder.grading.lost import lost_record
from autograder.grading.process import filed
from autograder.grading.submission import Submission
from autograder.spec import AssignmentSpec

if TYPE_CHECKING:
    from autograder.course.gradebook import GradebookWriter


@dataclass(frozen=True, slots=True)
class Outcome:
    """One submission of the run.

    Attributes
    ----------
    records : dict
        The record of each notebook by its name, without the notebook; empty if the grader failed.
    fresh : bool
        Whether it was graded in this run; unchanged submissions keep their record.
    error : str
        The traceback of what went wrong in the grader itself, else empty.
    before : dict
        The records that this run replaced.
    """

    student: str
    records: dict[str, Record]
    fresh: bool
    error: str = ""
    before: dict[str, Record] = field(default_factory=dict)

    @property
    def needs_a_look(self) -> bool:
        """Whether an instructor should look at the submission."""
        return bool(self.error) or any(record.needs_a_look for record in self.records.values())

    @property
    def fallen(self) -> str:
        """What lost points against the last run, in a line; empty if nothing did."""
        return fallen(self.before, self.records)


class Filer:
    """A context manager around the gradebook, which it opens when it is needed: nbgrader takes a second to import.

    Parameters
    ----------
    penalties : function
        Returns nbgrader's preprocessor for late penalties.
    """

    def __init__(
        self, course: Course, specs: Sequence[AssignmentSpec], penalties: Callable[[], Any], create_students: bool
    ) -> None:
        self._course = course
        self._specs = specs
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
            self._known = self._gradebook().students()
        return student in self._known

    def file(self, batch: Sequence[Finished]) -> Iterator[Outcome]:
        """Write all of them in one transaction; if that fails, one by one, so that one never stops the others."""
        batch = [item if item.graded is not None or item.error else self._given_up(item) for item in batch]
        graded = [item for item in batch if item.graded is not None]
        yield from (_failed(item, item.error) for item in batch if item.error is not None)
        try:
            self._add(graded)
        except Exception as error:  # noqa: BLE001 - tried again, one by one
            self._gradebook().undo()
            if len(graded) > 1:
                for item in graded:
                    yield from self.file([item])
            else:
                yield from (_failed(item, error) for item in graded)
            return
        for item in graded:
            try:
                yield self._write(item)
            except OSError as error:
                yield _failed(item, error)

    def _add(self, graded: Sequence[Finished]) -> None:
        # The gradebook first: a run that is killed in between finds no autograded folder and grades again.
        for item in graded:
            assert item.graded is not None, "others were sorted out"
            self._gradebook().add(item.pending.student, _time(item.pending.submission)[0], item.graded)
        if graded:
            self._gradebook().commit()

    def _write(self, item: Finished) -> Outcome:
        student, graded = item.pending.student, item.graded or {}
        notebooks = {name: outcome.content for name, outcome in graded.items()}
        target = autograded_folder(self._course, student)
        left_out = autograded.write(target, notebooks, companions(item.pending.submission))
        notes = [f"{len(left_out)} files beside the notebook could not be copied"] if left_out else []
        notes += filter(None, [_time(item.pending.submission)[1]])
        records = {
            name: replace(outcome.record, repairs=(*outcome.record.repairs, *notes)) for name, outcome in graded.items()
        }
        return Outcome(student, records, fresh=True, before=item.pending.before)

    def _given_up(self, item: Finished) -> Finished:
        digest = item.pending.digest
        return Finished(item.pending, {spec.notebook: filed(lost_record(spec), spec, digest) for spec in self._specs})

    def _gradebook(self) -> "GradebookWriter":
        if self._writer is None:
            from autograder.course.gradebook import GradebookWriter

            course = self._course
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


def _failed(item: Finished, error: Exception | None) -> Outcome:
    told = "".join(traceback.format_exception(error))
    return Outcome(item.pending.student, {}, fresh=True, error=told)
