"""Points of a grade cell: what its properties give, or what the author wrote."""

import ast

from autograder.master.place import Place
from autograder.master.regions import without_marks
from autograder.master.syntax import parsed
from autograder.spec import BESIDE_TAG, BONUS_TAG, gives_points


def check_points(cells: list[Place]) -> None:
    """Refuse points that are no number, bonus cells that count into the maximum, and tests that add up to nothing.

    Raises
    ------
    MasterError
        For the first graded cell that breaks a rule.
    """
    for place in cells:
        marks = place.cell.metadata.get("nbgrader", {})
        if not (marks.get("grade") or marks.get("task")):
            continue
        points = marks["points"]
        if isinstance(points, bool) or not isinstance(points, int | float) or points < 0:
            raise place.error(f"points must be a number, 0 or more, got {points!r}", "Correct it.")
        tests = without_marks(place.cell.source) if marks.get("grade") and not marks.get("solution") else ""
        match parsed(tests).body:
            case [*_, ast.Expr(value=ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()))]:
                raise place.error(
                    "the last line of its tests compares, and nothing fails where that is false",
                    "Write `assert` before it.",
                )
        tags = place.cell.metadata.get("tags", ())
        if BESIDE_TAG in tags and gives_points(tests):
            raise place.error(
                "tests beside the student's code are all or nothing, but these spread their points over functions",
                f'Take the tag "{BESIDE_TAG}" off, or write plain asserts without `@points(…)`.',
            )
        if BONUS_TAG in tags:
            if points or not gives_points(tests):
                raise place.error(
                    f"a bonus cell must have 0 points of its own, and properties that give some; it has {points:g}",
                    "Take `points` out, and write `@points(…)` above its test functions.",
                )
            if tests.rstrip().endswith("total()"):
                raise place.error(
                    "the number in the last line of a bonus is more than the 0 points that nbgrader allows there",
                    "Write `total();`: the semicolon keeps it from being shown.",
                )
        elif gives_points(tests) and "total()" not in tests:
            raise place.error(
                "its test functions have points, and nothing adds them up",
                "Write `total()` in its last line: nbgrader reads the number as partial credit.",
            )
