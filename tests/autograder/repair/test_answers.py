"""Copies, halves and misplaced answers: the text that counts is chosen by stated rules."""

import copy

from autograder.spec import Role


def released(submission, grade_id):
    """Return what students got in a cell."""
    return next(cell.source for cell in submission.spec.cells if cell.grade_id == grade_id)


def test_edited_copy_wins_over_the_released_one(submission, source_of):
    """Does the edited cell count when an unedited copy of it stands below?"""
    expected = submission.text("sgd")
    stub = copy.deepcopy(submission.find("sgd"))
    stub["source"] = released(submission, "sgd")
    submission.cells.append(stub)
    repaired = submission.repaired()
    assert source_of(repaired, "sgd") == expected
    assert [cell.cell_type for cell in repaired.cells if cell.spec is None] == ["raw"]
    assert any(note.startswith('cell "sgd": stood there 2 times') for note in repaired.notes)


def test_last_edited_copy_wins(submission, source_of):
    """Does the last of several whole answers count, as when the notebook runs from top to bottom?"""
    second = copy.deepcopy(submission.find("relu"))
    second["source"] = submission.text("relu") + "\n# second thoughts"
    submission.cells.append(second)
    assert source_of(submission.repaired(), "relu") == second["source"]


def test_broken_copy_loses(submission, source_of):
    """Does a copy with a syntax error lose against a whole answer above it?"""
    expected = submission.text("relu")
    second = copy.deepcopy(submission.find("relu"))
    second["source"] = expected + "\n    def broken(:"
    submission.cells.append(second)
    assert source_of(submission.repaired(), "relu") == expected


def test_copy_with_other_content_is_an_own_cell(submission, source_of):
    """Does a pasted cell that was rewritten stay a cell of its own that runs?"""
    expected = submission.text("sgd")
    pasted = copy.deepcopy(submission.find("sgd"))
    pasted["source"] = "optimizer = SGD(lr=0.1)"
    submission.cells.insert(submission.at("test_sgd"), pasted)
    repaired = submission.repaired()
    assert source_of(repaired, "sgd") == expected
    assert [cell.cell_type for cell in repaired.cells if cell.spec is None] == ["code"]


def test_class_split_between_methods_is_joined(submission, source_of, own):
    """Are the halves of a class joined when the second has kept its metadata, and when it has lost it?"""
    expected = submission.text("fully_connected")
    lines = expected.splitlines(keepends=True)
    middle = next(i for i, line in enumerate(lines) if "def internal_backward" in line)
    cell = submission.find("fully_connected")
    for rest in (copy.deepcopy(cell), own("")):
        cell["source"], rest["source"] = lines[:middle], lines[middle:]
        submission.cells.insert(submission.at("fully_connected") + 1, rest)
        repaired = submission.repaired()
        assert source_of(repaired, "fully_connected").split() == expected.split()
        assert 'cell "fully_connected": was spread over 2 cells, which were joined' in repaired.notes
        submission.cells.pop(submission.at("fully_connected") + 1)


def test_class_and_function_in_two_cells_are_joined(submission, source_of, own):
    """Are two cells that each define a part of the names joined in order?"""
    text = submission.text("relu")
    cut = text.index("def relu(")
    submission.find("relu")["source"] = text[:cut]
    submission.cells.insert(submission.at("relu") + 1, own(text[cut:]))
    repaired = submission.repaired()
    assert source_of(repaired, "relu").split() == text.split()
    assert not any(cell.spec is None for cell in repaired.cells)


def test_answer_below_its_tests_is_found(submission, source_of, own):
    """Does an answer in a new cell at the end count when the task's own cell was left as it was?"""
    answer = submission.text("sgd")
    submission.find("sgd")["source"] = released(submission, "sgd")
    submission.cells.append(own(answer))
    repaired = submission.repaired()
    assert source_of(repaired, "sgd") == answer
    assert 'cell "sgd": held no answer; the one found below its tests counts' in repaired.notes


def test_answer_in_a_new_cell_above_its_tests_stays_there(submission, own):
    """Does an answer that runs in time stay where the student put it?"""
    answer = submission.text("sgd")
    submission.find("sgd")["source"] = released(submission, "sgd")
    submission.cells.insert(submission.at("test_sgd"), own(answer))
    repaired = submission.repaired()
    assert repaired.notes == ()
    assert [cell.source for cell in repaired.cells if cell.spec is None] == [answer]


def test_merged_answers_are_not_overwritten(submission, source_of):
    """Do answers merged into one cell run at the first task, without the released cells on top of them?"""
    whole = submission.text("sgd") + "\n\n" + submission.text("relu")
    for keeper, other in (("sgd", "relu"), ("relu", "sgd")):
        submission.__init__(submission.spec)
        submission.find(keeper)["source"] = whole
        submission.cells.remove(submission.find(other))
        repaired = submission.repaired()
        assert source_of(repaired, "sgd") == whole
        assert "class" not in source_of(repaired, "relu")
        assert 'cell "relu": was merged into the cell "sgd"' in repaired.notes


def test_everything_in_one_cell(submission, source_of):
    """Does a notebook flattened to a single cell keep every answer?"""
    code = [c for c in submission.spec.cells if c.cell_type == "code" and c.role in (Role.SOLUTION, Role.GIVEN)]
    whole = "\n\n".join(
        submission.text(c.grade_id) if c.role is Role.SOLUTION else c.source for c in code if not c.training
    )
    submission.cells[:] = [{"cell_type": "code", "source": whole}]
    repaired = submission.repaired()
    assert source_of(repaired, "sgd") == whole
    running = "\n".join(cell.source for cell in repaired.cells if cell.cell_type == "code")
    assert all(running.count(f"class {name}(") == 1 for name in ("SGD", "FullyConnected", "Relu", "Adam"))
