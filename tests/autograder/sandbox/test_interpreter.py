"""Another Python for students' code: does it have its own packages, and is one refused that can't be used?"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox import Interpreter, Limits, Student, Worker
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.environment import Environment
from autograder.sandbox.plain import Plain

LIMITS = Limits(cell_seconds=20, submission_seconds=60)


def make_venv(folder: Path, *, packages: bool) -> Path:
    """Make a virtual environment with a package of its own; `packages` adds those of the environment of the tests."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (site,) = folder.glob("lib/python3*/site-packages")
    (site / "only_there").mkdir()
    (site / "only_there" / "__init__.py").write_text("LOADED = [1]\ndef answer(): return 42\n")
    if packages:
        (site / "others.pth").write_text(f"{Path(numpy.__file__).parents[1]}\n")
    return folder


@pytest.fixture(scope="session")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second environment; do not change it."""
    return make_venv(tmp_path_factory.mktemp("other") / "venv", packages=True)


@pytest.fixture(params=[Bubblewrap, Plain])
def student(request: pytest.FixtureRequest, venv: Path) -> Iterator[Student]:
    """A student's process in the second environment, in each kind of sandbox."""
    interpreter = Interpreter(str(venv), ("only_there",))
    with Worker(LIMITS, backends=[request.param], interpreter=interpreter) as worker, worker.student() as student:
        yield student


def test_runs_there(student: Student, venv: Path) -> None:
    """Does a cell find the package that only that environment has, imported already, `length`, and no grader?"""
    run = student.run_cell(
        "import sys\nloaded = 'only_there' in sys.modules\nimport only_there, length\n"
        "import importlib.util\nfound = importlib.util.find_spec('autograder')\n"
        "print(sys.prefix, loaded, only_there.answer(), found)"
    )
    assert run.outputs[0]["text"].strip() == f"{venv} True 42 None"


@pytest.mark.parametrize("name", ["", "bin/python"])
def test_folder_or_interpreter(venv: Path, name: str) -> None:
    """Is an environment known by its folder and by its interpreter?"""
    environment = Environment(Interpreter(str(venv / name)), ["only_there", "no_such_package", "json"])
    assert environment.executable == str(venv / "bin" / "python")
    assert environment.lacking == {"no_such_package": "is not installed"}


def test_lacks_what_is_needed(tmp_path: Path) -> None:
    """Is an environment refused without what students' code needs around it, with the command that fixes it?"""
    venv = make_venv(tmp_path / "bare", packages=False)
    with pytest.raises(SandboxUnavailable) as refused:
        Environment(Interpreter(str(venv)))
    python = venv / "bin" / "python"
    needed = "numpy ipython pyseccomp"
    assert str(refused.value) == (
        f"{python}: it lacks {needed.replace(' ', ', ')}. Install what it lacks: {python} -m pip install {needed}"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'echo \'{"version": [3, 9], "executable": "/opt/python3.9", "modules": {}}\'',
            "/opt/python3.9: it is Python 3.9",
        ),
        ("exit 3", "it is no Python that can be used"),
        ("echo hello", "it is no Python that can be used"),
    ],
)
def test_not_usable(tmp_path: Path, text: str, told: str) -> None:
    """Is a Python refused that is too old, and a program that is none?"""
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{text}\n")
    os.chmod(program, 0o755)
    with pytest.raises(SandboxUnavailable, match=told) as refused:
        Environment(Interpreter(str(program)))
    assert "c.Autograder.python" in refused.value.hint


def test_no_such_file() -> None:
    """Is a path refused where nothing is?"""
    with pytest.raises(SandboxUnavailable, match="/nowhere/python: it is no Python"):
        Environment(Interpreter("/nowhere/python"))
