"""Builds a wheel of one package with hatchling: offline, and with the same bytes on every machine."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.build.layout import write_text
from autograder.build.repack import EPOCH, repack
from autograder.errors import AutograderError

_NOT_PACKED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


@dataclass(frozen=True, slots=True)
class Package:
    """What a wheel is made of: a package of this repository, and metadata of its own.

    Attributes
    ----------
    module : str
        The package's folder in the course's root.
    name, description : str
        Of the distribution.
    dependencies : sequence of str
        Requirements of every installation.
    extras, scripts : mapping
        The distribution's optional dependencies and commands.
    beside : sequence of str
        Files of the course's root that are installed beside the package.
    settings : mapping
        Texts of files that are installed into the environment, by their paths in it.
    """

    module: str
    name: str
    description: str
    dependencies: Sequence[str]
    extras: Mapping[str, Sequence[str]] = field(default_factory=dict)
    scripts: Mapping[str, str] = field(default_factory=dict)
    beside: Sequence[str] = ()
    settings: Mapping[str, str] = field(default_factory=dict)


def build_package(course: Path, package: Package, project: Mapping[str, Any], folder: Path) -> Path:
    """Build a package's wheel from a copy with a pyproject.toml of its own, and write it into a folder.

    Parameters
    ----------
    course : Path
        The root that holds the package's folder.
    package : Package
        What to build.
    project : mapping
        The project's metadata: version and Python are the same for all that is built from it.
    folder : Path
        Where the wheel is written.

    Raises
    ------
    AutograderError
        If the build fails.
    """
    staged = course / "build" / "wheel" / package.module
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(course / package.module, staged / package.module, ignore=_NOT_PACKED)
    for name in package.beside:
        shutil.copyfile(course / name, staged / name)
    for path, text in package.settings.items():
        write_text(text, staged / path)
    write_text(_pyproject(package, project), staged / "pyproject.toml")
    built = _run_build(staged, package.name)
    folder.mkdir(parents=True, exist_ok=True)
    repack(built, folder / built.name)
    return folder / built.name


def _pyproject(package: Package, project: Mapping[str, Any]) -> str:
    # a JSON string or list of strings is valid TOML too
    lines = [
        "[build-system]",
        'requires = ["hatchling"]',
        'build-backend = "hatchling.build"',
        "[project]",
        f"name = {json.dumps(package.name)}",
        f"version = {json.dumps(project['version'])}",
        f"description = {json.dumps(package.description)}",
        f"requires-python = {json.dumps(project['requires-python'])}",
        f"dependencies = {json.dumps(list(package.dependencies))}",
        "[project.optional-dependencies]",
        *(f"{name} = {json.dumps(list(requirements))}" for name, requirements in package.extras.items()),
        *(["[project.scripts]"] if package.scripts else []),
        *(f"{name} = {json.dumps(function)}" for name, function in package.scripts.items()),
        "[tool.hatch.build]",
        # the course's .gitignore leaves build/ out, where this lies
        "ignore-vcs = true",
        "[tool.hatch.build.targets.wheel]",
        f"packages = {json.dumps([package.module])}",
        # the newest version that every hatchling we accept can write
        'core-metadata-version = "2.3"',
        "[tool.hatch.build.targets.wheel.force-include]",
        *(f"{json.dumps(name)} = {json.dumps(name)}" for name in package.beside),
        "[tool.hatch.build.targets.wheel.shared-data]",
        *(f"{json.dumps(path)} = {json.dumps(path)}" for path in package.settings),
    ]
    return "\n".join(lines) + "\n"


def _run_build(staged: Path, name: str) -> Path:
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
            f"the wheel of {name}", "its build failed: " + " / ".join(last), "Run `make` for the tools."
        )
    return wheels[0]
