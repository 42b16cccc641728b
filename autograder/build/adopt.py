"""Contracts of an assignment that was not written for this grader: recorded with its solution, where that passes."""

from collections.abc import Callable
from dataclasses import replace

from autograder.errors import GradingError
from autograder.grading.session import Session
from autograder.remote.cell import Outcome, run_tests
from autograder.remote.contract import CellContract
from autograder.remote.requests import Requests
from autograder.sandbox import Limits, Worker
from autograder.spec import BESIDE_TAG, AssignmentSpec, CellSpec, Role


def adopt(spec: AssignmentSpec, say: Callable[[str], None]) -> AssignmentSpec:
    """Return the spec with contracts.

    A cell whose solution fails its tests, wherever they run, gets an open contract: only plain data can pass its tests.

    Raises
    ------
    GradingError
        If tests pass beside the solution and can't run out of reach: their author has to say which it is to be.
    """
    contracts: dict[str, CellContract] = {}
    proven = True
    with Worker(Limits()) as worker, Session(worker, Limits(), files=spec.files, modules=spec.modules) as session:
        for number, cell in enumerate(spec.cells, start=1):
            if cell.cell_type != "code" or cell.training:
                continue
            where = f"{spec.notebook}, cell {number}" + (f" (grade_id {cell.grade_id})" if cell.grade_id else "")
            if cell.role is not Role.GRADE:
                outputs = session.run_cell(cell.solution if cell.role is Role.SOLUTION else cell.source, where)
                failed = [output for output in outputs if output["output_type"] == "error"]
                if failed:
                    say(f"{where}: the solution does not run ({failed[0]['ename']}: {failed[0]['evalue']})")
                continue
            # the names that the check defines are the test's own: only those before it are the student's
            requests = Requests(session, CellContract(), True)
            requests.note_names()
            if cell.checked:
                session.run_cell(cell.source, where)
            if not cell.beside:
                contract, lost = _recorded(where, cell, spec, session, requests)
                contracts[str(cell.grade_id)] = contract
                if lost:
                    proven = False
                    say(f"{where}: the solution does not earn all points ({lost})")
    return replace(spec, contracts=contracts, proven=proven)


def _recorded(
    where: str, cell: CellSpec, spec: AssignmentSpec, session: Session, requests: Requests
) -> tuple[CellContract, str]:
    """Return the contract of a cell, and why the solution does not earn all its points; empty where it does."""
    contract = requests.contract
    try:
        outcome = run_tests(cell.tests, str(cell.grade_id), requests, spec.given, spec.files)
    except SyntaxError as error:
        outcome = Outcome(False, message=f"{error.msg}: {(error.text or '').strip()}", line=error.lineno or 0)
    contract.properties = [(item.name, item.points) for item in outcome.properties]
    if outcome.passed:
        if not contract.places:
            return contract, "its tests ask the student's notebook nothing: whatever is handed in passes them"
        earned = outcome.value is None or outcome.value >= cell.points
        return contract, "" if earned else f"its tests give {outcome.value:g} of {cell.points:g}"
    if not session.run_beside(cell.tests):
        raise GradingError(
            where,
            f"its tests can't run out of the submission's reach ({outcome.message}, line {outcome.line})",
            f'Change the test, or let it run beside the submission\'s code: give the cell the tag "{BESIDE_TAG}"',
        )
    # its names are those that the course's notebook defines, whatever else a submission does
    names = set().union(*(known.defines for known in spec.cells))
    return CellContract(names=names, is_open=True), outcome.message
