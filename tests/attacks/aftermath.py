"""What is judged of the run as a whole: gradebook, files, processes, logs, and the honest students in between."""

import hashlib
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from nbgrader.api import Gradebook

from tests.attacks.attack import EVERYTHING, EXERCISE, NOTHING
from tests.attacks.commands import Run
from tests.attacks.course import CONTROLS

_TABLES = ("assignment", "notebook", "base_cell", "grade_cells", "solution_cells", "source_cell")
_SMALL = 1 << 20
# No process of the grader may hold more, whatever a submission holds.
_MOST_MEMORY = 640 << 20


def read_scores(course: Path) -> dict[str, float]:
    """Return the points of each student as nbgrader's gradebook has them."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(EXERCISE)}


def fingerprints(course: Path) -> dict[str, str]:
    """Return a hash of all that grading must not change: files, and what the gradebook knows of the assignment."""
    found = {}
    for folder in ("submitted", "build", "notebooks", "nbgrader_config.py"):
        top = course / folder
        for path in [top] if top.is_file() else top.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < _SMALL:
                found[os.fsdecode(path.relative_to(course))] = hashlib.sha256(path.read_bytes()).hexdigest()
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        for table in _TABLES:
            rows = database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            found[f"table {table}"] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def judge_gradebook(course: Path, scores: Mapping[str, float], students: Sequence[str]) -> list[str]:
    """Return what is wrong with the gradebook as a whole and with the honest students' points."""
    problems = []
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        if (state := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            problems.append(f"the gradebook is damaged: {state}")
        if database.execute("PRAGMA foreign_key_check").fetchall():
            problems.append("the gradebook holds rows that belong to nothing")
        (grades,) = database.execute("SELECT count(*) FROM grade").fetchone()
        (manual,) = database.execute("SELECT count(*) FROM grade WHERE manual_score IS NOT NULL").fetchone()
        (cells,) = database.execute("SELECT count(*) FROM grade_cells").fetchone()
    if odd := scores.keys() ^ set(students):
        problems.append(f"the gradebook lacks these students or has them for nothing: {', '.join(sorted(odd))}")
    if grades != cells * len(students):
        problems.append(f"the gradebook has {grades} grades for {len(students)} submissions")
    if manual:
        problems.append(f"the gradebook has {manual} grades that nobody gave")
    for student, due in zip(CONTROLS, (EVERYTHING, NOTHING), strict=True):
        if scores.get(student) != due:
            problems.append(f"{student} got {scores.get(student)} points instead of {due:g}")
    return problems


def judge_run(command: str, done: Run, secret: str, seconds: float) -> list[str]:
    """Return what is wrong with a command of nbgrader."""
    problems = [f"{command} left a process behind: {line}" for line in done.left]
    if done.status:
        problems.append(f"{command} ended with {done.status}: {done.log[-1500:].decode(errors='replace')}")
    if done.seconds > seconds:
        problems.append(f"{command} took {done.seconds:.0f} s")
    if done.peak > _MOST_MEMORY:
        problems.append(f"{command} held {done.peak >> 20} MiB in one process")
    if secret.encode() in done.log:
        problems.append(f"{command} printed a secret")
    if odd := {char for char in done.log.decode(errors="replace") if not (char.isprintable() or char in "\n\t")}:
        problems.append(f"{command} printed control characters: {odd}")
    return problems
