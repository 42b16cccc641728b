"""Submissions on their way through a pool, which may lose processes and yet loses no submission."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from autograder.course.pool import Pool
from autograder.grading import Record
from autograder.grading.process import Assignment, Graded, grade_submission
from autograder.grading.submission import Submission

# Submissions that are in memory at one time: enough to keep every process busy while results are filed.
_PER_JOB = 16
_MOST_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Pending:
    """A submission to be graded.

    Attributes
    ----------
    before : dict
        Its records of an earlier run.
    """

    student: str
    submission: Submission
    digest: str
    before: dict[str, Record] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(len(content) for _, _, content in self.submission.files)


@dataclass(frozen=True, slots=True)
class Finished:
    """A submission that came back: graded, or with the error of the grader itself.

    Attributes
    ----------
    graded : dict or None
        By the notebook's name; None if the grading process was lost twice, the second time with this submission alone.
    """

    pending: Pending
    graded: dict[str, Graded] | None
    error: Exception | None = None


class Graders:
    """A context manager around a pool's executor, which it makes anew when a process is lost.

    Whoever was being graded when that happened is a suspect; all that was on the way is where it is not known who was.
    Suspects are graded again at the end, one at a time: who ends a process a second time was alone in the pool, and is
    given up.
    """

    def __init__(self, pool: Pool, assignment: Assignment) -> None:
        self._pool = pool
        self._assignment = assignment
        self._open = ExitStack()
        self._executor: Executor | None = None
        self._pending: dict[Future[dict[str, Graded]], Pending] = {}
        self._suspects: list[Pending] = []
        self._again: list[Pending] = []  # was waiting when an executor ended
        self._bytes = 0

    def __enter__(self) -> Self:
        self._executor = self._open.enter_context(self._pool.open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()  # ends what is still on the way

    @property
    def full(self) -> bool:
        """Whether enough are on the way."""
        return len(self._pending) >= _PER_JOB * self._pool.jobs or self._bytes >= _MOST_BYTES

    @property
    def busy(self) -> bool:
        """Whether any is on the way."""
        return bool(self._pending or self._again or self._suspects)

    def submit(self, item: Pending) -> None:
        """Send a submission on its way."""
        assert self._executor is not None, "used as a context manager"
        try:
            future = self._executor.submit(grade_submission, item.submission, item.digest, self._assignment)
        except self._pool.lost:
            self._renew()
            future = self._executor.submit(grade_submission, item.submission, item.digest, self._assignment)
        self._pending[future] = item
        self._bytes += item.size

    def finished(self, seconds: float) -> Iterator[Finished]:
        """Wait until some came back, or the time is over, and return them."""
        while self._again and not self.full:
            self.submit(self._again.pop())
        alone = not self._pending and bool(self._suspects)
        if alone:
            self.submit(self._suspects.pop())
        done, _ = wait(self._pending, timeout=None if alone else seconds, return_when=FIRST_COMPLETED)
        lost: list[Pending] = []
        gone: tuple[type[BaseException], ...] = (*self._pool.lost, CancelledError)
        for future in done:
            item = self._pending.pop(future)
            self._bytes -= item.size
            try:
                yield Finished(item, future.result())
            except gone:
                lost.append(item)
            except Exception as error:  # noqa: BLE001 - one submission never stops the others
                yield Finished(item, None, error)
        if lost and self._pool.breaks:
            self._renew([] if alone else lost)
        elif lost and not alone:
            self._suspects += lost
        if lost and alone:
            yield Finished(lost[0], None)

    def _renew(self, lost: Sequence[Pending] = ()) -> None:
        """Start a new executor; who was being graded in the old one is suspect."""
        assert self._executor is not None, "used as a context manager"
        at_work = self._pool.at_work(self._executor)
        on_the_way = [*lost, *self._pending.values()]
        suspects = [item for item in on_the_way if item.digest in at_work] or on_the_way
        self._suspects += suspects
        self._again += [item for item in on_the_way if item not in suspects]
        self._pending.clear()
        self._bytes = 0
        self._open.close()
        self._executor = self._open.enter_context(self._pool.open())
