"""Where things lie in a course folder, and how their bytes are written."""

from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.errors import AutograderError

# A build says what it does, one line a step.
Say = Callable[[str], None]


def silent(_line: str) -> None:
    """Say nothing: what a build does when its caller doesn't ask for progress."""


def masters(course: Path) -> list[Path]:
    """Return the masters of a course, sorted by name.

    Raises
    ------
    AutograderError
        If the folder holds none.
    """
    found = sorted((course / "notebooks").glob("*.py"))
    if not found:
        raise AutograderError(
            str(course / "notebooks"), "there is no master notebook", "Run this in the course's root folder."
        )
    return found


def source_path(course: Path, exercise: str) -> Path:
    """Return where an exercise's validated notebook lies; assignment and notebook share the exercise's name."""
    return course / "build" / "source" / exercise / f"{exercise}.ipynb"


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
