"""Questions about determinism: does the same input give the same bytes, here, elsewhere and in the repository?"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.contracts import python_version
from tests.exercise import ROOT

# one process makes what they share
pytestmark = pytest.mark.xdist_group("same bytes")

SURROUNDINGS = {
    "one": ({"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C"}, 0o022),
    "another folder": ({"TZ": "America/Caracas", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"}, 0o077),
}


def contents(course: Path) -> dict[str, bytes]:
    """Return the bytes of everything that is built to be committed, and of the contracts."""
    folders = ("release", "solutions", "build/contracts")
    built = [*(path for folder in folders for path in (course / folder).rglob("*")), course / "environment.yml"]
    return {str(path.relative_to(course)): path.read_bytes() for path in built if path.is_file()}


@pytest.fixture(scope="module")
def builds(environment, tmp_path_factory):
    """Build the real course in two folders at once, in different surroundings."""
    running = []
    for name, (variables, umask) in SURROUNDINGS.items():
        course = tmp_path_factory.mktemp("builds") / name
        course.mkdir()
        for part in ("pyproject.toml", "nbgrader_config.py"):
            shutil.copyfile(ROOT / part, course / part)
        for part in ("notebooks", "length"):
            shutil.copytree(ROOT / part, course / part, ignore=shutil.ignore_patterns("__pycache__"))
        for path in (course / "notebooks").rglob("*"):
            path.chmod(path.stat().st_mode & ~umask)
        builds = [f"{sys.executable} -m autograder.build {verb}" for verb in ("release", "solutions")]
        process = subprocess.Popen(
            " && ".join(builds),
            shell=True,
            cwd=course,
            umask=umask,
            env={**environment, **variables},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        running.append((course, process))
    for _, process in running:
        output, _ = process.communicate()
        assert process.returncode == 0, output
    return [contents(course) for course, _ in running]


def test_surroundings_change_nothing(builds):
    """Are two builds equal in different folders, time zones, hash seeds, locales and umasks?"""
    one, another = builds
    assert one.keys() == another.keys()
    assert [name for name in one if one[name] != another[name]] == []


def test_committed_builds_are_up_to_date(builds):
    """Are release/, solutions/ and environment.yml what the masters give? If not: `make release solutions`, commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "release", "solutions", "environment.yml"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: nothing is committed to compare with")
    names = {name for name in os.fsdecode(listed.stdout).split("\0") if name}
    assert names == {name for name in builds[0] if not name.startswith("build")}
    different = [name for name in sorted(names) if (ROOT / name).read_bytes() != builds[0][name]]
    # another Python tells the places in the tests differently
    assert [name for name in different if not made_by_another_python(ROOT / name)] == []


def made_by_another_python(path: Path) -> bool:
    """Tell whether a file is a contract that was recorded with another version of Python than this one."""
    return path.name.endswith(".contract.json") and json.loads(path.read_text())["python"] != python_version()
