"""Questions about the solutions: are they whole, without hidden tests, and do they run?"""

import pytest

from autograder.build import execute_solutions
from autograder.build.layout import read_notebook
from autograder.build.solutions import solved
from autograder.errors import AutograderError, MasterError


def test_solution_is_whole_and_hides_the_tests(built):
    """Does the solved notebook hold the answer, and neither marks nor hidden tests?"""
    path = built / "solutions" / "steps.ipynb"
    text = path.read_text(encoding="utf-8")
    assert "self.learning_rate * gradient for gradient in gradients" in text
    for trace in ("BEGIN", "END", "autograder"):
        assert trace not in text
    assert read_notebook(path).cells[4].source == "# Graded here."


def test_solution_has_no_outputs(built):
    """Is the committed notebook free of outputs and counts?"""
    for cell in read_notebook(built / "solutions" / "steps.ipynb").cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_hidden_line_outside_its_marks_is_refused(built):
    """Is a solved notebook refused that repeats a hidden line?"""
    source = read_notebook(built / "build" / "source" / "steps" / "steps.ipynb")
    source.cells[1].source += '\ngrade("sgd")'
    with pytest.raises(MasterError, match=r'cell 5: .*hidden line `grade\("sgd"\)`'):
        solved(source, "steps")


def test_page_shows_outputs(course):
    """Does executing write a page with the cells' outputs, tell its progress, and leave the committed file alone?"""
    lines = []
    (page,) = execute_solutions(course, lines.append)
    assert "delta [6]" in page.read_text(encoding="utf-8")
    assert any("cell 4 of 4, test_sgd" in line for line in lines)
    assert not any(cell.get("outputs") for cell in read_notebook(course / "solutions" / "steps.ipynb").cells)


def test_failing_cell_is_named(course):
    """Is a solution that raises refused with its cell and error?"""
    master = course / "notebooks" / "steps.py"
    text = master.read_text(encoding="utf-8").replace('print("delta"', '1 / 0\nprint("delta"')
    master.write_text(text, encoding="utf-8")
    with pytest.raises(AutograderError, match=r"cell 3 of 4 \(check_sgd\): .*ZeroDivisionError"):
        execute_solutions(course)
