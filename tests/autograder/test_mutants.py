"""The proof of tests by known answers: of the mini exercise, and what makes a proof fail."""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from autograder.build.layout import exercises
from autograder.errors import MasterError
from autograder.judging import Answer, Verdict
from autograder.mistakes import KnownAnswers, Mistake
from autograder.mutants import problems, prove
from autograder.testing import ALONE

KNOWN = KnownAnswers("square", "test_square", ("square",), (), {})
LOST = "Squares numbers: a value is not the expected one"


def wrong(visible: bool | None, *lost: str, costs: int = 1) -> Verdict:
    return Verdict(Answer(KNOWN, "doubles", "", Mistake("doubles", (), costs)), visible, lost)


def right(visible: bool | None, *lost: str) -> Verdict:
    return Verdict(Answer(KNOWN, "by a power", ""), visible, lost)


@pytest.mark.parametrize(
    ("verdicts", "found"),
    [
        ([right(True), wrong(False, LOST)], []),
        ([right(None), wrong(None, LOST)], []),
        ([wrong(False, LOST, f"Returns a number: {ALONE}")], []),
        ([wrong(False, LOST, "Squares negative numbers: too", costs=2)], []),
        ([wrong(False)], ["square: the hidden tests accept the mistake “doubles”"]),
        ([wrong(True, LOST)], ["the visible checks refuse 0 of 1 mistakes, not 90%"]),
        ([wrong(True, LOST), *[wrong(False, LOST)] * 9], []),
        (
            [wrong(False, LOST, "other: too")],
            [f"square: the mistake “doubles” breaks 2 properties, not 1: {LOST}; other: too"],
        ),
        ([wrong(False, LOST, costs=2)], [f"square: the mistake “doubles” breaks 1 properties, not 2: {LOST}"]),
        ([right(True, LOST)], [f"square: the hidden tests refuse the right answer “by a power” ({LOST})"]),
        (
            [replace(right(True), elsewhere=("instance 3: Squares numbers",))],
            ["square: what the right answer “by a power” fails depends on the inputs, instance 3: Squares numbers"],
        ),
        ([right(False)], ["square: the visible check refuses the right answer “by a power”"]),
    ],
)
def test_problems(verdicts: list[Verdict], found: list[str]) -> None:
    """Is everything told that makes a proof fail, and nothing else?"""
    assert problems(verdicts) == found


def test_mini_is_proved(built_source: Path, tmp_path: Path) -> None:
    """Do the tests of the mini exercise refuse its mistakes and accept its right answers?"""
    console = Console(file=io.StringIO(), width=120)
    course = Path(shutil.copytree(built_source.parents[3], tmp_path / "course"))
    (mini,) = exercises(course)
    assert prove(mini, course, console) == []
    table = console.file.getvalue()
    assert "all" in table
    assert "4/4" in table


def test_mistake_that_passes(built_source: Path, tmp_path: Path) -> None:
    """Is an exercise not proved whose tests accept a mistake?"""
    course = Path(shutil.copytree(built_source.parents[3], tmp_path / "course"))
    (mini,) = exercises(course)
    path = mini.folder / "mistakes" / "square.py"
    path.write_text(path.read_text().replace('"x + x"', '"x * x + 0"'))
    assert "square: the hidden tests accept the mistake “doubles”" in prove(mini, course, Console(file=io.StringIO()))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"test_square"', '"test_circle"', "no notebook has a cell test_circle"),
        ('("square",)', '("circle",)', "no cell has the grade_id circle or defines circle"),
    ],
)
def test_unknown_cell(built_source: Path, tmp_path: Path, old: str, new: str, says: str) -> None:
    """Is a cell named that is not there?"""
    course = Path(shutil.copytree(built_source.parents[3], tmp_path / "course"))
    (mini,) = exercises(course)
    path = mini.folder / "mistakes" / "square.py"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(MasterError, match=says):
        prove(mini, course, Console(file=io.StringIO()))
