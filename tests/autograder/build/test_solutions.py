"""Questions about the solutions: are they whole, without hidden tests, and do they run?"""

import pytest

from autograder.build import execute_solutions
from autograder.build.layout import read_notebook
from autograder.build.solutions import solved
from autograder.errors import AutograderError, MasterError


def test_solution_is_whole_and_hides_the_tests(built):
    """Does the solved notebook hold the answer, and neither marks nor hidden tests?"""
    path = built / "solutions" / "mini" / "mini.ipynb"
    text = path.read_text(encoding="utf-8")
    assert "self.factor = float(file.read())" in text
    for trace in ("BEGIN", "END", "autograder"):
        assert trace not in text
    assert read_notebook(path).cells[3].source == "assert square(-3) == 9"
    assert (path.parent / "factor.txt").read_text(encoding="utf-8") == "2.5\n"


def test_solution_has_no_outputs(built):
    """Is the committed notebook free of outputs and counts?"""
    for cell in read_notebook(built / "solutions" / "mini" / "mini.ipynb").cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_hidden_line_outside_its_marks_is_refused(built):
    """Is a solved notebook refused that repeats a hidden line?"""
    source = read_notebook(built / "build" / "source" / "mini" / "mini.ipynb")
    source.cells[1].source += '\nassert square(3) == 9, "the square of 3 is another number"'
    with pytest.raises(MasterError, match=r"cell 4: .*hidden line `assert square\(3\)"):
        solved(source, "mini")


def test_page_shows_outputs(course):
    """Does executing write a page with the cells' outputs, tell its progress, and leave the committed file alone?"""
    lines = []
    (page,) = execute_solutions(course, lines.append)
    assert page == course / "build" / "solutions" / "mini" / "mini.html"
    assert "trained for minutes\n</pre>" in page.read_text(encoding="utf-8")
    assert any("cell 7 of 7, essay" in line for line in lines)
    assert not any(cell.get("outputs") for cell in read_notebook(course / "solutions" / "mini" / "mini.ipynb").cells)


def test_failing_cell_is_named(course):
    """Is a solution that raises refused with its cell and error?"""
    master = course / "notebooks" / "mini" / "mini.py"
    text = master.read_text(encoding="utf-8").replace('print("trained', '1 / 0\nprint("trained')
    master.write_text(text, encoding="utf-8")
    with pytest.raises(AutograderError, match=r"cell 6 of 7 \(.*\): .*ZeroDivisionError"):
        execute_solutions(course)
