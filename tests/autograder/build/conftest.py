"""A small course: one master with the SGD task, the project's own settings and `length`."""

import os
import shutil
import sysconfig
from pathlib import Path

import pytest

from autograder.build import build_release, build_solutions

ROOT = Path(__file__).parents[3]

MASTER = '''\
# %% [markdown]
# # Steps downhill

# %%
from length.optimizer import Optimizer

# %% nbgrader={"grade": false, "grade_id": "sgd", "locked": false, "schema_version": 3, "solution": true, "task": false}
class SGD(Optimizer):
    """The step is the gradient times the learning rate."""

    def __init__(self, lr):
        self.learning_rate = lr

    def run_update_rule(self, gradients, _):
        ### BEGIN SOLUTION
        param_deltas = [self.learning_rate * gradient for gradient in gradients]
        ### END SOLUTION
        return param_deltas


# %% nbgrader={"grade": false, "grade_id": "check_sgd", "locked": true, "schema_version": 3, "solution": false, "task": false}
print("delta", SGD(2).run_update_rule([3], None))

# %% nbgrader={"grade": true, "grade_id": "test_sgd", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Graded here.
### BEGIN HIDDEN TESTS
from autograder.hidden_tests import grade

grade("sgd")
### END HIDDEN TESTS
'''  # noqa: E501 - cell lines are as long as nbgrader's metadata


def make_course(folder: Path, master: str = MASTER) -> Path:
    """Lay out a course with one master in a folder."""
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "steps.py").write_text(master, encoding="utf-8")
    for name in ("pyproject.toml", "nbgrader_config.py"):
        shutil.copyfile(ROOT / name, folder / name)
    shutil.copytree(ROOT / "length", folder / "length", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Return the environment of a command that uses this project's packages and this interpreter's scripts."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    scripts = sysconfig.get_path("scripts")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")]),
    }


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a small course in which nothing is built."""
    return make_course(tmp_path / "course")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small course with release and solutions; tests must not change it."""
    course = make_course(tmp_path_factory.mktemp("built") / "course")
    build_release(course)
    build_solutions(course)
    return course
