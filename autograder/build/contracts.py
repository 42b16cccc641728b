"""Contracts of an exercise: recorded with its solution, and proved by it, each time that the source is built.

A solution that does not earn all its points, a release that earns any, and a graded cell whose tests ask the student
nothing are refused here, before anybody is graded by them.
"""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

import nbformat
from nbformat import NotebookNode

from autograder.build.solutions import solved
from autograder.errors import MasterError
from autograder.grading import Record, grade
from autograder.grading.session import Session
from autograder.grading.submission import Submission
from autograder.master.place import Place, places
from autograder.master.regions import without_hidden_tests, without_marks
from autograder.remote.cell import run_tests
from autograder.remote.contract import CellContract
from autograder.remote.requests import Requests
from autograder.sandbox import Limits, Worker
from autograder.spec import BESIDE_TAG, AssignmentSpec, CellSpec, Role, names_bound


def record_contracts(source: NotebookNode, spec: AssignmentSpec, worker: Worker, limits: Limits) -> AssignmentSpec:
    """Return the spec with the contracts of its graded cells.

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
    contracts: dict[str, CellContract] = {}
    with Session(worker, limits, files=spec.files, modules=spec.modules) as session:
        for place, cell in zip(places(spec.notebook, source), spec.cells, strict=True):
            if place.cell.cell_type != "code" or cell.training:
                continue
            requests = Requests(session, CellContract(), True)
            if cell.role is Role.GRADE:
                requests.note_names()  # what the check defines is the test's own
            _run(place, without_marks(without_hidden_tests(place.cell.source)), session)
            if cell.role is Role.GRADE and not cell.beside:
                contracts[str(cell.grade_id)] = _recorded(place, cell, spec, requests)
            elif cell.beside and (errors := session.run_beside(cell.tests)):
                raise place.error(f"the solution fails its test ({errors[0]})", "Correct the test or the solution.")
    complete = replace(spec, contracts=contracts)
    _prove(source, complete, worker, limits)
    return complete


def replaced_names(spec: AssignmentSpec) -> Iterator[str]:
    """Say which names of the notebook the tests put values of their own in the place of, also for the student's code."""
    for cell in spec.cells:
        contract = spec.contracts.get(str(cell.grade_id))
        replaced = names_bound(ast.parse(cell.tests).body) & contract.names if contract else ()
        for name in sorted(replaced):
            yield (
                f'{spec.notebook}, cell "{cell.grade_id}": its tests put their `{name}` in the place of the notebook\'s, '
                "also for what students write. If that is not meant, give it another name in the tests."
            )


def _run(place: Place, text: str, session: Session) -> None:
    for output in session.run_cell(text, str(place)):
        if output["output_type"] == "error":
            raise place.error(
                f"the solution does not run ({output['ename']}: {output['evalue']})", "Correct the cell in the master."
            )


def _recorded(place: Place, cell: CellSpec, spec: AssignmentSpec, requests: Requests) -> CellContract:
    contract = requests.contract
    outcome = run_tests(cell.tests, str(cell.grade_id), requests, spec.given, spec.files)
    lost = [] if outcome.passed else [(outcome.message, outcome.line)]
    lost += [(f"{item.name}: {item.message}", 0) for item in outcome.properties if not item.passed]
    for message, line in lost:
        raise place.error(
            f"the solution fails its test{f', line {line} of it' if line else ''} ({message})",
            "Correct the test or the solution. A test that can't run out of the student's reach may run beside its "
            f'code: give the cell the tag "{BESIDE_TAG}".',
        )
    if not contract.places:
        raise place.error(
            "its tests ask the student's notebook nothing, so whatever is handed in passes them",
            "Write a test that calls what students write.",
        )
    contract.properties = [(item.name, item.points) for item in outcome.properties]
    _check_points(place, cell, contract.properties, outcome.value)
    return contract


def _check_points(place: Place, cell: CellSpec, properties: list[tuple[str, float]], value: float | None) -> None:
    names = [name for name, _ in properties]
    for name in names:
        if names.count(name) > 1:
            raise place.error(
                f"two functions of its tests are called “{name}”", "Give each a docstring that names what it asks for."
            )
    # without functions, the number in the last line is what the solution earns, if there is one
    earned = sum(points for _, points in properties) if properties else value
    if earned is not None and earned != cell.points and not cell.bonus:
        raise place.error(
            f"the tests give the solution {earned:g} points, and the cell has {cell.points:g}",
            "Correct one of the two; a cell whose tests lie in a file needs no `points` of its own.",
        )


def _prove(source: NotebookNode, spec: AssignmentSpec, worker: Worker, limits: Limits) -> None:
    by_id = {cell.grade_id: place for place, cell in zip(places(spec.notebook, source), spec.cells, strict=True)}
    record = graded_solution(source, spec, worker, limits)
    for grade_id, result in record.results.items():
        for item in result.properties:
            if item.points < item.max_points:
                raise by_id[grade_id].error(
                    f"the solution earns {item.points:g} of {item.max_points:g} points for “{item.name}” "
                    f"({item.message}) when it is graded a second time",
                    "Make the test the same each time: take random inputs from a seeded generator.",
                )
    release = deepcopy(source)
    for node, cell in zip(release.cells, spec.cells, strict=True):
        node.source = cell.source
    for grade_id, result in _graded(release, spec, worker, limits).results.items():
        if result.points:
            raise by_id[grade_id].error(
                f"a notebook in which nothing is done earns {result.points:g} of its {result.max_points:g} points",
                "Ask for something that students have to write, or make that property a supporting one.",
            )


def graded_solution(source: NotebookNode, spec: AssignmentSpec, worker: Worker, limits: Limits) -> Record:
    """Return the record that the solution gets as a submission."""
    return _graded(solved(source, spec.notebook), spec, worker, limits)


def _graded(notebook: NotebookNode, spec: AssignmentSpec, worker: Worker, limits: Limits) -> Record:
    submission = Submission.of_notebook(spec.notebook, nbformat.writes(notebook).encode())
    return grade(submission, spec, worker, limits)
