"""A new exercise: does it stand in its folder, build, and tell right from wrong as it is?"""

import shutil
from pathlib import Path

import pytest
from rich.console import Console

from autograder.build import build_source, new_exercise
from autograder.build.__main__ import main
from autograder.build.layout import exercises
from autograder.errors import AutograderError
from autograder.mutants import prove


def test_it_builds_and_its_tests_are_proved(tmp_path: Path) -> None:
    """Does what was made build, and do its tests refuse its mistakes and accept its right answers?"""
    new_exercise("first_steps", tmp_path)
    (source,) = build_source(tmp_path)
    assert source == tmp_path / "build" / "source" / "first_steps" / "first_steps.ipynb"
    (exercise,) = exercises(tmp_path)
    assert prove(exercise, tmp_path, Console(quiet=True)) == []


@pytest.mark.parametrize("name", ["", "1st", "../up", "a b", "a/b", ".hidden", "ä", "a" * 65, "-a"])
def test_bad_name(tmp_path: Path, name: str) -> None:
    """Is a name refused that is no name of a folder?"""
    with pytest.raises(AutograderError, match="starts with a letter"):
        new_exercise(name, tmp_path)
    assert not (tmp_path / "notebooks").exists()


def test_taken_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is a name refused that is taken, in one line, and nothing of the exercise touched?"""
    assert main(["exercise", "first", "--course", str(tmp_path)]) == 0
    master = tmp_path / "notebooks" / "first" / "first.py"
    master.write_text("mine")
    capsys.readouterr()
    assert main(["exercise", "first", "--course", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert told.err == "notebooks/first: it exists already. Take another name.\n"
    assert told.out == ""
    assert master.read_text() == "mine"


def test_beside_another(course: Path) -> None:
    """Is it built beside an exercise that is there, whose source stays as it was?"""
    source = course / "build" / "source" / "mini" / "mini.ipynb"
    before = source.stat().st_mtime_ns
    new_exercise("first", course)
    lines: list[str] = []
    assert [path.name for path in build_source(course, lines.append)] == ["first.ipynb", "mini.ipynb"]
    assert source.stat().st_mtime_ns == before
    assert lines[-1] == "build/source/mini: up to date"
    shutil.rmtree(course / "notebooks" / "first")
    assert [path.name for path in build_source(course)] == ["mini.ipynb"]
    assert not (course / "build" / "source" / "first").exists()
