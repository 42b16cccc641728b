"""The canary: before a process grades anybody, it grades the solution, which must earn all points.

What takes points from everybody shows here: a broken `length`, a library whose new release means something else by the
same call, a test that depends on the day, a sandbox in which nothing runs.
"""

import json
import platform
from collections.abc import Callable, Sequence

from autograder.errors import CanaryFailed, GraderUnusable
from autograder.grading.bounded import OutOfTime, bounded
from autograder.grading.core import grade
from autograder.grading.record import Record
from autograder.grading.submission import Submission
from autograder.repair import repair
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec, Role

_HINT = "Nobody was graded: with this, everybody would lose points. Look for what changed since `make release`"


def grade_solution(specs: Sequence[AssignmentSpec], worker: Callable[[], Worker], limits: Limits) -> None:
    """Grade the solution of each notebook as if it had been handed in.

    Parameters
    ----------
    specs : sequence of AssignmentSpec
        The notebooks of the assignment.
    worker : function
        Returns the worker that will run the submissions.
    limits : Limits
        Those of a submission.

    Raises
    ------
    GraderUnusable
        If it does not earn all points, or can't be graded at all.
    """
    for spec in specs:
        where = f"{platform.node()}: the solution of {spec.notebook}"
        try:
            record = _graded(spec, worker(), limits)
        except GraderUnusable:
            raise
        except (Exception, OutOfTime) as error:
            raise CanaryFailed(where, f"it can't be graded ({type(error).__name__}: {error})", _HINT) from error
        lost = _lost(record) if spec.proven else ""
        if lost:
            raise CanaryFailed(where, lost, _HINT)


def solution(spec: AssignmentSpec) -> Submission:
    """Return the solved notebook as a submission."""
    notebook = repair(None, spec).notebook
    for node, cell in zip(notebook.cells, spec.cells, strict=True):
        if cell.role is Role.SOLUTION:
            node.source = cell.solution
    return Submission.of_notebook(spec.notebook, json.dumps(notebook).encode())


def untouched(spec: AssignmentSpec) -> Submission:
    """Return the notebook that students got as a submission."""
    return Submission.of_notebook(spec.notebook, json.dumps(repair(None, spec).notebook).encode())


def _graded(spec: AssignmentSpec, worker: Worker, limits: Limits) -> Record:
    submission = solution(spec)
    with bounded(limits.grader_seconds, limits.grader_memory):
        record = grade(submission, spec, worker, limits)
        # where others kept the machine busy, the second time counts, as for a submission
        return grade(submission, spec, worker, limits) if record.disturbed else record


def _lost(record: Record) -> str:
    """Return what the solution did not earn, with the reason; empty if it earned all."""
    if record.status.needs_a_look:
        return f"it ends as {record.status} ({record.reason})"
    for grade_id, result in record.results.items():
        for item in result.properties:
            if item.points < item.max_points:
                earned = f"it earns {item.points:g} of {item.max_points:g} points"
                return f"{earned} in {grade_id}, {item.name} ({item.message})"
    return ""
