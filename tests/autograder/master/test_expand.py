"""Questions about hidden tests in files of their own, and about points that come from them."""

import pytest

from autograder.errors import MasterError

TESTS = '''"""Doubling: a number becomes twice as large."""

from autograder.testing import points


@points(1.5)
def doubles(double):
    """Doubles"""
    assert double(21) == 42


@points(0.5, supporting=True)
def keeps_zero(double):
    """Leaves 0 as it is"""
    assert double(0) == 0
'''
HIDDEN = """### BEGIN HIDDEN TESTS
assert double(21) == 42, "twice 21"
### END HIDDEN TESTS
"""


@pytest.fixture
def with_file(master):
    """Return the master with its hidden tests in a file, which gives the points."""
    text = master.replace(HIDDEN, "### HIDDEN TESTS tests/double.py\n").replace('"points": 2, ', "")
    assert text.count("HIDDEN TESTS") == 1
    return text


def test_file_stands_in_the_cell(read, with_file):
    """Does the cell hold the file's text between marks, with the sum in its last line, and the file's points?"""
    cell = read(with_file, double=TESTS).cells[4]
    assert cell.metadata["nbgrader"]["points"] == 2
    lines = cell.source.splitlines()
    assert lines[:3] == ["# Graded here.", "### BEGIN HIDDEN TESTS", TESTS.splitlines()[0]]
    assert lines[-2:] == ["total()", "### END HIDDEN TESTS"]
    assert TESTS.strip() in cell.source


def test_points_of_the_cell_stay(read, with_file):
    """May a cell line still say points of its own?"""
    own = with_file.replace('"grade_id": "test_double"', '"grade_id": "test_double", "points": 3')
    assert read(own, double=TESTS).cells[4].metadata["nbgrader"]["points"] == 3


def test_bonus_gives_no_points_of_its_own(read, with_file):
    """Do the points of a bonus stay out of the cell and of the total, and can they be named?"""
    text = with_file.replace('# %% nbgrader={"grade": true', '# %% tags=["bonus"] nbgrader={"grade": true')
    text = text.replace("# Twice a number.", "# {points:test_double} more than {points:total}.")
    nb = read(text, double=TESTS)
    assert nb.cells[4].metadata["nbgrader"]["points"] == 0
    assert nb.cells[0].source.endswith("2 more than 0.")


def test_points_in_the_text(read, master):
    """Do texts and comments say the points of a cell, and those of all cells, a person's included?"""
    essay = (
        '\n# %% [markdown] nbgrader={"grade": true, "grade_id": "essay", "locked": false, "points": 1.5, '
        '"schema_version": 3, "solution": true, "task": false}\nWhy?\n'
        '\n# %% [markdown] nbgrader={"grade": false, "grade_id": "report", "locked": true, "points": 3, '
        '"schema_version": 3, "solution": false, "task": true}\nDraw it.\n'
    )
    text = master.replace("# Twice a number.", "# {points:test_double}, {points:essay} and {points:report}")
    text = text.replace("# Graded here.", "# One part of {points:total}.")
    cells = read(text + essay).cells
    assert cells[0].source.endswith("2, 1.5 and 3")
    assert cells[4].source.startswith("# One part of 6.5.")


@pytest.mark.parametrize(
    ("old", "new", "cell"),
    [
        ("assert double(2) == 4", "assert double(2) == 4\n### HIDDEN TESTS tests/double.py", 4),
        ("### HIDDEN TESTS tests/double.py", "### HIDDEN TESTS tests/double.py\n### HIDDEN TESTS tests/double.py", 5),
        ("### HIDDEN TESTS tests/double.py", "## hidden tests: tests/double.py", 5),
        ("### HIDDEN TESTS tests/double.py", "if True:\n    ### HIDDEN TESTS tests/double.py\n    pass", 5),
    ],
)
def test_line_that_names_no_file_is_refused(read, with_file, old, new, cell):
    """Is a line refused that students would get: in a cell that is not graded, a second time, misspelt, indented?"""
    text = with_file.replace('"grade_id": "test_double"', '"grade_id": "test_double", "points": 2')
    with pytest.raises(MasterError, match=rf"cell {cell} .*names no file of hidden tests here"):
        read(text.replace(old, new), double=TESTS)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "tests/double.py can't be read"),
        (TESTS.replace("== 42", "== (42"), "tests/double.py, line 9: SyntaxError"),
        (TESTS.replace("from autograder", "1 / 0\nfrom autograder"), "tests/double.py, line 3: ZeroDivisionError"),
        (TESTS.replace("1.5", "-1"), "doubles: points must be above 0, got -1"),
        (TESTS.replace('    """Doubles"""\n', ""), "doubles needs a docstring"),
        ("assert double(21) == 42\n", "tests/double.py, line 1: NameError"),
        ("x = 1\n", "tests/double.py gives no points"),
    ],
)
def test_wrong_file_is_refused(read, with_file, content, says):
    """Is a file refused that is missing, does not run or gives no points, with cell, line and hint?"""
    files = {} if content is None else {"double": content}
    with pytest.raises(MasterError) as refused:
        read(with_file, **files)
    assert "doubling/doubling.py, cell 5 (grade_id test_double)" in refused.value.where
    assert says in refused.value.problem
    assert refused.value.hint.endswith(".")
