"""Questions about the release: does it hold what students need, and nothing that they must not get?"""

import shutil
import subprocess
import sys

import nbformat
import pytest

from autograder.build import build_release
from autograder.build.layout import read_notebook
from autograder.build.release import check_release
from autograder.errors import MasterError
from autograder.master.regions import CODE_STUB

FILES = {
    "README.md",
    "requirements.txt",
    "environment.yml",
    "length_course-1.0.0-py3-none-any.whl",
    "mini/mini.ipynb",
    "mini/factor.txt",
}
SOLUTION = "self.factor = float(file.read())"
HIDDEN = 'assert square(3) == 9, "the square of 3 is another number"'


@pytest.fixture
def release(built):
    """Return the students' notebook."""
    return read_notebook(built / "release" / "mini" / "mini.ipynb")


@pytest.fixture
def source(built):
    """Return the source that it was made from."""
    return read_notebook(built / "build" / "source" / "mini" / "mini.ipynb")


def test_release_is_complete(built):
    """Does the release hold notebook, its files, wheel and what installs them, and no other file?"""
    release = built / "release"
    assert {str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()} == FILES


def test_release_has_no_trace(built):
    """Is there no word of solution, hidden tests or marks anywhere in the file?"""
    text = (built / "release" / "mini" / "mini.ipynb").read_text(encoding="utf-8")
    for trace in ("file.read", "autograder", "total(", "points(", "square(3)", "It reads", "BEGIN", "END", "HIDDEN"):
        assert trace not in text


def test_students_find_the_stub(release):
    """Does a solution cell keep its frame, with the stub where the solution was?"""
    source = release.cells[4].source
    assert source.startswith("class Scaler:")
    assert all(" " * 4 + line in source for line in CODE_STUB.split("\n"))
    assert "def scale" not in source


def test_release_keeps_the_ids(release, source):
    """Do students' cells have the ids of the source?"""
    assert [cell.id for cell in release.cells] == [cell.id for cell in source.cells]


def test_checked_cells_are_locked(release):
    """Can students neither edit nor delete checks and graded cells?"""
    for cell in (release.cells[3], release.cells[5], release.cells[9]):
        assert cell.metadata["editable"] is False
        assert cell.metadata["deletable"] is False


@pytest.mark.parametrize(
    "leak",
    [
        {"source": f"The answer is `{SOLUTION}`."},
        {"source": SOLUTION.replace(" ", "  ").replace("= ", "=\n    ")},
        {"source": "", "metadata": {"note": SOLUTION}},
        {"source": HIDDEN},
        {"source": "### END HIDDEN TESTS"},
        {"source": "x = 1\n### BEGIN SOLUTION\n### END SOLUTION"},
    ],
)
def test_leak_is_found(release, source, leak):
    """Is a leak refused in prose, behind other line breaks, in metadata, and as a left mark?"""
    release.cells.append(nbformat.v4.new_markdown_cell(**leak))
    with pytest.raises(MasterError, match="release of mini"):
        check_release(release, source, "mini")


def test_output_is_found(release, source):
    """Is a release with outputs refused?"""
    release.cells[1].outputs = [nbformat.v4.new_output("stream", text="3")]
    with pytest.raises(MasterError, match="has outputs"):
        check_release(release, source, "mini")


def test_release_is_nbgrader_s_own(built, environment, tmp_path):
    """Does plain `nbgrader generate_assignment` write the very bytes of our release?"""
    course = tmp_path / "course"
    shutil.copytree(built, course)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "mini", "--force"]
    subprocess.run(command, cwd=course, check=True, capture_output=True, env=environment)
    ours, theirs = (folder / "release" / "mini" / "mini.ipynb" for folder in (built, course))
    assert ours.read_bytes() == theirs.read_bytes()


def test_build_leaves_the_gradebook_alone(built):
    """Does a build need no gradebook and make none?"""
    assert not list(built.rglob("*.db"))


def test_other_files_stay(course):
    """Does a build take out its own old files and leave those of others?"""
    release = course / "release"
    (release / "mini").mkdir(parents=True)
    stale, mine = release / "length_course-0.9.0-py3-none-any.whl", release / "mini" / "notes.txt"
    for path in (stale, mine):
        path.write_text("x", encoding="utf-8")
    build_release(course)
    assert mine.exists()
    assert not stale.exists()


def test_leak_in_a_file_is_found(course):
    """Is a release refused whose files hold a line of the solution?"""
    (course / "notebooks" / "mini" / "files" / "helper.py").write_text(f"def load(self, file):\n    {SOLUTION}\n")
    with pytest.raises(MasterError, match=r"release of mini, helper.py, from cell 5: it still holds the line"):
        build_release(course)
    assert not (course / "release").exists()


def test_notebooks_of_an_exercise(course):
    """Are all notebooks of an exercise released in its folder, and named in the README?"""
    (course / "notebooks" / "mini" / "again.py").write_text("# %% [markdown]\n# # Once more\n", encoding="utf-8")
    build_release(course)
    release = course / "release"
    assert [path.name for path in sorted((release / "mini").iterdir())] == ["again.ipynb", "factor.txt", "mini.ipynb"]
    readme = (release / "README.md").read_text(encoding="utf-8")
    assert "jupyter lab mini/again.ipynb\njupyter lab mini/mini.ipynb\n" in readme
