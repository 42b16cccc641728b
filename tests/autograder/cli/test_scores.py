"""`autograder scores`: the table that it prints, its page and its CSV."""

import csv
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from autograder.report.table import harmless
from tests.exercise import MINI
from tests.once import course_once

EXERCISE = MINI.name
# names that strangers chose: a formula, HTML, an escape sequence
FORMULA, HTML, ESCAPE = "=1+1", "<b>bo<img src=x>", "es\x1b[31mc"


@pytest.fixture
def graded(
    course: Path,
    command: Callable[..., Any],
    submit: Callable[..., Path],
    solution: NotebookNode,
    release: NotebookNode,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A course with submissions that are late, crashed, graded by hand, strangely named, and not graded yet."""

    def fill() -> None:
        crash = deepcopy(solution)
        crash.cells.insert(3, new_code_cell("import os\nos._exit(3)", id="leaves"))
        with (course / "nbgrader_config.py").open("a") as settings:
            settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            gradebook.find_assignment(EXERCISE).duedate = datetime(2030, 1, 1)
            gradebook.db.commit()
        for student in ("ada", FORMULA, HTML, ESCAPE):
            submit(student, solution)
        (submit("late", solution) / "timestamp.txt").write_text("2030-01-02 10:00:00 UTC\n")
        submit("crash", crash)
        submit("hand", release)
        run = command("autograder", "grade")
        assert run.returncode == 0, run.stderr
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            for name, score in (("test_square", 0.5), ("essay", 2.0), ("report", 1.0)):
                grade = gradebook.find_grade(name, EXERCISE, EXERCISE, "hand")
                grade.manual_score, grade.needs_manual_grade = score, False
            gradebook.db.commit()
        submit("new", release)

    course_once(tmp_path_factory, "scores", course, fill)
    return course


def test_table(graded: Path, command: Callable[..., Any]) -> None:
    """Are points, bonus, penalty, status and what needs a person those of gradebook and records, in all three forms?"""
    run = command("autograder", "scores", "--csv", "out/scores.csv", "--html", "out/scores.html")
    assert (run.returncode, run.stderr) == (0, "")
    assert "crash needs a look: cell" in run.stdout
    assert "\x1b" not in run.stdout
    with (graded / "out" / "scores.csv").open(newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert list(rows["ada"])[1:6] == ["test_square", "Scaler", "Squares of arrays", "essay", "report"]
    ends = ("points", "bonus", "late_penalty", "total", "status", "to_grade_by_hand")
    assert [rows["ada"][name] for name in ends] == ["4.0", "2.0", "0.0", "6.0", "graded", "2"]
    assert [rows["late"][name] for name in ends] == ["4.0", "2.0", "6.0", "0.0", "graded", "2"]
    assert [rows["hand"][name] for name in ends] == ["3.5", "0.0", "0.0", "3.5", "graded", "0"]
    assert [rows["new"][name] for name in ends] == ["", "", "", "", "not graded", ""]
    assert (rows["crash"]["status"], rows["crash"]["to_grade_by_hand"]) == ("crashed", "3")
    assert "exit code 3" in rows["crash"]["needs_a_look"]
    assert {"'=1+1", HTML, "es\\x1b[31mc"} < set(rows)
    page = BeautifulSoup((graded / "out" / "scores.html").read_text(), "html.parser")
    assert page.find("img") is None
    found = {cell.text for cell in page.select("tbody td:first-child")}
    assert {HTML, "es\\x1b[31mc"} < found
    crashed = next(row for row in page.select("tbody tr") if row.td.text == "crash")
    assert [cell.text for cell in crashed.select("td")][-5:] == ["4", "2", "0", "6", "crashed 3 by hand"]


def test_page_links_to_feedback(graded: Path, command: Callable[..., Any]) -> None:
    """Does the page link to the feedback pages that are there, whatever their students are called?"""
    assert command("autograder", "feedback").returncode == 0
    assert command("autograder", "scores", "--html", "scores.html", "--student", "*bo*").returncode == 0
    page = BeautifulSoup((graded / "scores.html").read_text(), "html.parser")
    (link,) = page.select("tbody a")
    assert link.text == HTML
    assert link["href"] == f"feedback/%3Cb%3Ebo%3Cimg%20src%3Dx%3E/{EXERCISE}/{EXERCISE}.html"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "\\t=1"), (" =1", "' =1"), ("a=1", "a=1")],
)
def test_no_text_is_a_formula(text: str, shown: str) -> None:
    """Is a text that a spreadsheet would compute made harmless, and another one left alone?"""
    assert harmless(text) == shown


def test_refusals(course: Path, command: Callable[..., Any]) -> None:
    """Are an unknown assignment and a file that can't be written refused in one line?"""
    for arguments, told in (
        (("other",), 'there is no source of assignment "other"'),
        ((EXERCISE, "--csv", "/proc/no/scores.csv"), "it can't be written"),
    ):
        run = command("autograder", "scores", *arguments)
        assert run.returncode == 1
        assert told in run.stderr
        assert len(run.stderr.splitlines()) == 1
