"""`autograder mistakes`: what a class got wrong, as text, as JSON, as a page, and as a draft for the catalogue."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from tests.exercise import MINI
from tests.once import course_once

SCALER = "class Scaler:\n    def scale(self, x):\n        return {}"
HTML = "<b>bo<img src=x>"
# who handed in what: the square, the body of the scaler's method
ANSWERS = {
    "ada": ("x * x", "2.5 * x"),
    "ben": ("x + x", "2.5 * x"),
    "cem": ("2 * x", "-2.5 * x"),
    "dan": ("x * x", "-(x * 2.5)"),
    HTML: ("x * x", "-(2.5 * x)"),
    "eve": ("x * x", "1.3 * x"),
}


@pytest.fixture
def graded(
    course: Path,
    command: Callable[..., Any],
    submit: Callable[..., Path],
    solution: NotebookNode,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Any]:
    """Return the command in a course folder with these answers, graded."""

    def fill() -> None:
        assert command("autograder.mutants").returncode == 0
        for student, (square, scale) in ANSWERS.items():
            notebook = deepcopy(solution)
            for cell in notebook.cells:
                grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
                if grade_id == "square":
                    cell.source = f"def square(x):\n    return {square}"
                if grade_id == "scaler":
                    cell.source = SCALER.format(scale)
            submit(student, notebook)
        run = command("autograder", "grade")
        assert run.returncode == 0, run.stderr

    course_once(tmp_path_factory, "mistaken", course, fill)
    return command


def test_not_done(
    course: Path, command: Callable[..., Any], submit: Callable[..., Path], release: NotebookNode
) -> None:
    """Are answers that nobody began called so, and not by the error that they raise as they are handed out?"""
    submit("fay", release)
    assert command("autograder", "grade").returncode == 0
    tasks = json.loads(command("autograder", "mistakes", "--json").stdout)["tasks"]
    told = {group["text"] for task in tasks for group in task["groups"]}
    assert "not done" in told
    assert not any("NotImplementedError" in text for text in told)


def test_class(graded: Callable[..., Any], course: Path) -> None:
    """Are known mistakes counted by name, and equal wrong answers in other words as one group, in all forms?"""
    run = graded("autograder", "mistakes", "--json", "--html", "out/mistakes.html")
    assert (run.returncode, run.stderr) == (0, "")
    data = json.loads(run.stdout)
    assert (data["assignment"], data["submissions"]) == (MINI.name, 6)
    square, scaler = (
        next(task for task in data["tasks"] if task["grade_id"] == f"test_{name}") for name in ("square", "scaler")
    )
    assert (square["wrong"], scaler["wrong"]) == (2, 4)
    (doubles,) = square["groups"]
    assert (doubles["mistake"], doubles["size"], doubles["examples"]) == ("doubles", 2, ["ben", "cem"])
    assert doubles["text"] == "You add the number to itself."
    sign, other = scaler["groups"]
    assert (sign["mistake"], sign["size"], sign["examples"]) == (None, 3, [HTML, "cem"])
    assert sign["text"] == "Look at the scaled array: it has the opposite sign."
    assert (other["mistake"], other["size"]) == (None, 1)

    page = BeautifulSoup((course / "out" / "mistakes.html").read_text(), "html.parser")
    assert page.find("img") is None
    assert [item.select_one(".what b").text for item in page.select("li.named")] == ["doubles"]

    text = graded("autograder", "mistakes").stdout
    assert "Scaler: 4 of 6 wrong" in text
    assert "doubles" in text

    draft = graded("autograder", "mistakes", "--add", sign["group"])
    assert draft.returncode == 0, draft.stderr
    names: dict[str, Any] = {}
    exec(draft.stdout, names)  # noqa: S102 - the draft of our own command
    (entry,) = names["MISTAKES"]
    assert (names["GRADED_BY"], names["SOLUTION"]) == ("test_scaler", ("scaler",))
    # as an author takes it over: with a name, and proved
    known = course / "notebooks" / MINI.name / "mistakes" / "scaler.py"
    entry = f"    Mistake('flips the sign', {entry.edits!r}),\n)"
    known.write_text(known.read_text().rstrip().removesuffix(")") + entry + "\n")
    assert graded("autograder.mutants").returncode == 0
    assert graded("autograder", "grade").returncode == 0
    data = json.loads(graded("autograder", "mistakes", "--json").stdout)
    scaler = next(task for task in data["tasks"] if task["grade_id"] == "test_scaler")
    assert [(group["mistake"], group["size"]) for group in scaler["groups"]] == [("flips the sign", 3), (None, 1)]
    run = graded("autograder", "mistakes", "--add", sign["group"])
    assert run.returncode == 1
    assert "there is no such group" in run.stderr


@pytest.mark.parametrize("report", ["mistakes", "scores", "feedback"])
def test_nobody_and_nothing(graded: Callable[..., Any], report: str) -> None:
    """Is a student or an assignment that is not there named, with those that are, by each report?"""
    run = graded("autograder", report, "--student", "adda")
    assert run.returncode == 1
    assert 'student "adda": no submission' in run.stderr
    assert "Did you mean ada?" in run.stderr
    run = graded("autograder", report, MINI.name + "s")
    assert run.returncode == 1
    assert f"Did you mean {MINI.name}?" in run.stderr


def test_nothing_graded(command: Callable[..., Any]) -> None:
    """Is it said where nothing is graded yet?"""
    run = command("autograder", "mistakes")
    assert run.returncode == 1
    assert "no submission of it is graded" in run.stderr
