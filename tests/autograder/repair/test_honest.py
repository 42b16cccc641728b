"""Honest work counts wherever and however it stands, or a person is asked to look."""

import copy
import json

import pytest

from autograder.repair import SubmittedFile, pick, repair
from autograder.status import Status


def stub(submission, grade_id):
    """Return what students got in a cell."""
    return next(cell.source for cell in submission.spec.cells if cell.grade_id == grade_id)


def prose(source):
    """Return a text cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


@pytest.fixture
def train(submission):
    """A cell that trains, taken out of the submission."""
    cell = next(
        cell
        for cell in submission.cells
        if "training" in cell["metadata"].get("tags", []) and "main(TrainOptions())" in "".join(cell["source"])
    )
    submission.cells.remove(cell)
    return cell


@pytest.mark.parametrize("magic", ["%%time\n", "%matplotlib inline\n", "!pip install numpy\n"])
def test_newer_copy_with_a_magic_wins(submission, source_of, magic):
    """Does the last of two copies count when it holds a magic?"""
    newer = copy.deepcopy(submission.find("sgd"))
    newer["source"] = magic + submission.text("sgd")
    submission.cells.insert(submission.at("sgd") + 1, newer)
    assert source_of(submission.repaired(), "sgd") == newer["source"]


def test_own_work_above_a_copy_of_the_release(submission, source_of):
    """Do answers in cells that have lost their metadata win against a release that was pasted below them?"""
    expected = submission.text("sgd"), submission.text("relu")
    release = [
        {"cell_type": cell.cell_type, "metadata": dict(cell.metadata), "source": cell.source}
        for cell in submission.spec.cells
    ]
    submission.lose_metadata()
    submission.cells += release
    repaired = submission.repaired()
    assert (source_of(repaired, "sgd"), source_of(repaired, "relu")) == expected
    assert any("held no answer; the one found above it counts" in note for note in repaired.notes)


@pytest.mark.parametrize("answered_first", [True, False])
def test_two_notebooks_in_one_file(submission, answered_first):
    """Do the answers count when two files were put into one?"""
    full = submission.to_bytes()
    for cell in submission.cells:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id and "my answer" in "".join(cell["source"]):
            cell["source"] = stub(submission, grade_id)
    empty = submission.to_bytes()
    repaired = repair(full + empty if answered_first else empty + b"\n" + full, submission.spec)
    assert repaired.answered == 6
    assert "one after the other" in repaired.notes[0]


def test_answer_in_a_fence(submission, source_of):
    """Does an answer in a text cell count, and its text stay to be read?"""
    expected = submission.text("sgd")
    submission.find("sgd")["source"] = stub(submission, "sgd")
    submission.cells.insert(0, prose(f"Mine:\n```python\n{expected}\n```\n"))
    repaired = submission.repaired()
    assert source_of(repaired, "sgd") == expected
    assert 'cell "sgd": held no answer; the one in the fences of a text cell counts' in repaired.notes
    assert [cell.source[:5] for cell in repaired.cells if cell.spec is None and cell.cell_type == "markdown"] == [
        "Mine:"
    ]


def test_text_about_an_answer_is_no_answer(submission, source_of):
    """Does the answer count, and not a text that explains it?"""
    expected = submission.text("sgd")
    submission.cells.append(prose("I tried:\n```python\nclass SGD: pass\n```"))
    repaired = submission.repaired()
    assert source_of(repaired, "sgd") == expected
    assert (repaired.status, repaired.look) == (Status.GRADED, "")


def test_answer_among_prose_asks_for_a_look(submission):
    """Is a person asked to look at an answer that stands unmarked in a text?"""
    text = submission.text("sgd")
    submission.find("sgd")["source"] = stub(submission, "sgd")
    submission.cells.append(prose(f"My answer is:\n\n{text}"))
    assert submission.repaired().look == 'no answer was found for "sgd", and a text cell may hold one'


@pytest.mark.parametrize("epochs", ["", "num_epochs=20"])
@pytest.mark.parametrize("keeps", ["answer", "training", "nothing"])
def test_answer_joined_to_a_training_cell(submission, source_of, train, epochs, keeps):
    """Does an answer run without the training it was merged with, whichever metadata the cell has kept?"""
    expected = submission.text("sgd")
    cell = submission.find("sgd")
    if keeps == "training":
        cell["metadata"], cell["id"] = train["metadata"], train["id"]
    elif keeps == "nothing":
        cell["metadata"] = {}
        del cell["id"]
    cell["source"] = expected + "\n\n" + "".join(train["source"]).replace("()", f"({epochs})", 1)
    repaired = submission.repaired()
    assert source_of(repaired, "sgd") == expected
    assert any("which is not run in grading" in note for note in repaired.notes)


def test_second_copy_of_a_training_cell_is_not_run(submission):
    """Is a copy of a training cell kept to be read alone?"""
    cell = next(cell for cell in submission.cells if "training" in cell["metadata"].get("tags", []))
    submission.cells.append({"cell_type": "code", "metadata": {}, "source": cell["source"], "outputs": []})
    assert [cell.cell_type for cell in submission.repaired().cells if cell.spec is None] == ["raw"]


@pytest.mark.parametrize("fence", ["```python\n{}\n```", "In [7]:\n{}", "%%time\n```\n{}\n```"])
def test_pasted_with_what_stood_around_it(submission, source_of, fence):
    """Are prompts and fences taken out of an answer that can't run with them?"""
    expected = submission.text("relu")
    submission.find("relu")["source"] = fence.format(expected)
    repaired = submission.repaired()
    assert source_of(repaired, "relu").strip() == expected.strip()
    assert 'cell "relu": held prompts or fences around its code, which were taken out' in repaired.notes


def test_cut_off_file_asks_for_a_look(submission):
    """Is a person asked to look at a file whose end is lost?"""
    data = submission.to_bytes()
    repaired = repair(data[: data.index(b'"test_relu"')], submission.spec)
    assert "what else it held is lost" in repaired.look
    assert repaired.status is Status.REPAIRED


def test_answers_in_the_other_notebook_ask_for_a_look(submission):
    """Is a person asked to look when a notebook that was left out has an answer that the chosen one lacks?"""
    one, other = copy.deepcopy(submission), copy.deepcopy(submission)
    one.find("sgd")["source"] = stub(submission, "sgd")
    other.find("relu")["source"] = other.find("adam")["source"] = stub(submission, "relu")
    files = [SubmittedFile("a.ipynb", 0.0, one.to_bytes()), SubmittedFile("b.ipynb", 0.0, other.to_bytes())]
    picked = pick(files, submission.spec)
    assert 'the notebook was handed in as "a.ipynb"' in picked.notes
    assert 'answers to "sgd" stand in another notebook' in picked.look


def test_sides_of_a_conflict_with_different_answers_ask_for_a_look(submission):
    """Is a person asked to look when the other side of a merge conflict has an answer that the chosen one lacks?"""
    one, other = copy.deepcopy(submission), copy.deepcopy(submission)
    one.find("sgd")["source"] = stub(submission, "sgd")
    other.find("relu")["source"] = stub(submission, "relu")
    sides = [json.dumps(side.notebook) for side in (one, other)]
    repaired = repair(f"<<<<<<< a\n{sides[0]}\n=======\n{sides[1]}\n>>>>>>> b\n".encode(), submission.spec)
    assert 'answers to "sgd" stand in another notebook' in repaired.look
