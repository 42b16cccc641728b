"""`autograder secret`: writes the course's secret, by which students get different instances of the hidden inputs."""

import argparse
from pathlib import Path

from autograder.cli.settings import read_settings
from autograder.course.directory import CourseDirectory
from autograder.course.instances import INSTANCES, new_secret


def run(_: argparse.Namespace) -> int:
    """Write it; return 0."""
    path = new_secret(Path(CourseDirectory(config=read_settings(Path.cwd())).root))
    print(f"Written: {path}. From now on students get one of {INSTANCES} instances of the hidden inputs each.")
    print("Keep it as long as the course runs, and out of every repository: who has it can tell who got which.")
    return 0
