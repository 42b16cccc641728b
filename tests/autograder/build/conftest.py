"""A small course: the mini exercise, the project's own settings and `length`."""

import os
import shutil
import sysconfig
from pathlib import Path

import pytest

from autograder.build import build_release, build_solutions
from tests.exercise import MINI, ROOT
from tests.once import once


def make_course(folder: Path) -> Path:
    """Lay out a course with the mini exercise in a folder."""
    shutil.copytree(MINI, folder / "notebooks" / MINI.name)
    for name in ("pyproject.toml", "nbgrader_config.py"):
        shutil.copyfile(ROOT / name, folder / name)
    shutil.copytree(ROOT / "length", folder / "length", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def build_all(folder: Path) -> None:
    """Lay out the course and build all of it."""
    build_release(make_course(folder))
    build_solutions(folder)


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


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small course with release and solutions; tests must not change it."""
    return once(tmp_path_factory, "released", build_all)


@pytest.fixture
def course(built: Path, tmp_path: Path) -> Path:
    """Return a small course whose source is built, and nothing else."""
    course = Path(shutil.copytree(built, tmp_path / "course"))
    for made in ("release", "solutions", "environment.yml", "build/release", "build/wheel"):
        path = course / made
        path.unlink() if path.is_file() else shutil.rmtree(path)
    return course
