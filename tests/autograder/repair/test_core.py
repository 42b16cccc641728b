"""What repair hands on is always the master's notebook, whatever came in."""

import nbformat
import pytest

from autograder.repair import repair
from autograder.spec import Role
from autograder.status import Status


def test_honest_submission_is_left_alone(submission, source_of):
    """Does a complete submission with outputs pass without a note, its answers unchanged?"""
    repaired = submission.repaired()
    assert repaired.notes == ()
    assert repaired.status is Status.GRADED
    solutions = [cell for cell in submission.spec.cells if cell.role is Role.SOLUTION]
    assert repaired.answered == len(solutions)
    for wanted in solutions:
        assert source_of(repaired, wanted.grade_id) == submission.text(wanted.grade_id)


def test_own_work_is_no_repair(submission, own):
    """Are extra cells, edited given cells, tags and another kernel accepted without a note?"""
    given = next(cell for cell in submission.cells if "class ActivatedMLP" in "".join(cell["source"]))
    given["source"] = "".join(given["source"]) + "\n    # wider next time"
    submission.find("sgd")["metadata"]["tags"] = ["skip-execution"]
    submission.cells.insert(submission.at("sgd") + 1, own("print('trying')", metadata={"tags": ["skip-execution"]}))
    submission.notebook["metadata"] = {"kernelspec": {"name": "conda-42", "language": "R", "display_name": "R"}}
    repaired = submission.repaired()
    assert repaired.notes == ()
    assert any(cell.source.endswith("# wider next time") for cell in repaired.cells)
    position = next(i for i, cell in enumerate(repaired.cells) if cell.spec is None)
    assert repaired.cells[position - 1].spec.grade_id == "sgd"
    skipped = {cell.id for cell in repaired.notebook.cells if "skip-execution" in str(cell.metadata)}
    assert skipped == {wanted.cell_id for wanted in submission.spec.cells if wanted.training}, "the master's own"
    assert "conda-42" not in str(repaired.notebook)


def test_notebook_is_valid_and_holds_the_master_metadata(submission, own):
    """Is the notebook valid format 4.5 with the master's ids and marks, and without outputs?"""
    submission.lose_metadata()
    submission.cells.append(own("1", id="no valid id!"))
    notebook = submission.repaired().notebook
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    by_id = {cell.id: cell for cell in notebook.cells}
    for wanted in submission.spec.cells:
        assert by_id[wanted.cell_id].metadata == wanted.metadata
        assert by_id[wanted.cell_id].cell_type == wanted.cell_type
    assert not any(cell.get("outputs") for cell in notebook.cells)


def test_hidden_tests_stay_out(submission):
    """Does the repaired notebook hold what students got, and no hidden test?"""
    assert "HIDDEN TESTS" not in nbformat.writes(submission.repaired().notebook)


@pytest.mark.parametrize("data", [None, b"", b"\x00\xff" * 50, b"[]", b'{"cells": 3}', b"[" * 10**6])
def test_without_a_notebook_the_released_cells_come_back(spec, data):
    """Is a missing or unreadable file told as such, with a reason and the cells as students got them?"""
    repaired = repair(data, spec)
    assert repaired.status is (Status.MISSING if data is None else Status.UNREADABLE)
    assert len(repaired.notes) == 1
    assert [cell.source for cell in repaired.cells] == [cell.source for cell in spec.cells]
    assert repaired.answered == 0
    nbformat.validate(repaired.notebook)


def test_another_notebook_is_told(spec):
    """Does a notebook of another exercise get a note that says so?"""
    repaired = repair(b'{"cells": [{"cell_type": "code", "source": "print(1)"}], "nbformat": 4}', spec)
    assert repaired.status is Status.REPAIRED
    assert "another notebook" in repaired.notes[0]
