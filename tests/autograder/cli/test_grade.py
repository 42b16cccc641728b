"""`autograder grade`: the same results as nbgrader's own command, and what it tells."""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from autograder.spec import AssignmentSpec, CellSpec
from tests.exercise import MINI, MINI_NOTEBOOK, totals

EXERCISE = MINI.name
KEEPS = "Leaves its input as it is"
# What differs between any two runs: ids that nbgrader draws, durations, memory.
_ROWS = (
    "SELECT s.student_id, b.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade"
    " FROM grade g JOIN base_cell b ON g.cell_id = b.id JOIN submitted_notebook n ON g.notebook_id = n.id"
    " JOIN submitted_assignment s ON n.assignment_id = s.id ORDER BY 1, 2",
    "SELECT s.student_id, b.name, c.auto_comment, c.manual_comment"
    " FROM comment c JOIN base_cell b ON c.cell_id = b.id JOIN submitted_notebook n ON c.notebook_id = n.id"
    " JOIN submitted_assignment s ON n.assignment_id = s.id ORDER BY 1, 2",
    "SELECT s.student_id, s.timestamp, n.late_submission_penalty, n.flagged"
    " FROM submitted_notebook n JOIN submitted_assignment s ON n.assignment_id = s.id ORDER BY 1",
)


def rows(course: Path) -> list[list[Any]]:
    with sqlite3.connect(course / "gradebook.db") as db:
        found = [db.execute(query).fetchall() for query in _ROWS]
    db.close()
    return found


def notebook(course: Path, student: str) -> str:
    """Return an autograded notebook without the figures that no two runs have in common."""
    text = (course / "autograded" / student / EXERCISE / MINI_NOTEBOOK).read_text()
    text = re.sub(r'"(seconds|peak_memory|charged|waited|disturbed)": [\w.+-]+', r'"\1": 0', text)
    return re.sub(r"0x[0-9a-f]+", "0x", text)


def lines(run: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def cell_spec(spec: AssignmentSpec, grade_id: str) -> CellSpec:
    return next(cell for cell in spec.cells if cell.grade_id == grade_id)


def mistaken(solution: NotebookNode) -> NotebookNode:
    edited = deepcopy(solution)
    for cell in edited.cells:
        cell.source = cell.source.replace("return self.factor * x", "x *= self.factor\n        return x")
    return edited


@pytest.fixture
def cohort(submit: Callable[..., Path], solution: NotebookNode, release: NotebookNode) -> None:
    submit("ada", solution)
    submit("ben", release)
    (submit("cy", None) / "notes.txt").write_text("My notebook is at home.")
    (submit("dan", mistaken(solution)) / "timestamp.txt").write_text("2030-01-01 10:00:00 UTC\n")
    crash = deepcopy(solution)
    crash.cells.insert(3, new_code_cell("import os\nos._exit(3)", id="leaves"))
    submit("eve", crash)


@pytest.mark.usefixtures("cohort")
def test_same_as_nbgrader(course: Path, command: Callable[..., Any], tmp_path: Path) -> None:
    """Do `nbgrader autograde` and `autograder grade` leave the same gradebook rows and autograded notebooks?"""
    shutil.copytree(course, other := tmp_path / "other")
    assert command("nbgrader", "autograde", EXERCISE).returncode == 0
    assert command("autograder", "grade").returncode == 0  # unchanged: keeps all
    by_nbgrader = rows(course), [notebook(course, student) for student in ("ada", "ben", "cy", "dan", "eve")]
    shutil.rmtree(course)
    shutil.copytree(other, course)
    run = command("autograder", "grade")
    assert run.returncode == 0, run.stderr
    assert rows(course) == by_nbgrader[0]
    assert [notebook(course, student) for student in ("ada", "ben", "cy", "dan", "eve")] == by_nbgrader[1]
    assert "5 graded" in run.stderr
    assert "2 need a look: cy, eve" in run.stderr


@pytest.mark.usefixtures("cohort")
def test_json_and_regrade(course: Path, command: Callable[..., Any], spec: AssignmentSpec) -> None:
    """Does --json give a line for each and a summary; does --regrade name the property, does manual work stay?"""
    *found, last = lines(command("autograder", "grade", "--json", "--jobs", "2"))
    points = {line["student"]: line["notebooks"][EXERCISE]["points"] for line in found}
    everything, one = totals(spec)[0], dict(spec.properties(cell_spec(spec, "test_scaler")))[KEEPS]
    assert points == {"ada": everything, "ben": 0, "cy": 0, "dan": everything - one, "eve": everything}
    assert last["summary"]["graded"] == 5
    assert last["summary"]["need_a_look"] == ["cy", "eve"]
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("test_square", EXERCISE, EXERCISE, "ben").manual_score = 0.5
        gradebook.find_comment("square", EXERCISE, EXERCISE, "ben").manual_comment = "Nearly."
        gradebook.db.commit()
    # an earlier record with other points: as if a hidden test had been fixed since
    path = course / "autograded" / "dan" / EXERCISE / MINI_NOTEBOOK
    saved = json.loads(path.read_text())
    saved["metadata"]["autograder"]["record"]["results"]["test_scaler"]["properties"][0][1] = 0.0
    path.chmod(0o644)
    path.write_text(json.dumps(saved))
    *found, last = lines(command("autograder", "grade", "--json", "--regrade"))
    changes = {line["student"]: line["changes"] for line in found if "changes" in line}
    assert list(changes) == ["dan"]
    assert len(changes["dan"]) == 1
    assert changes["dan"][0].startswith("Scaler, Multiplies")
    assert changes["dan"][0].endswith(": 0 → 2")
    assert last["summary"]["changed"] == 1
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_grade("test_square", EXERCISE, EXERCISE, "ben").score == 0.5
        assert gradebook.find_comment("square", EXERCISE, EXERCISE, "ben").comment == "Nearly."


@pytest.mark.usefixtures("cohort")
def test_quiet_and_incremental(course: Path, command: Callable[..., Any], submit: Callable[..., Path]) -> None:
    """Is only what is new graded in a second run, also when the gradebook was lost?"""
    run = command("autograder", "grade", "--quiet")
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    (submit("fay", None) / "notes.txt").write_text("")
    *found, last = lines(command("autograder", "grade", "--json"))
    assert [line["student"] for line in found if line["fresh"]] == ["fay"]
    with sqlite3.connect(course / "gradebook.db") as db:
        for table in ("grade", "comment", "submitted_notebook", "submitted_assignment"):
            db.execute(f"DELETE FROM {table}")
    db.close()
    *found, last = lines(command("autograder", "grade", "--json"))
    assert last["summary"]["graded"] == 6


def test_interrupt_saves_what_is_done(
    course: Path,
    submit: Callable[..., Path],
    command: Callable[..., Any],
    environment: dict[str, str],
    solution: NotebookNode,
    tmp_path: Path,
) -> None:
    """After Ctrl-C: exit code 130, every finished submission in gradebook and folder, and does the next run go on?"""
    for number in range(60):
        submit(f"s{number:02}", solution)
    told = tmp_path / "told"
    with told.open("w") as output:
        run = subprocess.Popen(
            [sys.executable, "-m", "autograder", "grade", "--json"],
            cwd=course,
            env=environment,
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        while not told.read_text() and run.poll() is None:
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=30)
    assert run.returncode == 130, errors
    assert "Traceback" not in errors
    *found, last = map(json.loads, told.read_text().splitlines())
    done = {line["student"] for line in found}
    assert last["summary"]["interrupted"] is True
    assert 0 < len(done) < 60
    assert {path.name for path in (course / "autograded").iterdir()} == done
    assert {row[0] for row in rows(course)[0]} == done
    *found, last = lines(command("autograder", "grade", "--json"))
    assert {line["student"] for line in found if not line["fresh"]} == done
    assert last["summary"]["statuses"] == {"graded": 60}


def test_late_penalty(
    course: Path,
    command: Callable[..., Any],
    submit: Callable[..., Path],
    solution: NotebookNode,
    spec: AssignmentSpec,
) -> None:
    """Do late penalties follow the due date, a student's extension and the rule, without grading anything again?"""
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    for student in ("ada", "ben"):
        (submit(student, solution) / "timestamp.txt").write_text("2030-01-02 10:00:00 UTC\n")

    told: list[dict[str, Any]] = []

    def due(date: datetime) -> dict[str, float | None]:
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            gradebook.find_assignment(EXERCISE).duedate = date
            gradebook.db.commit()
        told[:] = lines(command("autograder", "grade", "--json"))
        return {row[0]: row[2] for row in rows(course)[2]}

    everything = sum(totals(spec))
    assert due(datetime(2030, 1, 1)) == {"ada": everything, "ben": everything}
    assert told[-1]["summary"]["penalties"] == [], "there was none before"
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_submission(EXERCISE, "ben").extension = timedelta(days=2)
        gradebook.db.commit()
    assert due(datetime(2030, 1, 1)) == {"ada": everything, "ben": None}
    assert (told[-1]["summary"]["graded"], told[-1]["summary"]["penalties"]) == (0, ["ben"])
    change = {"before": everything, "after": 0, "points_before": 0, "points_after": everything}
    assert next(line for line in told if line.get("student") == "ben")["penalties"] == [
        {"notebook": EXERCISE, **change}
    ]
    assert due(datetime(2030, 1, 3)) == {"ada": None, "ben": None}
    assert due(datetime(2029, 1, 3)) == {"ada": everything, "ben": everything}
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write('c.LateSubmissionPlugin.penalty_method = "none"\n')
    run = command("nbgrader", "autograde", EXERCISE)
    assert run.returncode == 0, run.stderr
    assert f"late penalty {everything:g} → 0 (0 → {everything:g} points)" in run.stderr
    assert {row[2] for row in rows(course)[2]} == {None}


def test_grade_by_hand_against_a_new_one(
    course: Path,
    command: Callable[..., Any],
    submit: Callable[..., Path],
    solution: NotebookNode,
    release: NotebookNode,
) -> None:
    """Is a grade by hand kept and said where the automatic score is another one now, and said once?"""
    folder = submit("ada", release)
    lines(command("autograder", "grade", "--json"))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("test_square", EXERCISE, EXERCISE, "ada").manual_score = 0.25
        gradebook.find_grade("test_arrays", EXERCISE, EXERCISE, "ada").extra_credit = 0.5
        gradebook.db.commit()
    nbformat.write(solution, folder / MINI_NOTEBOOK)
    run = command("autograder", "grade")
    assert 'cell "test_square": the 0.25 points given by hand stay; the automatic score is now 1' in run.stderr
    assert 'cell "test_arrays": the 0.5 points given by hand stay; the automatic score is now 2' in run.stderr
    scores = {row[1]: row[3:5] for row in rows(course)[0]}
    assert (scores["test_square"], scores["test_arrays"]) == ((0.25, None), (None, 0.5))
    *_, last = lines(command("autograder", "grade", "--json", "--regrade"))
    assert last["summary"]["kept"] == []
    nbformat.write(release, folder / MINI_NOTEBOOK)
    found, last = lines(command("autograder", "grade", "--json"))
    assert last["summary"]["kept"] == ["ada"]
    assert [(item["grade_id"], item["manual"], item["automatic"]) for item in found["kept"]] == [
        ("test_square", 0.25, 0),
        ("test_arrays", 0.5, 0),
    ]


def test_note_that_most_have(
    course: Path, command: Callable[..., Any], submit: Callable[..., Path], solution: NotebookNode
) -> None:
    """Is a note that most submissions have said once for the run, by both commands?"""
    changed = deepcopy(solution)
    for cell in changed.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_square":
            cell.source += "\nprint(1)"
    for student in ("ada", "ben", "cy"):
        submit(student, changed if student != "cy" else solution)
    note = 'cell "test_square": text was changed; the course\'s text was put back'
    run = command("nbgrader", "autograde", EXERCISE)
    assert run.stderr.count(note) == 1
    assert f"2 of 3 submissions: {note}" in run.stderr
    *_, last = lines(command("autograder", "grade", "--json"))
    assert last["summary"]["shared_notes"] == {note: 2}
    assert f"2 have this note: {note}" in command("autograder", "grade").stderr


def test_not_a_course(command: Callable[..., Any], course: Path) -> None:
    """Does it say in one line what is missing?"""
    (course / "nbgrader_config.py").unlink()
    run = command("autograder", "grade")
    assert run.returncode == 1
    assert "there is no nbgrader_config.py" in run.stderr
    assert "Traceback" not in run.stderr
