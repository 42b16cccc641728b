"""Where things lie in a course folder, and how their bytes are written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course.contracts import is_companion
from autograder.errors import AutograderError

# A build says what it does, one line a step.
Say = Callable[[str], None]


def silent(_line: str) -> None:
    """Say nothing: what a build does when its caller doesn't ask for progress."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One folder in `notebooks/`: an assignment.

    Attributes
    ----------
    folder : Path
        Holds the masters, and `tests/`, `mistakes/` and `files/` beside them.
    masters : tuple of Path
        Its notebooks as text (`.py`) or as notebooks (`.ipynb`), sorted by name.
    """

    folder: Path
    masters: tuple[Path, ...]

    @property
    def name(self) -> str:
        """The name of the assignment."""
        return self.folder.name

    @property
    def files(self) -> dict[Path, Path]:
        """What is released beside the notebooks and lies there when they are graded: path of each by its name."""
        top = self.folder / "files"
        return {path.relative_to(top): path for path in sorted(top.rglob("*")) if is_companion(path, top)}


def find_exercises(course: Path) -> list[Exercise]:
    """Return the exercises of a course, sorted by name."""
    found = []
    for folder in sorted(path for path in (course / "notebooks").glob("*") if path.is_dir()):
        masters = sorted([*folder.glob("*.py"), *folder.glob("*.ipynb")])
        if masters:
            found.append(Exercise(folder, tuple(masters)))
    return found


def exercises(course: Path) -> list[Exercise]:
    """Return the exercises of a course that has some, sorted by name.

    Raises
    ------
    AutograderError
        If there is none.
    """
    found = find_exercises(course)
    if not found:
        raise AutograderError(
            str(course / "notebooks"),
            "there is no exercise: a folder with a master notebook",
            "Run this in the course's root folder.",
        )
    return found


def source_folder(course: Path) -> Path:
    """Return where the validated notebooks lie, in a folder for each assignment."""
    return course / "build" / "source"


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook that a build wrote."""
    nb: NotebookNode = nbformat.read(path, as_version=4)
    return nb


def write_notebook(nb: NotebookNode, path: Path) -> None:
    """Write a notebook with the bytes that nbgrader itself would write: keys sorted, one final newline."""
    text: str = nbformat.writes(nb, version=4)
    write_text(text.rstrip("\n") + "\n", path)


def write_text(text: str, path: Path) -> None:
    """Write a file whose bytes don't depend on the platform's newlines or encoding.

    A file that holds these bytes already is left alone: somebody may be reading it, and make compares times.
    """
    data = text.encode()
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
