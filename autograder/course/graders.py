"""Submissions on their way through a pool, which may lose processes and yet loses no submission."""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from autograder.course.pool import Pool
from autograder.errors import CanaryFailed
from autograder.grading import Record
from autograder.grading.process import Assignment, Graded, grade_submission, prove_grader
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

    Whoever was on the way when that happened is a suspect. Suspects are graded again at the end, one at a time: who
    ends a process a second time was alone in the pool, and is given up.
    """

    def __init__(self, pool: Pool, assignment: Assignment) -> None:
        self._pool = pool
        self._assignment = assignment
        self._open = ExitStack()
        self._executor: Executor | None = None
        self._pending: dict[Future[dict[str, Graded]], Pending] = {}
        self._suspects: list[Pending] = []
        self._bytes = 0
        self._proven = False

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
        return bool(self._pending or self._suspects)

    def submit(self, item: Pending) -> None:
        """Send a submission on its way; the first one waits until a process has graded the solution.

        Raises
        ------
        GraderUnusable
            If a process can't grade as the run demands.
        """
        assert self._executor is not None, "used as a context manager"
        if not self._proven:
            self._prove(self._executor)
        try:
            future = self._executor.submit(grade_submission, item.submission, item.digest, self._assignment)
        except self._pool.lost:
            self._renew()
            future = self._executor.submit(grade_submission, item.submission, item.digest, self._assignment)
        self._pending[future] = item
        self._bytes += item.size

    def _prove(self, executor: Executor) -> None:
        try:
            # one for each process: those that get none grade the solution before their first submission
            proofs = [executor.submit(prove_grader, self._assignment) for _ in range(self._pool.jobs)]
            done, _ = wait(proofs, return_when=FIRST_COMPLETED)
            for proof in done:
                proof.result()
        except self._pool.lost as error:
            raise CanaryFailed(
                "the solution", "grading it ends the grading process", "Nobody was graded. Look for what changed"
            ) from error
        self._proven = True

    def finished(self, seconds: float) -> Iterator[Finished]:
        """Wait until some came back, or the time is over, and return them."""
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
        if lost:
            if self._pool.breaks:
                self._renew()
            if alone:
                yield Finished(lost[0], None)
            else:
                self._suspects += lost

    def _renew(self) -> None:
        """Start a new executor; all that was on the way in the old one is suspect."""
        self._suspects += self._pending.values()
        self._pending.clear()
        self._bytes = 0
        self._open.close()
        self._executor = self._open.enter_context(self._pool.open())
