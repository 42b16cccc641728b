"""Questions about the gradebook: does nbgrader know the assignment, its cells and points?"""

import warnings

import pytest

from autograder.build import register_assignment
from autograder.errors import AutograderError


def registered(course):
    """Return points of the grade cells and sources of all cells in the course's gradebook."""
    from nbgrader.api import Gradebook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "neural-networks") as gradebook:
            notebook = gradebook.find_notebook("mini", "mini")
            points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
            return points, {cell.name: cell.source for cell in notebook.source_cells}


def test_gradebook_learns_the_assignment(course):
    """Does the gradebook hold points and hidden tests, once, however often the assignment is registered?"""
    for _ in range(2):
        register_assignment(course)
        points, sources = registered(course)
        assert points == {"test_square": 1, "test_scaler": 3, "test_arrays": 0, "essay": 2, "report": 1}
        assert "assert square(-2) == 4" in sources["test_square"]
        assert "def inputs(Scaler, rng):" in sources["test_scaler"]
        assert set(sources) == {*points, "square", "scaler"}
    assert not (course / "release").exists()


def test_notebooks_of_an_assignment(course):
    """Is an exercise of two notebooks one assignment with two notebooks?"""
    mini = course / "notebooks" / "mini"
    text = (mini / "mini.py").read_text(encoding="utf-8")
    text = text[: text.index("class Scaler")].rpartition("# %%")[0]  # with `square` alone
    (mini / "second.py").write_text(text, encoding="utf-8")
    with pytest.raises(AutograderError, match=r"cell 1 .*names the points of `test_scaler`"):
        register_assignment(course)
    (mini / "second.py").write_text(text.replace(", `Scaler` {points:test_scaler}", ""), encoding="utf-8")
    register_assignment(course)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "neural-networks") as gradebook:
            (assignment,) = gradebook.assignments
            assert {notebook.name: notebook.max_score for notebook in assignment.notebooks} == {"mini": 7, "second": 1}
