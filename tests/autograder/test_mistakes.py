"""Known answers of an exercise: read from its folder, wrong ones made by editing the solution."""

import re
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


HINT = "word " * 100


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([Mistake("a", (), diagnosis="word " * 13, hint=HINT)], '"a" has a diagnosis of 13 words, more than 12'),
        ([Mistake("a", (), diagnosis="adds", hint="too short")], '"a" has a hint of 2 words, needs 80 to 160'),
        ([Mistake("a", (), diagnosis="adds", hint=HINT * 2)], '"a" has a hint of 200 words'),
        ([Mistake("a", (), diagnosis="adds")], '"a" has a diagnosis without a hint'),
        ([Mistake("a", (), hint=HINT)], '"a" has a hint without a diagnosis'),
        ([Mistake("a", (), same_as="b")], '"a" is the same as "b", and there is no other mistake'),
        ([Mistake("a", (), same_as="a")], '"a" is the same as "a", and there is no other mistake'),
        (
            [Mistake("a", ()), Mistake("b", (), same_as="a"), Mistake("c", (), same_as="b")],
            '"c" is the same as "b", which is the same as "a": name that one',
        ),
        ([Mistake("a", ()), Mistake("b", (), diagnosis="x", hint=HINT, same_as="a")], '"b" has texts of its own'),
        ([Mistake("a", ()), Mistake("a", ())], '"a" stands there twice'),
    ],
)
def test_texts_that_break_a_rule(tmp_path: Path, entries: list[Mistake], says: str) -> None:
    """Is an entry named whose texts are too long, too short, half there, or another one's that is none?"""
    written(tmp_path, entries)
    with pytest.raises(MasterError, match=re.escape(f"mistakes/square.py: the mistake {says}")):
        known_answers(tmp_path)


def test_texts(tmp_path: Path) -> None:
    """May a mistake have texts, share those of another one, or have none?"""
    entries = [Mistake("a", (), diagnosis="adds", hint=HINT), Mistake("b", (), same_as="a"), Mistake("c", ())]
    written(tmp_path, entries)
    assert known_answers(tmp_path)[0].mistakes == tuple(entries)


def written(folder: Path, entries: list[Mistake]) -> None:
    (folder / "mistakes").mkdir()
    (folder / "mistakes" / "square.py").write_text(
        "from autograder.mistakes import Mistake\n"
        f'GRADED_BY, SOLUTION, MISTAKES = "test_square", ("square",), {entries!r}\n'
    )
