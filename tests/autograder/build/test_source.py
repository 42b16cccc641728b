"""Questions about the source: is it what nbgrader reads, and nothing else?"""

import pytest

from autograder.build import build_source
from autograder.build.__main__ import main
from autograder.course.contracts import contracts_path, read_spec
from autograder.errors import AutograderError, MasterError


def test_source_holds_the_masters_alone(course):
    """Does a renamed master leave no notebook of its old name behind?"""
    assert [path.name for path in build_source(course)] == ["mini.ipynb"]
    (course / "notebooks" / "mini" / "mini.py").rename(course / "notebooks" / "mini" / "tiny.py")
    assert [path.name for path in build_source(course)] == ["tiny.ipynb"]
    assert [path.name for path in (course / "build" / "source").rglob("*.ipynb")] == ["tiny.ipynb"]


def test_renamed_exercise(course):
    """Does a renamed exercise leave no assignment of its old name behind?"""
    (course / "notebooks" / "mini").rename(course / "notebooks" / "tiny")
    build_source(course)
    assert [path.name for path in (course / "build" / "source").iterdir()] == ["tiny"]


def test_files_lie_beside_the_notebook(course):
    """Do files come and go with those of the exercise, in folders of their own, too, but no hidden ones?"""
    files = course / "notebooks" / "mini" / "files"
    for name in ("helpers/__init__.py", "helpers/.cache", "__pycache__/x.pyc", ".DS_Store"):
        (files / name).parent.mkdir(exist_ok=True)
        (files / name).write_bytes(b"")
    (path,) = build_source(course)
    assert set(read_spec(path).files) == {"factor.txt", "helpers/__init__.py"}
    (files / "helpers" / "__init__.py").unlink()
    build_source(course)
    assert read_spec(path).files == {"factor.txt": b"2.5\n"}
    assert sorted(item.name for item in path.parent.iterdir()) == ["factor.txt", "mini.ipynb"]


@pytest.mark.parametrize(
    ("name", "size", "says"),
    [("data.bin", (32 << 20) + 1, "have 32 MiB, more than 32 MiB"), ("more.ipynb", 1, "a notebook can't be one of")],
)
def test_files_that_are_refused(course, name, size, says):
    """Are very large files refused, and notebooks, which nbgrader would grade?"""
    with (course / "notebooks" / "mini" / "files" / name).open("wb") as file:
        file.truncate(size)
    with pytest.raises(AutograderError, match=says):
        build_source(course)


def test_unchanged_source_keeps_its_time(course):
    """Does building again leave notebook and contracts alone that would be the same?"""
    (path,) = build_source(course)
    before = [file.stat().st_mtime_ns for file in (path, contracts_path(path))]
    build_source(course)
    assert [file.stat().st_mtime_ns for file in (path, contracts_path(path))] == before


def test_wrong_master_leaves_the_last_build(course):
    """Does a wrong master raise and leave what was built before?"""
    (path,) = build_source(course)
    before = path.read_bytes()
    master = course / "notebooks" / "mini" / "mini.py"
    master.write_text(master.read_text(encoding="utf-8").replace("    ### END SOLUTION", ""), encoding="utf-8")
    with pytest.raises(MasterError):
        build_source(course)
    assert path.read_bytes() == before


def test_course_without_exercises_is_refused(tmp_path):
    """Is a folder that is no course named?"""
    with pytest.raises(AutograderError, match="there is no exercise"):
        build_source(tmp_path)


def test_command_tells_progress_and_errors(course, capsys):
    """Does the command say what it wrote, and end with status 1 and the error when a master is wrong?"""
    assert main(["source", "--course", str(course)]) == 0
    assert "build/source/mini: up to date" in capsys.readouterr().out
    (course / "notebooks" / "mini" / "mini.py").write_text("# %%\n1 +\n", encoding="utf-8")
    assert main(["source", "--course", str(course)]) == 1
    assert "mini/mini.py, cell 1" in capsys.readouterr().err
