"""Whether an attack succeeded, judged by what it left in gradebook, notebook and feedback page."""

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.course import autograded
from autograder.grading.record import Record
from tests.attacks.attack import EVERYTHING, EXERCISE, NOTHING, SUCCESS, Attack
from tests.attacks.course import CONTROLS

# What a student may never see, besides what each run adds to it.
_HIDDEN = ("BEGIN HIDDEN TESTS", "hidden_tests import grade", "_reference(case", "### BEGIN SOLUTION")
_GRADED_CELLS = 7


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one attack.

    Attributes
    ----------
    problems : tuple of str
        In which ways it succeeded; empty if it did not.
    """

    attack: Attack
    status: str
    points: float
    seconds: float
    problems: tuple[str, ...]


def judge(
    attack: Attack, course: Path, scores: Mapping[str, float], forbidden: Iterable[str], seconds: float
) -> Verdict:
    """Judge one attack.

    Parameters
    ----------
    scores : mapping
        The gradebook's points by student.
    forbidden : iterable of str
        Texts that neither its outputs nor its feedback may hold.
    seconds : float
        Most time that grading it may take.
    """
    student = attack.student_id
    saved = autograded.read(course / "autograded" / student / EXERCISE, EXERCISE)
    if saved is None or student not in scores:
        return Verdict(attack, "none", 0.0, 0.0, ("no record was written",))
    record, points = saved[1], scores[student]
    problems = []
    if points > attack.most:
        problems.append(f"got {points:g} points of at most {attack.most:g}")
    if points < attack.least:
        problems.append(f"lost points of right answers: got {points:g} of {attack.least:g}")
    if points != record.points + record.bonus_points:
        problems.append("gradebook and record differ")
    if str(record.status) not in attack.statuses:
        problems.append(f"has the status {record.status}: {record.reason}")
    if record.seconds > seconds:
        problems.append(f"took {record.seconds:.1f} s")
    problems += seen(record, course, student, forbidden)
    return Verdict(attack, str(record.status), points, record.seconds, tuple(problems))


def seen(record: Record, course: Path, student: str, forbidden: Iterable[str]) -> list[str]:
    """Return what a student may not see in the outputs and on the feedback page."""
    shown = repr([cell.get("outputs") for cell in record.notebook.cells])
    page = course / "feedback" / student / EXERCISE / f"{EXERCISE}.html"
    html = page.read_text(encoding="utf-8", errors="replace") if page.is_file() else ""
    problems = ["feedback page is missing"] if not html else []
    problems += re.findall(f"{SUCCESS}: ([^\n\\\\]*)", shown)
    for text in (*_HIDDEN, *forbidden):
        if text in shown:
            problems.append(f"its outputs show {text!r}")
        if text in html:
            problems.append(f"its feedback shows {text!r}")
    return problems


def read_scores(course: Path) -> dict[str, float]:
    """Return the points of each student as nbgrader's gradebook has them."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(EXERCISE)}


def judge_gradebook(course: Path, scores: Mapping[str, float], students: Sequence[str]) -> list[str]:
    """Return what is wrong with the gradebook as a whole and with the honest students' points."""
    problems = []
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        if (state := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            problems.append(f"the gradebook is damaged: {state}")
        if database.execute("PRAGMA foreign_key_check").fetchall():
            problems.append("the gradebook holds rows that belong to nothing")
        grades = database.execute("SELECT count(*) FROM grade").fetchone()[0]
        manual = database.execute("SELECT count(*) FROM grade WHERE manual_score IS NOT NULL").fetchone()[0]
    if scores.keys() != set(students):
        problems.append(f"the gradebook's students are {scores.keys() ^ set(students)} off")
    if grades != _GRADED_CELLS * len(students):
        problems.append(f"the gradebook has {grades} grades for {len(students)} submissions")
    if manual:
        problems.append(f"the gradebook has {manual} grades that nobody gave")
    for student, due in zip(CONTROLS, (EVERYTHING, NOTHING), strict=True):
        if scores.get(student) != due:
            problems.append(f"{student} got {scores.get(student)} points instead of {due:g}")
    return problems
