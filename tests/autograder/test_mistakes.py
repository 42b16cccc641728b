"""Known answers of an exercise: read from its folder, wrong ones made by editing the solution."""

from pathlib import Path

import pytest

from autograder.errors import MasterError
from autograder.mistakes import Mistake, edited, known_answers
from tests.exercise import MINI


def test_answers_of_an_exercise() -> None:
    """Are mistakes and right answers of each task read, in the order of the tasks?"""
    scaler, square = known_answers(MINI)
    assert (scaler.task, scaler.graded_by, scaler.solution) == ("scaler", "test_scaler", ("scaler",))
    assert [mistake.name for mistake in square.mistakes] == ["doubles", "loses the sign"]
    assert list(square.right) == ["by a power", "by a sum"]
    assert square.right["by a power"].strip() == "def square(x):\n    return x**2"
    assert scaler.right == {}


def test_no_answers(tmp_path: Path) -> None:
    """May an exercise have none?"""
    assert known_answers(tmp_path) == []


def test_lacking_name(tmp_path: Path) -> None:
    """Is a file refused that does not say which cell grades the task?"""
    (tmp_path / "mistakes").mkdir()
    (tmp_path / "mistakes" / "square.py").write_text("MISTAKES = ()\n")
    with pytest.raises(MasterError, match=r"square.py: it lacks GRADED_BY, SOLUTION"):
        known_answers(tmp_path)


def test_edits() -> None:
    """Is each occurrence replaced, one edit after the other?"""
    mistake = Mistake("adds", (("x * x", "x + x"), ("+ x", "+ 1")))
    assert edited("y = x * x, x * x", mistake, "square.py") == "y = x + 1, x + 1"


def test_edit_of_another_solution() -> None:
    """Is a mistake refused that edits what the solution does not hold?"""
    with pytest.raises(MasterError, match=r'square.py: the mistake "adds" edits \'x \* y\''):
        edited("x * x", Mistake("adds", (("x * y", "x + y"),)), "square.py")
