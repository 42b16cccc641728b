"""Contracts of an assignment that was not written for this grader: recorded with its solution, where that passes."""

from collections.abc import Callable
from dataclasses import replace

from autograder.build.recording import Kind, record
from autograder.errors import GradingError
from autograder.grading.imports import refuse_missing_modules
from autograder.grading.session import Session
from autograder.sandbox import Interpreter, Limits, Worker
from autograder.spec import AssignmentSpec

# The solution does not run in one cell, and may earn all points of the others.
_HARMLESS = (Kind.FAILS, Kind.FILE)


def adopt(spec: AssignmentSpec, limits: Limits, say: Callable[[str], None], interpreter: Interpreter) -> AssignmentSpec:
    """Return the spec with contracts; what stands in the way of a cell and yet lets it be graded is said.

    Raises
    ------
    GradingError
        If tests pass beside the solution and can't run out of reach: their author has to say which it is to be.
    GraderUnusable
        If the interpreter lacks what the solution imports.
    """
    refuse_missing_modules([spec], interpreter)
    worker = Worker(limits, interpreter=interpreter)
    with worker, Session(worker, limits, files=spec.files, modules=spec.modules) as session:
        contracts, problems = record(spec, session)
        proven = not session.incidents
    for item in problems:
        where = spec.place(item.number)
        if item.kind is Kind.OUT_OF_REACH:
            line = f", line {item.line} of its tests" if item.line else ""
            raise GradingError(where + line, item.problem, item.hint)
        say(f"{where}: {item.problem}")
    proven = proven and all(item.kind in _HARMLESS for item in problems)
    return replace(spec, contracts=contracts, proven=proven)
