"""`autograder.testing` where an author uses it: plain Python, a kernel, and stock nbgrader."""

import os
import shutil
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade

from autograder import testing
from autograder.testing import ALONE, Differs, close
from tests.exercise import MINI, MINI_NOTEBOOK
from tests.kernels import run_command, run_notebook


def run(tests: str, **names: object) -> tuple[float, list[testing.Property]]:
    """Return what a file of tests gives beside an answer, and its properties."""
    scope: dict[str, object] = {"__name__": "__main__", **names}
    exec("from autograder.testing import close, points, total\n" + tests, scope)  # noqa: S102 - written here
    return eval("total()", scope), scope[testing.PROPERTIES]  # type: ignore[return-value] # noqa: S307


TWO = '''
@points(2)
def doubles(double):
    """Doubles."""
    assert double(2) == 4, "2 doubled is another number"

@points(0.5, supporting=True)
def zero(double):
    """Leaves 0 as it is"""
    assert double(0) == 0
'''


def test_total(capsys: pytest.CaptureFixture[str]) -> None:
    """Are points summed up, and told property by property?"""
    assert run(TWO, double=lambda x: 2 * x)[0] == 2.5
    assert capsys.readouterr().out == "✓ 2/2  Doubles\n✓ 0.5/0.5  Leaves 0 as it is\n"


def test_next_cell_of_a_kernel(capsys: pytest.CaptureFixture[str]) -> None:
    """Does a cell count its own properties alone, after another one in the same kernel, and when it is run again?"""
    scope: dict[str, object] = {"double": lambda x: 2 * x}
    cells = ("from autograder.testing import points, total\n" + TWO, '@points(1)\ndef one(double):\n    """One"""\n')
    found = []
    for cell in (*cells, cells[0], cells[0]):
        exec(cell, scope)  # noqa: S102 - written here
        found.append(eval("total()", scope))  # noqa: S307
    assert found == [2.5, 1, 2.5, 2.5]


def test_failure_costs_its_property(capsys: pytest.CaptureFixture[str]) -> None:
    """Does a failure cost one property, and a supporting one alone count for nothing?"""
    earned, (doubles, zero) = run(TWO, double=lambda x: x)
    assert earned == 0
    assert doubles.message == "AssertionError: 2 doubled is another number"
    assert zero.message == ALONE
    assert "✗ 0/2  Doubles: AssertionError: 2 doubled is another number" in capsys.readouterr().out


def test_missing_answer() -> None:
    """Is a name told that the notebook does not define?"""
    earned, (doubles, _) = run(TWO)
    assert earned == 0
    assert doubles.message == "NameError: double is not defined"


def test_any_exception_is_an_outcome() -> None:
    """Does whatever ends a function end its property alone, but Ctrl-C the run?"""

    def leaves(x: int) -> int:
        raise SystemExit(3)

    assert run(TWO, double=leaves)[0] == 0

    def interrupted(x: int) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(TWO, double=interrupted)


def test_random_generator() -> None:
    """Does each function get a generator of its own that draws the same each time?"""
    tests = '''
@points(1)
def one(rng, drawn):
    """One"""
    drawn.append(rng.random())

@points(1)
def other(rng, drawn):
    """Other"""
    drawn.append(rng.random())
'''
    first: list[float] = []
    second: list[float] = []
    run(tests, drawn=first)
    run(tests, drawn=second)
    assert first == second
    assert len(set(first)) == 2


@pytest.mark.parametrize(
    ("tests", "says"),
    [
        ('@points(0)\ndef f():\n    """Nothing"""', "f: points must be above 0"),
        ("@points(1)\ndef f(): ...", "f needs a docstring"),
    ],
)
def test_wrong_use(tests: str, says: str) -> None:
    """Are points of 0 and functions without a name for students refused?"""
    with pytest.raises(ValueError, match=says):
        run(tests)


@pytest.mark.parametrize(
    ("actual", "desired", "message"),
    [
        (np.ones((1, 3)), np.ones(3), r"y has shape \(1, 3\), needs \(3,\)"),
        (np.array([1, 2]), np.ones(2), "y has dtype int64, needs floating point numbers"),
        (np.array([1.0, 2.0, 3.0]), np.ones(3), "2 of 3 entries of y differ"),
        (2.0, 1.0, "y differs"),
        (np.array([np.nan, 1.0]), np.ones(2), "1 of 2 entries of y differ"),
        (np.array([True]), np.array([False]), "1 of 1 entries of y differ"),
        ("text", 1.0, "y has dtype <U4"),
        (None, 1.0, "y has dtype object"),
    ],
)
def test_close_says_how(actual: object, desired: object, message: str) -> None:
    """Does a difference say shape, kind or number of entries, and never what was expected?"""
    with pytest.raises(Differs, match=message):
        close(actual, desired, "y")


def test_close_accepts_rounding() -> None:
    """Is float32 rounding let pass, and tolerance a parameter?"""
    third = np.full(3, 1 / 3)
    close(third.astype(np.float32), third)
    close([1.1], [1.0], rtol=0.2)
    close(3, np.int16(3))


# changes its input, but not that of the visible check, whose failure would cost all points beside the answer
CHANGES_SOME = "x *= self.factor if x.size == 4 else 1\n        return x if x.size == 4 else self.factor * x"


def in_kernel(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run a notebook in a plain kernel, as an author does."""
    return run_notebook(notebook, folder, os.environ, allow_errors=True)


def credits(notebook: NotebookNode) -> dict[str, tuple[float | None, float]]:
    """Return what nbgrader reads from the outputs of the graded cells."""
    graded = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {cell.metadata["nbgrader"]["grade_id"]: determine_grade(cell) for cell in graded if cell.cell_type == "code"}


def test_plain_kernel(source: NotebookNode, built_source: Path) -> None:
    """Does an author's kernel run the tests in the notebook, and does nbgrader read the same points?"""
    notebook = in_kernel(deepcopy(source), built_source.parent)
    assert credits(notebook) == {
        "test_square": (1, 1),
        "test_scaler": (3, 3),
        "test_arrays": (0, 0),
        "essay": (None, 2),
    }
    (scaler,) = [cell for cell in notebook.cells if cell.id == "test_scaler"]
    assert "✓ 2/2  Multiplies by the factor" in scaler.outputs[0].text


def test_mistake_in_a_plain_kernel(source: NotebookNode, built_source: Path) -> None:
    """Is a mistake worth there what it is worth in the grader?"""
    notebook = deepcopy(source)
    scaler = next(cell for cell in notebook.cells if cell.id == "scaler")
    scaler.source = scaler.source.replace("return self.factor * x", CHANGES_SOME)
    assert credits(in_kernel(notebook, built_source.parent))["test_scaler"] == (2, 3)


def nbgrader(folder: Path, *arguments: str) -> str:
    """Run a command of nbgrader."""
    done = run_command([sys.executable, "-m", "nbgrader", *arguments], folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_validate(course: Path) -> None:
    """Does `nbgrader validate` find the master right, hidden tests included, and name what fails?"""
    folder = course / "build" / "source" / MINI.name
    assert "Success!" in nbgrader(folder, "validate", MINI_NOTEBOOK)
    path = folder / MINI_NOTEBOOK
    path.write_text(path.read_text().replace("x * x", "x + x if x > 0 else x * x"))
    assert "the square of 3 is another number" in nbgrader(folder, "validate", MINI_NOTEBOOK)


def test_stock_autograde(
    course: Path, submit: Callable[[str, NotebookNode | None], Path], solution: NotebookNode
) -> None:
    """Does a stock nbgrader, which runs tests beside the answers, give the same points, and none if a check fails?"""
    settings = course / "nbgrader_config.py"
    text = settings.read_text(encoding="utf-8")
    assert "\nconfigure(c)" in text
    settings.write_text(text.replace("\nconfigure(c)", "\nc.Autograder.unsafe_stock_kernel = True"), encoding="utf-8")
    scaler = next(cell for cell in solution.cells if cell.id == "scaler")
    scaler.source = scaler.source.replace("return self.factor * x", CHANGES_SOME)
    square = next(cell for cell in solution.cells if cell.id == "square")
    square.source = square.source.replace("x * x", "x + x")
    assert all("raises-exception" in cell.metadata.tags for cell in solution.cells if cell.id.startswith("test_"))
    shutil.copy(MINI / "files" / "factor.txt", submit("ada", solution))
    nbgrader(course, "autograde", MINI.name)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission_notebook(MINI.name, MINI.name, "ada").grades
        assert {grade.name: grade.auto_score for grade in grades} == {
            "test_square": 0,
            "test_scaler": 2,
            "test_arrays": 0,
            "essay": None,
            "report": None,
        }
