"""Contracts in a course folder: grading needs those that were recorded for this very source."""

from pathlib import Path

import pytest

from autograder.build import build_source
from autograder.course.contracts import contracts_path, made_from, read_contracts, read_spec
from autograder.errors import GradingError
from autograder.grading.cell import grade_cell
from autograder.grading.session import Session
from autograder.sandbox import Worker
from autograder.spec import AssignmentSpec, Role
from tests.exercise import MINI, MINI_NOTEBOOK


@pytest.fixture
def path(course: Path) -> Path:
    """The built source notebook of a course of the test's own."""
    return course / "build" / "source" / MINI.name / MINI_NOTEBOOK


def test_recorded_contracts_are_read(path: Path, spec: AssignmentSpec) -> None:
    """Does each graded cell have the contract that the build recorded?"""
    found = read_contracts(path, read_spec(path))
    assert found == spec
    assert set(found.contracts) == {cell.grade_id for cell in spec.cells if cell.role is Role.GRADE}


def test_missing(path: Path) -> None:
    """Is a course refused that has none, with what to do?"""
    contracts_path(path).unlink()
    with pytest.raises(GradingError, match=r"was not recorded.* `make release`"):
        read_contracts(path, read_spec(path))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (MINI_NOTEBOOK, "assert square(-2) == 4", "assert square(-3) == 9"),
        (MINI_NOTEBOOK, "@points(2)", "@points(3)"),
        ("factor.txt", "2.5", "2.50"),
    ],
)
def test_out_of_date(path: Path, name: str, old: str, new: str) -> None:
    """Are contracts refused once a test, its points or a file is another one?"""
    changed = path.parent / name
    text = changed.read_text(encoding="utf-8")
    assert old in text
    changed.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(GradingError, match="changed since its tests were recorded"):
        read_contracts(path, read_spec(path))


def test_another_python(path: Path, spec: AssignmentSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do contracts hold for the version of Python alone that tells places in the tests as they do?"""
    before = made_from(path, spec.files)
    monkeypatch.setattr("sys.version_info", type("Version", (), {"major": 3, "minor": 99}))
    assert made_from(path, spec.files) != before


def test_build_records_again(course: Path, path: Path) -> None:
    """Does a build after an edit of a test record anew, and does grading go on?"""
    before = contracts_path(path).read_bytes()
    scaler = course / "notebooks" / MINI.name / "tests" / "scaler.py"
    scaler.write_text(scaler.read_text(encoding="utf-8").replace("size=(3, 2)", "size=(4, 2)"), encoding="utf-8")
    build_source(course)
    assert contracts_path(path).read_bytes() != before
    assert read_contracts(path, read_spec(path)).contracts


def test_cell_without_contract(path: Path, worker: Worker) -> None:
    """Is no cell graded whose contract is not there, whatever became of the checks before?"""
    spec = read_spec(path)
    cell = next(cell for cell in spec.cells if cell.role is Role.GRADE)
    with Session(worker, worker.limits) as session, pytest.raises(GradingError, match="contract is not recorded"):
        grade_cell(cell, spec, session)
