"""Questions about the gradebook: does nbgrader know the assignment, its cells and points?"""

import warnings

from autograder.build import register_assignment


def registered(course):
    """Return points of the grade cells and sources of all cells in the course's gradebook."""
    from nbgrader.api import Gradebook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "neural-networks") as gradebook:
            notebook = gradebook.find_notebook("steps", "steps")
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            return points, {cell.name: cell.source for cell in notebook.source_cells}


def test_gradebook_learns_the_assignment(course):
    """Does the gradebook hold points and hidden tests, once, however often the assignment is registered?"""
    for _ in range(2):
        register_assignment(course)
        points, sources = registered(course)
        assert points == {"test_sgd": 2.0}
        assert 'grade("sgd")' in sources["test_sgd"]
        assert set(sources) == {"sgd", "check_sgd", "test_sgd"}
    assert not (course / "release").exists()
