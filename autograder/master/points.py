"""A grade cell's points are its task's: nbgrader reads them from the master, the hidden tests from the task."""

import ast
from collections.abc import Mapping

from autograder.master.place import Place
from autograder.master.regions import without_hidden_tests, without_marks
from autograder.master.syntax import parsed


def task_points() -> dict[str, float]:
    """Return the points that each task's grade cell must have: the task's own, 0 for a bonus task."""
    # the tasks hold grading's formulas; reading a master for its prose or its cells needs none of them
    from autograder.tasks import TASKS

    return {name: 0.0 if task.bonus else float(task.points) for name, task in TASKS.items()}


def check_points(cells: list[Place], points_of: Mapping[str, float]) -> None:
    """Refuse grade cells without exactly one known task, tasks graded twice, and points that differ from the task's.

    Raises
    ------
    MasterError
        For the first grade cell that breaks a rule.
    """
    graded: dict[str, Place] = {}
    for place in cells:
        marks = place.cell.metadata.get("nbgrader", {})
        if not marks.get("grade"):
            continue
        task = _graded_task(place, points_of)
        if task in graded:
            raise place.error(
                f"task `{task}` is already graded in cell {graded[task].number}", "Grade each task in one cell."
            )
        graded[task] = place
        points = marks["points"]
        if isinstance(points, bool) or not isinstance(points, int | float):
            raise place.error(f"points must be a number, got {points!r}", f"Write {points_of[task]:g}.")
        if points != points_of[task]:
            raise place.error(
                f"the cell has {points:g} points, its task `{task}` has {points_of[task]:g} (a bonus counts 0 here)",
                f"Write {points_of[task]:g}, or change the points of the task's properties.",
            )


def _graded_task(place: Place, points_of: Mapping[str, float]) -> str:
    source = place.cell.source
    if not _grade_calls(without_hidden_tests(source)):
        match _grade_calls(without_marks(source)):
            case [ast.Call(args=[ast.Constant(value=str(task))], keywords=[])]:
                if task in points_of:
                    return task
                known = ", ".join(sorted(points_of))
                raise place.error(f"there is no task `{task}`", f"Known: {known}. Or add a file to autograder/tasks.")
    raise place.error(
        'the hidden tests must call `grade("<task>")` exactly once, with the name written out',
        "Write that call between the marks, and nowhere else in the cell.",
    )


def _grade_calls(source: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "grade"
    ]
