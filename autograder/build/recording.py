"""Records contracts with a solution, and finds what stands in the way of grading by them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from autograder.course.instances import INSTANCES
from autograder.grading.canary import solution, untouched
from autograder.grading.core import grade
from autograder.grading.result import CellResult
from autograder.grading.session import Session
from autograder.remote.cell import compiled, run_tests
from autograder.remote.contract import CellContract
from autograder.remote.requests import Requests
from autograder.remote.transcript import Transcript
from autograder.sandbox import Limits, Worker
from autograder.spec import BESIDE_TAG, AssignmentSpec, CellSpec, Role

_BESIDE = f'out of the student\'s reach may run beside its code: give the cell the tag "{BESIDE_TAG}".'
_FILE = "Put the file beside the source notebook (`files/` of an exercise): what lies elsewhere is out of sight."


class Kind(StrEnum):
    """What kind of problem a cell or its notebook has."""

    FAILS = "solution_fails"  # the solution does not run
    FILE = "file"  # because of a file that is not there
    OUT_OF_REACH = "not_out_of_reach"  # its tests pass beside the solution and can't run in the grader
    LOST = "points_lost"  # the solution does not earn all points
    ASKS_NOTHING = "asks_nothing"  # its tests ask nothing of the student's
    POINTS = "points"  # its points don't add up
    PACKAGE = "package"  # it imports what is not there
    NOTEBOOK = "notebook"  # the whole notebook can't be graded
    UNSTEADY = "unsteady"  # the solution loses points when it is graded a second time
    UNEARNED = "unearned"  # a notebook in which nothing is done earns points


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way of a cell.

    Attributes
    ----------
    number : int
        Of the cell, counted from 1.
    line : int
        Of its tests; 0 if none is meant.
    """

    number: int
    kind: Kind
    problem: str
    hint: str
    line: int = 0


@dataclass(slots=True)
class Recording:
    """What running a solution gave.

    Attributes
    ----------
    contracts : dict
        Of each cell that is graded out of reach, by its grade_id. A cell whose solution fails its tests, wherever they
        run, has an open one: only plain data can pass its tests.
    interrupted : bool
        Whether a limit was reached, or the process ended.
    """

    contracts: dict[str, CellContract] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    interrupted: bool = False


def record(spec: AssignmentSpec, worker: Worker, limits: Limits) -> Recording:
    """Run the solution; where tests draw inputs, once with each instance of them, whose contracts are joined."""
    found = Recording()
    with Session(worker, limits, files=spec.files, modules=spec.modules) as session:
        found.problems += _run(spec, session, found.contracts)
        found.interrupted = bool(session.incidents)
    if found.problems or not any(contract.varies for contract in found.contracts.values()):
        return found
    for instance in range(1, INSTANCES + 1):
        with Session(worker, limits, files=spec.files, modules=spec.modules) as session:
            for item in _run(spec, session, found.contracts, instance):
                problem = f"{item.problem}, with instance {instance} of the {INSTANCES} that its random inputs have"
                found.problems.append(replace(item, problem=problem))
        if found.problems:
            break
    return found


def _run(
    spec: AssignmentSpec, session: Session, contracts: dict[str, CellContract], instance: int = 0
) -> list[Problem]:
    """Run the solution with one instance of the inputs, add to the contracts, and return all problems."""
    problems: list[Problem] = []
    for number, cell in enumerate(spec.cells, start=1):
        if cell.cell_type != "code" or cell.training:
            continue
        requests = Requests(session, contracts.get(str(cell.grade_id), CellContract()), True)
        if cell.role is Role.GRADE:
            requests.note_names()  # before the check runs: what that defines is the test's own
        text = cell.solution if cell.role is Role.SOLUTION else cell.source
        outputs = session.run_cell(text, f"{spec.notebook}, cell {number}") if cell.checked else []
        found: list[Problem] = []
        if cell.role is Role.GRADE and cell.beside:
            found = [_lost(number, error, 0) for error in session.run_beside(cell.tests)[:1]]
        elif cell.role is Role.GRADE:
            contracts[str(cell.grade_id)], found = _recorded(number, cell, spec, requests, session, instance)
        # a visible check that fails is mostly a part of the tests
        problems += found or list(_failures(number, outputs))
    return problems


def prove(
    spec: AssignmentSpec,
    worker: Worker,
    limits: Limits,
    kept: dict[str, tuple[CellResult, Transcript]] | None = None,
) -> Iterator[Problem]:
    """Grade the solution and a notebook in which nothing is done; yield what the one loses and the other earns.

    `kept` gets the results and transcripts of the solution, as `grade` says.
    """
    numbers = {cell.grade_id: number for number, cell in enumerate(spec.cells, start=1)}
    for grade_id, result in grade(solution(spec), spec, worker, limits, kept).results.items():
        for item in result.properties:
            if item.points < item.max_points:
                yield Problem(
                    numbers[grade_id],
                    Kind.UNSTEADY,
                    f"the solution earns {item.points:g} of {item.max_points:g} points for “{item.name}” "
                    f"({item.message}) when it is graded a second time",
                    "Make the test the same each time: take random inputs from a seeded generator.",
                )
    for grade_id, result in grade(untouched(spec), spec, worker, limits).results.items():
        if result.points:
            yield Problem(
                numbers[grade_id],
                Kind.UNEARNED,
                f"a notebook in which nothing is done earns {result.points:g} of its {result.max_points:g} points",
                "Ask for something that students have to write, or make that property a supporting one.",
            )


def _failures(number: int, outputs: list[dict[str, Any]]) -> Iterator[Problem]:
    for output in outputs:
        if output["output_type"] == "error":
            problem = f"the solution does not run ({output['ename']}: {output['evalue']})"
            missing = output["ename"] == "FileNotFoundError"
            yield Problem(
                number, Kind.FILE if missing else Kind.FAILS, problem, _FILE if missing else "Correct the cell."
            )


def _recorded(
    number: int, cell: CellSpec, spec: AssignmentSpec, requests: Requests, session: Session, instance: int
) -> tuple[CellContract, list[Problem]]:
    contract = requests.contract
    # its names are those that the course's notebook defines, whatever else a submission does
    names = set().union(*(known.defines for known in spec.cells))
    try:
        compiled(cell.tests, str(cell.grade_id))
    except SyntaxError as error:
        return CellContract(names=names, is_open=True), [
            _unreachable(number, f"it is no plain Python: {error.msg}", error.lineno or 0)
        ]
    outcome = run_tests(cell.tests, str(cell.grade_id), requests, spec.given, spec.files, instance)
    contract.properties = [(item.name, item.points) for item in outcome.properties]
    lost = [] if outcome.passed else [_lost(number, outcome.message, outcome.line)]
    lost += [_lost(number, f"{item.name}: {item.message}", 0) for item in outcome.properties if not item.passed]
    if lost:
        if not session.run_beside(cell.tests):
            lost = [_unreachable(number, outcome.message, outcome.line)]
        return CellContract(names=names, properties=contract.properties, is_open=True), lost
    if not contract.places:
        nothing = "its tests ask the student's notebook nothing, so whatever is handed in passes them"
        return contract, [Problem(number, Kind.ASKS_NOTHING, nothing, "Write a test that calls what students write.")]
    return contract, list(_points(number, cell, contract.properties, outcome.value))


def _unreachable(number: int, message: str, line: int) -> Problem:
    problem = f"its tests can't run out of the submission's reach ({message})"
    return Problem(number, Kind.OUT_OF_REACH, problem, f"Change the test. One that can't run {_BESIDE}", line)


def _lost(number: int, message: str, line: int) -> Problem:
    place = f", line {line} of it" if line else ""
    hint = f"Correct the test or the solution. A test that can't run {_BESIDE}"
    hint = _FILE if "FileNotFoundError" in message else hint
    return Problem(number, Kind.LOST, f"the solution fails its test{place} ({message})", hint, line)


def _points(number: int, cell: CellSpec, properties: list[tuple[str, float]], value: float | None) -> Iterator[Problem]:
    names = [name for name, _ in properties]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        hint = "Give each a docstring that names what it asks for."
        yield Problem(number, Kind.POINTS, f"two functions of its tests are called “{name}”", hint)
    # without functions, the number in the last line is what the solution earns, if there is one
    earned = sum(points for _, points in properties) if properties else value
    if earned is not None and earned != cell.points and not cell.bonus:
        yield Problem(
            number,
            Kind.POINTS,
            f"the tests give the solution {earned:g} points, and the cell has {cell.points:g}",
            "Correct one of the two; a cell whose tests lie in a file needs no `points` of its own.",
        )
