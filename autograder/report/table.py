"""The score table as CSV, for spreadsheets."""

import csv
from pathlib import Path

from autograder.repair.text import show
from autograder.report.scores import Row, Scores

_FORMULA = ("=", "+", "-", "@")
_MOST = 2_000  # characters of a text


def write(scores: Scores, path: Path) -> None:
    """Write a row for each submission and a column for each task."""
    tasks = [scores.label(task) for task in scores.tasks.values()]
    end = ["points", "bonus", "late_penalty", "total", "status", "needs_a_look", "to_grade_by_hand"]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(harmless, ["student", *tasks, *end]))
        for row in scores.rows:
            writer.writerow(map(harmless, _cells(scores, row)))


def harmless(value: str | float) -> str | float:
    """Return a number as it is, and a text as one line that no spreadsheet takes for a formula."""
    if not isinstance(value, str):
        return value
    text = show(value, _MOST)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def _cells(scores: Scores, row: Row) -> list[str | float]:
    if not row.scores:
        return [row.student, *("" for _ in scores.tasks), "", "", "", "", row.status, row.look, ""]
    found = [row.scores.get(key) for key in scores.tasks]
    points = ["" if score is None else score.points + score.bonus for score in found]
    totals = [row.points, row.bonus, row.late_penalty, row.total]
    return [row.student, *points, *totals, row.status, row.look, row.to_grade]
