"""Real parts that the tests of the course tooling share: the master, its spec, a sandboxed worker."""

import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.build import build_source, register_assignment
from autograder.build.solutions import solved
from autograder.grading import Record, grade
from autograder.grading.submission import Submission
from autograder.master.reader import read_master
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec

COURSE = Path(__file__).resolve().parents[2]
EXERCISE = "neural_network_basics"


@pytest.fixture(scope="session")
def source() -> NotebookNode:
    """The validated source notebook; do not change it."""
    return read_master(COURSE / "notebooks" / f"{EXERCISE}.py")


@pytest.fixture(scope="session")
def spec(source: NotebookNode) -> AssignmentSpec:
    return AssignmentSpec.from_notebook(EXERCISE, EXERCISE, source)


@pytest.fixture
def solution(source: NotebookNode) -> NotebookNode:
    """The solved notebook, without hidden tests."""
    return solved(source, EXERCISE)


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
        return grade(Submission.of_notebook(EXERCISE, nbformat.writes(notebook).encode()), spec, worker, LIMITS)

    return run


@pytest.fixture(scope="session")
def built_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with a built and registered assignment, to be copied."""
    course = tmp_path_factory.mktemp("built")
    shutil.copy(COURSE / "nbgrader_config.py", course)
    shutil.copytree(COURSE / "notebooks", course / "notebooks")
    build_source(course)
    register_assignment(course)
    return course


@pytest.fixture
def course(built_course: Path, tmp_path: Path) -> Path:
    """A course folder of the test's own."""
    return Path(shutil.copytree(built_course, tmp_path / "course"))
