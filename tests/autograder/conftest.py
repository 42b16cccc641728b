"""Real parts that the tests of the course tooling share: the mini exercise, built, and a sandboxed worker."""

import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.build import build_source, register_assignment
from autograder.build.layout import read_notebook
from autograder.build.solutions import solved
from autograder.course.contracts import read_contracts, read_spec
from autograder.grading import Record, grade
from autograder.grading.submission import Submission
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec
from tests.exercise import MINI, MINI_NOTEBOOK, ROOT
from tests.once import once


def build_mini(course: Path) -> None:
    """Build and register the mini exercise in an empty folder."""
    settings = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    # the tests run side by side already
    (course / "nbgrader_config.py").write_text(f"{settings}\nc.Autograder.jobs = 1\n", encoding="utf-8")
    shutil.copytree(MINI, course / "notebooks" / MINI.name)
    build_source(course)
    register_assignment(course)


@pytest.fixture(scope="session")
def built_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with a built and registered assignment, to be copied."""
    return once(tmp_path_factory, "mini", build_mini)


@pytest.fixture(scope="session")
def built_source(built_course: Path) -> Path:
    """The built notebook of the mini exercise, in that folder; do not change it."""
    return built_course / "build" / "source" / MINI.name / MINI_NOTEBOOK


@pytest.fixture(scope="session")
def source(built_source: Path) -> NotebookNode:
    """The validated source notebook; do not change it."""
    return read_notebook(built_source)


@pytest.fixture(scope="session")
def spec(built_source: Path) -> AssignmentSpec:
    """What is run and graded, contracts included."""
    return read_contracts(built_source, read_spec(built_source))


@pytest.fixture
def solution(source: NotebookNode) -> NotebookNode:
    """The solved notebook, without hidden tests."""
    return solved(source, MINI.name)


@pytest.fixture
def release(source: NotebookNode, spec: AssignmentSpec) -> NotebookNode:
    """The student's notebook, nothing done yet."""
    notebook = deepcopy(source)
    for cell, cell_spec in zip(notebook.cells, spec.cells, strict=True):
        cell.source = cell_spec.source
    return notebook


# Short limits: a test that runs into them is over soon.
LIMITS = Limits(cell_seconds=3, submission_seconds=30)


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    with Worker(LIMITS) as worker:
        yield worker


@pytest.fixture
def grade_notebook(spec: AssignmentSpec, worker: Worker) -> Callable[[NotebookNode], Record]:
    """Grade a notebook as if it had been submitted."""

    def run(notebook: NotebookNode) -> Record:
        return grade(Submission.of_notebook(MINI.name, nbformat.writes(notebook).encode()), spec, worker, LIMITS)

    return run


@pytest.fixture
def course(built_course: Path, tmp_path: Path) -> Path:
    """A course folder of the test's own."""
    return Path(shutil.copytree(built_course, tmp_path / "course"))


@pytest.fixture
def submit(course: Path) -> Callable[[str, NotebookNode | None], Path]:
    """Hand in a notebook; return the folder."""

    def write(student: str, notebook: NotebookNode | None) -> Path:
        folder = course / "submitted" / student / MINI.name
        folder.mkdir(parents=True)
        if notebook is not None:
            nbformat.write(notebook, folder / MINI_NOTEBOOK)
        return folder

    return write
