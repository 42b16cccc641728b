"""Questions about the students' wheel: does it hold `length` alone, and does it install offline?"""

import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from autograder.build.layout import exercises
from autograder.build.repack import repack
from autograder.build.wheel import build_wheel, check_members
from autograder.errors import AutograderError
from autograder.master.reader import read_master
from autograder.master.traces import traces
from tests.exercise import ROOT

METADATA = "length_course-1.0.0.dist-info"
SETTINGS = "length_course-1.0.0.data/data/etc/jupyter/labconfig/page_config.d/length.json"


@pytest.fixture
def wheel(built):
    """Return the students' wheel."""
    return next((built / "release").glob("*.whl"))


def test_wheel_holds_length_alone(wheel):
    """Is every module of `length` in the wheel, and nothing else but a setting of JupyterLab?"""
    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.startswith(f"{METADATA}/")}
    modules = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "length").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == modules | {SETTINGS}


def test_instructors_menus_are_hidden(wheel, tmp_path, monkeypatch):
    """Does JupyterLab find nbgrader's pages for instructors switched off, in an environment with the wheel?"""
    from jupyterlab_server.config import get_page_config

    with ZipFile(wheel) as archive:
        content = archive.read(SETTINGS)
    path = tmp_path / "labconfig" / "page_config.d" / "length.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path))
    disabled = get_page_config([])["disabledExtensions"]
    assert {name for name in disabled if name.startswith("@jupyter/nbgrader:")} == {
        "@jupyter/nbgrader:course-list",
        "@jupyter/nbgrader:create-assignment",
        "@jupyter/nbgrader:formgrader",
    }


def test_wheel_names_no_tools(wheel):
    """Do its metadata ask for what a notebook needs, without commands or the course team's tools?"""
    with ZipFile(wheel) as archive:
        text = archive.read(f"{METADATA}/METADATA").decode()
        names = archive.namelist()
    assert "Requires-Dist: numpy>=1.26\n" in text
    assert "Provides-Extra: notebook\n" in text
    assert "ruff" not in text
    assert not any("entry_points" in name for name in names)


def test_wheel_holds_no_answer(wheel):
    """Does no file that students get with `length` hold a line of a solution or of hidden tests?"""
    with ZipFile(wheel) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".py")}
    for master in (master for exercise in exercises(ROOT) for master in exercise.masters):
        nb = read_master(master)
        assert [(name, found) for name, text in texts.items() if (found := traces(text, nb))] == []


def test_wheel_installs_offline(wheel, tmp_path):
    """Does pip install it without network, so that `import length` finds it?"""
    target = tmp_path / "packages"
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    code = f"import sys; sys.path.insert(0, {str(target)!r}); import length; print(length.__file__)"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert Path(run.stdout.strip()) == target / "length" / "__init__.py"


def test_stray_member_is_refused(tmp_path):
    """Is a wheel refused that holds another package, or a command, or no `length`?"""
    for members in (
        ["length/__init__.py", "autograder/__init__.py"],
        ["length/__init__.py", f"{METADATA}/entry_points.txt"],
        [f"{METADATA}/METADATA"],
    ):
        wheel = tmp_path / "length_course-1.0.0-py3-none-any.whl"
        with ZipFile(wheel, "w") as archive:
            for name in members:
                archive.writestr(name, "")
        with pytest.raises(AutograderError, match="length"):
            check_members(wheel)


def test_failed_build_says_why(course):
    """Does a build that fails tell what the tool said?"""
    settings = course / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"1.0.0"', '"one"'), encoding="utf-8")
    with pytest.raises(AutograderError, match=r"its build failed.*one"):
        build_wheel(course, course / "release")


def test_repacked_bytes_depend_on_contents_alone(tmp_path):
    """Do order, times, modes, compression and the build tool's version leave the bytes as they are?"""
    members = {"length/__init__.py": "x = 1\n", "length/a.py": "y = 2\n", f"{METADATA}/METADATA": "Name: length\n"}
    targets = []
    for number, (names, compression) in enumerate([(list(members), 0), (list(members)[::-1], ZIP_DEFLATED)]):
        built, target = tmp_path / f"built-{number}.whl", tmp_path / f"target-{number}.whl"
        with ZipFile(built, "w", compression) as archive:
            archive.writestr(f"{METADATA}/RECORD", str(number))
            archive.writestr(f"{METADATA}/WHEEL", f"Wheel-Version: 1.0\nGenerator: hatchling {number}\n")
            for name in names:
                archive.writestr(name, members[name])
        repack(built, target)
        targets.append(target.read_bytes())
    assert targets[0] == targets[1]
