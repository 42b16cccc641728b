"""What a grade depends on: a change of any of it means that submissions are graded again."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from autograder.course.digest import digests
from autograder.grading.submission import Submission
from autograder.remote.contract import CellContract
from autograder.sandbox import Limits
from autograder.spec import AssignmentSpec, CellSpec, Role

SUBMISSION = Submission.of_notebook("mini", b"{}")
Change = Callable[[AssignmentSpec], AssignmentSpec]


def digest(spec: AssignmentSpec, limits: Limits = Limits(), submission: Submission = SUBMISSION) -> str:  # noqa: B008
    return digests([spec], limits)(submission)


def changed_cell(**changes: object) -> Change:
    """Change the first graded cell."""

    def change(spec: AssignmentSpec) -> AssignmentSpec:
        cells: list[CellSpec] = list(spec.cells)
        number = next(i for i, cell in enumerate(cells) if cell.role is Role.GRADE)
        cells[number] = replace(cells[number], **changes)
        return replace(spec, cells=tuple(cells))

    return change


CHANGES: dict[str, Change] = {
    "its tests": changed_cell(tests="assert square(4) == 16"),
    "its points": changed_cell(points=2.0),
    "its check": changed_cell(source="assert square(1) == 1"),
    "a bonus": changed_cell(bonus=True),
    "beside": changed_cell(beside=True),
    "a contract": lambda spec: replace(spec, contracts={**spec.contracts, "test_square": CellContract()}),
    "a file": lambda spec: replace(spec, files={"factor.txt": b"3"}),
    "another file": lambda spec: replace(spec, files={**spec.files, "more.txt": b""}),
    "whose file lies there": lambda spec: replace(spec, replaceable=frozenset({"factor.txt"})),
    "the assignment": lambda spec: replace(spec, assignment="other"),
}


def test_same(spec: AssignmentSpec) -> None:
    """Is the digest the same for the same things, in any order of contracts?"""
    assert digest(replace(spec, contracts=dict(reversed(spec.contracts.items())))) == digest(spec)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_master(spec: AssignmentSpec, change: Change) -> None:
    """Is the digest another one once the master, its files or its contracts are others?"""
    assert digest(change(spec)) != digest(spec)


def test_limits_and_submission(spec: AssignmentSpec) -> None:
    """Is it another one with other limits, where nothing is run, and for another submission?"""
    assert digest(spec, Limits(cell_seconds=7)) != digest(spec)
    assert digests([spec], Limits(), execute=False)(SUBMISSION) != digest(spec)
    assert digest(spec, submission=Submission.of_notebook("mini", b"{ }")) != digest(spec)
    assert digest(spec, submission=Submission.of_notebook("other", b"{}")) != digest(spec)
