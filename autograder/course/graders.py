"""Submissions on their way through a pool, which may lose processes and yet loses no submission."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self

from autograder.course.job import Job
from autograder.course.pool import Pool
from autograder.errors import CanaryFailed, GraderUnusable
from autograder.grading.process import Assignment, Graded, given_up, grade_submission, prove_grader

# Submissions that are in memory at one time: enough to keep every process busy while results are filed.
_PER_PROCESS = 16
_MOST_BYTES = 64_000_000
_LOOK_SECONDS = 0.1  # for Ctrl-C, while nobody is graded yet


class Graders:
    """A context manager around a pool's executor, which it makes anew when a process is lost.

    Two kinds of submissions are graded again at the end, one at a time: who was being graded when a process was lost
    (all that was on the way where it is not known who was), and is given up if that happens once more; and who reached
    a limit that others at work may be the reason for, whose second grading counts.

    Parameters
    ----------
    pool : Pool
        Where they are graded.
    assignment : Assignment
        What they are graded by.
    interrupted : function
        Tells whether Ctrl-C was pressed; asked until the first process has graded the solution.
    """

    def __init__(self, pool: Pool, assignment: Assignment, interrupted: Callable[[], bool] = lambda: False) -> None:
        self._pool = pool
        self._assignment = assignment
        self._interrupted = interrupted
        self._open = ExitStack()
        self._executor: Executor | None = None
        self._pending: dict[Future[dict[str, Graded]], Job] = {}
        self._accompanied: set[Future[dict[str, Graded]]] = set()  # those that had others beside them
        self._again: list[Job] = []  # to be graded alone, with what came of the first time
        self._waiting: list[Job] = []  # was not being graded when an executor ended
        self._bytes = 0
        self._proven = False

    def __enter__(self) -> Self:
        self._executor = self._open.enter_context(self._pool.open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)  # ends what is still on the way

    @property
    def full(self) -> bool:
        """Whether enough are on the way."""
        return len(self._pending) >= _PER_PROCESS * self._pool.jobs or self._bytes >= _MOST_BYTES

    @property
    def busy(self) -> bool:
        """Whether any is on the way."""
        return bool(self._pending or self._waiting or self._again)

    def submit(self, job: Job) -> None:
        """Send a submission on its way; the first one waits until a process has graded the solution.

        Raises
        ------
        GraderUnusable
            If a process can't grade as the run demands.
        KeyboardInterrupt
            After Ctrl-C, where nobody was graded yet.
        """
        self._bytes += job.submission.size
        self._send(job)

    def finished(self, seconds: float) -> Iterator[Job]:
        """Wait until some came back, or the time is over, and return them: each graded, or with the grader's error.

        Raises
        ------
        GraderUnusable
            If a process can't grade as the run demands.
        """
        while self._waiting and len(self._pending) < _PER_PROCESS * self._pool.jobs:
            self._send(self._waiting.pop())
        if self._again and not self._pending:
            yield self._alone(self._again.pop())
            return
        done, _ = wait(self._pending, timeout=seconds, return_when=FIRST_COMPLETED)
        lost: list[Job] = []
        for future in done:
            job = self._pending.pop(future)
            accompanied = future in self._accompanied
            self._accompanied.discard(future)
            found = self._result(future, job)
            if found is None:
                lost.append(job)
            elif accompanied and any(record.disturbed for record in found.records.values()):
                self._again.append(found)
            else:
                self._bytes -= job.submission.size
                yield found
        if lost and self._pool.breaks:
            self._renew(lost)
        else:
            self._again += lost

    def _alone(self, job: Job) -> Job:
        """Grade a submission while no other is on the way."""
        future = self._send(job)
        wait([future])
        del self._pending[future]
        self._bytes -= job.submission.size
        found = self._result(future, job)
        if found is None and self._pool.breaks:
            self._renew()
        if found is None and job.graded is None:
            return replace(job, graded=given_up(job.digest, self._assignment))
        return found or job

    def _send(self, job: Job) -> Future[dict[str, Graded]]:
        assert self._executor is not None, "used as a context manager"
        if not self._proven:
            self._prove(self._executor)
        try:
            future = self._executor.submit(grade_submission, job.submission, job.digest, self._assignment)
        except self._pool.lost:
            self._renew()
            future = self._executor.submit(grade_submission, job.submission, job.digest, self._assignment)
        self._pending[future] = job
        if len(self._pending) > 1 and self._pool.jobs > 1:
            self._accompanied.update(self._pending)
        return future

    def _prove(self, executor: Executor) -> None:
        try:
            # one for each process: those that get none grade the solution before their first submission
            proofs = [executor.submit(prove_grader, self._assignment) for _ in range(self._pool.jobs)]
            while not (done := wait(proofs, _LOOK_SECONDS, FIRST_COMPLETED).done):
                if self._interrupted():
                    raise KeyboardInterrupt
            for proof in done:
                proof.result()
        except self._pool.lost as error:
            raise CanaryFailed(
                "the solution", "grading it ends the grading process", "Nobody was graded. Look for what changed"
            ) from error
        self._proven = True

    def _result(self, future: Future[dict[str, Graded]], job: Job) -> Job | None:
        """Return what came of a submission; None if its process was lost."""
        gone: tuple[type[BaseException], ...] = (*self._pool.lost, CancelledError)
        try:
            return replace(job, graded=future.result())
        except gone:
            return None
        except GraderUnusable:
            raise
        except Exception:  # noqa: BLE001 - one submission never stops the others
            return replace(job, graded=None, error=traceback.format_exc())

    def _renew(self, lost: Sequence[Job] = ()) -> None:
        """Start a new executor; who was being graded in the old one is suspect."""
        assert self._executor is not None, "used as a context manager"
        at_work = self._pool.at_work(self._executor)
        on_the_way = [*lost, *self._pending.values()]
        suspects = [job for job in on_the_way if job.digest in at_work] or on_the_way
        self._again += suspects
        self._waiting += (job for job in on_the_way if job not in suspects)
        self._pending.clear()
        self._accompanied.clear()
        self._open.close()
        self._executor = self._open.enter_context(self._pool.open())
