"""What is not the student's to change comes back as the master has it."""

import copy
import json
import random

import pytest
from nbformat import from_dict
from nbgrader.utils import compute_checksum

from autograder.repair import repair
from autograder.spec import Role
from autograder.status import Status


@pytest.mark.parametrize("grade_id", ["test_sgd", "test_relu"])
def test_edited_tests_are_put_back(submission, source_of, grade_id):
    """Is the text of a changed check or test restored, with a note?"""
    expected = "".join(submission.find(grade_id)["source"])
    submission.find(grade_id)["source"] = "print('all fine')"
    repaired = submission.repaired()
    assert source_of(repaired, grade_id) == expected
    assert repaired.notes == (f'cell "{grade_id}": text was changed; the course\'s text was put back',)


@pytest.mark.parametrize("grade_id", ["test_sgd", "test_relu"])
@pytest.mark.parametrize("by_student", [False, True])
def test_older_release_is_no_repair(submission, source_of, grade_id, by_student):
    """A test whose text and points changed after hand-in: is it only repaired where the student edited it?"""
    cell, expected = submission.find(grade_id), submission.text(grade_id)
    cell["source"] = "# a typo\n" + expected
    cell["metadata"]["nbgrader"]["points"] = 17
    cell["metadata"]["nbgrader"]["checksum"] = compute_checksum(from_dict(cell))
    if by_student:
        cell["source"] += "\n# mine"
    repaired = submission.repaired()
    assert source_of(repaired, grade_id) == expected
    assert repaired.status is (Status.REPAIRED if by_student else Status.GRADED)
    assert any("another release" in note for note in repaired.notes) is not by_student


@pytest.mark.parametrize("marks", [{"points": 10**400}, {"points": -(10**400)}, {"points": []}, {"grade_id": "\ud800"}])
def test_checksum_of_anything(submission, spec, marks):
    """Are marks that no release has read without an error, and taken for a student's?"""
    cell = submission.find("test_sgd")
    cell["source"] = "print('all fine')"
    cell["metadata"]["nbgrader"] |= {"checksum": "0" * 32, **marks}
    assert repair(json.dumps(submission.notebook).encode(), spec).status is Status.REPAIRED


def test_deleted_cells_are_put_back(submission, spec):
    """Are deleted tests, answers and given code put back in order, prose without a note?"""
    gone = {"test_sgd", "test_relu", "adam"}
    imports = next(i for i, cell in enumerate(spec.cells) if cell.cell_type == "code")
    submission.cells[:] = [
        cell
        for i, cell in enumerate(submission.cells)
        if i != imports
        and cell["cell_type"] == "code"
        and cell["metadata"].get("nbgrader", {}).get("grade_id") not in gone
    ]
    repaired = submission.repaired()
    assert [cell.spec for cell in repaired.cells] == list(spec.cells)
    assert 'cell "adam": was missing; it was put back without an answer' in repaired.notes
    missing = next(note for note in repaired.notes if "was missing and was put back" in note)
    assert all(name in missing for name in ("test_sgd", "test_relu", "import"))
    assert len(repaired.notes) == 2


def test_points_and_marks_are_the_master_s(submission):
    """Are changed points and unlocked tests reported and reset?"""
    submission.find("test_sgd")["metadata"]["nbgrader"]["points"] = 100
    submission.find("sgd")["metadata"]["nbgrader"] |= {"grade": True, "points": 100}
    repaired = submission.repaired()
    assert repaired.notes == ('cells "sgd", "test_sgd": points or marks were changed; the course\'s count',)
    points = [cell.metadata.get("nbgrader", {}).get("points", 0) for cell in repaired.notebook.cells]
    assert sum(points) == sum(cell.points for cell in submission.spec.cells)


def test_invented_grade_cells_lose_their_marks(submission, own):
    """Does a cell with a grade_id of the student's own count for nothing?"""
    marks = {"grade": True, "grade_id": "gift", "points": 50, "solution": False, "locked": True}
    submission.cells.append(own("50", metadata={"nbgrader": marks}))
    repaired = submission.repaired()
    assert "gift" not in str(repaired.notebook.cells)
    assert repaired.cells[-1].source == "50"


def test_order_is_the_master_s(submission, spec, own):
    """Do moved cells return to their place, with the student's cells below the ones that they followed?"""
    submission.cells.insert(submission.at("relu") + 1, own("mine"))
    start = submission.at("relu")
    moved = [submission.cells.pop(start), submission.cells.pop(start)]
    submission.cells += moved
    repaired = submission.repaired()
    assert [cell.spec for cell in repaired.cells if cell.spec] == list(spec.cells)
    position = next(i for i, cell in enumerate(repaired.cells) if cell.spec is None)
    assert repaired.cells[position - 1].spec.grade_id == "relu"
    assert repaired.notes == ('the course\'s order of cells was put back; out of place: "relu"',)


def damage(rng, submission):
    """Damage a random cell in one of the ways that editors, students and cloud services do."""
    cells = submission.cells
    cell = rng.choice(cells)
    kind = rng.choice(["delete", "copy", "move", "metadata", "id", "retype", "own", "shuffle", "lists"])
    if kind == "delete" and "# my answer" not in "".join(cell["source"]):
        cells.remove(cell)
    elif kind == "copy":
        cells.insert(rng.randrange(len(cells)), copy.deepcopy(cell))
    elif kind == "move":
        cells.remove(cell)
        cells.insert(rng.randrange(len(cells) + 1), cell)
    elif kind == "metadata":
        cell["metadata"] = rng.choice([{}, {"nbgrader": None}, {"nbgrader": {"grade_id": 7}}])
    elif kind == "id":
        cell["id"] = rng.choice(cells).get("id")
    elif kind == "retype":
        cell["cell_type"] = rng.choice(["raw", "markdown", "code"])
    elif kind == "own":
        cells.insert(rng.randrange(len(cells)), {"cell_type": "code", "source": "print('own')"} | {"metadata": {}})
    elif kind == "shuffle":
        rng.shuffle(cells)
    else:
        cell["source"] = "\r\n".join("".join(cell["source"]).splitlines())


@pytest.mark.parametrize("seed", range(40))
def test_answers_survive_any_mix_of_damage(submission, spec, source_of, seed):
    """Do all answers come back, in the master's order, whatever is deleted, copied, moved, stripped or retyped?"""
    expected = {c.grade_id: submission.text(c.grade_id) for c in spec.cells if c.role is Role.SOLUTION}
    rng = random.Random(seed)
    for _ in range(rng.randrange(1, 40)):
        damage(rng, submission)
    repaired = submission.repaired()
    assert [cell.spec for cell in repaired.cells if cell.spec] == list(spec.cells)
    assert {grade_id: source_of(repaired, grade_id) for grade_id in expected} == expected
