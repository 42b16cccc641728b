"""The students' wheel: `length` alone, without the course's tooling and with the same bytes on every machine."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from autograder.build.environment import project
from autograder.build.layout import write_text
from autograder.build.repack import EPOCH, repack
from autograder.errors import AutograderError

_DESCRIPTION = "The neural network library that students complete in the course's notebooks"
_NOT_PACKED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def build_wheel(course: Path, folder: Path) -> Path:
    """Build the wheel with hatchling, offline, and write it into a folder.

    The project's own metadata name tools that students don't get, so the wheel is built from a copy of `length` with
    a pyproject.toml of its own, whose values are the project's.

    Raises
    ------
    AutograderError
        If the build fails, or the wheel holds anything but `length`.
    """
    staged = course / "build" / "wheel"
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(course / "length", staged / "length", ignore=_NOT_PACKED)
    write_text(_pyproject(project(course)), staged / "pyproject.toml")
    built = _build(staged)
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / built.name
    repack(built, wheel)
    check_members(wheel)
    return wheel


def check_members(wheel: Path) -> None:
    """Refuse a wheel that holds anything but `length` and its own metadata, or commands.

    Raises
    ------
    AutograderError
        Naming what it holds.
    """
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    metadata = "-".join(wheel.name.split("-")[:2]) + ".dist-info/"
    strange = [
        name for name in names if not name.startswith(("length/", metadata)) or name.endswith("entry_points.txt")
    ]
    if strange or "length/__init__.py" not in names:
        raise AutograderError(
            wheel.name,
            f"the students' wheel must hold `length` alone, it also holds {strange}"
            if strange
            else "it holds no `length`",
            "Look at what lies in length/.",
        )


def _pyproject(project: dict[str, Any]) -> str:
    # a JSON string or list of strings is valid TOML too
    lines = [
        "[build-system]",
        'requires = ["hatchling"]',
        'build-backend = "hatchling.build"',
        "[project]",
        f"name = {json.dumps(project['name'])}",
        f"version = {json.dumps(project['version'])}",
        f"description = {json.dumps(_DESCRIPTION)}",
        f"requires-python = {json.dumps(project['requires-python'])}",
        f"dependencies = {json.dumps(project['dependencies'])}",
        "[project.optional-dependencies]",
        f"notebook = {json.dumps(project['optional-dependencies']['notebook'])}",
        "[tool.hatch.build]",
        # the course's .gitignore leaves build/ out, where this lies
        "ignore-vcs = true",
        "[tool.hatch.build.targets.wheel]",
        'packages = ["length"]',
        # the newest version that every hatchling we accept can write
        'core-metadata-version = "2.3"',
    ]
    return "\n".join(lines) + "\n"


def _build(staged: Path) -> Path:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", "."]
    # the folder on the path could hold a package called `build`
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH), "PYTHONSAFEPATH": "1"}
    environment.pop("PYTHONPATH", None)
    run = subprocess.run(
        command, cwd=staged, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    wheels = list((staged / "dist").glob("*.whl"))
    if run.returncode != 0 or len(wheels) != 1:
        last = run.stdout.strip().splitlines()[-5:]
        raise AutograderError(
            "the students' wheel", "its build failed: " + " / ".join(last), "Run `make` for the tools."
        )
    return wheels[0]
