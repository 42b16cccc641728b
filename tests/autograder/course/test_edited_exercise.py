"""An exercise that was edited after it was built does not grade."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.build import build_source
from autograder.course.directory import CourseDirectory
from autograder.course.folder import assignment_specs
from autograder.errors import GradingError
from tests.exercise import MINI, MINI_MASTER


@pytest.fixture
def directory(course: Path) -> CourseDirectory:
    source = str(course / "build" / "source")
    return CourseDirectory(root=str(course), source_directory=source, assignment_id=MINI.name)


def changed(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")


EDITS: dict[str, Callable[[Path], None]] = {
    "the master": lambda folder: changed(folder / MINI_MASTER.name),
    "a test": lambda folder: changed(folder / "tests" / "scaler.py"),
    "a file": lambda folder: changed(folder / "files" / "factor.txt"),
    "a test that is gone": lambda folder: (folder / "tests" / "scaler.py").unlink(),
    "a file that is new": lambda folder: (folder / "files" / "more.txt").write_text("more"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_edited(course: Path, directory: CourseDirectory, edit: Callable[[Path], None]) -> None:
    """Is the assignment refused, with what to run?"""
    edit(course / "notebooks" / MINI.name)
    with pytest.raises(GradingError, match=r"changed after it was built.* `make release`"):
        assignment_specs(directory)


def test_built_again(course: Path, directory: CourseDirectory) -> None:
    """Does it grade as soon as it is built again, though the notebook is the same byte for byte?"""
    master = course / "notebooks" / MINI.name / MINI_MASTER.name
    master.write_text("# ---\n# note: nothing\n# ---\n\n" + master.read_text(encoding="utf-8"), encoding="utf-8")
    (built,) = build_source(course)
    assert [spec.notebook for spec in assignment_specs(directory)] == [built.stem]


def test_what_grades_nobody(course: Path, directory: CourseDirectory) -> None:
    """Do mistakes, and what editors and Python leave, change nothing?"""
    folder = course / "notebooks" / MINI.name
    changed(folder / "mistakes" / "scaler.py")
    for left in (".ipynb_checkpoints", "__pycache__"):
        (folder / left).mkdir(exist_ok=True)
        (folder / left / "more").write_text("more")
    assert assignment_specs(directory)


def test_course_without_masters(course: Path, directory: CourseDirectory) -> None:
    """Does a course folder grade that has the built source alone?"""
    (course / "notebooks").rename(course / "elsewhere")
    assert assignment_specs(directory)
