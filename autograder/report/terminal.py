"""The score table as text in a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.repair.text import show as readable
from autograder.report.scores import Row, Scores

_MOST = 500  # characters of a reason


def show(scores: Scores, console: Console) -> None:
    """Print a row for each submission and a column for each task, then who needs a look, and what was enforced."""
    table = Table(title=Text(f"{scores.assignment}: {scores.max_points:g} points"), title_justify="left")
    table.add_column("Submission", no_wrap=True)
    for task in scores.tasks.values():
        kind = "bonus " if task.bonus else ""
        table.add_column(Text(f"{readable(scores.label(task))}\n{kind}{task.points:g}"), justify="right")
    table.add_column(f"Points\n{scores.max_points:g}", justify="right", style="bold")
    table.add_column(f"Bonus\n{scores.max_bonus_points:g}", justify="right")
    table.add_column("Late\npenalty", justify="right")
    table.add_column("Total", justify="right", style="bold")
    table.add_column("Status")
    table.add_column("By hand", justify="right")
    for row in scores.rows:
        table.add_row(Text(readable(row.student)), *_cells(scores, row))
    console.print(table)
    for row in scores.rows:
        if row.look:
            console.print(Text(f"{readable(row.student)} needs a look: {readable(row.look, _MOST)}"))
    for line in scores.enforced:
        console.print(Text(f"Enforced: {line}"), style="green")
    for line in scores.missing:
        console.print(Text(f"NOT enforced: {line}"), style="bold red")


def _cells(scores: Scores, row: Row) -> list[str]:
    if not row.scores:
        return [*("–" for _ in scores.tasks), "–", "–", "–", "–", row.status, "–"]
    found = [row.scores.get(key) for key in scores.tasks]
    points = ["–" if score is None else f"{score.points + score.bonus:g}" for score in found]
    totals = [f"{number:g}" for number in (row.points, row.bonus, row.late_penalty, row.total)]
    return [*points, *totals, row.status, f"{row.to_grade or ''}"]
