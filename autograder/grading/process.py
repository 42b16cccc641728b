"""Grading in a process that keeps its warm sandbox between submissions: what a pool or a cluster runs."""

import atexit
import json
import pickle
import platform
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nbformat import NotebookNode

from autograder.at_work import at_work_on
from autograder.errors import AutograderError, GraderUnusable
from autograder.grading.bounded import OutOfTime, bounded
from autograder.grading.canary import grade_solution
from autograder.grading.code import code_digest
from autograder.grading.core import grade, keep, lost
from autograder.grading.imports import refuse_missing_modules
from autograder.grading.record import METADATA_KEY, Record
from autograder.grading.submission import Submission
from autograder.sandbox import THIS_PYTHON, Interpreter, Limits, Worker
from autograder.spec import AssignmentSpec, Role
from autograder.status import Status

# A worker talks to one grader at a time, so each thread (a cluster may use several) has its own.
_local = threading.local()


@dataclass(frozen=True, slots=True)
class Graded:
    """One notebook of a submission as it is filed.

    Attributes
    ----------
    record : Record
        Without its notebook.
    content : bytes
        The autograded notebook, with the record in its metadata.
    unanswered : frozenset of str
        The grade_id of each solution cell that still holds what students got.
    """

    record: Record
    content: bytes
    unanswered: frozenset[str]


@dataclass(frozen=True, slots=True)
class Assignment:
    """What all submissions of a run have in common, in a form that is quick to send.

    Attributes
    ----------
    specs : bytes
        The pickled specs of its notebooks: made by whoever starts the run, read once in each process.
    code : bytes
        Hash of the code that grades, which has to be the same wherever a submission of the run is graded.
    execute : bool
        Whether submissions are run at all.
    """

    specs: bytes
    code: bytes
    limits: Limits
    require_sandbox: bool
    execute: bool
    interpreter: Interpreter

    @classmethod
    def of(
        cls,
        specs: Sequence[AssignmentSpec],
        limits: Limits,
        require_sandbox: bool,
        execute: bool = True,
        interpreter: Interpreter = THIS_PYTHON,
    ) -> "Assignment":
        """Return what to send for these specs."""
        return cls(pickle.dumps(tuple(specs)), code_digest(), limits, require_sandbox, execute, interpreter)


def grade_submission(submission: Submission, digest: str, assignment: Assignment) -> dict[str, Graded]:
    """Grade every notebook of a submission in this process's sandbox, which has graded the solution before.

    Parameters
    ----------
    submission : Submission
        The submitted files as they came.
    digest : str
        What the grades depend on (see `autograder.course.digest`); kept in the notebook.
    assignment : Assignment
        What it is graded by.

    Returns
    -------
    dict
        By the notebook's name.

    Raises
    ------
    GraderUnusable
        If this process can't grade as the run demands (see `prove_grader`).
    """
    prove_grader(assignment)
    with at_work_on(digest):
        return {
            spec.notebook: _graded_within_bounds(submission, spec, digest, assignment)
            for spec in _specs(assignment.specs)
        }


def given_up(digest: str, assignment: Assignment) -> dict[str, Graded]:
    """Return what is filed in place of `grade_submission`'s result where that ended its process twice."""
    return {spec.notebook: filed(lost(spec), spec, digest) for spec in _specs(assignment.specs)}


def _graded_within_bounds(submission: Submission, spec: AssignmentSpec, digest: str, assignment: Assignment) -> Graded:
    limits = assignment.limits
    # outside of the bounds, which it would inherit
    worker = _warm_worker(limits, assignment.require_sandbox, assignment.interpreter)
    try:
        with bounded(limits.grader_seconds, limits.grader_memory):
            record = grade(submission, spec, worker, limits) if assignment.execute else keep(submission, spec)
            return filed(record, spec, digest)
    except OutOfTime as excess:
        status, reason = Status.TIMED_OUT, f"grading it was stopped: it took the grader {excess}"
    except MemoryError:
        status, reason = Status.OUT_OF_MEMORY, f"grading it took the grader more than {limits.grader_memory >> 20} MiB"
    _close_worker()  # the step that was stopped may have been its own
    return filed(lost(spec, status, reason), spec, digest)


def prove_grader(assignment: Assignment) -> None:
    """Let this process show that it can grade an assignment: it grades the solution, once.

    Raises
    ------
    GraderUnusable
        If the sandbox is required and this machine can't give it, `length` or `autograder` are not the run's, what the
        solution imports is missing, or it does not earn all points.
    """
    if getattr(_local, "proven", None) == assignment:
        return
    if code_digest() != assignment.code:
        raise GraderUnusable(
            platform.node(),
            "its `length` or `autograder` is not the one that the run was started with",
            "Install the wheels of the same commit on every machine (docs/scaling.md), then restart its worker",
        )
    limits, interpreter = assignment.limits, assignment.interpreter
    if assignment.execute:
        specs = _specs(assignment.specs)
        refuse_missing_modules(specs, interpreter)
        grade_solution(specs, lambda: _warm_worker(limits, assignment.require_sandbox, interpreter), limits)
    _local.proven = assignment


def filed(record: Record, spec: AssignmentSpec, digest: str) -> Graded:
    """Return a record in the form in which it is filed."""
    notebook = record.notebook
    notebook.metadata[METADATA_KEY] = {"digest": digest, "record": record.outcome()}
    # Python's strings may hold half a character, which files may not
    content = _written(notebook).encode(errors="replace")
    return Graded(replace(record, notebook=NotebookNode()), content, _unanswered(notebook, spec))


def prepare(limits: Limits, require_sandbox: bool, interpreter: Interpreter) -> None:
    """Start the sandbox, so that the first submission does not wait for it; its grading tells what went wrong."""
    try:
        _warm_worker(limits, require_sandbox, interpreter)
    except AutograderError:
        return


def _written(notebook: NotebookNode) -> str:
    """Return a notebook's file, a cell a line.

    nbformat's own indented form takes ten times as long, and its validation twice that: repair has made each cell, the
    sandbox each output.
    """
    cells = ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in notebook.cells)
    rest = json.dumps({name: value for name, value in notebook.items() if name != "cells"}, ensure_ascii=False)
    return f'{{"cells": [\n{cells}\n],\n{rest[1:]}\n'


@lru_cache(maxsize=4)
def _specs(pickled: bytes) -> tuple[AssignmentSpec, ...]:
    specs: tuple[AssignmentSpec, ...] = pickle.loads(pickled)  # noqa: S301 - from the process that started the run
    return specs


def _unanswered(notebook: NotebookNode, spec: AssignmentSpec) -> frozenset[str]:
    answers: Mapping[str, str] = {
        cell.metadata["nbgrader"]["grade_id"]: cell.source for cell in notebook.cells if "nbgrader" in cell.metadata
    }
    stubs = {cell.grade_id: cell.source for cell in spec.cells if cell.role is Role.SOLUTION and cell.grade_id}
    return frozenset(grade_id for grade_id, stub in stubs.items() if answers.get(grade_id) == stub)


def _warm_worker(limits: Limits, require_sandbox: bool, interpreter: Interpreter) -> Worker:
    wanted = limits, require_sandbox, interpreter
    kept: tuple[tuple[Limits, bool, Interpreter], Worker] | None = getattr(_local, "worker", None)
    if kept is None or kept[0] != wanted:
        worker = Worker(limits, require_sandbox=require_sandbox, interpreter=interpreter).__enter__()
        atexit.register(worker.__exit__, None, None, None)
        _local.worker = kept = (wanted, worker)
    return kept[1]


def _close_worker() -> None:
    """End the sandbox of this thread; the next submission starts a new one."""
    _, worker = _local.worker
    atexit.unregister(worker.__exit__)
    worker.close()
    del _local.worker
