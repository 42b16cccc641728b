"""Files that install the course, made from pyproject.toml so that no dependency is written down twice."""

import re
import tomllib
from pathlib import Path
from typing import Any

_MADE = "# made from pyproject.toml by `make release`; change that file instead"


def project(course: Path) -> dict[str, Any]:
    """Return the `[project]` table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((course / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def student_requirements(project: dict[str, Any], wheel: str) -> str:
    """Return the students' requirements.txt: the wheel beside it, and what a notebook needs."""
    lines = [
        "# pip install -r requirements.txt, in this folder: the wheel is found by its relative path",
        f"./{wheel}",
        *_student_dependencies(project),
    ]
    return "\n".join(lines) + "\n"


def student_environment(project: dict[str, Any], wheel: str) -> str:
    """Return the students' environment.yml; pip installs the wheel from the folder of this file."""
    packages = _student_dependencies(project)
    return _environment("length", project, packages, [f"./{wheel}"], "# conda env create -f environment.yml")


def course_environment(project: dict[str, Any]) -> str:
    """Return the course team's environment.yml: the project itself with everything that its tooling uses."""
    return _environment(project["name"], project, [], ["-e .[dev]"], _MADE)


def _student_dependencies(project: dict[str, Any]) -> list[str]:
    return sorted([*project["dependencies"], *project["optional-dependencies"]["notebook"]], key=_name)


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower()


def _environment(name: str, project: dict[str, Any], packages: list[str], pip: list[str], comment: str) -> str:
    conda = [f"python{project['requires-python']}", "pip", *packages]
    lines = [
        comment,
        f"name: {name}",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        *(f"  - {package}" for package in conda),
        "  - pip:",
        *(f"      - {requirement}" for requirement in pip),
    ]
    return "\n".join(lines) + "\n"
