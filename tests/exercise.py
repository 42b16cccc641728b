"""The exercises that the tests use: the real one for end-to-end tests, and a small one for all others."""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from autograder.master.expand import properties_of
from autograder.master.reader import read_master
from autograder.spec import AssignmentSpec, Role

ROOT = Path(__file__).resolve().parents[1]
EXERCISE = "neural_network_basics"
NOTEBOOK = f"{EXERCISE}.ipynb"
FOLDER = ROOT / "notebooks" / EXERCISE
MASTER = FOLDER / f"{EXERCISE}.py"

# Three graded cells (one of them a bonus), and two that a person grades: an answer, and a task.
MINI = ROOT / "tests" / "mini"
MINI_MASTER = MINI / "mini.py"
MINI_NOTEBOOK = "mini.ipynb"


def points_by_cell(spec: AssignmentSpec) -> dict[str, float]:
    """Return what each automatically graded cell gives, by its grade_id."""
    graded = [cell for cell in spec.cells if cell.role is Role.GRADE]
    return {str(cell.grade_id): sum(points for _, points in spec.properties(cell)) or cell.points for cell in graded}


def points_by_tests() -> dict[str, float]:
    """Return the same for the real exercise before it is built: what its tests and its master say."""
    spec = AssignmentSpec.from_notebook(EXERCISE, EXERCISE, read_master(MASTER))
    graded = [cell for cell in spec.cells if cell.role is Role.GRADE]
    with redirect_stdout(StringIO()):  # their last line prints what holds, which is nothing
        found = {str(cell.grade_id): properties_of(cell.tests, "tests") for cell in graded}
    return {
        str(cell.grade_id): sum(item.points for item in found[str(cell.grade_id)]) or cell.points for cell in graded
    }


def totals(spec: AssignmentSpec) -> tuple[float, float]:
    """Return the points of all graded cells that are no bonus, and those of the bonus cells."""
    given, bonus = points_by_cell(spec), {str(cell.grade_id) for cell in spec.cells if cell.bonus}
    apart = sum(points for grade_id, points in given.items() if grade_id in bonus)
    return sum(given.values()) - apart, apart
