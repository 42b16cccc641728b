"""The Makefile: does it list its targets, and ask for what it needs in a line?"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exercise import MINI, ROOT


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course folder in which nothing is built."""
    shutil.copyfile(ROOT / "Makefile", tmp_path / "Makefile")
    shutil.copytree(MINI, tmp_path / "notebooks" / "mini")
    return tmp_path


def make(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make with this interpreter, without setting up an environment."""
    command = ["make", "-o", ".venv/.installed", f"RUN={sys.executable} -m", *arguments]
    # not what a make around these tests says to those below it
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    environment = own | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)


def test_help_is_complete(course: Path) -> None:
    """Does `make help` list each target that a person may ask for, with a word on it?"""
    targets = set(re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    listed = dict(re.findall(r"^  make (\S+) +(\S.*)$", make(course, "help").stdout, re.MULTILINE))
    assert listed.keys() == targets


def test_exercise_is_started(course: Path) -> None:
    """Does `make exercise` write a folder, and ask for a name where there is none?"""
    assert "make exercise NAME=" in make(course, "exercise").stdout
    run = make(course, "exercise", "NAME=first")
    assert run.returncode == 0, run.stderr
    assert (course / "notebooks" / "first" / "first.py").exists()
    assert make(course, "exercise", "NAME=first").returncode != 0


def test_lab_asks_which(course: Path) -> None:
    """Does `make lab` take the only exercise, and ask which where there are several?"""
    only = make(course, "-o", "release", "-n", "lab").stdout
    assert "cd build/lab/mini && jupyter lab" in only
    shutil.copytree(MINI, course / "notebooks" / "other")
    several = make(course, "-o", "release", "lab")
    assert several.returncode != 0
    assert several.stdout == "There are several exercises: make lab EXERCISE=one of mini other\n"
    assert "cd build/lab/other && jupyter lab" in make(course, "-o", "release", "-n", "lab", "EXERCISE=other").stdout
