"""Questions about the files that install the course: do they say what pyproject.toml says?"""

import pytest
import yaml

from autograder.build.environment import course_environment, project, student_environment, student_requirements
from tests.exercise import ROOT

WHEEL = "length_course-1.0.0-py3-none-any.whl"


@pytest.fixture
def metadata():
    """Return the project's metadata."""
    return project(ROOT)


def test_committed_environment_is_pyproject_s(metadata):
    """Is the environment.yml of the course team what pyproject.toml gives?"""
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == course_environment(metadata)


def test_students_get_runtime_and_notebook(metadata):
    """Do both students' files ask for the wheel by relative path, the runtime's packages and the notebook's?"""
    wanted = {*metadata["dependencies"], *metadata["optional-dependencies"]["notebook"]}
    lines = student_requirements(metadata, WHEEL).splitlines()
    assert {line for line in lines if not line.startswith(("#", "./"))} == wanted
    assert f"./{WHEEL}" in lines
    conda = yaml.safe_load(student_environment(metadata, WHEEL))["dependencies"]
    assert {line for line in conda if isinstance(line, str)} == {*wanted, "pip", f"python{metadata['requires-python']}"}
    assert conda[-1] == {"pip": [f"./{WHEEL}"]}


def test_course_team_installs_the_project(metadata):
    """Does the course team's environment install the project with its tools?"""
    assert yaml.safe_load(course_environment(metadata))["dependencies"][-1] == {"pip": ["-e .[dev]"]}
