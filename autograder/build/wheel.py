"""The students' wheel: `length` alone, without the course's tooling, and what hides instructors' menus."""

import json
from pathlib import Path
from zipfile import ZipFile

from autograder.build.environment import project
from autograder.build.hatch import Package, build_package
from autograder.errors import AutograderError

# JupyterLab reads all files in this folder of the environment; nbgrader's list of assignments and Validate stay
_SETTINGS = "etc/jupyter/labconfig/page_config.d/length.json"
_HIDDEN = ("course-list", "create-assignment", "formgrader")
_DESCRIPTION = "The neural network library that students complete in the course's notebooks"


def build_wheel(course: Path, folder: Path) -> Path:
    """Build the wheel and write it into a folder.

    The project's own metadata name tools that students don't get: the wheel has what a notebook needs.

    Raises
    ------
    AutograderError
        If the build fails, or the wheel holds anything but `length`.
    """
    metadata = project(course)
    extras = {"notebook": metadata["optional-dependencies"]["notebook"]}
    hidden = json.dumps({"disabledExtensions": {f"@jupyter/nbgrader:{name}": True for name in _HIDDEN}}, indent=2)
    settings = {_SETTINGS: hidden + "\n"}
    package = Package("length", metadata["name"], _DESCRIPTION, metadata["dependencies"], extras, settings=settings)
    wheel = build_package(course, package, metadata, folder)
    check_members(wheel)
    return wheel


def check_members(wheel: Path) -> None:
    """Refuse a wheel that holds anything but `length`, its own metadata and the setting of JupyterLab, or commands.

    Raises
    ------
    AutograderError
        Naming what it holds.
    """
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    own = "-".join(wheel.name.split("-")[:2])
    expected = ("length/", f"{own}.dist-info/", f"{own}.data/data/{_SETTINGS}")
    strange = [name for name in names if not name.startswith(expected) or name.endswith("entry_points.txt")]
    if strange or "length/__init__.py" not in names:
        raise AutograderError(
            wheel.name,
            f"the students' wheel must hold `length` alone, it also holds {strange}"
            if strange
            else "it holds no `length`",
            "Look at what lies in length/.",
        )
