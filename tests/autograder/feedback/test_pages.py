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

from autograder.build.solutions import solved
from autograder.spec import AssignmentSpec
from tests.exercise import MINI, MINI_NOTEBOOK, ROOT
from tests.once import once

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


def grade_three(course: Path, source: NotebookNode, spec: AssignmentSpec) -> Path:
    """Grade three submissions, one with all kinds of outputs, one with a person's points and comment."""
    busy, release = solved(source, EXERCISE), deepcopy(source)
    busy.cells.insert(4, new_code_cell(_SHOWN, id="busy"))
    for cell, cell_spec in zip(release.cells, spec.cells, strict=True):
        cell.source = cell_spec.source
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


@pytest.fixture(scope="module")
def three(
    built_course: Path, source: NotebookNode, spec: AssignmentSpec, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The three, graded; not to be changed."""

    def make(folder: Path) -> None:
        grade_three(Path(shutil.copytree(built_course, folder, dirs_exist_ok=True)), source, spec)

    return once(tmp_path_factory, "three", make)


@pytest.fixture
def graded(three: Path, tmp_path: Path) -> Path:
    """The three, graded, in a course of the test's own."""
    return Path(shutil.copytree(three, tmp_path / "course"))


@pytest.fixture(scope="module")
def written(three: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three with their pages; not to be changed."""
    return once(
        tmp_path_factory,
        "written",
        lambda folder: run(Path(shutil.copytree(three, folder, dirs_exist_ok=True)), "autograder", "feedback"),
    )


def test_same_pages_as_nbgrader(graded: Path) -> None:
    """Are page and files of each submission what `nbgrader generate_feedback` leaves, which warns of nothing?"""
    assert "WARNING" not in run(graded, "nbgrader", "generate_feedback", EXERCISE).stderr
    files = sorted(path.relative_to(graded) for path in (graded / "feedback").rglob("*"))
    pages = {student: page(graded, student) for student in ("ada", "ben", "cy")}
    assert "<script>alert(1)" not in pages["ada"]
    shutil.rmtree(graded / "feedback")
    run(graded, "autograder", "feedback")
    assert sorted(path.relative_to(graded) for path in (graded / "feedback").rglob("*")) == files
    assert {student: page(graded, student) for student in pages} == pages


def test_first_screen(written: Path) -> None:
    """Are points, bonus, a person's points and comment, and what nobody graded yet, at the top?"""
    found = BeautifulSoup(page(written, "ben"), "html.parser")
    assert [item.get_text(" ", strip=True) for item in found.select(".scores li")] == [
        "0.5 of 7 points so far",
        "0 of 2 bonus points",
    ]
    square = found.select_one('a[href="#task-test_square"]').find_parent("li")
    text = square.get_text(" ", strip=True)
    assert "0.5 of 1" in text
    assert "given by a person. The tests gave 0." in text
    assert "Comment Nearly, see this ." in text
    assert square.find("em").text == "see"
    (waiting,) = found.select(".tasks > .open")
    assert "not yet graded" in waiting.text
    assert found.find("meta", {"name": "autograder-score"})["content"] == "0.5"


def test_nothing_runs_or_is_loaded(written: Path) -> None:
    """Is there no script, no address and no event in the page, and a policy that forbids them?"""
    html = page(written, "ada")
    found = BeautifulSoup(html, "html.parser")
    assert not found.find_all(["script", "link", "iframe", "object", "form", "base"])
    assert "://" not in html
    assert {tag["href"][0] for tag in found.select("[href]")} == {"#"}
    assert {tag["src"].partition(",")[0] for tag in found.select("[src]")} == {"data:image/png;base64"}
    assert found.find("meta", {"http-equiv": True})["content"].startswith("default-src 'none'")


def test_links_lead_to_cells(written: Path) -> None:
    """Does each task link to the fold with its cells, whose names nothing else has?"""
    found = BeautifulSoup(page(written, "ada"), "html.parser")
    targets = [link["href"][1:] for link in found.select(".tasks h2 a")]
    assert sorted(tag["id"] for tag in found.select("[id]")) == sorted(targets)
    place = found.find(id="task-test_square")
    assert place.find_parent("details").find("summary").b.text == "test_square"
    assert "def square" in place.text


def test_submission_and_results_stand_apart(written: Path) -> None:
    """Is each text and output of the submission in a box of its own, and each result in a frame that no output has?"""
    found = BeautifulSoup(page(written, "ada"), "html.parser")
    assert "bold" in found.find("b", string="bold").find_parent(class_="submission").text
    assert not found.select(".submission .result, .submission .finding, .submission .comment, .submission .said")
    results = found.select(".result")
    assert "test_square: 1 of 1 point" in results[0].text
    assert found.select_one("details.cells") is not None
    assert not found.select("details[open]")


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
