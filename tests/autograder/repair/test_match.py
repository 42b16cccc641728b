"""Submitted cells are recognised by whatever they have kept."""

import pytest

from autograder.spec import Role


def test_all_metadata_lost(submission, source_of):
    """Is every answer found by what it defines when nothing but text is left?"""
    expected = {c.grade_id: submission.text(c.grade_id) for c in submission.spec.cells if c.role is Role.SOLUTION}
    submission.lose_metadata()
    repaired = submission.repaired()
    assert {grade_id: source_of(repaired, grade_id) for grade_id in expected} == expected
    assert 'cell "sgd": metadata was lost, found by the class SGD it defines' in repaired.notes
    assert not any(cell.spec is None for cell in repaired.cells)


def test_colab_moves_ids_into_metadata(submission):
    """Are cells found by the id that Colab keeps in the metadata?"""
    cell = submission.find("fashion_question")
    cell["metadata"] = {"id": cell.pop("id")}
    cell["source"] = "pass"
    assert submission.repaired().notes == ('cell "fashion_question": metadata was lost, found by its cell id',)


def test_syntax_error_without_metadata(submission, source_of):
    """Is an answer that is no valid Python still found by its class?"""
    cell = submission.find("relu")
    cell["source"] = "".join(cell["source"]) + "\n    def broken(:"
    expected = cell["source"]
    submission.lose_metadata()
    assert source_of(submission.repaired(), "relu") == expected


def test_renamed_class_without_metadata(submission, source_of):
    """Is an answer whose class has another name found by the likeness of its text?"""
    cell = submission.find("adam")
    cell["source"] = "".join(cell["source"]).replace("class Adam", "class MyAdam")
    expected = cell["source"]
    submission.lose_metadata()
    repaired = submission.repaired()
    assert source_of(repaired, "adam") == expected
    assert any('"adam"' in note and "the likeness of its text" in note for note in repaired.notes)


@pytest.mark.parametrize(("one", "other"), [("sgd", "fully_connected"), ("relu", "test_sgd"), ("adam", "test_relu")])
def test_swapped_grade_ids(submission, source_of, one, other):
    """Does the content decide when grade_ids and cell ids were swapped?"""
    expected = submission.text(one)
    first, second = submission.find(one), submission.find(other)
    first["metadata"], second["metadata"] = second["metadata"], first["metadata"]
    first["id"], second["id"] = second["id"], first["id"]
    repaired = submission.repaired()
    assert source_of(repaired, one) == expected
    assert any(f'carried the grade_id "{other}"' in note for note in repaired.notes)


def test_retyped_cells_come_back_as_code(submission, source_of):
    """Do answers turned into prose or raw cells count as code, with and without metadata?"""
    expected = submission.text("sgd"), submission.text("relu")
    submission.find("sgd")["cell_type"] = "markdown"
    relu = submission.find("relu")
    relu |= {"cell_type": "raw", "metadata": {}}
    relu.pop("id")
    repaired = submission.repaired()
    assert (source_of(repaired, "sgd"), source_of(repaired, "relu")) == expected
    assert 'cell "sgd": was a markdown cell and is code again' in repaired.notes
    assert 'cell "relu": was a raw cell and is code again' in repaired.notes


def test_an_own_cell_is_not_mistaken_for_a_training_cell(submission, own):
    """Does a student's own cell stay their own when a training cell was deleted?"""
    submission.cells[:] = [cell for cell in submission.cells if "training" not in cell["metadata"].get("tags", [])]
    submission.cells.append(own("for number in range(3):\n    print(number)"))
    repaired = submission.repaired()
    assert repaired.notes == ()
    assert repaired.cells[-1].spec is None
