"""Grading in a process that keeps its warm sandbox between submissions: what a pool or a cluster runs."""

import atexit
import threading
from collections.abc import Sequence

from autograder.grading.core import grade
from autograder.grading.record import Record
from autograder.grading.submission import Submission
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec

# A worker talks to one grader at a time, so each thread (a cluster may use several) has its own.
_local = threading.local()


def grade_submission(
    submission: Submission, specs: Sequence[AssignmentSpec], limits: Limits, require_sandbox: bool
) -> dict[str, Record]:
    """Grade every notebook of a submission in this process's sandbox.

    Returns
    -------
    dict
        The record of each notebook by its name.

    Raises
    ------
    SandboxUnavailable
        If the sandbox is required and this machine can't give it.
    """
    worker = _warm_worker(limits, require_sandbox)
    return {spec.notebook: grade(submission, spec, worker, limits) for spec in specs}


def _warm_worker(limits: Limits, require_sandbox: bool) -> Worker:
    kept: tuple[Limits, bool, Worker] | None = getattr(_local, "worker", None)
    if kept is None or kept[:2] != (limits, require_sandbox):
        worker = Worker(limits, require_sandbox=require_sandbox).__enter__()
        atexit.register(worker.__exit__, None, None, None)
        _local.worker = kept = (limits, require_sandbox, worker)
    return kept[2]
