"""Contracts of an assignment that was not written for this grader: recorded with its solution, where that passes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from autograder.build.recording import Kind, record
from autograder.diagnosis.diagnose import packed_solutions
from autograder.errors import GradingError
from autograder.grading.canary import solution
from autograder.grading.core import grade
from autograder.grading.imports import refuse_missing_modules
from autograder.grading.result import CellResult
from autograder.mistakes import answers_in
from autograder.remote.transcript import Transcript
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
    kept: dict[str, tuple[CellResult, Transcript]] = {}
    with Worker(limits, interpreter=interpreter) as worker:
        recording = record(spec, worker, limits)
        for item in recording.problems:
            where = spec.place(item.number)
            if item.kind is Kind.OUT_OF_REACH:
                line = f", line {item.line} of its tests" if item.line else ""
                raise GradingError(where + line, item.problem, item.hint)
            say(f"{where}: {item.problem}")
        proven = not recording.interrupted and all(item.kind in _HARMLESS for item in recording.problems)
        recorded = replace(spec, contracts=recording.contracts, proven=proven)
        grade(solution(recorded), recorded, worker, limits, kept)
    return replace(recorded, known=packed_solutions(kept))


def learn(
    spec: AssignmentSpec,
    folder: Path,
    kept: Path,
    limits: Limits,
    say: Callable[[str], None],
    interpreter: Interpreter,
) -> dict[str, bytes]:
    """Return the packed catalogue of each cell to which known wrong answers lie in a folder.

    Parameters
    ----------
    spec : AssignmentSpec
        With contracts.
    folder : Path
        Holds a file for each task, as the folder `mistakes` of an exercise does.
    kept : Path
        Where verdicts are kept.
    limits : Limits
        Those of a submission.
    say : function
        Told of mistakes that the tests accept, or do not tell apart.
    interpreter : Interpreter
        The Python that runs the answers.
    """
    # what only a course with known mistakes needs
    from autograder.build.catalogue import catalogues
    from autograder.confusion import confusion, problems
    from autograder.judging import SOLUTION, Notebook, judged, twice

    notebook = Notebook(spec, limits, interpreter)
    tasks = [task for task in answers_in(folder) if notebook.grades(task)]
    wanted = twice(answer for task in tasks for answer in notebook.answers(task))
    found = list(judged(notebook, wanted, kept))
    first, second = found[: len(found) // 2], found[len(found) // 2 :]
    told = catalogues([*first, *(verdict for verdict in second if verdict.answer.name == SOLUTION)])
    accepted = (v for v in first if v.answer.mistake is not None and not v.evidence)
    for verdict in accepted:
        say(f"{spec.notebook}: the tests accept the mistake “{verdict.answer.name}” of {verdict.answer.known.task}")
    for problem in problems(item for item in confusion(told, second) if item.names or item.alike):
        say(f"{spec.notebook}: {problem}")
    return {cell: catalogue.packed() for cell, catalogue in told.items()}
