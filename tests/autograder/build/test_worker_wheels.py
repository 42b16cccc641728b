"""Questions about the wheel of the course's tooling: does it bring the guard of nbgrader along?"""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from autograder.build import build_worker_wheels

# one process makes what they share
pytestmark = pytest.mark.xdist_group("worker wheels")

ROOT = Path(__file__).parents[3]
GUARD = {"autograder_guard.py", "autograder_guard.pth"}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """Return the students' wheel and that of the tooling."""
    course = tmp_path_factory.mktemp("course")
    for package in ("length", "autograder"):
        shutil.copytree(ROOT / package, course / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", *GUARD):
        shutil.copyfile(ROOT / name, course / name)
    return build_worker_wheels(course)


def members(wheel: Path) -> set[str]:
    """Return a wheel's files, without its metadata."""
    with ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_tooling_has_the_guard(wheels):
    """Does the tooling's wheel hold its package and the guard with its `.pth`, the students' wheel neither?"""
    students, tooling = map(members, wheels)
    assert tooling >= {*GUARD, "autograder/__init__.py"}
    assert {name.split("/")[0] for name in tooling} == {*GUARD, "autograder"}
    assert {name.split("/")[0] for name in students} == {"length", "length_course-1.0.0.data"}  # JupyterLab's settings


def test_installed_guard_starts(wheels, tmp_path):
    """Does each Python of an environment start with the guard once the wheel is installed there?"""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", wheels[1]]
    subprocess.run(pip, check=True, capture_output=True)
    code = "import sys; print([type(finder).__module__ for finder in sys.meta_path])"
    run = subprocess.run([python, "-I", "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert "autograder_guard" in run.stdout
    assert run.stderr == ""
