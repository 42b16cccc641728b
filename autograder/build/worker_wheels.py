"""The wheels that a machine needs to grade for a cluster: the students' one, and one of the course's tooling."""

from pathlib import Path

from autograder.build.environment import project
from autograder.build.hatch import Package, build_package
from autograder.build.layout import Say, silent
from autograder.build.wheel import build_wheel

_GUARD = ("autograder_guard.py", "autograder_guard.pth")
_DESCRIPTION = "The autograder of the neural network course"


def build_worker_wheels(course: Path, say: Say = silent) -> list[Path]:
    """Build both wheels into `dist/`; they hold hidden tests, so they are no part of the release.

    Raises
    ------
    AutograderError
        If a build fails.
    """
    metadata = project(course)
    own, version, extras = metadata["name"], metadata["version"], metadata["optional-dependencies"]
    tools = [requirement for requirement in extras["course"] if not requirement.startswith(own)]
    tooling = Package(
        "autograder",
        f"{own}-autograder",
        _DESCRIPTION,
        # exactly this version: both are built from the same commit
        [f"{own}[notebook]=={version}", *tools],
        {"cluster": extras["cluster"]},
        metadata["scripts"],
        _GUARD,
    )
    folder = course / "dist"
    wheels = [build_wheel(course, folder), build_package(course, tooling, metadata, folder)]
    for wheel in wheels:
        say(f"{wheel.relative_to(course)}: written")
    return wheels
