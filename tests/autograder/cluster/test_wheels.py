"""Workers that have the wheels, and no checkout of this repository."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from distributed import Client
from nbformat import NotebookNode

from autograder.build import build_worker_wheels
from autograder.spec import AssignmentSpec
from tests.autograder.cluster.test_dask import grade, running_cluster
from tests.exercise import MINI, MINI_NOTEBOOK, ROOT, totals


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """What pip installs of the two wheels; all that they depend on is installed already."""
    copy = tmp_path / "repository"
    for package in ("length", "autograder"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "autograder_guard.py", "autograder_guard.pth"):
        shutil.copy(ROOT / name, copy)
    wheels = map(str, build_worker_wheels(copy))
    target = tmp_path / "packages"
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--target", str(target), *wheels]
    subprocess.run(pip, check=True, capture_output=True)
    return target


def hand_in(course: Path, solution: NotebookNode) -> None:
    """Hand in a right submission."""
    folder = course / "submitted" / "ada" / MINI.name
    folder.mkdir(parents=True)
    nbformat.write(solution, folder / MINI_NOTEBOOK)


def place_of_code() -> str:
    """Tell, on a worker, where its grading core is."""
    import autograder.grading.core

    return str(autograder.grading.core.__file__)


def test_wheels_grade(
    course: Path, solution: NotebookNode, spec: AssignmentSpec, packages: Path, tmp_path: Path
) -> None:
    """Do workers grade that have nothing of this repository but the wheels?"""
    hand_in(course, solution)
    with running_cluster(tmp_path, "--no-nanny", packages) as (address, _):
        with Client(address, set_as_default=False) as client:
            places = client.run(place_of_code).values()
        run = grade(course, "--scheduler", address)
        _, errors = run.communicate(timeout=120)
    assert set(places) == {str(packages / "autograder" / "grading" / "core.py")}
    assert run.returncode == 0, errors
    found = json.loads((course / "told").read_text().splitlines()[0])
    assert found["notebooks"][MINI.name]["points"] == totals(spec)[0]


def test_other_code_refuses(course: Path, solution: NotebookNode, packages: Path, tmp_path: Path) -> None:
    """Does a run stop, with the way to fix it, when the workers' code is not its own?"""
    hand_in(course, solution)
    module = packages / "autograder" / "grading" / "cell.py"
    module.write_text(module.read_text() + "\n# an older version\n")
    with running_cluster(tmp_path, "--no-nanny", packages) as (address, _):
        run = grade(course, "--scheduler", address)
        _, errors = run.communicate(timeout=120)
    assert run.returncode == 1
    assert "not the one that the run was started with" in errors
    assert "Install the wheels" in errors
    assert not (course / "autograded").exists()
