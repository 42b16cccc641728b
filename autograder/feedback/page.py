"""One feedback page, in a process that keeps its exporter."""

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from autograder.errors import GradingError
from autograder.feedback.exporter import feedback_exporter
from autograder.feedback.grades import Grades
from autograder.nbgrader_plugin.exporter import PageExporter

_FILE_MODE = 0o644  # as nbgrader leaves feedback
_MARK = "\n<!-- autograder: {} -->\n"


def write_page(course: Path, source: Path, target: Path, names: Mapping[str, str], grades: Grades, force: bool) -> bool:
    """Write the page of one autograded notebook; return whether it was out of date.

    Parameters
    ----------
    course : Path
        The folder with the settings.
    source, target : Path
        The autograded notebook, the page.
    names : mapping
        `student`, `assignment` and `notebook`.
    grades : Grades
        What the page shows of the gradebook.
    force : bool
        Write it in any case.
    """
    content = source.read_bytes()
    mark = mark_of(content, grades)
    if not force and is_current(target, mark):
        return False
    notebook = nbformat.reads(content.decode(), as_version=4)
    resources: dict[str, Any] = {
        "unique_key": names["notebook"],
        "output_files_dir": f"{names['notebook']}_files",
        "metadata": {"name": source.stem, "path": str(source.parent)},
        "nbgrader": {**names, "grades": grades},
    }
    html, _ = _exporter(course).from_notebook_node(notebook, resources)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh.write_text(html + mark)
    fresh.chmod(_FILE_MODE)
    fresh.replace(target)
    return True


def mark_of(content: bytes, grades: Grades) -> str:
    """Return what stands at the end of a page: a hash of notebook, grades and the code that writes pages."""
    return _MARK.format(hashlib.sha256(content + repr(grades).encode() + _code()).hexdigest())


def is_current(page: Path, mark: str) -> bool:
    """Tell whether a page is there and ends with this mark."""
    try:
        with page.open("rb") as file:
            file.seek(-len(mark), os.SEEK_END)
            return file.read() == mark.encode()
    except OSError:
        return False


def add_mark(page: Path, mark: str) -> None:
    """Write its mark at the end of a page that nbgrader wrote."""
    with page.open("a", encoding="utf-8") as file:
        file.write(mark)


def write_pages(root: Path, tasks: list[tuple[Any, ...]], force: bool) -> list[bool]:
    """Write the pages of one submission; return for each whether it was out of date.

    Raises
    ------
    GradingError
        If a notebook was graded and the gradebook does not know of it.
    """
    written = []
    for path, target, names, grades in tasks:
        if grades is None:
            raise GradingError(str(path), "the gradebook has no grades of it", "Run `autograder grade`")
        written.append(write_page(root, path, target, names, grades, force))
    return written


def prepare(course: Path) -> None:
    """Set up the exporter before the first page asks for it."""
    _exporter(course)


@cache
def _exporter(course: Path) -> PageExporter:
    os.chdir(course)  # where nbgrader's own command runs
    return feedback_exporter(course)


@cache
def _code() -> bytes:
    """Hash what the pages are made by."""
    state = hashlib.sha256()
    package = Path(__file__).parents[1]
    for folder in ("feedback", "nbgrader_plugin"):
        for path in sorted((package / folder).rglob("*")):
            if path.suffix in (".py", ".j2", ".css"):
                state.update(path.read_bytes())
    return state.digest()
