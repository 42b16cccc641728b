"""The canary: a run in which the solution loses points grades nobody, and says why."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from nbformat import NotebookNode

from autograder.build import build_source, register_assignment
from tests.exercise import MINI, MINI_MASTER, ROOT

Submit = Callable[[str, NotebookNode | None], Path]


def grade(
    course: Path, *command: str, packages: Path = ROOT, settings: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[str]:
    """Run `python -m COMMAND` in a course, with `length` and `autograder` from a folder."""
    return subprocess.run(
        [sys.executable, "-m", *(command or ("autograder", "grade"))],
        cwd=course,
        env={**os.environ, **settings, "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
        check=False,
    )


def edit(master: Path, *edits: tuple[str, str]) -> None:
    text = master.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    master.write_text(text, encoding="utf-8")


def refused(run: subprocess.CompletedProcess[str], course: Path, reason: str) -> bool:
    assert run.returncode == 1, run.stderr
    assert reason in run.stderr
    assert "Traceback" not in run.stderr
    return not (course / "autograded").exists()


@pytest.mark.parametrize("command", ["autograder", "nbgrader"])
def test_broken_length(tmp_path: Path, submit: Submit, course: Path, solution: NotebookNode, command: str) -> None:
    """Does a `length` that broke after the build stop the run?"""
    edit(
        course / "notebooks" / MINI.name / MINI_MASTER.name,
        ("import numpy as np", "import numpy as np\nfrom length.constants import DTYPE"),
        ("return x * x", "return DTYPE(x * x)"),
    )
    build_source(course)
    register_assignment(course)
    packages = tmp_path / "packages"
    for package in ("length", "autograder"):
        shutil.copytree(ROOT / package, packages / package, ignore=shutil.ignore_patterns("__pycache__"))
    with (packages / "length" / "constants.py").open("a") as broken:
        broken.write("DTYPE = 'float32'\n")
    submit("ada", solution)
    arguments = ("autograder", "grade") if command == "autograder" else ("nbgrader", "autograde", MINI.name)
    run = grade(course, *arguments, packages=packages)
    assert refused(run, course, "the solution of mini: it earns 0 of 1 points in test_square")


def test_test_that_changed_its_meaning(submit: Submit, course: Path, solution: NotebookNode) -> None:
    """Does a test that asks for something else than at the build stop the run?"""
    edit(
        course / "notebooks" / MINI.name / MINI_MASTER.name,
        ("assert square(-2) == 4", "import os\nassert square(-2) == int(os.environ.get('WANTED', '4'))"),
    )
    build_source(course)
    submit("ada", solution)
    run = grade(course, settings={"WANTED": "5"})
    assert refused(run, course, "it earns 0 of 1 points in test_square, test_square (a value is not the expected one")


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ('"submission_seconds": 0.001', "it ends as timed_out"),
        ('"total_memory": 1 << 20', "a student process could not be started"),
    ],
)
def test_sandbox_in_which_nothing_runs(
    submit: Submit, course: Path, solution: NotebookNode, limit: str, reason: str
) -> None:
    """Does a sandbox stop the run in which no student's process runs, or none starts?"""
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write(f"c.Autograder.limits = {{{limit}}}\n")
    submit("ada", solution)
    assert refused(grade(course), course, reason)


def test_solution_that_ends_the_grading_process(submit: Submit, course: Path, solution: NotebookNode) -> None:
    """Does a run stop whose grading processes end at the solution already?"""
    edit(
        course / "notebooks" / MINI.name / MINI_MASTER.name,
        ("assert square(-2) == 4", "import os\nif 'WANTED' in os.environ:\n    os._exit(3)\nassert square(-2) == 4"),
    )
    build_source(course)
    submit("ada", solution)
    run = grade(course, settings={"WANTED": "5"})
    assert refused(run, course, "grading it ends the grading process")


def test_manually_graded_answers_are_no_matter(submit: Submit, course: Path, solution: NotebookNode) -> None:
    """Does a course that is in order pass, with bonus cells and cells that a person grades?"""
    submit("ada", solution)
    run = grade(course)
    assert run.returncode == 0, run.stderr
    assert (course / "autograded" / "ada" / MINI.name).exists()
