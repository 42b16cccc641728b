"""docs/adopting.md as a reader follows it, there and back, on nbgrader's sample course in an environment of its own."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader_plugin.settings import Autograder
from tests.docs.test_authoring import commands
from tests.exercise import ROOT

_PAGE = ROOT / "docs" / "adopting.md"
_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINES = "from autograder.nbgrader_plugin import configure\n\nconfigure(c)\n"


def link(source: str, target: str) -> None:
    """Copy a file, without its content where that is possible."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment with what is installed here, but for this project."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    own = ("*length_course*", "autograder_guard*", "playwright*", "mypy*", "ruff*")
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    shutil.copytree(
        sysconfig.get_path("purelib"),
        packages,
        copy_function=link,
        ignore=shutil.ignore_patterns(*own),
        dirs_exist_ok=True,
        symlinks=True,
    )
    for name, module in (("nbgrader", "nbgrader"), ("pip", "pip"), ("alembic", "alembic")):
        script = folder / "bin" / name
        script.write_text(f'#!/bin/sh\nexec {folder}/bin/python -m {module} "$@"\n')
        script.chmod(0o755)
    return folder


class Reader:
    """Types what the page says."""

    def __init__(self, environment: Path, folder: Path) -> None:
        self.folder = folder
        foreign = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
        self._environment = {name: value for name, value in os.environ.items() if name not in foreign} | {
            "PATH": os.pathsep.join([str(environment / "bin"), os.environ.get("PATH", "")]),
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
        }

    def type(self, command: str) -> tuple[int, str]:
        """Run a command; `make` runs in the environment of these tests, as it is, and packages are not fetched."""
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            return 0, ""
        if command.startswith("sudo apt"):
            return 0, ""  # the machine's own
        typed, environment = command, self._environment
        if command.startswith("make"):
            typed = re.sub(r"^make\b", f"make -o .venv/.installed 'RUN={sys.executable} -m'", command)
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            typed,
            shell=True,
            cwd=self.folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.returncode, done.stdout


def points(course: Path) -> dict[str, float]:
    """Return the points of the cells that the grader fills in."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (submission,) = gradebook.assignment_submissions("ps1")
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        return {grade.name: grade.auto_score for grade in grades if not grade.needs_manual_grade}


def test_page_as_it_stands(environment: Path, tmp_path: Path) -> None:
    """Does each command of the page do what it says, up to nbgrader's own grades on the way back?"""
    repository = tmp_path / "repository"
    repository.mkdir()
    for name in ("Makefile", "pyproject.toml", "autograder_guard.py", "autograder_guard.pth"):
        shutil.copyfile(ROOT / name, repository / name)
    for name in ("length", "autograder"):
        shutil.copytree(ROOT / name, repository / name, ignore=shutil.ignore_patterns("__pycache__"))
    (repository / "notebooks").mkdir()
    reader = Reader(environment, repository)
    ours: dict[str, float] = {}
    for indent, language, text in _BLOCK.findall(_PAGE.read_text(encoding="utf-8")):
        block = re.sub(rf"^{indent}", "", text, flags=re.MULTILINE)
        settings = reader.folder / "nbgrader_config.py"
        if language == "python" and block == _LINES:
            settings.write_text(settings.read_text() + block)
            continue
        if language == "python":  # what a course may set: its values are some other course's
            names = re.findall(r"^c\.Autograder\.(\w+) = ", block, re.MULTILINE)
            assert len(names) == block.count("\n")
            assert {*names} <= {*Autograder.class_trait_names(config=True)}
            continue
        for command, told in commands(block):
            if command.startswith("pip uninstall"):
                ours = points(reader.folder)
                settings.write_text(settings.read_text().removesuffix(_LINES))
                refused = reader.type("nbgrader autograde ps1 --force")
                assert refused[0] == 1, refused[1]
                assert "`configure(c)` of autograder.nbgrader_plugin is not called" in refused[1]
            code, printed = reader.type(command)
            assert code == 0, f"$ {command}\n{printed}"
            missing = [line for line in told if line.strip() not in printed]
            assert not missing, f"$ {command}\n{printed}"
    assert ours
    assert points(reader.folder) == ours
    assert not list((environment / "lib").rglob("autograder_guard.pth"))
