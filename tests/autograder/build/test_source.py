"""Questions about the source: is it what nbgrader reads, and nothing else?"""

import pytest

from autograder.build import build_source
from autograder.build.__main__ import main
from autograder.errors import AutograderError, MasterError


def test_source_holds_the_masters_alone(course):
    """Does a renamed master leave no notebook of its old name behind?"""
    assert [path.name for path in build_source(course)] == ["steps.ipynb"]
    (course / "notebooks" / "steps.py").rename(course / "notebooks" / "strides.py")
    assert [path.name for path in build_source(course)] == ["strides.ipynb"]
    assert [path.name for path in (course / "build" / "source").rglob("*.ipynb")] == ["strides.ipynb"]


def test_unchanged_source_keeps_its_time(course):
    """Does building again leave a file alone that would be the same?"""
    (path,) = build_source(course)
    before = path.stat().st_mtime_ns
    build_source(course)
    assert path.stat().st_mtime_ns == before


def test_wrong_master_leaves_the_last_build(course):
    """Does a wrong master raise and leave what was built before?"""
    (path,) = build_source(course)
    before = path.read_bytes()
    master = course / "notebooks" / "steps.py"
    master.write_text(master.read_text(encoding="utf-8").replace("### END SOLUTION", ""), encoding="utf-8")
    with pytest.raises(MasterError):
        build_source(course)
    assert path.read_bytes() == before


def test_course_without_masters_is_refused(tmp_path):
    """Is a folder that is no course named?"""
    with pytest.raises(AutograderError, match="no master notebook"):
        build_source(tmp_path)


def test_command_tells_progress_and_errors(course, capsys):
    """Does the command say what it wrote, and end with status 1 and the error when a master is wrong?"""
    assert main(["source", "--course", str(course)]) == 0
    assert "build/source/steps/steps.ipynb: 5 cells, valid" in capsys.readouterr().out
    (course / "notebooks" / "steps.py").write_text("# %%\n1 +\n", encoding="utf-8")
    assert main(["source", "--course", str(course)]) == 1
    assert "notebooks/steps.py, cell 1" in capsys.readouterr().err
