"""The score table as text in a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.grading.record import Record
from autograder.report.scores import Scores


def show(scores: Scores, console: Console) -> None:
    """Print a row for each submission and a column for each task, then what was and was not enforced."""
    table = Table(title=f"{scores.spec.notebook}: {scores.max_points:g} points", title_justify="left")
    table.add_column("Submission", no_wrap=True)
    for task in scores.tasks.values():
        kind = "bonus " if task.bonus else ""
        table.add_column(f"{task.title}\n{kind}{task.points:g}", justify="right")
    table.add_column(f"Points\n{scores.max_points:g}", justify="right", style="bold")
    table.add_column(f"Bonus\n{scores.max_bonus_points:g}", justify="right")
    table.add_column("Status")
    for row in scores.rows:
        table.add_row(Text(row.student), *_cells(scores, row.record))
    console.print(table)
    for row in scores.rows:
        if row.record and row.record.reason:
            console.print(Text(f"{row.student}: {row.record.reason}"))
    for line in scores.enforced:
        console.print(Text(f"Enforced: {line}"), style="green")
    for line in scores.missing:
        console.print(Text(f"NOT enforced: {line}"), style="bold red")


def _cells(scores: Scores, record: Record | None) -> list[str]:
    if record is None:
        return [*("–" for _ in scores.tasks), "–", "–", "not graded"]
    points = [f"{record.results[grade_id].points:g}" for grade_id in scores.tasks]
    return [*points, f"{record.points:g}", f"{record.bonus_points:g}", str(record.status)]
