"""`autograder feedback`: the pages of nbgrader's own command."""

import os
import re
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from tests.exercise import MINI, MINI_NOTEBOOK, ROOT

EXERCISE = MINI.name
_SHOWN = """from IPython.display import HTML, Image, display
display(HTML("<script>alert(1)</script><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><b>bold</b>"))
display(Image(bytes.fromhex("89504e470d0a1a0a0000000d49484452")))
print("<img src=x>", 3 < 4)
1 / 0"""


def run(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=course, env=environment, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return found


def page(course: Path, student: str) -> str:
    """Return a page as a browser sees it: parsed, so that quotes and empty tags are written alike."""
    text = (course / "feedback" / student / EXERCISE / f"{EXERCISE}.html").read_text()
    return str(BeautifulSoup(re.sub(r"\n<!-- autograder: \w+ -->\n$", "", text), "html.parser"))


@pytest.fixture
def graded(course: Path, solution: NotebookNode, release: NotebookNode) -> Path:
    """Three graded submissions, one with all kinds of outputs, one with a person's points and comment."""
    busy = deepcopy(solution)
    busy.cells.insert(4, new_code_cell(_SHOWN, id="busy"))
    for student, notebook in (("ada", busy), ("ben", release), ("cy", None)):
        folder = course / "submitted" / student / EXERCISE
        folder.mkdir(parents=True)
        (folder / "notes.txt").write_text("Hello\n")
        if notebook is not None:
            nbformat.write(notebook, folder / MINI_NOTEBOOK)
    run(course, "autograder", "grade")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("test_square", EXERCISE, EXERCISE, "ben").manual_score = 0.5
        gradebook.find_comment("square", EXERCISE, EXERCISE, "ben").manual_comment = "Nearly, *see* <b>this</b>."
        gradebook.db.commit()
    return course


def test_same_pages_as_nbgrader(graded: Path) -> None:
    """Are page and files of each submission what `nbgrader generate_feedback` leaves?"""
    run(graded, "nbgrader", "generate_feedback", EXERCISE)
    files = sorted(path.relative_to(graded) for path in (graded / "feedback").rglob("*"))
    pages = {student: page(graded, student) for student in ("ada", "ben", "cy")}
    assert "<script>alert(1)" not in pages["ada"]
    shutil.rmtree(graded / "feedback")
    run(graded, "autograder", "feedback")
    assert sorted(path.relative_to(graded) for path in (graded / "feedback").rglob("*")) == files
    assert {student: page(graded, student) for student in pages} == pages


def test_record_and_results_stand_apart(graded: Path) -> None:
    """Does the record stand above all that was handed in, and has each result a frame that no output has?"""
    run(graded, "autograder", "feedback")
    found = BeautifulSoup(page(graded, "ada"), "html.parser")
    (record,) = found.select(".autograder-record")
    assert "Points: 4, bonus: 2" in record.text
    assert record.find_parent(id="notebook") is None
    results = found.select(".autograder-result")
    assert all(result.find_parent(class_="autograder-submission") is None for result in results)
    assert "test_square: 1 of 1 point" in results[0].text
    assert results[0].find_parent(id="notebook-container") is not None


def test_only_what_changed_is_written(graded: Path) -> None:
    """Is a page written again when a person changed the points, and only then?"""
    assert "3 written" in run(graded, "autograder", "feedback").stderr
    assert "3 up to date" in run(graded, "autograder", "feedback").stderr
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("test_square", EXERCISE, EXERCISE, "ben").manual_score = 1
        gradebook.db.commit()
    assert "2 up to date, 1 written" in run(graded, "autograder", "feedback").stderr


def test_nbgrader_writes_what_changed_anew(graded: Path) -> None:
    """Does nbgrader's own command write a page anew after a changed comment, and leave the others, as ours does?"""
    run(graded, "nbgrader", "generate_feedback", EXERCISE)
    pages = {path.parts[-3]: path for path in (graded / "feedback").glob("*/*/*.html")}
    before = {student: path.stat().st_mtime_ns for student, path in pages.items()}
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as gradebook:
        gradebook.find_comment("square", EXERCISE, EXERCISE, "ben").manual_comment = "Much better."
        gradebook.db.commit()
    run(graded, "nbgrader", "generate_feedback", EXERCISE)
    after = {student: path.stat().st_mtime_ns for student, path in pages.items()}
    assert {student for student in pages if after[student] != before[student]} == {"ben"}
    assert "Much better." in pages["ben"].read_text()
    assert "3 up to date" in run(graded, "autograder", "feedback").stderr
