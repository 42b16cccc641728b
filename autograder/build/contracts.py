"""Contracts of an exercise: recorded with its solution, and proved by it, each time that the source is built.

A solution that does not earn all its points, a release that earns any, and a graded cell whose tests ask the student
nothing are refused here, before anybody is graded by them.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace

from nbformat import NotebookNode

from autograder.build.recording import prove, record
from autograder.diagnosis.diagnose import packed_solutions
from autograder.grading.result import CellResult
from autograder.master.place import places
from autograder.remote.transcript import Transcript
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec, names_bound


def record_contracts(source: NotebookNode, spec: AssignmentSpec, worker: Worker, limits: Limits) -> AssignmentSpec:
    """Return the spec with the contracts of its graded cells, and what their tests got from the solution.

    Parameters
    ----------
    source : NotebookNode
        The validated source: solutions and hidden tests inside.
    spec : AssignmentSpec
        Read from it.
    worker : Worker
        Gives the process in which the solution runs.
    limits : Limits
        Time and memory of the solution.

    Raises
    ------
    MasterError
        Naming the cell whose solution or test does not do what it must.
    """
    recording = record(spec, worker, limits)
    complete = replace(spec, contracts=recording.contracts)
    kept: dict[str, tuple[CellResult, Transcript]] = {}
    # proved only where nothing else stands in the way
    for item in recording.problems or prove(complete, worker, limits, kept):
        raise places(spec.notebook, source)[item.number - 1].error(item.problem, item.hint)
    return replace(complete, known=packed_solutions(kept))


def replaced_names(spec: AssignmentSpec) -> Iterator[str]:
    """Say which names of the notebook the tests put values of their own in the place of, also over there."""
    for cell in spec.cells:
        contract = spec.contracts.get(str(cell.grade_id))
        replaced = names_bound(ast.parse(cell.tests).body) & contract.names if contract else ()
        for name in sorted(replaced):
            yield (
                f'{spec.notebook}, cell "{cell.grade_id}": its tests put their `{name}` in the place of the '
                "notebook's, also for what students write. If that is not meant, give it another name in the tests."
            )
