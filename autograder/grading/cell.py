"""Grades one cell: its tests run in the grader, out of reach, or beside the student's code where the author says so."""

from collections.abc import Mapping
from types import MappingProxyType

from autograder.errors import GradingError
from autograder.grading.result import CellResult, PropertyResult
from autograder.grading.session import Session
from autograder.remote.cell import Outcome, run_tests
from autograder.remote.requests import Requests
from autograder.remote.transcript import Transcript
from autograder.spec import AssignmentSpec, CellSpec, Role

_WITHIN_REACH = "tested beside the submission's own code, which could have changed the outcome"
_LONGEST_MESSAGE = 300
# Tests that took longer are not run once more to name the mistake.
_QUICK_SECONDS = 0.5


def grade_cell(
    cell: CellSpec,
    spec: AssignmentSpec,
    session: Session,
    instance: int = 0,
    kept: dict[str, tuple[CellResult, Transcript]] | None = None,
    before: Mapping[str, CellResult] = MappingProxyType({}),
) -> CellResult:
    """Return the points of a grade cell, property by property, and what is wrong where some are lost.

    Parameters
    ----------
    cell : CellSpec
        What is graded.
    spec : AssignmentSpec
        Its notebook's.
    session : Session
        Has run the cells before it.
    instance : int
        Which instance of their inputs its tests draw.
    kept : dict, optional
        Gets the result without diagnoses, and the transcript, by the cell's grade_id.
    before : mapping
        The results of the cells before it: where a part of what its tests put together is wrong, that is the mistake.

    Raises
    ------
    GradingError
        If the cell has no contract: what its tests may do was not recorded.
    """
    begin = session.spent.charged
    result, transcript = tested(cell, spec, session, instance)
    if kept is not None and transcript is not None:
        kept[str(cell.grade_id)] = result, transcript
    if result.points >= result.max_points or transcript is None:
        return result
    from autograder.diagnosis.diagnose import consequence, diagnosed  # what right answers need not load

    if _is_made_of_wrong_parts(cell, spec, before):
        return consequence(result)
    known = spec.known.get(str(cell.grade_id), b"")
    if instance and spec.contracts[str(cell.grade_id)].varies:
        # known answers were judged by instance 0: what fails with that, too, is compared with theirs
        quick = session.spent.charged - begin < _QUICK_SECONDS
        common = _transcript_of_same_failures(result, cell, spec, session) if quick else None
        return diagnosed(result, common or transcript, known if common else b"")
    return diagnosed(result, transcript, known)


def tested(
    cell: CellSpec, spec: AssignmentSpec, session: Session, instance: int
) -> tuple[CellResult, Transcript | None]:
    """Return the same without diagnoses, and the transcript; None where the tests run beside the student's code.

    Raises
    ------
    GradingError
        If the cell has no contract.
    """
    assert cell.grade_id is not None, "the master's validation demands a grade_id"
    if cell.beside:
        return _grade_beside(cell, session), None
    contract = spec.contracts.get(cell.grade_id)
    if contract is None:
        raise GradingError(
            f'cell "{cell.grade_id}" of {spec.notebook}', "its contract is not recorded", "Run `make release`"
        )
    requests = Requests(session, contract)
    outcome = run_tests(cell.tests, cell.grade_id, requests, spec.given, spec.files, instance)
    return _result_of(cell, contract.properties, outcome), requests.transcript


def _transcript_of_same_failures(
    result: CellResult, cell: CellSpec, spec: AssignmentSpec, session: Session
) -> Transcript | None:
    """Return the tests' transcript with instance 0 of their inputs; None where that goes another way."""
    with session.aside() as incidents:
        again, transcript = tested(cell, spec, session, 0)
    lost = [[item.name for item in one.properties if item.points < item.max_points] for one in (result, again)]
    return transcript if lost[0] == lost[1] and not incidents else None


def _is_made_of_wrong_parts(cell: CellSpec, spec: AssignmentSpec, before: Mapping[str, CellResult]) -> bool:
    """Tell whether the tests put several answers together, and a cell before this one found a wrong one."""
    names = spec.contracts[str(cell.grade_id)].names
    answers = [known for known in spec.cells if known.role is Role.SOLUTION and known.defines & names]
    # what they are made of may be wrong as well, whatever the tests name of it
    return len(answers) > 1 and any(item.points < item.max_points and not item.bonus for item in before.values())


def _result_of(cell: CellSpec, declared: list[tuple[str, float]], outcome: Outcome) -> CellResult:
    """Return a cell's result from the outcome of its tests."""
    if not declared:
        earned = _credit(cell, outcome)
        lost = outcome.message or "the tests give a part of the points"
        message = "" if earned == cell.points else _plain(lost, outcome.line)
        return _result(cell, (PropertyResult(cell.title, earned, cell.points, message),))
    found = {item.name: item for item in outcome.properties if item.passed is not None}
    properties = []
    for name, points in declared:
        item = found.get(name)
        message = _plain(item.message if item else outcome.message or "not tried", 0)
        passed = item is not None and bool(item.passed)
        properties.append(PropertyResult(name, points if passed else 0.0, points, "" if passed else message))
    return _result(cell, tuple(properties))


def nothing(cell: CellSpec, declared: list[tuple[str, float]], reason: str) -> CellResult:
    """Return a result without points."""
    return _result(
        cell,
        tuple(PropertyResult(name, 0.0, points, reason) for name, points in declared or [(cell.title, cell.points)]),
    )


def _grade_beside(cell: CellSpec, session: Session) -> CellResult:
    errors = session.run_beside(cell.tests)
    earned, message = (0.0, _plain(errors[0], 0)) if errors else (cell.points, "")
    return _result(cell, (PropertyResult(cell.title, earned, cell.points, message, _WITHIN_REACH),))


def _credit(cell: CellSpec, outcome: Outcome) -> float:
    if not outcome.passed:
        return 0.0
    return cell.points if outcome.value is None else min(max(outcome.value, 0.0), cell.points)


def _result(cell: CellSpec, properties: tuple[PropertyResult, ...]) -> CellResult:
    return CellResult(str(cell.grade_id), cell.title, properties, cell.bonus)


def _plain(text: str, line: int) -> str:
    """Keep a message, part of which the student's process may have written, to one short printable line."""
    told = "".join(char if char.isprintable() else " " for char in text[: 4 * _LONGEST_MESSAGE])
    shown = " ".join(told.split()) or "the test fails"
    shown = shown if len(shown) <= _LONGEST_MESSAGE else shown[: _LONGEST_MESSAGE - 1] + "…"
    return f"{shown} (line {line} of the test)" if line else shown
